using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;

namespace EngageBot.Tests.Loyalty;

public sealed class EarnRulesTests
{
    private static readonly TimeZoneInfo Tirana = TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane");

    private static long PointsFor(EarnRule earn, long paidMinor, int levelPercent = 100) =>
        Accruals.Of(new(earn), new(paidMinor, DateTimeOffset.UnixEpoch, "shop"), new(["gold"], levelPercent), Tirana).Sum(l => l.Points);

    [Theory]
    [Trait("Row", "S5")]
    [InlineData(39_900, 3)]
    [InlineData(40_000, 4)]
    [InlineData(9_999, 0)]
    public void Each_whole_hundred_gives_a_point_and_a_begun_one_gives_none(long paidMinor, long points) =>
        Assert.Equal(points, PointsFor(new(PerMinor: 10_000, Points: 1), paidMinor));

    [Fact]
    public void Five_percent_of_5000_is_250_and_the_return_of_2000_takes_back_100()
    {
        // A point is worth a cent: 5 % is 5 points for each 100 cents.
        var cashback = new EarnRule(PerMinor: 100, Points: 5, EarnRounding.WholePoints);
        var earned = PointsFor(cashback, 5_000_00);
        Assert.Equal(250_00, earned);
        Assert.Equal(100_00, EarnRules.TakenBack(earned, 5_000_00, 2_000_00));
        Assert.Equal(19, PointsFor(cashback, 3_99));    // 0.1995 is rounded down to whole cents
    }

    [Fact]
    public void A_levels_multiplier_is_rounded_down_once_at_the_end()
    {
        Assert.Equal(3, PointsFor(new(100, 1), 299, 150));
        Assert.Equal(1, PointsFor(new(100, 1), 100, 199));
        Assert.Equal(4, PointsFor(new(100, 1, EarnRounding.WholePoints), 299, 150));
    }

    [Fact]
    public void The_largest_receipt_under_the_most_generous_rules_does_not_overflow() =>
        Assert.True(PointsFor(new(1, 10_000), MinorUnits.LargestAmount, 1_000) > 0);

    [Theory]
    [InlineData(35, 70, 40_00, 20_00)]
    [InlineData(3, 10, 3_00, 1_00)]
    [InlineData(10, 10, 3_00, 3_00)]
    public void Returns_take_back_in_proportion_and_everything_at_the_end(long taken, long earned, long paid, long returned) =>
        Assert.Equal(taken, EarnRules.TakenBack(earned, paid, returned));

    [Fact]
    public void Points_become_usable_at_the_start_of_a_local_day()
    {
        var rules = LoyaltyWorld.Rules with { PendingDays = 14 };
        // Half past eleven in the evening by UTC is the next day in Tirana.
        var at = EarnRules.UnlocksAt(rules, new DateTimeOffset(2026, 3, 1, 23, 30, 0, TimeSpan.Zero), Tirana);
        Assert.Equal(new DateTimeOffset(2026, 3, 16, 0, 0, 0, TimeSpan.FromHours(1)), at);
        Assert.Null(EarnRules.UnlocksAt(LoyaltyWorld.Rules, DateTimeOffset.UnixEpoch, Tirana));
    }

    [Theory]
    [InlineData("AfterDays", 30, 0, 0, "2026-02-21")]
    [InlineData("EndOfMonth", 0, 0, 0, "2026-01-31")]
    [InlineData("EndOfMonth", 0, 1, 0, "2026-02-28")]
    [InlineData("EndOfMonth", 0, 12, 0, "2027-01-31")]
    [InlineData("EndOfYear", 0, 0, 0, "2026-12-31")]
    [InlineData("EndOfYear", 0, 0, 1, "2027-12-31")]
    public void Points_are_good_through_their_last_day(string policy, int days, int months, int years, string lastDay)
    {
        var usableFrom = new DateTimeOffset(2026, 1, 22, 9, 0, 0, TimeSpan.Zero);
        var expires = EarnRules.ExpiresAt(new(Enum.Parse<ExpiryPolicy>(policy), days, months, years), usableFrom, Tirana)!.Value;
        Assert.Equal(DateOnly.Parse(lastDay, null), EarnRules.LastDay(expires, Tirana));
        Assert.Equal(TimeSpan.Zero, TimeZoneInfo.ConvertTime(expires, Tirana).TimeOfDay);
    }

    [Theory]
    [InlineData("2026-01-31", "AfterMonths", 1, 0, "2026-02-28")]
    [InlineData("2028-01-31", "AfterMonths", 1, 0, "2028-02-29")]
    [InlineData("2026-02-28", "AfterMonths", 12, 0, "2027-02-28")]
    [InlineData("2026-03-31", "AfterMonths", 6, 0, "2026-09-30")]
    [InlineData("2026-02-15", "EndOfQuarter", 0, 0, "2026-03-31")]
    [InlineData("2026-12-31", "EndOfQuarter", 0, 1, "2027-03-31")]
    [InlineData("2026-01-22", "EndOfMonth", 0, 0, "2026-01-31")]
    public void Months_round_down_to_the_last_day_of_a_shorter_one_and_quarters_end_with_their_month(string from, string policy, int months, int quarters, string lastDay)
    {
        var usableFrom = LocalDays.At(DateTime.Parse(from, null).AddHours(12), Tirana);
        var expires = EarnRules.ExpiresAt(new(Enum.Parse<ExpiryPolicy>(policy), Months: months, Quarters: quarters), usableFrom, Tirana)!.Value;
        Assert.Equal(DateOnly.Parse(lastDay, null), EarnRules.LastDay(expires, Tirana));
    }

    [Fact]
    public void Points_may_never_expire() => Assert.Null(EarnRules.ExpiresAt(new(ExpiryPolicy.Never), DateTimeOffset.UnixEpoch, Tirana));
}
