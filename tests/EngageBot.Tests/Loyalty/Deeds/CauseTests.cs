using System.Collections.Immutable;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Causes;
using EngageBot.Loyalty.Years;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty.Deeds;

/// <summary>Points given to a cause, things handed in, and what a year brought.</summary>
public abstract class CauseTests : DeedsContract
{
    private ContactId _ana;

    private static CauseRules Shelter { get; } = new(Names("Shelter"), Names("A meal for 50 points."), [10, 50]);
    private static HandInRules Clothes { get; } = new(Names("Clothes"), HandInUnit.Grams, Per: 500, new(20), TimesPerDay: 2);

    private protected override async Task PrepareAsync()
    {
        await Shop.PublishAsync(CauseRules.Kind, "shelter", Shelter);
        await Shop.PublishAsync(HandInRules.Kind, "clothes", Clothes);
        _ana = await Shop.MemberAsync();
    }

    [Fact]
    [Trait("Row", "S35")]
    public async Task A_donation_leaves_the_balance_is_counted_in_public_and_given_once_for_a_tap()
    {
        await Shop.BuyAsync(_ana, 100_00);
        Assert.Equal(new DonationOutcome.Given(50, 50), await DonateAsync(50, "tap-1"));
        Assert.Equal(new DonationOutcome.Given(50, 50), await DonateAsync(50, "tap-1"));
        Assert.Equal(new DonationOutcome.Given(10, 60), await DonateAsync(10, "tap-2"));
        Assert.Equal(40, await Shop.PointsAsync(_ana));
        var shown = Assert.Single(await Shop.World.WriteAsync(scope => CauseBook.Offered(scope, Shop.Business, Shop.Now)));
        Assert.Equal((60L, 1L), (shown.TotalPoints, shown.Givers));
        Assert.Equal(["cause:shelter"], await Shop.WordsAsync("SELECT DISTINCT cause FROM transfers WHERE reason = 'Donation'"));
    }

    [Fact]
    [Trait("Row", "S35")]
    public async Task Nobody_gives_what_they_do_not_have_or_an_amount_nobody_asked_for()
    {
        await Shop.BuyAsync(_ana, 49_00);
        Assert.Equal(49, Assert.IsType<DonationOutcome.InsufficientPoints>(await DonateAsync(50, "a")).AvailablePoints);
        Assert.IsType<DonationOutcome.NotOffered>(await DonateAsync(11, "b"));
        Assert.IsType<DonationOutcome.NotOffered>(await DonateAsync(10, "c", "nothing"));
        Assert.Equal(49, await Shop.PointsAsync(_ana));
    }

    [Fact]
    [Trait("Row", "S35")]
    public async Task A_shop_marked_economy_offers_no_cause_unless_the_cause_says_so()
    {
        await Shop.BuyAsync(_ana, 100_00);
        await Shop.PublishAsync(ShopProfile.Kind, ShopProfile.Key, new ShopProfile(ShopSegment.Economy));
        Assert.Empty(await Shop.World.WriteAsync(scope => CauseBook.Offered(scope, Shop.Business, Shop.Now)));
        Assert.IsType<DonationOutcome.NotOffered>(await DonateAsync(50, "a"));
        await Shop.PublishAsync(CauseRules.Kind, "shelter", Shelter with { InEconomy = true });
        Assert.IsType<DonationOutcome.Given>(await DonateAsync(50, "a"));
    }

    [Fact]
    [Trait("Row", "S35")]
    public async Task Twenty_taps_at_the_same_instant_give_no_more_than_there_is()
    {
        await Shop.BuyAsync(_ana, 100_00);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => DonateAsync(10, $"tap-{n}")));
        Assert.Equal((10, 10), (outcomes.Count(o => o is DonationOutcome.Given), outcomes.Count(o => o is DonationOutcome.InsufficientPoints)));
        Assert.Equal(0, await Shop.PointsAsync(_ana));
        await TheCounterIsTheSumAsync();
    }

    [Fact]
    [Trait("Row", "S35")]
    public async Task The_public_counter_is_the_sum_of_what_everybody_gave_and_counts_each_giver_once()
    {
        await Shop.PublishAsync(CauseRules.Kind, "trees", Shelter);
        var ben = await Shop.MemberAsync();
        foreach (var one in new[] { _ana, ben }) await Shop.BuyAsync(one, 300_00);
        await DonateAsync(50, "1");
        await DonateAsync(10, "2");
        await DonateAsync(10, "3", "trees");
        await Shop.World.WriteAsync(scope => CauseBook.Donate(scope, Shop.Business, ben, "shelter", 50, "4", Shop.Now));
        var shown = await Shop.World.WriteAsync(scope => CauseBook.Offered(scope, Shop.Business, Shop.Now));
        Assert.Equal([("shelter", 110, 2), ("trees", 10, 1)], shown.OrderBy(c => c.Key).Select(c => (c.Key, c.TotalPoints, c.Givers)));
        await TheCounterIsTheSumAsync();
    }

    private async Task TheCounterIsTheSumAsync() => Assert.Equal(
        await Shop.WordsAsync("SELECT cause || ' ' || SUM(points) || ' ' || COUNT(DISTINCT contact_id) FROM donations GROUP BY cause ORDER BY cause"),
        await Shop.WordsAsync("SELECT cause || ' ' || points || ' ' || givers FROM cause_totals ORDER BY cause"));

    [Fact]
    [Trait("Row", "S34")]
    public async Task What_a_cashier_confirms_brings_points_for_whole_steps_and_adds_up_over_the_year()
    {
        Assert.Equal(new HandInOutcome.Recorded(40, 1_250), await HandInAsync(1_250, "H-1"));
        Assert.Equal(new HandInOutcome.AlreadyRecorded(40), await HandInAsync(1_250, "H-1"));
        Assert.Equal(new HandInOutcome.Recorded(0, 1_749), await HandInAsync(499, "H-2"));
        Assert.Equal(40, await Shop.PointsAsync(_ana));
        var year = Assert.Single(await Shop.World.WriteAsync(scope => CauseBook.HandedIn(scope, Shop.Business, _ana, Shop.Now.AddDays(-60), Shop.Now)));
        Assert.Equal(1_749, year.Quantity);
    }

    [Fact]
    [Trait("Row", "S34")]
    public async Task More_often_than_agreed_on_a_day_other_kinds_and_whoever_may_not_record_are_refused()
    {
        await HandInAsync(500, "H-1");
        await HandInAsync(500, "H-2");
        Assert.Equal(2, Assert.IsType<HandInOutcome.TooOften>(await HandInAsync(500, "H-3")).TimesPerDay);
        Assert.IsType<HandInOutcome.NotTaken>(await HandInAsync(500, "H-4", "bottles"));
        Shop.World.Clock.Advance(TimeSpan.FromDays(1));
        Assert.IsType<HandInOutcome.Recorded>(await HandInAsync(500, "H-3"));
        var viewer = new EngageBot.Staff.Actor.Staff(StaffId.New(Shop.Now), Shop.Business, true, EngageBot.Staff.RoleBook.Default.Of(EngageBot.Staff.Role.Viewer), [], []);
        Assert.IsType<HandInOutcome.Denied>(await HandInAsync(500, "H-5", actor: viewer));
    }

    [Fact]
    [Trait("Row", "S34")]
    public async Task One_number_of_a_shop_counts_once_however_often_it_is_sent_at_the_same_instant()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => HandInAsync(500, "H-1")));
        Assert.Single(outcomes.OfType<HandInOutcome.Recorded>());
        Assert.Equal(20, await Shop.PointsAsync(_ana));
    }

    [Fact]
    public async Task A_years_sums_are_the_ledgers_to_the_point_and_to_the_cent()
    {
        var first = await Shop.BuyAsync(_ana, 100_50);
        await Shop.BuyAsync(_ana, 60_00);
        await Shop.ReturnAsync(first, 50_25);
        await DonateAsync(10, "tap");
        await HandInAsync(500, "H-1");
        await Shop.World.SpendAsync(_ana, 30, "coffee");
        var year = await Shop.World.WriteAsync(scope => YearSummary.Of(scope, Shop.Business, _ana, Shop.Now));
        Assert.Equal(new YearSummary(2026, EarnedPoints: 110, GivenPoints: 20, SpentPoints: 30, DonatedPoints: 10, ExpiredPoints: 0, Purchases: 2, PaidMinor: 110_25, SavedMinor: 0, VouchersUsed: 0), year);
        Assert.Equal(await Shop.PointsAsync(_ana), year.ChangePoints);
        Assert.Equal(0, (await Shop.World.WriteAsync(scope => YearSummary.Of(scope, _ana, 2025, Shop.World.Zone))).ChangePoints);
    }

    [Fact]
    public async Task A_spending_that_was_taken_back_is_no_spending_and_what_ran_out_is_said()
    {
        await Shop.World.GiveAsync(_ana, 25, "gift", days: 5);
        await Shop.BuyAsync(_ana, 40_00);
        var spent = Assert.IsType<PostOutcome.Posted>(await Shop.World.SpendAsync(_ana, 30, "coffee"));
        await Shop.World.WriteAsync(scope => new PointsLedger(scope).Reverse(Shop.Business, spent.TransferId, "no coffee left", Shop.Now));
        Shop.World.Clock.Advance(TimeSpan.FromDays(6));
        await Shop.World.SweepAsync();
        var year = await Shop.World.WriteAsync(scope => YearSummary.Of(scope, Shop.Business, _ana, Shop.Now));
        Assert.Equal((40L, 25L, 0L, 25L), (year.EarnedPoints, year.GivenPoints, year.SpentPoints, year.ExpiredPoints));
        Assert.Equal(await Shop.PointsAsync(_ana), year.ChangePoints);
    }

    private Task<DonationOutcome> DonateAsync(long points, string reference, string cause = "shelter") =>
        Shop.World.WriteAsync(scope => CauseBook.Donate(scope, Shop.Business, _ana, cause, points, reference, Shop.Now));

    private Task<HandInOutcome> HandInAsync(long grams, string reference, string kind = "clothes", EngageBot.Staff.Actor? actor = null) =>
        Shop.World.Store.WriteAsync(scope => Shop.Causes.HandInAsync(
            scope, actor ?? Shop.Cashier, new(Shop.Business, Shop.World.Shop, _ana, kind, grams, reference), Shop.Now), LoyaltyWorld.Cancellation);

    private static ImmutableSortedDictionary<string, string> Names(string name) => ImmutableSortedDictionary<string, string>.Empty.Add("en", name);
}

public sealed class CauseTestsOnSqlite : CauseTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => null;
}

public sealed class CauseTestsOnPostgres : CauseTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => Postgres;
}
