using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Reports;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty;

/// <summary>What the business owed at the end of a day, and how to know it later.</summary>
public class LedgerReportTests : IAsyncLifetime
{
    private LoyaltyWorld _world = null!;
    private ContactId _ana;

    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    public async ValueTask InitializeAsync()
    {
        _world = await LoyaltyWorld.OpenAsync(database: Database);
        _ana = await _world.MemberAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
    }

    private DateOnly Today => LocalDays.DayOf(_world.Now, _world.Zone);

    [Fact, Trait("Row", "S48"), Trait("Row", "S50")]
    public async Task A_hundred_thousand_points_of_one_unit_each_with_fifteen_percent_breakage_are_eighty_five_thousand()
    {
        await _world.GiveAsync(_ana, 100_000, "gift", days: 30);
        var report = await LiabilityAsync(Today, new(Minor: 100), new Share(1500));
        Assert.Equal((100_000_00L, 85_000_00L), (report.ValueMinor, report.ValueAfterBreakageMinor));
    }

    [Fact, Trait("Row", "S50")]
    public async Task Breakage_is_known_only_of_months_whose_points_have_all_come_to_their_end()
    {
        await _world.GiveAsync(_ana, 100, "first", days: 5);
        await _world.SpendAsync(_ana, 80, "coffee");
        Assert.Null((await LiabilityAsync(Today, new(1))).ExpectedBreakage);    // 20 of them may still be spent
        _world.Clock.Advance(TimeSpan.FromDays(62));
        await _world.GiveAsync(_ana, 1_000, "second", days: 5);
        var report = await LiabilityAsync(Today, new(1));
        Assert.Equal([true, false], report.Cohorts.Select(c => c.Ended));
        Assert.Equal(2000, report.ExpectedBreakage!.Value.BasisPoints);
        Assert.Equal((1_000L, 800L), (report.ValueMinor, report.ValueAfterBreakageMinor));
    }

    [Fact, Trait("Row", "S50")]
    public async Task Points_that_never_expire_are_not_expected_to()
    {
        await _world.GiveAsync(_ana, 1_000, "for ever");
        var report = await LiabilityAsync(Today, new(1), new Share(1500));
        Assert.Equal((1_000L, 1_000L, 1_000L), (report.NeverExpiringPoints, report.ValueMinor, report.ValueAfterBreakageMinor));
    }

    [Fact, Trait("Row", "S48")]
    public async Task Points_age_from_the_day_they_were_first_given_wherever_they_moved_since()
    {
        await _world.GiveAsync(_ana, 70, "old", unlockDays: 10);
        _world.Clock.Advance(TimeSpan.FromDays(100));
        await _world.GiveAsync(_ana, 30, "new");
        await _world.CancelAsync(await _world.HoldAsync(_ana, 60, "till"));
        await _world.HoldAsync(_ana, 20, "till:2");
        Assert.Equal([30L, 0, 70, 0, 0], (await LiabilityAsync(Today, new(1))).Ages.Select(age => age.Points));
    }

    [Fact]
    public async Task Every_point_is_in_one_of_the_totals()
    {
        await _world.BuyAsync(_ana, 100_00, "A-1");
        await _world.GiveAsync(_ana, 50, "later", unlockDays: 5);
        await _world.SpendAsync(_ana, 20, "coffee");
        await _world.HoldAsync(_ana, 10, "till", TimeSpan.FromDays(2));
        await _world.WriteAsync(scope => new PointsLedger(scope).Redeem(new(_world.Business, _ana, 5, "gift", _world.Now) { Reason = TransferReason.Donation }));
        await _world.ReturnAsync("A-1", 10_00, "R-1");
        var totals = (await LiabilityAsync(Today, new(1))).Totals;
        Assert.Equal(new LedgerTotals(IssuedPoints: 140, SpentPoints: 20, ExpiredPoints: 0, DonatedPoints: 5, BlockedPoints: 10, PendingPoints: 50, ActivePoints: 55), totals);
    }

    [Fact, Trait("Row", "S48")]
    public async Task What_ran_out_yesterday_is_gone_from_yesterdays_report_before_the_clock_has_swept()
    {
        await _world.GiveAsync(_ana, 40, "gift", days: 1);
        _world.Clock.Advance(TimeSpan.FromDays(3));
        var report = await LiabilityAsync(Today.AddDays(-1), new(1));
        Assert.Equal((0L, 40L), (report.OutstandingPoints, report.Totals.ExpiredPoints));
        Assert.Equal(0, (await AtAsync(Today.AddDays(-1))).AvailablePoints);
        Assert.Equal(40, (await AtAsync(Today.AddDays(-3))).AvailablePoints);
    }

    [Fact, Trait("Row", "S47")]
    public void Two_hundred_and_fifty_of_discount_are_a_hundred_and_twenty_seven_and_a_half_of_points()
    {
        var same = new DiscountOrBonus(FaceMinor: 250_00, RedeemedShare: new(8500), GoodsCostShare: new(6000));
        Assert.Equal((250_00L, 127_50L), (same.DiscountCostMinor, same.BonusCostMinor));
        Assert.Equal(212_50, (same with { GoodsCostShare = null }).BonusCostMinor);    // points that pay for what is bought anyway
    }

    [Fact, Trait("Row", "S47")]
    public async Task The_face_value_is_what_the_receipts_of_the_period_earned_and_kept()
    {
        await _world.BuyAsync(_ana, 100_00, "A-1");
        await _world.BuyAsync(_ana, 50_00, "A-2");
        await _world.ReturnAsync("A-2", 50_00, "R-2");
        Assert.Equal(100_00, await ReadAsync(source => DiscountOrBonus.FaceOf(source, _world.Business, _world.Now.AddDays(-1), _world.Now.AddDays(1), new(100))));
    }

    [Fact, Trait("Row", "S51")]
    public async Task Whoever_had_points_left_is_counted_apart_from_whoever_had_none()
    {
        var (ben, eva) = (await _world.MemberAsync(), await _world.MemberAsync());
        foreach (var (member, n) in new[] { (_ana, 1), (ben, 2), (eva, 3) }) await _world.BuyAsync(member, 10_00, $"A-{n}");
        await _world.SpendAsync(eva, 10, "all");
        var day = Today;
        _world.Clock.Advance(TimeSpan.FromDays(5));
        await _world.BuyAsync(_ana, 10_00, "B-1");
        await _world.SpendAsync(ben, 10, "later");    // had points on the day
        var effect = await ReadAsync(source => HoldingEffect.Read(source, _world.Business, DayOf(day), TimeSpan.FromDays(30), TimeSpan.FromDays(30)));
        Assert.Equal(new HoldingEffect(WithPoints: 2, WithPointsBack: 1, WithoutPoints: 1, WithoutPointsBack: 0), effect);
        Assert.Equal(5000, effect.WithPointsRate.BasisPoints);
    }

    [Fact, Trait("Row", "S48")]
    public async Task A_day_that_has_not_begun_has_no_report() =>
        Assert.Null(LedgerDay.Of(Today.AddDays(1), _world.Zone, _world.Now));

    private LedgerDay DayOf(DateOnly day) => LedgerDay.Of(day, _world.Zone, _world.Now)!.Value;

    private Task<T> ReadAsync<T>(Func<RowSource, T> read) => _world.Store.ReadAsync(connection => ValueTask.FromResult(read(connection)), LoyaltyWorld.Cancellation);

    private Task<DayBalance> AtAsync(DateOnly day) => ReadAsync(source => BalanceAt.Read(source, _ana, DayOf(day)));

    private Task<LiabilityReport> LiabilityAsync(DateOnly day, PointValue value, Share? breakage = null) =>
        ReadAsync(source => LiabilityReport.Read(source, _world.Business, DayOf(day), value, breakage));
}

public sealed class LedgerReportsOnPostgres : LedgerReportTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
