using System.Collections.Immutable;
using EngageBot.Businesses;

namespace EngageBot.Loyalty.Earning;

/// <summary>What counts towards a level; never the balance, so that spending does not cost one.</summary>
internal enum QualifyBy { Points, Spend, Visits }

/// <summary>Over which time it counts.</summary>
internal enum QualifyPeriod
{
    /// <summary>The last so many months.</summary>
    Rolling,
    /// <summary>A calendar year; what is reached is kept to the end of a later one.</summary>
    CalendarYear,
    /// <summary>For ever: the cumulative discount.</summary>
    Lifetime,
}

/// <summary>What happens when a year did not bring enough.</summary>
internal enum Downgrade
{
    /// <summary>To the level that was earned.</summary>
    ToEarned,
    /// <summary>At most one level down a year.</summary>
    OneLevel,
    /// <summary>Nothing: a level is for ever.</summary>
    Never,
}

/// <summary>How levels are earned and lost.</summary>
/// <param name="Months">Of a rolling period.</param>
/// <param name="KeepYears">For calendar years: kept to the end of that many more years.</param>
/// <param name="GraceDays">Kept for so many days after it would have been lost.</param>
internal sealed record QualifyRule(
    QualifyBy By = QualifyBy.Points, QualifyPeriod Period = QualifyPeriod.Rolling, int Months = 12, int KeepYears = 1, int GraceDays = 0, Downgrade Downgrade = Downgrade.ToEarned)
{
    public static QualifyRule Default { get; } = new();
}

/// <summary>One purchase as it counts towards a level: points, money or a visit, less what came back.</summary>
internal readonly record struct Merit(DateTimeOffset At, long Value);

/// <summary>Which level follows from what was bought. Pure, and so any past day's level can be told again.</summary>
internal static class LevelRules
{
    /// <summary>Nobody's history is looked at further back.</summary>
    private const int YearsMax = 30;

    /// <param name="merits">Up to <paramref name="at"/>, the oldest first.</param>
    public static Level Of(ProgrammeRules rules, IReadOnlyList<Merit> merits, DateTimeOffset at, TimeZoneInfo zone)
    {
        if (rules.Tiers.IsEmpty) return new(null, null, 0, 0);
        var qualify = rules.Qualify ?? QualifyRule.Default;
        var now = Value(rules, qualify, merits, at, zone);
        var held = Held(rules, qualify, merits, at, zone);
        var next = held + 1 < rules.Tiers.Length ? rules.Tiers[held + 1] : null;
        return new(rules.Tiers[held], next, next is null ? 0 : Math.Max(0, next.Threshold - now), now)
        {
            By = qualify.By,
            KeptUntil = held == 0 ? null : KeptUntil(rules, qualify, merits, at, zone, held),
        };
    }

    /// <summary>From when on purchases may matter to the level at an instant.</summary>
    public static DateTimeOffset Since(ProgrammeRules rules, DateTimeOffset at, TimeZoneInfo zone)
    {
        var qualify = rules.Qualify ?? QualifyRule.Default;
        if (qualify.Period is QualifyPeriod.Lifetime || qualify.Downgrade is not Downgrade.ToEarned) return DateTimeOffset.UnixEpoch;
        var day = LocalDays.DayOf(at, zone);
        return qualify.Period is QualifyPeriod.Rolling
            ? LocalDays.StartOf(day.AddDays(-qualify.GraceDays).AddMonths(-qualify.Months), zone)
            : LocalDays.StartOf(new DateOnly(day.AddDays(-qualify.GraceDays).Year - qualify.KeepYears, 1, 1), zone);
    }

    /// <summary>What counts at an instant: in the rolling months before it, in its year, or in all time.</summary>
    private static long Value(ProgrammeRules rules, QualifyRule qualify, IReadOnlyList<Merit> merits, DateTimeOffset at, TimeZoneInfo zone)
    {
        var since = qualify.Period switch
        {
            QualifyPeriod.Rolling => LocalDays.StartOf(LocalDays.DayOf(at, zone).AddMonths(-qualify.Months), zone),
            QualifyPeriod.CalendarYear => LocalDays.StartOf(new DateOnly(LocalDays.DayOf(at, zone).Year, 1, 1), zone).AddMilliseconds(-1),
            _ => DateTimeOffset.MinValue,
        };
        return Sum(rules, merits, m => m.At > since && m.At <= at, zone);
    }

    private static long Sum(ProgrammeRules rules, IReadOnlyList<Merit> merits, Func<Merit, bool> counts, TimeZoneInfo zone) =>
        (rules.Qualify ?? QualifyRule.Default).By is QualifyBy.Visits
            ? merits.Where(m => m.Value > 0 && counts(m)).Select(m => LocalDays.DayOf(m.At, zone)).Distinct().Count()
            : merits.Where(counts).Sum(m => m.Value);

    private static int Earned(ProgrammeRules rules, long value)
    {
        var held = 0;
        for (var i = 1; i < rules.Tiers.Length; i++)
            if (rules.Tiers[i].Threshold <= value) held = i;
        return held;
    }

    private static int Held(ProgrammeRules rules, QualifyRule qualify, IReadOnlyList<Merit> merits, DateTimeOffset at, TimeZoneInfo zone)
    {
        if (qualify.Period is QualifyPeriod.CalendarYear) return HeldByYears(rules, qualify, merits, at, zone);
        var held = Earned(rules, Value(rules, qualify, merits, at, zone));
        var back = qualify.Downgrade is Downgrade.Never ? DateTimeOffset.MinValue : LocalDays.StartOf(LocalDays.DayOf(at, zone).AddDays(-qualify.GraceDays), zone);
        if (qualify.GraceDays == 0 && qualify.Downgrade is not Downgrade.Never) return held;
        // The most there was at any time of the grace: it only ever grows at a purchase.
        if (back > DateTimeOffset.MinValue) held = Math.Max(held, Earned(rules, Value(rules, qualify, [.. merits.Where(m => m.At <= back)], back, zone)));
        foreach (var merit in merits)
            if (merit.At > back && merit.At <= at) held = Math.Max(held, Earned(rules, Value(rules, qualify, merits, merit.At, zone)));
        return held;
    }

    private static int HeldByYears(ProgrammeRules rules, QualifyRule qualify, IReadOnlyList<Merit> merits, DateTimeOffset at, TimeZoneInfo zone)
    {
        var day = LocalDays.DayOf(at, zone);
        var earned = merits.Where(m => m.At <= at).GroupBy(m => LocalDays.DayOf(m.At, zone).Year).ToDictionary(of => of.Key, of => Earned(rules, Sum(rules, [.. of], _ => true, zone)));
        int InYear(int year) => earned.GetValueOrDefault(year);
        // Past years one by one: what was held when each began, and what it brought.
        var first = Math.Max(day.Year - YearsMax, merits.Count == 0 ? day.Year : LocalDays.DayOf(merits[0].At, zone).Year);
        var (held, before) = (InYear(first), 0);
        for (var year = first + 1; year <= day.Year; year++)
        {
            before = held;
            var kept = Enumerable.Range(year - qualify.KeepYears, qualify.KeepYears).Select(InYear).DefaultIfEmpty(0).Max();
            var floor = qualify.Downgrade switch { Downgrade.Never => held, Downgrade.OneLevel => Math.Max(kept, held - 1), _ => kept };
            if (year == day.Year && day < new DateOnly(year, 1, 1).AddDays(qualify.GraceDays)) floor = Math.Max(floor, before);
            held = Math.Max(floor, InYear(year));
        }
        return held;
    }

    /// <summary>The last day on which the level is held if nothing more is bought; <see langword="null"/> for ever.</summary>
    private static DateOnly? KeptUntil(ProgrammeRules rules, QualifyRule qualify, IReadOnlyList<Merit> merits, DateTimeOffset at, TimeZoneInfo zone, int held)
    {
        if (qualify.Period is QualifyPeriod.Lifetime || qualify.Downgrade is Downgrade.Never) return null;
        var today = LocalDays.DayOf(at, zone);
        // Only on such days may anything be lost.
        var days = qualify.Period is QualifyPeriod.CalendarYear
            ? Enumerable.Range(1, qualify.KeepYears + 2).Select(n => new DateOnly(today.Year + n, 1, 1).AddDays(qualify.GraceDays))
            : merits.Select(m => LocalDays.DayOf(m.At, zone).AddMonths(qualify.Months).AddDays(qualify.GraceDays)).SelectMany(d => (DateOnly[])[d, d.AddDays(1), d.AddDays(2)]).Where(d => d > today).Distinct().Order();
        foreach (var day in days)
            if (Held(rules, qualify, merits, LocalDays.StartOf(day, zone), zone) < held) return day.AddDays(-1);
        return null;
    }
}
