using EngageBot.Broadcasts;
using EngageBot.Tests.Crash;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Broadcasts;

/// <summary>Law P2 under load: everybody once, nobody left out, and a stop is a stop.</summary>
public abstract class FanOutContract : IAsyncLifetime
{
    private const int Many = 2_000;
    private BroadcastWorld _world = null!;

    private protected abstract Task<IReadOnlyDictionary<string, string>?> DatabaseAsync();

    public async ValueTask InitializeAsync() => _world = await BroadcastWorld.StartAsync(await DatabaseAsync(), contacts: Many);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    [Trait("Pitfall", "P9")]
    [Trait("Pitfall", "P10")]
    public async Task Everybody_gets_it_once_through_pauses_of_the_platform_blocks_and_slow_answers()
    {
        _world.Telegram.Latency = TimeSpan.FromMilliseconds(2);
        _world.Telegram.Fail("sendMessage", Fault.Blocked, times: int.MaxValue, when: c => c.ChatId % 33 == 0);
        _world.Telegram.Fail("sendMessage", Fault.TooManyRequests(1), times: 12, when: c => c.ChatId % 7 == 0);
        var id = await _world.BeginAsync();
        await _world.UntilAsync(id, BroadcastState.Finished);

        var blocked = Enumerable.Range(0, Many).Count(n => (BroadcastWorld.FirstChat + n) % 33 == 0);
        var arrived = _world.ArrivedWith("Fresh bread");
        Assert.Equal(Many - blocked, arrived.Count);
        Assert.All(arrived, chat => Assert.Equal(1, chat.Value));
        Assert.Equal(Many, await _world.Host.CountAsync($"SELECT COUNT(*) FROM broadcast_recipients WHERE broadcast_id = {id}"));
        var done = await _world.ShowAsync(id);
        Assert.Equal((Many, Many, 0, blocked), (done.Written, done.Settled, done.Failed, done.Blocked));
        Assert.Equal(Many - blocked, await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Sent'"));
        Assert.Equal(blocked, await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Dead' AND reason = 'blocked'"));
        Assert.Empty(_world.Telegram.Violations);
    }

    [Fact]
    public async Task Paused_under_load_nothing_leaves_any_more_and_resumed_everybody_gets_it_once()
    {
        var id = await _world.BeginAsync();
        await _world.UntilAsync($"SELECT COUNT(*) FROM outbox WHERE source = 'broadcast:{id}' AND state = 'Sent'", 200);
        Assert.IsType<BroadcastOutcome.Done>(await _world.PauseAsync(id));
        // What was on its way at that moment arrives, the rest is put away; then it is quiet, also while others are answered.
        await _world.UntilAsync("SELECT CASE WHEN EXISTS (SELECT 1 FROM outbox WHERE state = 'Sending' OR state = 'Queued' AND deferred = 0) THEN 0 ELSE 1 END", 1);
        var sent = _world.ArrivedWith("Fresh bread").Count;
        Assert.InRange(sent, 200, Many - 1);
        await _world.AnswersAsync("Arta", BroadcastWorld.FirstChat + Many + 5);
        Assert.Equal(sent, _world.ArrivedWith("Fresh bread").Count);
        Assert.Equal(sent, await _world.Host.CountAsync($"SELECT COUNT(*) FROM outbox WHERE source = 'broadcast:{id}' AND state = 'Sent'"));

        await _world.ResumeAsync(id);
        await _world.UntilAsync(id, BroadcastState.Finished);
        AssertEverybodyOnce("Fresh bread");
    }

    [Fact]
    public async Task Cancelled_under_load_nobody_new_gets_it_and_every_outcome_is_known()
    {
        var id = await _world.BeginAsync();
        await _world.UntilAsync($"SELECT COUNT(*) FROM outbox WHERE source = 'broadcast:{id}' AND state = 'Sent'", 200);
        await _world.CancelAsync(id);
        await _world.UntilAsync("SELECT CASE WHEN EXISTS (SELECT 1 FROM broadcast_recipients WHERE outcome = 'Queued') THEN 0 ELSE 1 END", 1);
        var arrived = _world.ArrivedWith("Fresh bread");
        Assert.All(arrived, chat => Assert.Equal(1, chat.Value));
        Assert.InRange(arrived.Count, 200, Many - 1);
        Assert.Equal(arrived.Count, await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Sent'"));
        var report = await _world.Store.ReadAsync(async connection => BroadcastReport.Read(connection, BroadcastRows.Find(connection, id)!), TestContext.Current.CancellationToken);
        Assert.Equal(Many, report.NotLooked + report.Outcomes.Values.Sum());
        Assert.IsType<BroadcastOutcome.NotNow>(await _world.ResumeAsync(id));
    }

    [Fact]
    public async Task Two_at_once_share_the_way_and_a_reply_overtakes_both()
    {
        var (bread, wine) = (await _world.BeginAsync("Fresh bread at four."), await _world.BeginAsync("New wine is here."));
        await _world.UntilAsync($"SELECT COUNT(*) FROM outbox WHERE source = 'broadcast:{wine}' AND state = 'Sent'", 20);
        await _world.AnswersAsync("Arta", BroadcastWorld.FirstChat + Many + 5);
        Assert.True(await _world.Host.CountAsync("SELECT COUNT(*) FROM broadcast_recipients WHERE outcome = 'Queued'") > 0, "The broadcasts were over before the answer came.");
        await _world.UntilAsync(bread, BroadcastState.Finished);
        await _world.UntilAsync(wine, BroadcastState.Finished);
        AssertEverybodyOnce("Fresh bread");
        AssertEverybodyOnce("New wine");
    }

    private void AssertEverybodyOnce(string words)
    {
        var arrived = _world.ArrivedWith(words);
        Assert.Equal(Many, arrived.Count);
        Assert.All(arrived, chat => Assert.Equal(1, chat.Value));
    }
}

public sealed class FanOutOnSqlite : FanOutContract
{
    private protected override Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => Task.FromResult<IReadOnlyDictionary<string, string>?>(null);
}

public sealed class FanOutOnPostgres : FanOutContract
{
    private protected override async Task<IReadOnlyDictionary<string, string>?> DatabaseAsync() => (await CrashPlace.PostgresAsync("")).Settings;
}
