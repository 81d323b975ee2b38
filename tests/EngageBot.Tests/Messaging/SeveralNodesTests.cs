using System.Collections.Concurrent;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Messaging;

/// <summary>Two nodes on one database: who handles, who sends, and what happens to the work of one that stands still.</summary>
public sealed class SeveralNodesTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private readonly TestClock _otherClock = new();
    private SpineUnderTest _one = null!;
    private SpineUnderTest _two = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var temp = await TempPostgres.OpenAsync(_clock);
        (_one, _two) = (new(temp, _clock), new(temp.Second(), _otherClock));
        await _one.Store.SeedAsync([1], "ana", "ben", "cem");
    }

    public async ValueTask DisposeAsync()
    {
        if (_one is null) return;
        await _two.DisposeAsync();
        await _one.DisposeAsync();
    }

    /// <summary>The first node stands still until its leases have run out, by the database's clock and by its own.</summary>
    private async Task FreezeTheFirstAsync()
    {
        await _two.Store.WriteAsync(async scope => await scope.Command("UPDATE leases SET expires_at = 0").ExecuteNonQueryAsync(Cancellation), Cancellation);
        _otherClock.Advance(TimeSpan.FromSeconds(20));
        await _two.Get<AccountLeases>().RenewAsync(Cancellation);
    }

    [Fact]
    public async Task An_accounts_messages_leave_by_the_node_that_holds_it_and_by_no_other()
    {
        await _one.Get<AccountLeases>().RenewAsync(Cancellation);
        await _one.AddAsync(Draft("ana", "1"), Draft("ben", "2", OutboundKind.Promotion));
        await _two.SendAllAsync();
        Assert.Empty(_two.Channel.Calls);
        await _one.SendAllAsync();
        Assert.Equal(["1", "2"], _one.Channel.Texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_node_that_stops_hands_its_accounts_over_at_once()
    {
        await _one.AddAsync(Draft("ana", "1"));
        await _one.SendAllAsync();
        await _one.Get<AccountLeases>().StopAsync(Cancellation);
        await _two.AddAsync(Draft("ana", "2"));
        await _two.SendAllAsync();
        Assert.Equal(["1", "2"], _one.Channel.Texts.Concat(_two.Channel.Texts));
        Assert.Single(_two.Channel.Texts);
    }

    [Fact]
    public async Task A_node_that_stood_still_between_claim_and_call_does_not_call()
    {
        // The commit of its claim and the call are apart: time passes for it alone, and the account is another's when it goes on.
        _one.Gate = _ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(14));
            return SendPermit.Allowed;
        };
        await _one.AddAsync(Draft("ana", "notice", OutboundKind.Notice));
        await _one.Sender.PassAsync(Cancellation);
        await _one.Sender.DrainAsync();
        Assert.Empty(_one.Channel.Calls);
        await FreezeTheFirstAsync();
        await _two.SendAllAsync();
        Assert.Equal(["notice"], _two.Channel.Texts);
        Assert.Equal(["notice:Sent"], await _two.OutboxAsync());
    }

    [Fact]
    public async Task What_a_node_was_sending_when_it_stood_still_is_repeated_but_no_promotion_and_its_late_word_changes_nothing()
    {
        var answer = new TaskCompletionSource<SendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _one.Channel.Answer = (_, _) => answer.Task;
        await _one.AddAsync(Draft("ana", "reply"), Draft("ben", "promotion", OutboundKind.Promotion));
        await _one.Sender.PassAsync(Cancellation);
        await SpineUnderTest.UntilAsync(() => _one.Channel.Calls.Count == 2, Cancellation);
        await FreezeTheFirstAsync();
        Assert.Equal(["reply:Queued", "promotion:Uncertain"], await _two.OutboxAsync());
        var second = new TaskCompletionSource<SendResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _two.Channel.Answer = (_, _) => second.Task;
        await _two.Sender.PassAsync(Cancellation);
        answer.SetResult(new SendResult.Refused("400", ContactUnreachable: true));
        await _one.Sender.DrainAsync();
        Assert.Equal(["reply:Sending", "promotion:Uncertain"], await _two.OutboxAsync());
        second.SetResult(_two.Channel.Sent());
        await _two.Sender.DrainAsync();
        await _one.SendAllAsync();
        Assert.Equal(["reply:Sent", "promotion:Uncertain"], await _two.OutboxAsync());
        Assert.Equal(["reply"], _two.Channel.Texts);
        Assert.Equal(0, await _two.ScalarAsync<long>("SELECT COUNT(*) FROM chats WHERE unreachable_at IS NOT NULL"));
    }

    [Fact]
    public async Task While_one_node_is_in_a_turn_another_handles_every_chat_but_that_one_and_each_row_is_handled_once_in_order()
    {
        string[] chats = ["ana", "ben", "cem"];
        foreach (var n in Enumerable.Range(0, 4))
            foreach (var chat in chats) await _one.Inbox.AcceptAsync(Said(chat, $"{n}"), Cancellation);
        await _one.Store.WriteAsync(async scope => await scope.Command(
            "CREATE TABLE log (place BIGINT GENERATED ALWAYS AS IDENTITY, chat TEXT, event TEXT, node TEXT)").ExecuteNonQueryAsync(Cancellation), Cancellation);
        Func<WriteScope, InboundEvent, ValueTask<Func<Task>?>> Handler(string node, Func<Task> meanwhile) => async (scope, happened) =>
        {
            await meanwhile();
            await scope.Command("INSERT INTO log (chat, event, node) VALUES (@chat, @event, @node)")
                .Set("@chat", happened.ChatKey).Set("@event", happened.ExternalId).Set("@node", node).ExecuteNonQueryAsync(Cancellation);
            return null;
        };
        _two.Handle = Handler("two", () => Task.CompletedTask);
        var first = true;
        _one.Handle = Handler("one", () =>
        {
            (var begin, first) = (first, false);
            return begin ? _two.HandleAllAsync() : Task.CompletedTask;
        });
        await _one.HandleAllAsync();
        var handled = await _one.Store.ReadRowsAsync(
            "SELECT chat, event, node FROM log ORDER BY place", _ => { }, row => (Chat: row.GetString(0), Event: row.GetString(1), Node: row.GetString(2)), Cancellation);
        foreach (var chat in chats) Assert.Equal([$"{chat}/0", $"{chat}/1", $"{chat}/2", $"{chat}/3"], handled.Where(h => h.Chat == chat).Select(h => h.Event));
        Assert.Equal("one", Assert.Single(handled.Where(h => h.Chat == "ana").Select(h => h.Node).Distinct()));
        Assert.Contains(handled, h => h is { Chat: "ben", Event: "ben/0", Node: "two" });
    }

    [Fact]
    public async Task Two_nodes_fire_each_timer_once()
    {
        await _one.Store.WriteAsync(async scope =>
        {
            for (var n = 0u; n < 100; n++) await _one.Timers.SetAsync(scope, 1, n, 1, "wait", _clock.GetUtcNow());
        }, Cancellation);
        var fired = await Task.WhenAll(
            Task.Run(() => _one.Hosted<TimerWorker>().PassAsync(Cancellation), Cancellation), Task.Run(() => _two.Hosted<TimerWorker>().PassAsync(Cancellation), Cancellation));
        Assert.Equal(100, fired.Sum());
        Assert.Equal(100, (await _one.InboxAsync()).Count);
    }

    [Fact]
    public async Task A_word_said_by_one_node_is_heard_by_the_other_and_not_by_itself()
    {
        var (mine, theirs) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        _one.Store.Heard += mine.Add;
        _two.Store.Heard += theirs.Add;
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        // Said until heard: nobody promises that the other listens already.
        for (var n = 0; n < 300 && !theirs.Contains("hello"); n++)
        {
            _one.Store.Tell("hello");
            await again.WaitForNextTickAsync(Cancellation);
        }
        Assert.Contains("hello", theirs);
        Assert.DoesNotContain("hello", mine);
    }
}
