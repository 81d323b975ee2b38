using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Reports;

/// <summary>What points are worth: so many minor units of money for so many points.</summary>
internal readonly record struct PointValue(long Minor, long PerPoints = 1)
{
    /// <summary>Rounded down to a whole minor unit.</summary>
    public long Of(long points) => checked((long)((Int128)points * Minor / PerPoints));
}

/// <summary>A share in hundredths of a percent: 1500 is 15 %.</summary>
internal readonly record struct Share(int BasisPoints)
{
    public static Share Of(long part, long whole) => new(whole <= 0 ? 0 : (int)((Int128)Math.Clamp(part, 0, whole) * 10_000 / whole));

    /// <summary>What is left of a number without this share.</summary>
    public long LeftOf(long number) => (long)((Int128)number * (10_000 - BasisPoints) / 10_000);

    public long PartOf(long number) => (long)((Int128)number * BasisPoints / 10_000);
}

/// <summary>Outstanding points of one age.</summary>
/// <param name="FromDays">Since they were first given.</param>
/// <param name="ToDays"><see langword="null"/> for older than that.</param>
internal sealed record AgeBucket(int FromDays, int? ToDays, long Points, long ValueMinor);

/// <summary>The points that were given in one month and have an end.</summary>
/// <param name="IssuedPoints">Less what returns and corrections took back.</param>
/// <param name="Ended">Nothing of them is left: what became of them is known.</param>
internal sealed record IssueCohort(DateOnly Month, long IssuedPoints, long ExpiredPoints, long OutstandingPoints, bool Ended)
{
    public Share Breakage => Share.Of(ExpiredPoints, IssuedPoints);
}

/// <summary>What the business owes its members at the end of a day.</summary>
/// <param name="OutstandingPoints">In members' hands: to be spent, on the way, or set aside.</param>
/// <param name="NeverExpiringPoints">Of these.</param>
/// <param name="OwedPoints">What members owe after returns; not taken off.</param>
/// <param name="ExpectedBreakage">Of the points with an end: what the ended cohorts had, or what was asked for; <see langword="null"/> if neither is known.</param>
/// <param name="ValueMinor">Of all outstanding points.</param>
/// <param name="ValueAfterBreakageMinor">Without the part that is expected to expire.</param>
/// <param name="LastTransferId">The newest transfer there was: a later report of the same day that differs has later receipts in it.</param>
internal sealed record LiabilityReport(
    DateOnly Day, string Wallet, LedgerTotals Totals, long OutstandingPoints, long NeverExpiringPoints, long OwedPoints, ImmutableArray<AgeBucket> Ages,
    ImmutableArray<IssueCohort> Cohorts, Share? ExpectedBreakage, PointValue Value, long ValueMinor, long ValueAfterBreakageMinor, long LastTransferId)
{
    private static readonly int[] Edges = [0, 31, 91, 181, 366];

    /// <summary>Everything of it from the ledger; the same day gives the same report whenever it is asked for.</summary>
    /// <param name="breakage">In place of what the ended cohorts had.</param>
    public static LiabilityReport Read(RowSource source, BusinessId business, LedgerDay day, PointValue value, Share? breakage = null, string wallet = Wallets.Default)
    {
        var cohorts = new Cohorts(source, business, wallet, day);
        var outstanding = cohorts.Outstanding();
        var months = Months(outstanding, cohorts.Issued(), cohorts.Into(AccountKind.Expired), cohorts.Into(AccountKind.Issued), day);
        var totals = LedgerTotals.Read(source, business, day, wallet);
        var points = outstanding.Values.Sum();
        var never = outstanding.Where(o => !o.Key.Expire).Sum(o => o.Value);
        var expected = breakage ?? BreakageOf(months);
        var after = never + (expected is { } share ? share.LeftOf(points - never) : points - never);
        var ages = Edges.Select((from, i) =>
        {
            var to = i + 1 < Edges.Length ? Edges[i + 1] - 1 : (int?)null;
            var of = outstanding.Where(o => Age(o.Key, day) >= from && (to is null || Age(o.Key, day) <= to)).Sum(o => o.Value);
            return new AgeBucket(from, to, of, value.Of(of));
        });
        return new(day.Day, wallet, totals, points, never, points - totals.ActivePoints - totals.PendingPoints - totals.BlockedPoints, [.. ages], months, expected,
            value, value.Of(points), value.Of(after), LastTransfer(source));
    }

    private static int Age(IssuedOn issued, LedgerDay day) => day.Day.DayNumber - issued.Day.DayNumber;

    private static ImmutableArray<IssueCohort> Months(
        Dictionary<IssuedOn, long> outstanding, Dictionary<IssuedOn, long> issued, Dictionary<IssuedOn, long> expired, Dictionary<IssuedOn, long> takenBack, LedgerDay day)
    {
        static DateOnly MonthOf(IssuedOn on) => new(on.Day.Year, on.Day.Month, 1);
        static long Of(Dictionary<IssuedOn, long> sums, DateOnly month) => sums.Where(s => s.Key.Expire && MonthOf(s.Key) == month).Sum(s => s.Value);
        return [.. issued.Keys.Where(on => on.Expire).Select(MonthOf).Distinct().Order().Select(month =>
        {
            var left = Of(outstanding, month);
            return new IssueCohort(month, Of(issued, month) - Of(takenBack, month), Of(expired, month), left, left == 0 && month.AddMonths(1) <= day.Day);
        })];
    }

    private static Share? BreakageOf(ImmutableArray<IssueCohort> cohorts)
    {
        var ended = cohorts.Where(c => c.Ended).ToList();
        return ended.Sum(c => c.IssuedPoints) is > 0 and var issued ? Share.Of(ended.Sum(c => c.ExpiredPoints), issued) : null;
    }

    private static long LastTransfer(RowSource source) =>
        source.Query("SELECT COALESCE(MAX(id), 0) FROM transfers", static _ => { }, row => row.Read() ? row.GetInt64(0) : 0);
}
