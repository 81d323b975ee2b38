using EngageBot.Businesses;

namespace EngageBot.Loyalty;

/// <summary>When what was earned is usable and ends, and what returns take back. Pure: rules in, numbers out.</summary>
internal static class EarnRules
{
    /// <summary>What returns take back in all, once so much of the purchase has come back: in proportion, rounded down, everything at the end.</summary>
    public static long TakenBack(long earnedPoints, long paidMinor, long returnedMinor) =>
        returnedMinor >= paidMinor ? earnedPoints : (long)((Int128)earnedPoints * returnedMinor / paidMinor);

    /// <summary>When points of a purchase become usable, or <see langword="null"/> for at once: at the start of a local day.</summary>
    public static DateTimeOffset? UnlocksAt(ProgrammeRules rules, DateTimeOffset boughtAt, TimeZoneInfo zone) =>
        rules.PendingDays == 0 ? null : LocalDays.StartOf(LocalDays.DayOf(boughtAt, zone).AddDays(rules.PendingDays), zone);

    /// <summary>The first instant at which points are no longer good, or <see langword="null"/> for never: the start of the day after their last.</summary>
    public static DateTimeOffset? ExpiresAt(ExpiryRule rule, DateTimeOffset usableFrom, TimeZoneInfo zone)
    {
        var from = LocalDays.DayOf(usableFrom, zone);
        DateOnly? last = rule.Policy switch
        {
            ExpiryPolicy.AfterDays => from.AddDays(rule.Days),
            ExpiryPolicy.AfterMonths => from.AddMonths(rule.Months),    // 31 January and a month: 28 February, its last day
            ExpiryPolicy.EndOfMonth => new DateOnly(from.Year, from.Month, 1).AddMonths(rule.Months + 1).AddDays(-1),
            ExpiryPolicy.EndOfQuarter => LocalDays.QuarterOf(from).AddMonths(3 * (rule.Quarters + 1)).AddDays(-1),
            ExpiryPolicy.EndOfYear => new DateOnly(from.Year + rule.Years, 12, 31),
            _ => null,
        };
        return last is { } day ? EndOf(day, zone) : null;
    }

    /// <summary>The first instant after a day.</summary>
    public static DateTimeOffset EndOf(DateOnly lastDay, TimeZoneInfo zone) => LocalDays.StartOf(lastDay.AddDays(1), zone);

    /// <summary>The last day on which points are good, as customers are told.</summary>
    public static DateOnly LastDay(DateTimeOffset expiresAt, TimeZoneInfo zone) => LocalDays.DayOf(expiresAt.AddMilliseconds(-1), zone);
}
