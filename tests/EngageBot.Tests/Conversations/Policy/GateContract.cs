using System.Collections.Immutable;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Model;
using EngageBot.Messaging;
using EngageBot.Tests.Support;
using static EngageBot.Tests.Support.SpineSeeds;

namespace EngageBot.Tests.Conversations.Policy;

/// <summary>Law 8: what nobody asked for leaves when the contact may be written to, later, or never, and the reason is kept.</summary>
public abstract class GateContract : PolicyContract
{
    private static ContactPolicyRules NoCaps { get; } = ContactPolicyRules.Default with { PerDay = null, PerWeek = null };

    [Fact]
    public async Task Without_consent_nothing_leaves_and_after_a_stop_nothing_more()
    {
        await ConsentAsync("ben");
        await ConsentAsync("cem");
        await ConsentAsync("cem", granted: false, source: "stop");
        await Spine.AddAsync(Offer("ana", "a"), Offer("ben", "b"), Offer("cem", "c"));
        await SendAsync();
        Assert.Equal(["a:Cancelled", "b:Sent", "c:Cancelled"], await Spine.OutboxAsync());
        Assert.Equal(["a:NoConsent", "c:Suppressed"], await NotSentAsync());
        Assert.Contains("no consent to offers", await Spine.ScalarAsync<string>("SELECT error FROM outbox WHERE key = 'a'"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_falls_into_the_night_leaves_in_the_morning()
    {
        await ConsentAsync("ana");
        await AtAsync("2026-03-02T21:00Z");
        await Spine.AddAsync(Offer("ana", "offer"));
        await SendAsync();
        Assert.Equal(["offer:Queued"], await Spine.OutboxAsync());
        Assert.Equal(["offer:QuietHours"], await NotSentAsync());
        await AtAsync("2026-03-03T08:59:30Z");
        Assert.Empty(Spine.Channel.Calls);
        await AtAsync("2026-03-03T09:00Z");
        Assert.Equal(["offer:Sent"], await Spine.OutboxAsync());
    }

    [Fact]
    [Trait("Pitfall", "P17")]
    public async Task Morning_is_where_the_contact_lives()
    {
        await ConsentAsync("ana");
        await WishesAsync("ana", zone: "Asia/Tokyo");
        await AtAsync("2026-03-02T13:30Z");
        await Spine.AddAsync(Offer("ana", "offer"));
        await AtAsync("2026-03-02T23:59:30Z");
        Assert.Empty(Spine.Channel.Calls);
        await AtAsync("2026-03-03T00:00Z");
        Assert.Equal(["offer"], Spine.Channel.Texts);
    }

    [Fact]
    public async Task An_offer_that_waits_holds_up_nothing_of_its_chat()
    {
        await ConsentAsync("ana");
        await ConsentAsync("ana", purpose: "surveys");
        await AtAsync("2026-03-02T22:00Z");
        var survey = Offer("ana", "survey", kind: OutboundKind.Notice);
        await Spine.AddAsync(survey with { Content = survey.Content with { Purpose = Purpose.Survey } }, Offer("ana", "offer"));
        await SendAsync();
        await Spine.AddAsync(Draft("ana", "service", OutboundKind.Notice), Draft("ana", "reply"));
        await SendAsync();
        Assert.Equal(["reply", "service"], Spine.Channel.Texts);
        Assert.Equal(["survey:Queued", "offer:Queued", "service:Sent", "reply:Sent"], await Spine.OutboxAsync());
    }

    [Fact]
    [Trait("Pitfall", "P11")]
    public async Task What_would_come_too_late_is_dropped_and_not_sent_late()
    {
        await ConsentAsync("ana");
        await ConsentAsync("ben");
        await AtAsync("2026-03-02T22:00Z");
        await Spine.AddAsync(Offer("ana", "tonight", expires: Clock.GetUtcNow().AddHours(4)), Offer("ben", "today", expires: Clock.GetUtcNow().AddHours(12)));
        await SendAsync();
        Assert.Equal(["tonight:Expired", "today:Queued"], await Spine.OutboxAsync());
        Assert.Equal(["tonight:TooLate", "today:QuietHours"], await NotSentAsync());
        Clock.Advance(TimeSpan.FromDays(2));
        await SendAsync();
        Assert.Equal(["tonight:Expired", "today:Expired"], await Spine.OutboxAsync());
        Assert.Empty(Spine.Channel.Calls);
    }

    [Fact]
    [Trait("Pitfall", "P11")]
    public async Task What_was_put_off_without_an_end_of_its_own_has_one()
    {
        await ConsentAsync("ana");
        await AtAsync("2026-03-02T22:00Z");
        await Spine.AddAsync(Offer("ana", "offer"));
        await SendAsync();
        Clock.Advance(TimeSpan.FromDays(8));
        await SendAsync();
        Assert.Equal(["offer:Expired"], await Spine.OutboxAsync());
    }

    [Fact]
    [Trait("Pitfall", "P12")]
    public async Task The_fourth_of_three_a_week_moves_to_the_first_free_moment()
    {
        await RulesAsync(ContactPolicyRules.Default with { PerDay = null, DeferredDays = 20 });
        await ConsentAsync("ana");
        await Spine.AddAsync(Offer("ana", "1", "broadcast:1"), Offer("ana", "2", "play:birthday"), Offer("ana", "3", "play:news"), Offer("ana", "4", "broadcast:2"));
        await SendAsync();
        Assert.Equal(["1", "2", "3"], Spine.Channel.Texts);
        Assert.Equal(["4:FrequencyCap"], await NotSentAsync());
        await AtAsync("2026-03-09T08:59:30Z");
        Assert.Equal(3, Spine.Channel.Calls.Count);
        await AtAsync("2026-03-09T09:00Z");
        Assert.Equal(["1", "2", "3", "4"], Spine.Channel.Texts);
    }

    [Fact]
    [Trait("Pitfall", "P12")]
    public async Task A_cap_of_zero_sends_no_offers_and_every_service_message()
    {
        await RulesAsync(ContactPolicyRules.Default with { PerWeek = 0 });
        await ConsentAsync("ana");
        await Spine.AddAsync(Offer("ana", "offer"), Offer("ana", "points", "play:points_expiring", kind: OutboundKind.Notice));
        await SendAsync();
        Assert.Equal(["offer:Cancelled", "points:Sent"], await Spine.OutboxAsync());
        Assert.Equal(["offer:FrequencyCap"], await NotSentAsync());
    }

    [Fact]
    [Trait("Pitfall", "P31")]
    [Trait("Pitfall", "P12")]
    public async Task Service_messages_need_no_consent_and_count_towards_no_cap()
    {
        await ConsentAsync("ana", granted: false, source: "stop");
        await ConsentAsync("ben");
        foreach (var number in (int[])[1, 2, 3, 4, 5])
            await Spine.AddAsync(Offer("ana", $"a{number}", "play:points_expiring", kind: OutboundKind.Notice), Offer("ben", $"b{number}", "broadcast:9", kind: OutboundKind.Notice));
        await Spine.AddAsync(Offer("ben", "offer"));
        await SendAsync();
        Assert.All(await Spine.OutboxAsync(), row => Assert.EndsWith(":Sent", row, StringComparison.Ordinal));
    }

    [Fact]
    public async Task While_a_person_talks_with_the_contact_and_days_after_no_offers_come()
    {
        await ConsentAsync("ana");
        await RunAsync("UPDATE chats SET held_at = 1 WHERE external_id = 'ana'");
        await Spine.AddAsync(Offer("ana", "offer"));
        await SendAsync();
        Assert.Equal(["offer:OpenCase"], await NotSentAsync());
        await RunAsync("UPDATE chats SET held_at = NULL, released_at = @now WHERE external_id = 'ana'", ("@now", Clock.GetUtcNow().ToUnixTimeMilliseconds()));
        await AtAsync("2026-03-05T09:30Z");
        Assert.Empty(Spine.Channel.Calls);
        await AtAsync("2026-03-05T10:30Z");
        Assert.Equal(["offer"], Spine.Channel.Texts);
    }

    [Fact]
    [Trait("Row", "S94")]
    [Trait("Row", "S106")]
    public async Task A_contacts_wishes_are_obeyed_or_refused_with_a_reason()
    {
        await RulesAsync(NoCaps);
        foreach (var chat in (string[])["ana", "ben", "cem"]) await ConsentAsync(chat);
        await WishesAsync("ana", topicsOff: "wine,cheese");
        await WishesAsync("ben", channel: "phone");
        await WishesAsync("cem", pausedUntil: Clock.GetUtcNow().AddDays(3));
        await Spine.AddAsync(Offer("ana", "wine", topic: "wine"), Offer("ana", "bread", topic: "bread"), Offer("ben", "tea"), Offer("cem", "break"));
        await SendAsync();
        Assert.Equal(["wine:Cancelled", "bread:Sent", "tea:Cancelled", "break:Queued"], await Spine.OutboxAsync());
        Assert.Equal(["wine:TopicOff", "tea:ChannelOff", "break:Paused"], (await NotSentAsync()).Order(StringComparer.Ordinal).Reverse());
        await AtAsync("2026-03-05T10:01Z");
        Assert.Contains("break", Spine.Channel.Texts);
    }

    [Fact]
    public async Task Where_one_more_fits_the_more_important_goes_first()
    {
        await RulesAsync(ContactPolicyRules.Default with { Priorities = ImmutableSortedDictionary<string, int>.Empty.Add("play:birthday", 1).Add("broadcast", 8) });
        await ConsentAsync("ana");
        await AtAsync("2026-03-02T23:00Z");
        await Spine.AddAsync(Offer("ana", "news", "broadcast:4"), Offer("ana", "birthday", "play:birthday"));
        await SendAsync();
        await AtAsync("2026-03-03T09:00Z");
        Assert.Equal(["birthday"], Spine.Channel.Texts);
        await AtAsync("2026-03-03T20:00Z");
        Assert.Equal(["birthday"], Spine.Channel.Texts);
        await AtAsync("2026-03-04T09:00Z");
        Assert.Equal(["birthday", "news"], Spine.Channel.Texts);
    }

    [Fact]
    [Trait("Pitfall", "P27")]
    public async Task What_the_platform_throttles_counts_once()
    {
        await RulesAsync(NoCaps with { PerDay = 2 });
        await ConsentAsync("ana");
        var throttled = 3;
        Spine.Channel.AnswerWith(_ => throttled-- > 0 ? new SendResult.Throttled(TimeSpan.FromSeconds(30)) : Spine.Channel.Sent());
        await Spine.AddAsync(Offer("ana", "1"), Offer("ana", "2"));
        for (var minute = 0; minute < 10; minute++)
        {
            await SendAsync();
            Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(["1:Sent", "2:Sent"], await Spine.OutboxAsync());
        Assert.Equal(2, await Spine.ScalarAsync<long>("SELECT COUNT(*) FROM proactive_sends"));
    }

    [Fact]
    public async Task What_a_crash_left_uncertain_counts_and_what_was_refused_does_not()
    {
        await ConsentAsync("ana");
        await ConsentAsync("ben");
        Spine.Channel.AnswerWith(message => message.Key switch
        {
            "crash" => new SendResult.Unknown("cut"),
            "bad" => new SendResult.Refused("400", ContactUnreachable: false),
            _ => Spine.Channel.Sent(),
        });
        await Spine.AddAsync(Offer("ana", "crash"), Offer("ben", "bad"));
        await SendAsync();
        await Spine.AddAsync(Offer("ana", "next"), Offer("ben", "good"));
        await SendAsync();
        Assert.Equal(["crash:Uncertain", "bad:Dead", "next:Queued", "good:Sent"], await Spine.OutboxAsync());
    }

    [Fact]
    public async Task A_list_gets_the_answer_that_the_gate_will_give()
    {
        await RunAsync("INSERT INTO contacts (id, business_id, created_at) VALUES ('ffffffff-0000-7000-8000-000000000009', @business, 0)", ("@business", Business.ToString()));
        await ConsentAsync("ana");
        await ConsentAsync("ben");
        await WishesAsync("ben", zone: "Asia/Tokyo");
        Clock.Advance(TimeSpan.FromHours(4));
        var answers = await AskAsync();
        var reasons = answers.Select(a => a.Permit switch
        {
            SendPermit.No no => no.Reason.ToString(),
            SendPermit.Later later => $"{later.Reason} until {later.Until:O}",
            _ => $"yes in {a.Chat?.ChatKey}",
        });
        Assert.Equal(
            ["NoAddress", "NoConsent", "QuietHours until 2026-03-03T00:00:00.0000000+00:00", "yes in ana"], reasons.Order(StringComparer.Ordinal));
        Assert.Contains(await AskAsync(Purpose.Service), a => a.Permit is SendPermit.Yes && a.Chat?.ChatKey == "cem");
        await Spine.AddAsync(Offer("ana", "a"), Offer("ben", "b"), Offer("cem", "c"));
        await SendAsync();
        Assert.Equal(["a:Sent", "b:Queued", "c:Cancelled"], await Spine.OutboxAsync());
        Assert.Contains(await AskAsync(), a => a is { Chat.ChatKey: "ana", Permit: SendPermit.Later { Reason: NoSend.FrequencyCap } });
    }

    [Fact]
    public async Task An_offer_longer_than_the_shop_allows_itself_stays_at_home()
    {
        await RulesAsync(ContactPolicyRules.Default with { MaxCharacters = 100 });
        await ConsentAsync("ana");
        await Spine.AddAsync(Offer("ana", new string('x', 101)));
        await SendAsync();
        Assert.EndsWith(":TooLong", Assert.Single(await NotSentAsync()), StringComparison.Ordinal);
    }
}

public sealed class GateOnSqlite : GateContract
{
    private protected override Task<ITestStore> OpenStoreAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class GateOnPostgres : GateContract
{
    private protected override async Task<ITestStore> OpenStoreAsync(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
