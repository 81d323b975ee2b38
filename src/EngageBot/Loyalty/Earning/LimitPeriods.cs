using System.Globalization;
using EngageBot.Businesses;

namespace EngageBot.Loyalty.Earning;

/// <summary>Where the period of a limit begins, and what budgets call it.</summary>
internal static class LimitPeriods
{
    public static DateTimeOffset StartOf(LimitPeriod per, DateTimeOffset at, TimeZoneInfo zone) =>
        per is LimitPeriod.Ever or LimitPeriod.Receipt ? DateTimeOffset.UnixEpoch : LocalDays.StartOf(FirstDay(per, at, zone), zone);

    /// <summary>Such as <c>Month:2026-03-01</c>.</summary>
    public static string NameOf(LimitPeriod per, DateTimeOffset at, TimeZoneInfo zone) =>
        per is LimitPeriod.Ever ? "Ever" : $"{per}:{FirstDay(per, at, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";

    private static DateOnly FirstDay(LimitPeriod per, DateTimeOffset at, TimeZoneInfo zone)
    {
        var day = LocalDays.DayOf(at, zone);
        return per switch
        {
            LimitPeriod.Week => LocalDays.WeekOf(day),
            LimitPeriod.Month => new(day.Year, day.Month, 1),
            LimitPeriod.Year => new(day.Year, 1, 1),
            _ => day,
        };
    }
}
