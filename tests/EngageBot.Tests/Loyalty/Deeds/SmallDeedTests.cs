using System.Collections.Immutable;
using EngageBot.Loyalty.Activities;
using EngageBot.Loyalty.Reviews;
using EngageBot.Loyalty.Surprises;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Loyalty.Deeds;

/// <summary>Presents by chance, thanks for reviews, and what other programs tell of.</summary>
public abstract class SmallDeedTests : DeedsContract
{
    private ContactId _ana;

    private static SurpriseRules Coffee { get; } = new(Names("for a coffee"), new(30), BudgetPoints: 100, PicksPerDay: 2, AtHour: 11);

    private protected override async Task PrepareAsync() => _ana = await Shop.MemberAsync();

    [Fact]
    [Trait("Row", "S43")]
    public async Task Presents_stay_within_the_months_budget_and_nobody_gets_two_in_a_quarter()
    {
        await Shop.PublishAsync(SurpriseRules.Kind, "coffee", Coffee);
        var people = await BuyersAsync(10);
        Assert.Equal(2, await SweepAsync());
        Assert.Equal(0, await SweepAsync());
        Shop.World.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await SweepAsync());    // 90 of 100 are given, and 30 more would be too many
        Shop.World.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await SweepAsync());
        Assert.Equal(3, (await Shop.WordsAsync("SELECT DISTINCT contact_id FROM surprises")).Count);
        Shop.World.Clock.Advance(TimeSpan.FromDays(28));
        Assert.Equal(2, await SweepAsync());    // a month later, and a quarter later
        Assert.Equal(5, (await Shop.WordsAsync("SELECT contact_id FROM surprises")).Count);
        Assert.Equal(10, people.Count);
    }

    [Fact]
    [Trait("Row", "S43")]
    public async Task Somebody_who_had_one_is_not_picked_again_before_the_next_quarter()
    {
        await Shop.PublishAsync(SurpriseRules.Kind, "coffee", Coffee with { BudgetPoints = 10_000 });
        await Shop.BuyAsync(_ana, 1_00);
        Assert.Equal(1, await SweepAsync());
        Shop.World.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await SweepAsync());
        Shop.World.Clock.Advance(TimeSpan.FromDays(29));
        Assert.Equal(1, await SweepAsync());
    }

    [Fact]
    [Trait("Row", "S43")]
    public async Task A_round_can_be_looked_at_again_and_another_pick_is_found_out()
    {
        await Shop.PublishAsync(SurpriseRules.Kind, "coffee", Coffee);
        await BuyersAsync(6);
        await SweepAsync();
        Assert.Empty(await AuditAsync());
        await Shop.World.WriteAsync(scope => scope.Command("""
            UPDATE surprises SET contact_id = (SELECT MIN(c.id) FROM contacts c JOIN purchases p ON p.contact_id = c.id WHERE c.id NOT IN (SELECT s.contact_id FROM surprises s))
            WHERE id = (SELECT MIN(s.id) FROM surprises s)
            """).ExecuteNonQuery());
        Assert.NotEmpty(await AuditAsync());
    }

    [Fact]
    [Trait("Row", "S43")]
    public async Task Nobody_is_picked_before_the_hour_and_two_nodes_hold_one_round()
    {
        await Shop.PublishAsync(SurpriseRules.Kind, "coffee", Coffee with { AtHour = 20 });
        await BuyersAsync(6);
        Assert.Equal(0, await SweepAsync());
        Shop.World.Clock.Advance(TimeSpan.FromHours(9));
        Assert.Equal(2, (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SweepAsync()))).Sum());
    }

    [Fact]
    [Trait("Row", "S22")]
    public async Task One_star_and_five_are_thanked_for_alike_before_anybody_knows_the_stars()
    {
        await Shop.PublishAsync(ReviewRules.Kind, "any", new ReviewRules(new(20)));
        var ben = await Shop.MemberAsync();
        await Shop.BuyAsync(_ana, 1_00);
        await Shop.BuyAsync(ben, 1_00);
        var bad = await WriteAsync(_ana, "Waited for an hour.");
        var good = await WriteAsync(ben, "Best coffee in town.");
        Assert.Equal((20L, 20L), (bad.Points, good.Points));
        Assert.Equal(["", ""], await Shop.WordsAsync("SELECT rating FROM reviews"));
        Assert.True(await RateAsync(_ana, bad.Id, 1));
        Assert.True(await RateAsync(ben, good.Id, 5));
        Assert.False(await RateAsync(ben, bad.Id, 5));
        Assert.Equal((21L, 21L), (await Shop.PointsAsync(_ana), await Shop.PointsAsync(ben)));
    }

    [Fact]
    [Trait("Row", "S22")]
    public async Task Beside_published_words_stands_what_was_given_for_them()
    {
        await Shop.PublishAsync(ReviewRules.Kind, "any", new ReviewRules(new(20)));
        await Shop.BuyAsync(_ana, 1_00);
        var thanked = await WriteAsync(_ana, "Waited for an hour.");
        var second = await WriteAsync(_ana, "Better the next day.");
        Assert.Equal(0, second.Points);    // one in thirty days
        foreach (var id in (long[])[thanked.Id, second.Id])
            Assert.IsType<PublishOutcome.Done>(await PublishAsync(Shop.Manager, id));
        Assert.IsType<PublishOutcome.Denied>(await PublishAsync(Shop.Cashier, second.Id));
        Assert.IsType<PublishOutcome.Unknown>(await PublishAsync(Shop.Manager, second.Id + 1));
        Assert.Equal(1, await Shop.World.CountAsync("refusals"));    // on record, as any other no
        var shown = await Shop.World.WriteAsync(scope => ReviewBook.Published(scope, Shop.Business));
        Assert.Equal(["", "The author got 20 points for writing a review, whatever it says."], shown.Select(r => r.Disclosure));
    }

    [Fact]
    [Trait("Row", "S22")]
    public async Task Who_never_bought_here_may_write_and_is_not_paid_for_it_and_no_rule_can_ask_for_stars()
    {
        await Shop.PublishAsync(ReviewRules.Kind, "any", new ReviewRules(new(20)));
        Assert.Equal(0, (await WriteAsync(_ana, "Never been there.")).Points);
        Assert.Equal("min_rating", Assert.Single(ReviewRules.Kind.Check("""{"gives": {"points": 20}, "min_rating": 4}""")).Path);
    }

    [Fact]
    [Trait("Field", "b9")]
    public async Task An_activity_pays_so_often_in_its_span_and_what_is_used_up_is_not_shown()
    {
        await Shop.PublishAsync(ActivityRules.Kind, "quiz", new ActivityRules(Names("Quiz"), new(5), Times: 2, ActivitySpan.Day));
        await Shop.PublishAsync(ActivityRules.Kind, "newsletter", new ActivityRules(Names("Newsletter"), new(20)));
        Assert.Equal(["newsletter", "quiz"], await OpenAsync());
        Assert.Equal(new ActivityOutcome.Paid(5), await TellAsync("quiz", "1"));
        Assert.IsType<ActivityOutcome.AlreadyPaid>(await TellAsync("quiz", "1"));
        Assert.Equal(new ActivityOutcome.Paid(5), await TellAsync("quiz", "2"));
        Assert.Equal(new ActivityOutcome.TooOften(2, ActivitySpan.Day), await TellAsync("quiz", "3"));
        Assert.Equal(["newsletter"], await OpenAsync());
        Assert.Equal(new ActivityOutcome.Paid(20), await TellAsync("newsletter", "1"));
        Shop.World.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(["quiz"], await OpenAsync());
        Assert.Equal(new ActivityOutcome.Paid(5), await TellAsync("quiz", "3"));
        Assert.IsType<ActivityOutcome.Unknown>(await TellAsync("nothing", "1"));
        Assert.Equal(35, await Shop.PointsAsync(_ana));
    }

    [Fact]
    [Trait("Field", "b9")]
    public async Task Ten_tellings_at_the_same_instant_pay_no_more_than_the_rules_allow()
    {
        await Shop.PublishAsync(ActivityRules.Kind, "quiz", new ActivityRules(Names("Quiz"), new(5), Times: 3, ActivitySpan.Week));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => TellAsync("quiz", $"{n}")));
        Assert.Equal((3, 7), (outcomes.Count(o => o is ActivityOutcome.Paid), outcomes.Count(o => o is ActivityOutcome.TooOften)));
        Assert.Equal(15, await Shop.PointsAsync(_ana));
    }

    private async Task<List<ContactId>> BuyersAsync(int count)
    {
        var people = new List<ContactId>();
        for (var n = 0; n < count; n++)
        {
            people.Add(await Shop.MemberAsync());
            await Shop.BuyAsync(people[^1], 1_00);
        }
        return people;
    }

    private Task<int> SweepAsync() =>
        new SurpriseClock(Shop.World.Store, Shop.Surprises, Shop.World.Clock, NullLogger<SurpriseClock>.Instance).SweepAsync(LoyaltyWorld.Cancellation);

    private Task<IReadOnlyList<string>> AuditAsync() => Shop.World.WriteAsync(scope =>
        SurpriseBook.Audit(scope, Shop.Business, ((RowSource)scope).Query("SELECT MIN(id) FROM surprise_rounds", _ => { }, row => row.Read() ? row.GetInt64(0) : 0)));

    private Task<(long Id, long Points)> WriteAsync(ContactId contact, string words) =>
        Shop.World.Store.WriteAsync(scope => Shop.Reviews.WriteAsync(scope, Shop.Business, contact, words, Shop.Now), LoyaltyWorld.Cancellation);

    private Task<PublishOutcome> PublishAsync(EngageBot.Staff.Actor actor, long id) =>
        Shop.World.WriteAsync(scope => ReviewBook.Publish(scope, actor, Shop.Business, id, shown: true, Shop.Now));

    private Task<bool> RateAsync(ContactId contact, long id, long stars) => Shop.World.WriteAsync(scope => ReviewBook.Rate(scope, contact, id, stars));

    private Task<ActivityOutcome> TellAsync(string key, string reference) =>
        Shop.World.Store.WriteAsync(scope => Shop.Activities.RecordAsync(scope, Shop.World.Till, Shop.Business, _ana, key, reference, Shop.Now), LoyaltyWorld.Cancellation);

    private Task<string[]> OpenAsync() => Shop.World.WriteAsync(scope => ActivityBook.Open(scope, Shop.Business, _ana, Shop.Now).Select(a => a.Key).ToArray());

    private static ImmutableSortedDictionary<string, string> Names(string name) => ImmutableSortedDictionary<string, string>.Empty.Add("en", name);
}

public sealed class SmallDeedTestsOnSqlite : SmallDeedTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => null;
}

public sealed class SmallDeedTestsOnPostgres : SmallDeedTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => Postgres;
}
