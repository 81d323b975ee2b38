using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Messaging;

/// <summary>Laws 3 to 5: messages leave once, in order, and a crash is honest about what it does not know.</summary>
public abstract class OutboxContract : SpineContract
{
    [Fact]
    public async Task Messages_of_a_chat_leave_in_the_order_in_which_they_were_written()
    {
        await Spine.AddAsync(Draft("ana", "1"), Draft("ana", "2"), Draft("ben", "a"), Draft("ana", "3"), Draft("ben", "b"));
        await Spine.SendAllAsync();
        Assert.Equal(["1", "2", "3"], Spine.Channel.Calls.Where(c => c.ChatKey == "ana").Select(c => c.Key));
        Assert.Equal(["a", "b"], Spine.Channel.Calls.Where(c => c.ChatKey == "ben").Select(c => c.Key));
        Assert.All(await Spine.OutboxAsync(), row => Assert.EndsWith(":Sent", row, StringComparison.Ordinal));
        Assert.Equal(5, await Spine.ScalarAsync<long>("SELECT COUNT(DISTINCT external_id) FROM outbox WHERE sent_at IS NOT NULL AND attempts = 1"));
    }

    [Fact]
    public async Task The_same_key_written_again_is_the_same_message()
    {
        var ids = await Spine.Store.WriteAsync(async scope =>
            (await Spine.Outbox.AddAsync(scope, Draft("ana", "1")), await Spine.Outbox.AddAsync(scope, Draft("ana", "1")), await Spine.Outbox.AddAsync(scope, Draft("ben", "1"))), Cancellation);
        Assert.Equal((1, null, true), (ids.Item1, ids.Item2, ids.Item3 is not null));
        await Spine.SendAllAsync();
        Assert.Equal(2, Spine.Channel.Calls.Count);
    }

    [Fact]
    public async Task The_next_message_of_a_chat_waits_until_the_one_before_has_arrived_while_other_chats_go_on()
    {
        var held = new TaskCompletionSource<SendResult>();
        Spine.Channel.Answer = (message, _) => message.Key == "1" ? held.Task : Task.FromResult(Spine.Channel.Sent());
        await Spine.AddAsync(Draft("ana", "1"), Draft("ana", "2"), Draft("ben", "a"));
        while (await Spine.Sender.PassAsync(Cancellation)) { }
        await SpineUnderTest.UntilAsync(() => Spine.Channel.Calls.Count >= 2, Cancellation);
        Assert.Equal(["1", "a"], Spine.Channel.Texts.Order(StringComparer.Ordinal));
        held.SetResult(Spine.Channel.Sent());
        await Spine.Sender.DrainAsync();
        await Spine.SendAllAsync();
        Assert.Equal("2", Spine.Channel.Texts[^1]);
    }

    [Fact]
    public async Task A_retry_is_not_overtaken_by_what_was_written_after_it()
    {
        var away = true;
        Spine.Channel.AnswerWith(message => away && message.ChatKey == "ana" ? new SendResult.Unavailable("502") : Spine.Channel.Sent());
        await Spine.AddAsync(Draft("ana", "1"), Draft("ana", "2"), Draft("ben", "a"));
        await Spine.SendAllAsync();
        Assert.Equal(["1:Queued", "2:Queued", "a:Sent"], await Spine.OutboxAsync());
        away = false;
        await Spine.SendAllAsync();
        Assert.Equal(2, Spine.Channel.Calls.Count);
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Spine.SendAllAsync();
        Assert.Equal(["1", "1", "2"], Spine.Channel.Calls.Where(c => c.ChatKey == "ana").Select(c => c.Key));
    }

    [Fact]
    public async Task A_reply_overtakes_a_promotion_of_the_same_chat_but_never_another_reply()
    {
        await Spine.AddAsync(
            Draft("ana", "promotion", OutboundKind.Promotion), Draft("ana", "notice", OutboundKind.Notice), Draft("ana", "reply 1"),
            Draft("ana", "case", OutboundKind.Case), Draft("ana", "reply 2"));
        await Spine.SendAllAsync();
        Assert.Equal(["reply 1", "case", "reply 2", "notice", "promotion"], Spine.Channel.Texts);
    }

    [Fact]
    public async Task Replies_to_anybody_leave_before_promotions_to_everybody()
    {
        Spine.Settings["Messaging:SendsAtOnce"] = "1";
        await Spine.AddAsync(Draft("ana", "promotion", OutboundKind.Promotion), Draft("ben", "reply"));
        await Spine.SendAllAsync();
        Assert.Equal(["reply", "promotion"], Spine.Channel.Texts);
    }

    [Fact]
    public async Task No_more_than_the_limit_are_under_way_for_an_account()
    {
        Spine.Settings["Messaging:SendsAtOnce"] = "3";
        var open = new TaskCompletionSource();
        Spine.Channel.Answer = async (_, _) =>
        {
            await open.Task;
            return Spine.Channel.Sent();
        };
        await Spine.AddAsync([.. Enumerable.Range(0, 10).Select(n => Draft($"chat{n}", $"{n}"))]);
        while (await Spine.Sender.PassAsync(Cancellation)) { }
        await SpineUnderTest.UntilAsync(() => Spine.Channel.Calls.Count >= 3, Cancellation);
        open.SetResult();
        await Spine.Sender.DrainAsync();
        await Spine.SendAllAsync();
        Assert.Equal((10, 3), (Spine.Channel.Calls.Count, Spine.Channel.MostAtOnce));
    }

    [Fact]
    public async Task Messages_of_an_account_without_a_channel_wait_for_it()
    {
        await Spine.AddAsync(Draft("ana", "1", account: 2));
        await Spine.SendAllAsync();
        Assert.Equal(["1:Queued"], await Spine.OutboxAsync());
        var second = new ScriptedChannel(2);
        Spine.Get<ChannelList>().Add(second);
        await Spine.SendAllAsync();
        Assert.Equal(["1"], second.Texts);
        Assert.Empty(Spine.Channel.Calls);
    }

    [Fact]
    public async Task An_expired_message_is_not_sent_and_does_not_hold_its_chat()
    {
        await Spine.AddAsync(Draft("ana", "late", expires: Clock.GetUtcNow().AddMinutes(1)), Draft("ana", "next"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Spine.SendAllAsync();
        Assert.Equal(["late:Expired", "next:Sent"], await Spine.OutboxAsync());
        Assert.Equal(["next"], Spine.Channel.Texts);
    }

    [Fact]
    public async Task The_gate_is_asked_for_notices_and_promotions_and_its_reason_is_kept()
    {
        var asked = new List<string>();
        Spine.Gate = message =>
        {
            asked.Add(message.Key);
            return message.Kind == OutboundKind.Promotion ? new SendPermit.No(NoSend.NoConsent, "No consent") : SendPermit.Allowed;
        };
        await Spine.AddAsync(
            Draft("ana", "promotion", OutboundKind.Promotion), Draft("ana", "notice", OutboundKind.Notice), Draft("ana", "reply"), Draft("ana", "case", OutboundKind.Case));
        await Spine.SendAllAsync();
        Assert.Equal(["notice", "promotion"], asked);
        Assert.Equal(["promotion:Cancelled", "notice:Sent", "reply:Sent", "case:Sent"], await Spine.OutboxAsync());
        Assert.Equal("No consent", await Spine.ScalarAsync<string>("SELECT error FROM outbox WHERE state = 'Cancelled'"));
    }

    [Fact]
    public async Task A_gate_that_fails_puts_the_message_off_and_lets_others_pass()
    {
        var broken = true;
        Spine.Gate = message => broken && message.ChatKey == "ana" ? throw new InvalidOperationException("policy") : SendPermit.Allowed;
        await Spine.AddAsync(Draft("ana", "1", OutboundKind.Notice), Draft("ben", "2", OutboundKind.Notice));
        await Spine.SendAllAsync();
        Assert.Equal(["1:Queued", "2:Sent"], await Spine.OutboxAsync());
        broken = false;
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Spine.SendAllAsync();
        Assert.Equal(["1:Sent", "2:Sent"], await Spine.OutboxAsync());
    }

    [Fact]
    public async Task A_kill_while_sending_repeats_replies_and_leaves_promotions_uncertain()
    {
        Spine.Channel.AnswerWith(_ =>
        {
            Spine.Kill();
            return Spine.Channel.Sent();
        });
        await Spine.AddAsync(
            Draft("ana", "reply"), Draft("ben", "case", OutboundKind.Case), Draft("cem", "notice", OutboundKind.Notice), Draft("dua", "promotion", OutboundKind.Promotion));
        await Spine.Sender.PassAsync(Cancellation);
        await Spine.Sender.DrainAsync();
        Assert.Equal(4, Spine.Channel.Calls.Count);
        Spine.Channel.Answer = null;
        await Spine.CrashAsync();
        Assert.Equal(["reply:Queued", "case:Queued", "notice:Queued", "promotion:Uncertain"], await Spine.OutboxAsync());
        await Spine.SendAllAsync();
        Assert.Equal(["reply:Sent", "case:Sent", "notice:Sent", "promotion:Uncertain"], await Spine.OutboxAsync());
        Assert.Single(Spine.Channel.Texts, "promotion");
        Assert.Equal(2, Spine.Channel.Calls.Last(c => c.Key == "reply").Attempts);
    }

    [Fact]
    public async Task A_row_this_process_knows_nothing_about_is_rescued_at_the_second_look_and_one_being_sent_is_not()
    {
        await Spine.SendAllAsync();    // takes the account, where accounts are taken
        var held = new TaskCompletionSource<SendResult>();
        Spine.Channel.Answer = (_, _) => held.Task;
        await Spine.AddAsync(Draft("ana", "being sent"), Draft("ben", "stuck"));
        await Spine.Store.WriteAsync(async scope => await scope.Command("UPDATE outbox SET state = 'Sending' WHERE key = 'stuck'").ExecuteNonQueryAsync(Cancellation), Cancellation);
        await Spine.Sender.PassAsync(Cancellation);
        var rescuer = Spine.Hosted<Rescuer>();
        await rescuer.LookAsync(Cancellation);
        Assert.Equal(["being sent:Sending", "stuck:Sending"], await Spine.OutboxAsync());
        await rescuer.LookAsync(Cancellation);
        Assert.Equal(["being sent:Sending", "stuck:Queued"], await Spine.OutboxAsync());
        held.SetResult(Spine.Channel.Sent());
        await Spine.Sender.DrainAsync();
        await Spine.SendAllAsync();
        Assert.Equal(["being sent:Sent", "stuck:Sent"], await Spine.OutboxAsync());
    }

    [Fact]
    public async Task An_edit_names_the_message_it_replaces_by_the_platforms_id()
    {
        await Spine.AddAsync(Draft("ana", "page 1"));
        await Spine.SendAllAsync();
        await Spine.AddAsync(
            Draft("ana", "page 2") with { Content = Message("page 2") with { Replaces = "page 1" } },
            Draft("ana", "page 3") with { Content = Message("page 3") with { Replaces = "unknown" } });
        await Spine.SendAllAsync();
        Assert.Equal([null, "1", null], Spine.Channel.Calls.Select(c => c.ReplacesExternalId));
    }

    [Fact]
    public async Task Every_part_of_a_message_survives_the_row()
    {
        var message = new EngageBot.Dialogs.Engine.OutgoingMessage
        {
            Text = new("Привет, Аня", [new(0, 6)]), Language = "ru", InRows = true, Expect = EngageBot.Dialogs.Engine.Expect.Contact, ContactLabel = "Номер",
            Buttons = [new("Да", "t1", "Д"), new("Site", "t2", null, new Uri("https://example.com/a?b=c"))],
            Replaces = "k0", Attachment = new("picture", "file-1", "label"), Template = "hello",
        };
        await Spine.AddAsync(Draft("ana", "k") with { Content = message }, Draft("ben", "k2"));
        await Spine.SendAllAsync();
        var seen = Spine.Channel.Calls.Single(c => c.Key == "k").Content;
        Assert.Equal(message.Buttons, seen.Buttons);
        Assert.Equal(message.Text.Bold, seen.Text.Bold);
        Assert.Equal(message with { Buttons = [], Text = null! }, seen with { Buttons = [], Text = null! });
        Assert.Empty(Spine.Channel.Calls.Single(c => c.Key == "k2").Content.Buttons);
    }

    [Fact, Trait("Pitfall", "P22")]
    public async Task A_message_only_climbs_from_sent_to_read_whatever_order_receipts_come_in()
    {
        await Spine.AddAsync(Draft("ana", "1"));
        await Spine.SendAllAsync();
        var external = (await Spine.Store.ReadRowsAsync("SELECT external_id FROM outbox", _ => { }, row => row.GetString(0), Cancellation))[0];
        Assert.True(await ConfirmAsync(external, OutboxState.Read));
        Assert.True(await ConfirmAsync(external, OutboxState.Delivered));
        Assert.Equal(["1:Read"], await Spine.OutboxAsync());
        Assert.False(await ConfirmAsync("not stored yet", OutboxState.Delivered));
    }

    [Fact]
    public async Task Dead_and_uncertain_messages_are_listed_and_can_be_sent_again()
    {
        Spine.Channel.AnswerWith(message => message.Kind == OutboundKind.Promotion ? new SendResult.Unknown("cut") : new SendResult.Refused("400", false));
        await Spine.AddAsync(Draft("ana", "1", expires: Clock.GetUtcNow().AddHours(1)), Draft("ben", "2", OutboundKind.Promotion));
        await Spine.SendAllAsync();
        var dead = Assert.Single(await Spine.OutboxAdmin.ListAsync(OutboxState.Dead, 0, 10, Cancellation));
        var uncertain = Assert.Single(await Spine.OutboxAdmin.ListAsync(OutboxState.Uncertain, 0, 10, Cancellation));
        Assert.Equal(("400", "cut"), (dead.Error, uncertain.Error));
        Clock.Advance(TimeSpan.FromDays(3));
        Spine.Channel.Answer = null;
        Assert.True(await Spine.OutboxAdmin.ReplayAsync(dead.Id, Cancellation));
        Assert.True(await Spine.OutboxAdmin.ReplayAsync(uncertain.Id, Cancellation));
        Assert.False(await Spine.OutboxAdmin.ReplayAsync(4711, Cancellation));
        await Spine.SendAllAsync();
        Assert.Equal(["1:Sent", "2:Sent"], await Spine.OutboxAsync());
    }

    [Fact]
    public async Task Finished_rows_are_pruned_when_old_with_their_relays_and_the_unfinished_stay()
    {
        Spine.Channel.AnswerWith(message => message.Key == "dead" ? new SendResult.Refused("400", false) : Spine.Channel.Sent());
        await Spine.AddAsync(Draft("ana", "sent"), Draft("ana", "dead"), Draft("ana", "no channel", account: 2));
        await Spine.Store.WriteAsync(async scope =>
            await scope.Command("INSERT INTO staff_relays (outbox_id, chat_id, created_at) VALUES (1, 1, 0)").ExecuteNonQueryAsync(Cancellation), Cancellation);
        await Spine.SendAllAsync();
        Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, await Spine.Hosted<Pruner>().PruneAsync(Cancellation));
        Assert.Equal(["dead:Dead", "no channel:Queued"], await Spine.OutboxAsync());
    }

    private Task<bool> ConfirmAsync(string externalId, OutboxState reached) => Spine.Store.WriteAsync(async scope =>
    {
        if (Receipts.Find(scope, 1, null, externalId) is not { } row) return false;
        await Spine.Receipts.ReachedAsync(scope, row, externalId, reached, Clock.GetUtcNow());
        return true;
    }, Cancellation);
}
