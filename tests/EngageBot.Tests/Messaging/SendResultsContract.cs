using EngageBot.Messaging;
using EngageBot.Tests.Support;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Messaging;

/// <summary>What becomes of a message by what the platform answered.</summary>
public abstract class SendResultsContract : SpineContract
{
    private async Task RunAsync(TimeSpan span, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += step)
        {
            await Spine.SendAllAsync();
            Clock.Advance(step);
        }
        await Spine.SendAllAsync();
    }

    [Fact]
    public async Task A_429_pauses_the_chat_for_exactly_as_long_as_the_platform_says()
    {
        var throttled = true;
        Spine.Channel.AnswerWith(message => throttled && message.ChatKey == "ana" ? new SendResult.Throttled(TimeSpan.FromSeconds(37)) : Spine.Channel.Sent());
        await Spine.AddAsync(Draft("ana", "promotion", OutboundKind.Promotion), Draft("ben", "a"));
        await Spine.SendAllAsync();
        throttled = false;
        // More urgent, and still held: the platform spoke of the chat, not of the message.
        await Spine.AddAsync(Draft("ana", "reply"), Draft("ben", "b"));
        await Spine.SendAllAsync();
        Clock.Advance(TimeSpan.FromSeconds(36.9));
        await Spine.SendAllAsync();
        Assert.Equal(["a", "promotion", "b"], Spine.Channel.Texts.Order(Comparer<string>.Create((x, y) => Order(x) - Order(y))));
        Assert.Equal(Clock.GetUtcNow().AddSeconds(0.1), await Spine.Sender.WakeAtAsync(Cancellation));
        Clock.Advance(TimeSpan.FromSeconds(0.1));
        await Spine.SendAllAsync();
        Assert.Equal(["reply", "promotion"], Spine.Channel.Texts.Skip(3));

        static int Order(string text) => Array.IndexOf(["a", "promotion", "b"], text);
    }

    [Fact]
    public async Task A_429_for_the_whole_account_pauses_all_its_chats_and_no_other_account()
    {
        Spine.Channels.Add(new ScriptedChannel(2));
        Spine.Channel.AnswerWith(_ => new SendResult.Throttled(TimeSpan.FromSeconds(10_072), WholeAccount: true));
        await Spine.AddAsync(Draft("ana", "1"));
        await Spine.SendAllAsync();
        Spine.Channel.Answer = null;
        await Spine.AddAsync(Draft("ben", "2"), Draft("ben", "3", account: 2));
        await RunAsync(TimeSpan.FromSeconds(10_000), TimeSpan.FromSeconds(1000));
        Assert.Equal(["1"], Spine.Channel.Texts);
        Assert.Equal(["3"], Spine.Channels[1].Texts);
        Clock.Advance(TimeSpan.FromSeconds(72));
        await Spine.SendAllAsync();
        Assert.Equal(["1:Sent", "2:Sent", "3:Sent"], await Spine.OutboxAsync());
    }

    [Fact]
    public async Task Pauses_of_several_chats_within_seconds_pause_the_account()
    {
        Spine.Settings["Messaging:SendsAtOnce"] = "1";
        Spine.Channel.AnswerWith(_ => new SendResult.Throttled(TimeSpan.FromSeconds(20)));
        await Spine.AddAsync(Draft("a", "1"), Draft("b", "2"), Draft("c", "3"), Draft("d", "4"));
        await Spine.SendAllAsync();
        Assert.Equal(3, Spine.Channel.Calls.Count);
        Spine.Channel.Answer = null;
        Clock.Advance(TimeSpan.FromSeconds(20));
        await Spine.SendAllAsync();
        Assert.Equal(["1:Sent", "2:Sent", "3:Sent", "4:Sent"], await Spine.OutboxAsync());
    }

    [Theory, InlineData("Reply"), InlineData("Case"), InlineData("Notice"), InlineData("Promotion")]
    public async Task A_platform_that_is_away_is_tried_ever_more_rarely_for_a_day_and_then_the_message_is_dead(string kind)
    {
        Spine.Channel.AnswerWith(_ => new SendResult.Unavailable("502 Bad Gateway"));
        await Spine.AddAsync(Draft("ana", "1", Enum.Parse<OutboundKind>(kind)));
        await RunAsync(TimeSpan.FromHours(25), TimeSpan.FromMinutes(1));
        Assert.Equal(["1:Dead"], await Spine.OutboxAsync());
        Assert.InRange(Spine.Channel.Calls.Count, 200, 320);
        Assert.Equal("502 Bad Gateway", await Spine.ScalarAsync<string>("SELECT error FROM outbox"));
    }

    [Fact]
    public async Task A_message_with_an_expiry_is_tried_until_then_and_no_longer()
    {
        Spine.Channel.AnswerWith(_ => new SendResult.Unavailable("502"));
        await Spine.AddAsync(Draft("ana", "1", expires: Clock.GetUtcNow().AddMinutes(10)), Draft("ana", "2"));
        await RunAsync(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10));
        Assert.Equal(["1:Expired", "2:Queued"], await Spine.OutboxAsync());
    }

    [Theory, InlineData("Reply", "Sent"), InlineData("Case", "Sent"), InlineData("Notice", "Sent"), InlineData("Promotion", "Uncertain")]
    public async Task An_unknown_outcome_repeats_everything_but_promotions(string kind, string end)
    {
        var cut = true;
        Spine.Channel.AnswerWith(_ => cut ? new SendResult.Unknown("Connection reset") : Spine.Channel.Sent());
        await Spine.AddAsync(Draft("ana", "1", Enum.Parse<OutboundKind>(kind)));
        await Spine.SendAllAsync();
        cut = false;
        await RunAsync(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(1));
        Assert.Equal([$"1:{end}"], await Spine.OutboxAsync());
        Assert.Equal(end == "Sent" ? 2 : 1, Spine.Channel.Calls.Count);
    }

    [Fact]
    public async Task A_send_without_an_answer_is_given_up_after_a_minute_with_an_unknown_outcome()
    {
        Spine.Channel.Answer = async (_, cancellation) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Clock, cancellation);
            return Spine.Channel.Sent();
        };
        await Spine.AddAsync(Draft("ana", "1", OutboundKind.Promotion));
        await Spine.Sender.PassAsync(Cancellation);
        await SpineUnderTest.UntilAsync(() => Spine.Channel.Calls.Count == 1, Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(60));
        await Spine.Sender.DrainAsync();
        Assert.Equal(["1:Uncertain"], await Spine.OutboxAsync());
    }

    [Fact]
    public async Task A_channel_that_throws_harms_neither_the_sender_nor_the_message()
    {
        var broken = true;
        Spine.Channel.AnswerWith(_ => broken ? throw new InvalidOperationException("bug") : Spine.Channel.Sent());
        await Spine.AddAsync(Draft("ana", "1"));
        await Spine.SendAllAsync();
        broken = false;
        await RunAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        Assert.Equal(["1:Sent"], await Spine.OutboxAsync());
    }

    [Fact]
    public async Task A_refused_message_is_dead_and_its_chat_goes_on()
    {
        Spine.Channel.AnswerWith(message => message.Key == "bad" ? new SendResult.Refused("400: can't parse entities", false) : Spine.Channel.Sent());
        await Spine.AddAsync(Draft("ana", "bad"), Draft("ana", "good"));
        await Spine.SendAllAsync();
        Assert.Equal(["bad:Dead", "good:Sent"], await Spine.OutboxAsync());
        Assert.Equal(0, await Spine.ScalarAsync<long>("SELECT COUNT(*) FROM chats WHERE unreachable_at IS NOT NULL"));
    }

    [Fact]
    public async Task Nothing_proactive_goes_to_a_contact_who_blocked_us_until_they_come_back()
    {
        Spine.Channel.AnswerWith(message => message.Key == "first" ? new SendResult.Refused("403: bot was blocked by the user", true) : Spine.Channel.Sent());
        await Spine.AddAsync(Draft("ana", "first", OutboundKind.Promotion), Draft("ana", "waiting", OutboundKind.Notice), Draft("ben", "other", OutboundKind.Notice));
        await Spine.SendAllAsync();
        await Spine.AddAsync(Draft("ana", "first"), Draft("ana", "later", OutboundKind.Promotion), Draft("ana", "reply"));
        await RunAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        Assert.Equal(["first:Dead", "waiting:Sent", "other:Sent", "later:Cancelled", "reply:Sent"], await Spine.OutboxAsync());
        Assert.Equal("Unreachable: 403: bot was blocked by the user", await Spine.ScalarAsync<string>("SELECT error FROM outbox WHERE key = 'later'"));
        await Spine.Store.WriteAsync(async scope => await scope.Command("UPDATE chats SET unreachable_at = NULL").ExecuteNonQueryAsync(Cancellation), Cancellation);
        await Spine.AddAsync(Draft("ana", "back", OutboundKind.Promotion));
        await RunAsync(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1));
        Assert.Equal("back:Sent", (await Spine.OutboxAsync())[^1]);
    }

    [Fact]
    public async Task A_rejected_account_stops_is_probed_every_five_minutes_and_loses_nothing()
    {
        Spine.Channel.AnswerWith(_ => new SendResult.AccountRejected("401 Unauthorized"));
        Spine.Settings["Messaging:SendsAtOnce"] = "1";
        await Spine.AddAsync(Draft("ana", "1"), Draft("ben", "2"), Draft("ana", "3"));
        await RunAsync(TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(1));
        Assert.Equal(3, Spine.Channel.Calls.Count);
        Assert.Equal([1L], Spine.Sender.RejectedAccounts);
        Spine.Channel.Answer = null;
        await RunAsync(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1));
        Assert.Equal(["1:Sent", "2:Sent", "3:Sent"], await Spine.OutboxAsync());
        Assert.Empty(Spine.Sender.RejectedAccounts);
    }

    [Fact]
    public async Task A_chat_that_has_moved_takes_its_waiting_messages_and_itself_along_once()
    {
        Spine.Channel.AnswerWith(message => message.ChatKey == "ana" ? new SendResult.Moved("-100500") : Spine.Channel.Sent());
        await Spine.AddAsync(Draft("ana", "1"), Draft("ana", "2"));
        await Spine.SendAllAsync();
        Assert.Equal(["ana", "-100500", "-100500"], Spine.Channel.Calls.Select(c => c.ChatKey));
        Assert.Equal(["1", "1", "2"], Spine.Channel.Texts);
        Assert.Equal(1, await Spine.ScalarAsync<long>("SELECT COUNT(*) FROM chats WHERE account_id = 1 AND external_id = '-100500'"));
        Assert.Equal(1, await Spine.ScalarAsync<long>("SELECT COUNT(*) FROM chats WHERE account_id = 2 AND external_id = 'ana'"));
    }

    [Fact]
    public async Task A_chat_that_moves_in_circles_ends()
    {
        Spine.Channel.AnswerWith(message => new SendResult.Moved(message.ChatKey + "'"));
        await Spine.AddAsync(Draft("ana", "1"));
        await Spine.SendAllAsync();
        Assert.Equal(["1:Dead"], await Spine.OutboxAsync());
        Assert.Equal(2, Spine.Channel.Calls.Count);
    }

    [Fact]
    public async Task Promotions_are_paced_over_all_chats_and_in_one_chat_and_replies_are_not()
    {
        await Spine.AddAsync([.. Enumerable.Range(0, 40).Select(n => Draft($"chat{n:00}", $"{n:00}", OutboundKind.Promotion))]);
        var start = Clock.GetUtcNow();
        for (var ms = 0; ms < 1000; ms++)
        {
            await Spine.SendAllAsync();
            Clock.Advance(TimeSpan.FromMilliseconds(1));
            if (await Spine.Sender.WakeAtAsync(Cancellation) is var wake && wake < start.AddSeconds(1)) ms += Skip(wake);
            else break;
        }
        Assert.InRange(Spine.Channel.Calls.Count, 28, 30);
        await Spine.AddAsync([.. Enumerable.Range(0, 100).Select(n => Draft($"other{n:00}", $"reply {n}"))]);
        await Spine.SendAllAsync();
        Assert.Equal(100, Spine.Channel.Texts.Count(text => text.StartsWith("reply", StringComparison.Ordinal)));

        int Skip(DateTimeOffset wake)
        {
            var whole = (int)Math.Max(0, Math.Ceiling((wake - Clock.GetUtcNow()).TotalMilliseconds));
            Clock.Advance(TimeSpan.FromMilliseconds(whole));
            return whole;
        }
    }

    [Fact]
    public async Task Two_promotions_to_one_chat_are_a_second_apart()
    {
        await Spine.AddAsync(Draft("ana", "1", OutboundKind.Promotion), Draft("ana", "2", OutboundKind.Promotion));
        await Spine.SendAllAsync();
        Clock.Advance(TimeSpan.FromMilliseconds(900));
        await Spine.SendAllAsync();
        Assert.Equal(["1"], Spine.Channel.Texts);
        Clock.Advance(TimeSpan.FromMilliseconds(100));
        await Spine.SendAllAsync();
        Assert.Equal(["1", "2"], Spine.Channel.Texts);
    }
}
