using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Loyalty;

namespace EngageBot.Segments;

/// <summary>The last time a season was over, and the time before.</summary>
internal readonly record struct EndedSeason(DateOnly Begun, DateOnly Ended, DateOnly BegunBefore, DateOnly EndedBefore);

/// <summary>When the seasons of a shop were.</summary>
internal static class Seasons
{
    /// <summary>Each season as it was when it was last over before a day.</summary>
    public static IEnumerable<EndedSeason> Ended(ImmutableArray<Season> seasons, DateOnly today) => seasons.Select(season =>
    {
        var year = today.Year;
        while (Of(season, year).To >= today) year--;
        var ((from, to), (fromBefore, toBefore)) = (Of(season, year), Of(season, year - 1));
        return new EndedSeason(from, to, fromBefore, toBefore);
    });

    /// <summary>The days of the season that begins in a year; it may end in the next one.</summary>
    private static (DateOnly From, DateOnly To) Of(Season season, int year)
    {
        var (from, to) = (Day(season.From, year), Day(season.To, year));
        return (from, to < from ? Day(season.To, year + 1) : to);
    }

    // 29 February is the 28th in other years.
    private static DateOnly Day(string text, int year) => text == "02-29" && !DateTime.IsLeapYear(year)
        ? new(year, 2, 28)
        : DateOnly.ParseExact($"{year:0000}-{text}", "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
