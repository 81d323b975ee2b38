using EngageBot.Storage;

namespace EngageBot.Segments;

/// <summary>Who brings the most: the top ⌈share · n⌉ of all who bought, and whoever spent as much as the last of them.</summary>
internal static class TopBuyers
{
    /// <summary>What the last of the top so many percent has spent.</summary>
    /// <returns><see cref="long.MaxValue"/> where nobody has bought.</returns>
    public static long LeastMinor(RowSource source, BusinessId business, long percent, DateTimeOffset now) =>
        source.Query(Statement, command => command.Set("@business", business.ToString()).Set("@percent", percent).Set("@now", now), row => row.Read() ? row.NumberAt(0) : null) ?? long.MaxValue;

    private const string Statement = $"""
        SELECT MIN(t.v) FROM (
          SELECT s.v, ROW_NUMBER() OVER (ORDER BY s.v DESC) AS place, COUNT(*) OVER () AS n FROM (
            SELECT CAST(SUM({SegmentSql.Net}) AS BIGINT) AS v FROM purchases p
            WHERE p.business_id = @business AND p.contact_id IS NOT NULL AND p.bought_at <= @now GROUP BY p.contact_id) s
          WHERE s.v > 0) t
        WHERE t.place <= (t.n * @percent + 99) / 100
        """;
}
