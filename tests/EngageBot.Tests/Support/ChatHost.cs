using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Support;

/// <summary>The whole program over one folder of dialogs, and customers who write to it; each word is answered before the next step of the test.</summary>
internal sealed class ChatHost(EngageHost host, TestClock clock) : IAsyncDisposable
{
    private int _messages;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public EngageHost Host { get; } = host;

    public TestClock Clock { get; } = clock;

    public static async Task<ChatHost> StartAsync(DialogFolder dialogs, TestClock? clock = null, string? data = null, params string[] settings)
    {
        clock ??= new TestClock();
        return new(await EngageHost.StartAsync(clock, data, null, ["--demo=false", $"--Dialogs:Directory={dialogs.Path}", "--Dialogs:WatchSeconds=1", .. settings]), clock);
    }

    /// <summary>A customer writes.</summary>
    /// <returns>What the bot said to it, messages one below the other.</returns>
    public async Task<string> SaysAsync(string chat, string words)
    {
        var account = Host.Services.GetRequiredService<BusinessDirectory>().Account("web").Id;
        var before = await Host.CountAsync("SELECT COALESCE(MAX(id), 0) FROM outbox");
        var id = $"test:{Guid.CreateVersion7()}:{Interlocked.Increment(ref _messages)}";
        await Host.Services.GetRequiredService<Inbox>().AcceptAsync(
            new Arrival(account, id, chat, new InboundContent.Said(new Sender(chat, "Arta", "en"), words, id)), Cancellation);
        await UntilAsync("SELECT COUNT(*) FROM inbox WHERE state IN ('Received', 'Handling')", 0);
        Assert.Equal(0, await Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE state = 'Dead'"));
        var said = await Host.Services.GetRequiredService<IStore>().ReadRowsAsync(
            "SELECT content FROM outbox WHERE id > @before AND chat_key = @chat ORDER BY id",
            command => command.Set("@before", before).Set("@chat", chat), row => MessagingJson.ReadOutgoing(row.GetString(0)).Text.Plain, Cancellation);
        return string.Join('\n', said);
    }

    /// <summary>Lets a second and another go by, as the watch of the folder needs to see that nothing moves any more.</summary>
    public Task UntilReleaseAsync(long number) => SpineUnderTest.PassTimeUntilAsync(
        Clock, () => Host.Services.GetRequiredService<DialogCatalog>().Live.Release == number, Cancellation);

    public Task UntilAsync(string sql, long value) => SpineUnderTest.UntilAsync(async () => await Host.CountAsync(sql) == value, Cancellation);

    public Task<string> HealthAsync() => Host.Client.GetStringAsync(new Uri("/health/dialogs", UriKind.Relative), Cancellation);

    /// <summary>Lets time pass until the folder was looked at and found to be so.</summary>
    public Task UntilFolderAsync(string standing) => SpineUnderTest.PassTimeUntilAsync(
        Clock, () => Host.Services.GetRequiredService<DialogCatalog>().Standing.Folder == standing, Cancellation);

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
