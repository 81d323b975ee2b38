using EngageBot.Channels.WebChat;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Tests.Channels.WebChat;

/// <summary>The web chat's tables and files do not grow for ever, and what a client may still ask for stays.</summary>
public sealed class WebPruningTests : IAsyncLifetime
{
    private static readonly byte[] Picture = [0x89, .. "PNG\r\n\x1a\n and the rest"u8];
    private WebChatHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await WebChatHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Of_a_conversation_in_use_what_is_old_goes_and_watermarks_go_on()
    {
        var talk = await _host.BeginAsync();
        foreach (var n in Enumerable.Range(1, 3)) await SayAsync(talk, $"m{n}");
        _host.Clock.Advance(TimeSpan.FromDays(80));
        await SayAsync(talk, "m4");
        _host.Clock.Advance(TimeSpan.FromDays(20));
        Assert.Equal(3, await PruneAsync());
        Assert.Equal(["m4"], await TextsAsync(talk, ""));
        await SayAsync(talk, "m5");
        Assert.Equal(["m5"], await TextsAsync(talk, "4"));
        Assert.Equal(["m4", "m5"], await TextsAsync(talk, "2"));
    }

    [Fact]
    public async Task A_conversation_nobody_used_goes_whole_with_its_files_and_its_client_begins_anew()
    {
        var (old, used) = (await _host.BeginAsync(), await _host.BeginAsync());
        await SayAsync(old, "once");
        Assert.Equal(200, await SendPictureAsync(old));
        _host.Clock.Advance(TimeSpan.FromDays(50));
        await SayAsync(used, "still here");
        Assert.Equal(200, await SendPictureAsync(used));
        _host.Clock.Advance(TimeSpan.FromDays(45));
        await PruneAsync();
        Assert.Equal(404, (await _host.GetAsync(old.Path, WebChatHost.Secret)).Status);
        Assert.Equal(2, await CountAsync("web_activities"));
        Assert.Equal(1, await CountAsync("web_uploads"));
        Assert.Single(Directory.GetFiles(_host.Uploads));
        Assert.Equal(0, await PruneAsync());
    }

    [Fact]
    public async Task A_file_that_a_crash_left_without_a_row_goes_with_its_age()
    {
        var talk = await _host.BeginAsync();
        await SendPictureAsync(talk);
        await _host.Store.WriteAsync(async scope => await scope.Command("DELETE FROM web_uploads").ExecuteNonQueryAsync(), Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_host.Uploads, "not-ours.txt"), "stays", Cancellation);
        _host.Clock.Advance(TimeSpan.FromDays(91));
        await PruneAsync();
        Assert.Equal(["not-ours.txt"], Directory.GetFiles(_host.Uploads).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_conversation_keeps_its_newest_two_thousand_activities()
    {
        var talk = await _host.BeginAsync();
        foreach (var part in Enumerable.Range(1, WebTranscript.MostOfAConversation + 5).Chunk(200))
            await Task.WhenAll(part.Select(n => _host.BotSaysAsync(talk.User, $"k{n}", $"m{n}")));
        Assert.Equal(WebTranscript.MostOfAConversation, await CountAsync("web_activities"));
        await SayAsync(talk, "last");
        Assert.Equal(["last"], await TextsAsync(talk, $"{WebTranscript.MostOfAConversation + 5}"));
    }

    [Fact]
    public async Task What_may_still_be_asked_for_cannot_be_pruned_by_a_setting()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => WebChatHost.StartAsync(("KeepDays", "7"), ("RenewHours", "720")));
        Assert.Contains("Channels:WebChat:KeepDays must be longer", refused.Message, StringComparison.Ordinal);
    }

    private Task<int> PruneAsync() => _host.Get<WebPruner>().PassAsync(Cancellation);

    private async Task SayAsync(WebChatHost.Talk talk, string words) =>
        Assert.Equal(200, (await _host.PostAsync(talk.Path + "/activities", WebChatHost.Secret, $$"""{"type":"message","text":"{{words}}"}""")).Status);

    private async Task<int> SendPictureAsync(WebChatHost.Talk talk)
    {
        using var file = new ByteArrayContent(Picture) { Headers = { ContentType = new("image/png") } };
        return (await _host.CallAsync(HttpMethod.Post, talk.Path + "/upload", WebChatHost.Secret, file)).Status;
    }

    private async Task<IEnumerable<string>> TextsAsync(WebChatHost.Talk talk, string watermark) =>
        (await _host.GetAsync($"{talk.Path}/activities?watermark={watermark}", WebChatHost.Secret)).Json!["activities"]!.AsArray().Select(a => a!["text"]!.ToString());

    private async Task<long> CountAsync(string table) =>
        (await _host.Store.ReadRowsAsync($"SELECT COUNT(*) FROM {table}", _ => { }, row => row.GetInt64(0), Cancellation)).Single();
}
