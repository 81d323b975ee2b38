using EngageBot.Channels.WebChat;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Options;

namespace EngageBot.Tests.Channels.WebChat;

/// <summary>What the web chat asks of its database, on whichever engine: nothing twice, nothing for ever, and what a client may still ask for
/// stays.</summary>
public abstract class WebStoreContract : IAsyncLifetime
{
    private static readonly byte[] Picture = [0x89, .. "PNG\r\n\x1a\n and the rest"u8];
    private readonly TestClock _clock = new();
    private WebChatHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract Task<ITestStore> OpenAsync(TestClock clock);

    public async ValueTask InitializeAsync() => _host = await WebChatHost.StartAsync(await OpenAsync(_clock), _clock, ("FilesPerHour", "2"));

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact, Trait("Pitfall", "P18")]
    public async Task Starts_of_one_token_at_once_open_one_conversation_and_greet_once()
    {
        var token = (await _host.PostAsync("/directline/tokens/generate", WebChatHost.Secret))["token"];
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _host.PostAsync("/directline/conversations", token)));
        Assert.Equal((1, 9), (answers.Count(a => a.Status == 201), answers.Count(a => a.Status == 200)));
        Assert.Equal(1, await CountAsync("web_conversations"));
        Assert.Single(await _host.ArrivalsAsync());
    }

    [Fact, Trait("Pitfall", "P20")]
    public async Task A_client_that_heard_no_answer_and_posts_again_and_again_has_said_it_once()
    {
        var talk = await _host.BeginAsync();
        const string activity = """{"type":"message","text":"hello?","channelData":{"clientActivityID":"c1"}}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _host.PostAsync(talk.Path + "/activities", talk.Token, activity)));
        Assert.Single(answers.Select(a => a["id"]).Distinct());
        Assert.Equal(2, (await _host.ArrivalsAsync()).Count);       // the opening, and what was said
    }

    [Fact, Trait("Pitfall", "P23")]
    public async Task Words_posted_at_once_keep_one_order_for_the_bot_and_for_every_client()
    {
        var talk = await _host.BeginAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(n => SayAsync(talk, $"m{n}")));
        var shown = (await TextsAsync(talk, "")).ToList();
        Assert.Equal(10, shown.Distinct().Count());
        Assert.Equal(shown, (await _host.ArrivalsAsync()).Select(a => a.Content).OfType<InboundContent.Said>().Select(s => s.Words));
    }

    [Fact]
    public async Task Files_are_counted_with_what_brings_them()
    {
        var talk = await _host.BeginAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendPictureAsync(talk)));
        Assert.Equal(2, answers.Count(a => a == 200));
        Assert.Equal((2, 2), (await CountAsync("web_uploads"), Directory.GetFiles(_host.Uploads).Length));
    }

    [Fact]
    public async Task The_bot_answers_in_the_conversation_used_last_even_if_the_clock_was_set_back()
    {
        var first = await _host.BeginAsync("""{"user":{"id":"ana"}}""");
        var second = await _host.BeginAsync("""{"user":{"id":"ana"}}""");
        await SayAsync(second, "there");
        _clock.Set(TimeSpan.FromHours(-1));
        await SayAsync(first, "here");
        await _host.BotSaysAsync("ana", "k", "yes?");
        Assert.Equal(["here", "yes?"], await TextsAsync(first, ""));
    }

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

public sealed class WebStoreOnSqlite : WebStoreContract
{
    private protected override Task<ITestStore> OpenAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class WebStoreOnPostgres : WebStoreContract
{
    private protected override async Task<ITestStore> OpenAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
