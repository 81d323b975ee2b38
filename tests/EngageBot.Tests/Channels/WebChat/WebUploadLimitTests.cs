using EngageBot.Channels.WebChat;

namespace EngageBot.Tests.Channels.WebChat;

/// <summary>What visitors can make us keep is finite, and a refusal leaves nothing behind.</summary>
public sealed class WebUploadLimitTests
{
    [Fact]
    public async Task A_conversation_sends_so_many_files_an_hour_and_more_later()
    {
        await using var host = await WebChatHost.StartAsync(("FilesPerHour", "3"));
        var (talk, other) = (await host.BeginAsync(), await host.BeginAsync());
        for (var i = 0; i < 3; i++) Assert.Equal(200, (await SendAsync(host, talk, 10)).Status);
        var refused = await SendAsync(host, talk, 10);
        Assert.Equal((429, "TooManyRequests"), (refused.Status, refused.Code));
        Assert.Contains("3 files an hour", refused.Text, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(host.Uploads).Length);
        Assert.Equal(200, (await SendAsync(host, other, 10)).Status);
        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(200, (await SendAsync(host, talk, 10)).Status);
    }

    [Fact]
    public async Task A_business_has_room_for_so_much_and_again_once_old_files_are_pruned()
    {
        await using var host = await WebChatHost.StartAsync(("QuotaMegabytes", "1"));
        var talk = await host.BeginAsync();
        Assert.Equal(200, (await SendAsync(host, talk, 600_000)).Status);
        var refused = await SendAsync(host, await host.BeginAsync(), 600_000);
        Assert.Equal((429, "TooManyRequests"), (refused.Status, refused.Code));
        Assert.Contains("no room for more files", refused.Text, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(host.Uploads));
        host.Clock.Advance(TimeSpan.FromDays(91));
        await host.Get<WebPruner>().PassAsync(TestContext.Current.CancellationToken);
        Assert.Equal(200, (await SendAsync(host, await host.BeginAsync(), 600_000)).Status);
    }

    [Fact]
    public async Task Files_that_come_at_once_cannot_slip_past_the_limit_together()
    {
        await using var host = await WebChatHost.StartAsync(("FilesPerHour", "4"));
        var talk = await host.BeginAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(host, talk, 1000)));
        Assert.Equal(4, answers.Count(a => a.Status == 200));
        Assert.Equal(4, Directory.GetFiles(host.Uploads).Length);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_and_the_next_try_works()
    {
        await using var host = await WebChatHost.StartAsync();
        var talk = await host.BeginAsync();
        await File.WriteAllTextAsync(host.Uploads, "in the way", TestContext.Current.CancellationToken);
        var refused = await SendAsync(host, talk, 10);
        Assert.Equal((503, "ServiceUnavailable"), (refused.Status, refused.Code));
        File.Delete(host.Uploads);
        Assert.Equal(200, (await SendAsync(host, talk, 10)).Status);
    }

    [Fact]
    public async Task One_address_cannot_fill_the_disk_with_words()
    {
        await using var host = await WebChatHost.StartAsync();
        var words = $$"""{"type":"message","text":"{{new string('x', 250_000)}}"}""";
        var statuses = new List<int>();
        for (var conversation = 0; conversation < 8; conversation++)
        {
            var talk = await host.BeginAsync();
            for (var i = 0; i < 10; i++) statuses.Add((await host.PostAsync(talk.Path + "/activities", talk.Token, words)).Status);
        }
        Assert.InRange(statuses.Count(s => s == 200), 60, 70);      // 16 MB at once
        Assert.All(statuses, s => Assert.True(s is 200 or 429));
    }

    private static async Task<WebChatHost.Answer> SendAsync(WebChatHost host, WebChatHost.Talk talk, int bytes)
    {
        using var file = new ByteArrayContent(new byte[bytes]) { Headers = { ContentType = new("application/octet-stream") } };
        return await host.CallAsync(HttpMethod.Post, talk.Path + "/upload", WebChatHost.Secret, file);
    }
}
