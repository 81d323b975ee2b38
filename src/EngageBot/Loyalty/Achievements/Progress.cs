using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Achievements;

/// <summary>What counts of one receipt.</summary>
/// <param name="Day">In the business's zone.</param>
/// <param name="LeftMinor">Paid, less what came back.</param>
internal readonly record struct Visit(DateOnly Day, ShopId Shop, long LeftMinor);

/// <summary>How far somebody is. Pure: rules and visits in, numbers out.</summary>
internal static class Progress
{
    /// <summary>The period a day falls into: <c>once</c>, <c>2026-03</c>, <c>2026-Q1</c>, <c>2026</c>.</summary>
    public static string PeriodOf(AchievementPeriod per, DateOnly day) => per switch
    {
        AchievementPeriod.Month => day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        AchievementPeriod.Quarter => string.Create(CultureInfo.InvariantCulture, $"{day.Year}-Q{((day.Month - 1) / 3) + 1}"),
        AchievementPeriod.Year => day.Year.ToString(CultureInfo.InvariantCulture),
        _ => "once",
    };

    /// <summary>The first day of a period; nothing before it counts.</summary>
    public static DateOnly StartOf(AchievementPeriod per, DateOnly day) => per switch
    {
        AchievementPeriod.Month => new(day.Year, day.Month, 1),
        AchievementPeriod.Quarter => LocalDays.QuarterOf(day),
        AchievementPeriod.Year => new(day.Year, 1, 1),
        _ => DateOnly.MinValue,
    };

    /// <summary>The first day that can matter to what is reached on a day or later: its period's, its window's, or that of the longest row the goal asks for.</summary>
    public static DateOnly NeededFrom(AchievementRules rules, DateOnly day)
    {
        var goal = (int)Math.Min(rules.Goal, 1_000);    // of what is counted in a row no goal is higher
        var window = rules.Count switch
        {
            AchievementCount.WeeksInARow => DateOnly.FromDayNumber(Math.Max(0, (WeekOf(day) - goal) * 7)),
            AchievementCount.MonthsInARow => new DateOnly(day.Year, day.Month, 1).AddMonths(-goal),
            _ => rules.WithinDays > 0 ? day.AddDays(1 - rules.WithinDays) : DateOnly.MinValue,
        };
        var period = StartOf(rules.Per, day);
        return window > period ? window : period;
    }

    /// <summary>How much of the goal is reached on a day.</summary>
    /// <param name="visits">In order of their days; those of other periods and too small ones may be among them.</param>
    public static long At(AchievementRules rules, IReadOnlyList<Visit> visits, DateOnly day)
    {
        var from = StartOf(rules.Per, day);
        if (rules.WithinDays > 0 && day.AddDays(1 - rules.WithinDays) is var window && window > from) from = window;
        var counted = visits.Where(v => v.Day >= from && v.Day <= day && v.LeftMinor >= rules.MinPurchaseMinor);
        return rules.Count switch
        {
            AchievementCount.Visits => counted.Select(v => v.Day).Distinct().Count(),
            AchievementCount.Shops => counted.Select(v => v.Shop).Distinct().Count(),
            AchievementCount.Spend => counted.Sum(v => v.LeftMinor),
            AchievementCount.WeeksInARow => InARow(counted.Select(v => WeekOf(v.Day)), WeekOf(day)),
            AchievementCount.MonthsInARow => InARow(counted.Select(v => MonthOf(v.Day)), MonthOf(day)),
            _ => 0,
        };
    }

    /// <summary>The first day of a period on which the goal was reached.</summary>
    /// <param name="from">Days before it are not looked at, though what was bought on them counts.</param>
    public static DateOnly? Reached(AchievementRules rules, IReadOnlyList<Visit> visits, string period, DateOnly from)
    {
        foreach (var day in visits.Select(v => v.Day).Where(d => d >= from).Distinct())
            if (PeriodOf(rules.Per, day) == period && At(rules, visits, day) >= rules.Goal) return day;
        return null;
    }

    /// <summary>How many steps without a gap lead to the present one, which may still be to come.</summary>
    private static long InARow(IEnumerable<int> steps, int now)
    {
        var known = steps.ToHashSet();
        var at = known.Contains(now) ? now : now - 1;
        var count = 0L;
        for (; known.Contains(at); at--) count++;
        return count;
    }

    // 0001-01-01 was a Monday.
    private static int WeekOf(DateOnly day) => day.DayNumber / 7;

    private static int MonthOf(DateOnly day) => (day.Year * 12) + day.Month;
}
