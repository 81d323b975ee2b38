using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>How many left in a month for one main reason.</summary>
/// <param name="Month">As <c>2026-03</c>.</param>
internal sealed record LeavingCount(string Month, string Reason, long People);

/// <summary>Why people leave, month by month; whoever said it twice counts once, with what they said last.</summary>
internal static class LeavingTrend
{
    /// <summary>Every zone's midnight falls on a quarter of an hour.</summary>
    private const long Quarter = 900_000L;

    public static ImmutableArray<LeavingCount> Read(RowSource source, BusinessId business, SurveySpan span) => Read(source, business, span, SurveyResults.ZoneOf(source, business));

    /// <param name="zone">The business's: months begin by its clock.</param>
    private static ImmutableArray<LeavingCount> Read(RowSource source, BusinessId business, SurveySpan span, TimeZoneInfo zone) =>
    [
        .. source.Rows("""
            SELECT r.reason, r.said_at / @quarter, COUNT(*) FROM leaving_reasons r
            WHERE r.business_id = @business AND r.said_at >= @from AND r.said_at < @until AND NOT EXISTS (
              SELECT 1 FROM leaving_reasons n WHERE n.contact_id = r.contact_id AND n.said_at < @until AND (n.said_at > r.said_at OR n.said_at = r.said_at AND n.id > r.id))
            GROUP BY r.reason, r.said_at / @quarter
            """,
            command => command.Set("@business", business.ToString()).Set("@from", span.From).Set("@until", span.Until).Set("@quarter", Quarter),
            row => (Reason: row.GetString(0), Slot: row.GetInt64(1), Count: row.GetInt64(2)))
            .GroupBy(r => (Month: LocalDays.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(r.Slot * Quarter), zone).ToString("yyyy-MM", CultureInfo.InvariantCulture), r.Reason))
            .OrderBy(g => g.Key.Month, StringComparer.Ordinal).ThenByDescending(g => g.Sum(r => r.Count)).ThenBy(g => g.Key.Reason, StringComparer.Ordinal)
            .Select(g => new LeavingCount(g.Key.Month, g.Key.Reason, g.Sum(r => r.Count))),
    ];
}
