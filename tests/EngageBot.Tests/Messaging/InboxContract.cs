using EngageBot.Messaging;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Messaging;

/// <summary>Laws 1, 2 and 7: everything enters once, is handled in order, and is never lost.</summary>
public abstract class InboxContract : SpineContract
{
    private readonly List<string> _handled = [];

    private void Remember(Func<InboundEvent, bool>? fails = null) => Spine.Handle = (scope, happened) =>
    {
        if (fails?.Invoke(happened) == true) throw new InvalidOperationException($"Cannot handle +49 170 1234567 at {happened.ExternalId}");
        // After the commit: a batch that is rolled back must not be remembered.
        scope.AfterCommit(() => _handled.Add(happened.ExternalId));
        return ValueTask.FromResult<Func<Task>?>(null);
    };

    private async Task AcceptAsync(params Arrival[] arrivals)
    {
        foreach (var arrival in arrivals) Assert.True(await Spine.Inbox.AcceptAsync(arrival, Cancellation));
    }

    [Fact]
    public async Task An_event_delivered_again_and_again_is_accepted_once()
    {
        var accepted = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Spine.Inbox.AcceptAsync(Said("ana", "1"), Cancellation)));
        Assert.Single(accepted, isNew => isNew);
        Remember();
        await Spine.HandleAllAsync();
        Assert.False(await Spine.Inbox.AcceptAsync(Said("ana", "1"), Cancellation));
        await Spine.HandleAllAsync();
        Assert.Equal(["ana/1"], _handled);
    }

    [Fact]
    public async Task The_same_id_on_another_account_is_another_event()
    {
        await AcceptAsync(Said("ana", "1"), Said("ana", "1", account: 2));
        Assert.Equal(2, (await Spine.InboxAsync()).Count);
    }

    [Fact]
    public async Task Events_are_handled_in_the_order_of_their_acceptance()
    {
        await AcceptAsync(Said("ana", "1"), Said("ben", "1"), Said("ana", "2"), Said("ana", "3"), Said("ben", "2"));
        Remember();
        await Spine.HandleAllAsync();
        Assert.Equal(["ana/1", "ben/1", "ana/2", "ana/3", "ben/2"], _handled);
        Assert.All(await Spine.InboxAsync(), row => Assert.EndsWith(":Handled", row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_chat_keeps_its_order_under_concurrent_entrances()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async chat =>
        {
            for (var n = 0; n < 50; n++) await Spine.Inbox.AcceptAsync(Said($"chat{chat}", $"{n:00}"), Cancellation);
        }));
        Remember();
        await Spine.HandleAllAsync();
        Assert.Equal(400, _handled.Count);
        Assert.All(_handled.GroupBy(id => id.Split('/')[0]), chat => Assert.Equal(chat.Order(StringComparer.Ordinal), chat));
    }

    [Fact]
    public async Task A_failing_row_holds_its_own_chat_and_nobody_else()
    {
        await AcceptAsync(Said("ana", "1"), Said("ana", "2"), Said("ben", "1"));
        var broken = true;
        Remember(happened => broken && happened.ExternalId == "ana/1");
        await Spine.HandleAllAsync();
        Assert.Equal(["ben/1"], _handled);
        await AcceptAsync(Said("ana", "3"), Said("ben", "2"));
        await Spine.HandleAllAsync();
        Assert.Equal(["ben/1", "ben/2"], _handled);
        broken = false;
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Spine.HandleAllAsync();
        Assert.Equal(["ben/1", "ben/2", "ana/1", "ana/2", "ana/3"], _handled);
    }

    [Fact]
    public async Task A_row_that_never_succeeds_is_dead_after_five_attempts_and_its_chat_goes_on()
    {
        await AcceptAsync(Said("ana", "1"), Said("ana", "2"));
        var attempts = new List<int>();
        Remember(happened =>
        {
            if (happened.ExternalId != "ana/1") return false;
            attempts.Add(happened.Attempts);
            return true;
        });
        for (var i = 0; i < 10; i++)
        {
            await Spine.HandleAllAsync();
            Clock.Advance(TimeSpan.FromSeconds(30));
        }
        Assert.Equal([1, 2, 3, 4, 5], attempts);
        Assert.Equal(["ana/2"], _handled);
        var dead = Assert.Single(await Spine.InboxAdmin.ListAsync(InboxState.Dead, 0, 10, Cancellation));
        Assert.Equal(("ana/1", 5), (dead.ExternalId, dead.Attempts));
        Assert.Contains("InvalidOperationException", dead.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("1234567", dead.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_row_can_be_replayed_one_or_all()
    {
        await AcceptAsync(Said("ana", "1"), Said("ben", "1"), Said("cem", "1"));
        Remember(_ => true);
        for (var i = 0; i < 5; i++)
        {
            await Spine.HandleAllAsync();
            Clock.Advance(TimeSpan.FromSeconds(30));
        }
        var dead = await Spine.InboxAdmin.ListAsync(InboxState.Dead, 0, 10, Cancellation);
        Assert.Equal(3, dead.Count);
        Remember();
        Assert.True(await Spine.InboxAdmin.ReplayAsync(dead[1].Id, Cancellation));
        Assert.False(await Spine.InboxAdmin.ReplayAsync(4711, Cancellation));
        await Spine.HandleAllAsync();
        Assert.Equal(["ben/1"], _handled);
        Assert.Equal(2, await Spine.InboxAdmin.ReplayAllAsync(InboxState.Dead, Cancellation));
        await Spine.HandleAllAsync();
        Assert.Equal(["ben/1", "ana/1", "cem/1"], _handled);
    }

    [Fact]
    public async Task What_a_failing_turn_wrote_is_undone_while_its_neighbours_in_the_batch_stand()
    {
        await AcceptAsync(Said("ana", "1"), Said("ben", "1"), Said("cem", "1"));
        Spine.Handle = async (scope, happened) =>
        {
            await Spine.Outbox.AddAsync(scope, Draft(happened.ChatKey, $"to {happened.ChatKey}"));
            if (happened.ChatKey == "ben") throw new InvalidOperationException("poison");
            return null;
        };
        await Spine.HandleAllAsync();
        Assert.Equal(["to ana:Queued", "to cem:Queued"], await Spine.OutboxAsync());
        Assert.Equal(["ana/1:Handled", "ben/1:Received", "cem/1:Handled"], await Spine.InboxAsync());
    }

    [Fact]
    public async Task A_turn_that_only_fails_at_the_commit_is_found_among_its_neighbours_and_dies_alone()
    {
        await Spine.Store.WriteAsync(async scope => await scope
            .Command("CREATE TABLE later (id INTEGER REFERENCES master_keys (id) DEFERRABLE INITIALLY DEFERRED)").ExecuteNonQueryAsync(Cancellation), Cancellation);
        await AcceptAsync(Said("ana", "1"), Said("ben", "bad"), Said("cem", "1"), Said("ben", "next"));
        Remember();
        var remember = Spine.Handle;
        Spine.Handle = async (scope, happened) =>
        {
            if (happened.ExternalId == "ben/bad") await scope.Command("INSERT INTO later VALUES (4711)").ExecuteNonQueryAsync(Cancellation);
            return await remember(scope, happened);
        };
        for (var i = 0; i < 5; i++)
        {
            await Spine.HandleAllAsync();
            Clock.Advance(TimeSpan.FromSeconds(30));
        }
        await Spine.HandleAllAsync();
        Assert.Equal(["ana/1", "cem/1", "ben/next"], _handled);
        Assert.Equal(["ana/1:Handled", "ben/bad:Dead", "cem/1:Handled", "ben/next:Handled"], await Spine.InboxAsync());
        Assert.Equal(5, await Spine.ScalarAsync<long>("SELECT attempts FROM inbox WHERE state = 'Dead'"));
    }

    [Fact]
    public async Task An_unreadable_payload_is_kept_once_and_never_handled()
    {
        var raw = new string('{', 100_000);
        Assert.True(await Spine.Inbox.QuarantineAsync(1, null, raw, "No update_id", Cancellation));
        Assert.False(await Spine.Inbox.QuarantineAsync(1, null, raw, "No update_id", Cancellation));
        Remember();
        await Spine.HandleAllAsync();
        Assert.Empty(_handled);
        var kept = Assert.Single(await Spine.InboxAdmin.ListAsync(InboxState.Quarantined, 0, 10, Cancellation));
        Assert.Equal(65_536, Assert.IsType<InboundContent.Unparsed>(MessagingJson.ReadInbound(kept.Content)).Raw.Length);
        Assert.Equal("No update_id", kept.Error);
        Assert.True(await Spine.InboxAdmin.ReplayAsync(kept.Id, Cancellation));
        await Spine.HandleAllAsync();
        Assert.Single(_handled);
    }

    [Fact]
    public async Task A_row_added_inside_a_turn_is_handled_after_it_and_only_if_the_turn_committed()
    {
        await AcceptAsync(Said("ana", "1"), Said("ben", "1"));
        Remember();
        var remember = Spine.Handle;
        Spine.Handle = async (scope, happened) =>
        {
            if (happened.ExternalId == "ana/1") Assert.True(await Spine.Inbox.AddAsync(scope, Said("cem", "from ana")));
            if (happened.ExternalId == "ben/1") Assert.True(await Spine.Inbox.AddAsync(scope, Said("cem", "from ben")));
            if (happened.ExternalId == "ben/1") throw new InvalidOperationException("undone");
            return await remember(scope, happened);
        };
        await Spine.HandleAllAsync();
        Assert.Equal(["ana/1", "cem/from ana"], _handled);
    }

    [Fact]
    public async Task What_a_turn_leaves_for_after_its_commit_sees_the_commit_and_may_fail_without_harm()
    {
        await AcceptAsync(Said("ana", "1"), Said("ben", "1"));
        var states = new List<string>();
        Spine.Handle = (_, happened) => ValueTask.FromResult<Func<Task>?>(async () =>
        {
            if (happened.ChatKey == "ana") throw new HttpRequestException("the platform is away");
            states.AddRange(await Spine.InboxAsync());
        });
        await Spine.HandleAllAsync();
        Assert.Equal(["ana/1:Handled", "ben/1:Handled"], states);
    }

    [Fact]
    public async Task A_row_that_kills_the_process_is_found_and_dies_alone()
    {
        await AcceptAsync(Said("ana", "1"), Said("ben", "kill"), Said("cem", "1"));
        for (var crash = 0; crash < 5; crash++)
        {
            await Spine.CrashAsync();
            Remember();
            var remember = Spine.Handle;
            Spine.Handle = (scope, happened) =>
            {
                if (happened.ExternalId == "ben/kill") Spine.Kill();
                return remember(scope, happened);
            };
            await KilledPassesAsync();
        }
        await Spine.CrashAsync();
        Remember();
        await Spine.HandleAllAsync();
        Assert.Equal(["ana/1", "cem/1"], _handled);
        Assert.Equal(["ana/1:Handled", "ben/kill:Dead", "cem/1:Handled"], await Spine.InboxAsync());
    }

    [Fact]
    public async Task A_content_of_another_version_does_not_stop_the_inbox()
    {
        await AcceptAsync(Said("ana", "1"), Said("ben", "1"));
        await Spine.Store.WriteAsync(async scope =>
            await scope.Command("UPDATE inbox SET content = '{\"is\":\"from-the-future\"}' WHERE chat_key = 'ana'").ExecuteNonQueryAsync(Cancellation), Cancellation);
        Remember();
        await Spine.HandleAllAsync();
        Assert.Equal(["ben/1"], _handled);
    }

    [Fact]
    public async Task Every_kind_of_content_survives_the_row()
    {
        var from = new Sender("17", "Аня", "ru");
        InboundContent[] contents =
        [
            new InboundContent.Said(from, "Привет «x»", "1"), new InboundContent.Tapped(from, "t", "tap", null),
            new InboundContent.SharedContact(from, "+355691234567", true, "2"), new InboundContent.SharedPhoto(from, "f", null, "3"),
            new InboundContent.SharedFile(from, "f", "n.pdf", "c", "4"), new InboundContent.SharedLocation(from, 41.3275, 19.8187, "5"),
            new InboundContent.Unreadable(from, "sticker", "6"), new InboundContent.Opened(from, "ref"), new InboundContent.Reachability(from, false),
            new InboundContent.StaffWrote(from, "ok", "7", "6"), new InboundContent.StaffReplied("Mira", "ok", "-100", "8"),
            new InboundContent.TimerFired(1, 2, "wait"), new InboundContent.Occurred("purchase.recorded", "{}"),
            new InboundContent.Unparsed("{"),
        ];
        await AcceptAsync([.. contents.Select((content, n) => new Arrival(1, $"{n:00}", "ana", content))]);
        var seen = new List<InboundContent>();
        Spine.Handle = (_, happened) =>
        {
            seen.Add(happened.Content);
            return ValueTask.FromResult<Func<Task>?>(null);
        };
        await Spine.HandleAllAsync();
        Assert.Equal(contents, seen);
        Assert.DoesNotContain("\\u04", await Spine.ScalarAsync<string>("SELECT content FROM inbox ORDER BY id LIMIT 1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handled_rows_are_pruned_when_old_and_the_dead_stay()
    {
        Remember(happened => happened.ChatKey == "ben");
        for (var n = 0; n < 600; n++) await Spine.Inbox.AcceptAsync(Said("ana", $"{n:000}"), Cancellation);
        await AcceptAsync(Said("ben", "dead"));
        for (var i = 0; i < 5; i++)
        {
            await Spine.HandleAllAsync();
            Clock.Advance(TimeSpan.FromSeconds(30));
        }
        Clock.Advance(TimeSpan.FromDays(31));
        await AcceptAsync(Said("ana", "young"));
        await Spine.HandleAllAsync();
        Assert.Equal(600, await Spine.Hosted<Pruner>().PruneAsync(Cancellation));
        Assert.Equal(["ben/dead:Dead", "ana/young:Handled"], await Spine.InboxAsync());
    }

    private async Task KilledPassesAsync()
    {
        try
        {
            await Spine.HandleAllAsync();
        }
        catch (ObjectDisposedException)
        {
            // The process is gone.
        }
    }
}
