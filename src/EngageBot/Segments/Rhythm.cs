using EngageBot.Loyalty;

namespace EngageBot.Segments;

/// <summary>Who is gone by their own rhythm: more days without buying than twice the median of the gaps between the days on which they bought.</summary>
/// <remarks>Whoever bought on fewer than three days has no rhythm yet, and the shop's cycle stands for it. A shop of seasons looks at those
/// instead: somebody who bought in a season last time and let it pass this time is gone, and nobody else is until two cycles went by.</remarks>
internal static class Rhythm
{
    /// <summary>Twice the median gap, in days, so that it is whole; <c>NULL</c> before the third day.</summary>
    public static string TwiceTheMedian(SegmentSql sql) => $"""
        (SELECT CAST(SUM(g.gap) AS BIGINT) * 2 / COUNT(*) FROM (
          SELECT d.gap, ROW_NUMBER() OVER (ORDER BY d.gap) AS place, COUNT(*) OVER () AS n FROM (
            SELECT q.day - LAG(q.day) OVER (ORDER BY q.day) AS gap FROM (SELECT DISTINCT {sql.DayOf("p.bought_at")} AS day {sql.Receipts()}) q) d
          WHERE d.gap IS NOT NULL) g
        WHERE g.n >= 2 AND g.place IN ((g.n + 1) / 2, (g.n + 2) / 2))
        """;

    public static string Lapsed(SegmentSql sql)
    {
        var profile = sql.Place.Profile;
        var (quiet, cycle) = (sql.Set("@quiet", (long)profile.QuietDays), sql.Set("@two_cycles", 2L * profile.Cycle));
        var silence = sql.DaysAgo($"(SELECT MAX(p.bought_at) {sql.Receipts()})");
        // The first look is cheap and sends most people away.
        if (profile.Goods is not ShopGoods.Seasonal || profile.SeasonList.IsEmpty)
        {
            // At least two gaps are as long as the median, or two of them make it: twice the median is never more than all the gaps together. Whoever is silent
            // for longer than they ever bought is gone without a look at each day.
            var history = $"({sql.DayOf($"(SELECT MAX(p.bought_at) {sql.Receipts()})")} - {sql.DayOf($"(SELECT MIN(p.bought_at) {sql.Receipts()})")})";
            return $"(COALESCE({silence}, -1) > {quiet} AND CASE WHEN {silence} > {cycle} AND {silence} > {history} THEN 1 = 1 ELSE {silence} > COALESCE({TwiceTheMedian(sql)}, {cycle}) END)";
        }
        return $"(COALESCE({silence}, -1) > {cycle}{string.Concat(Seasons.Ended(profile.SeasonList, sql.Today).Select((s, i) => Missed(sql, s, i)))})";
    }

    private static string Missed(SegmentSql sql, EndedSeason season, int number)
    {
        long Start(DateOnly day) => sql.StartOf(sql.Today.DayNumber - day.DayNumber);
        string Name(string what) => SegmentFacts.Named($"@season_{what}_", number);
        var (begun, before, ended) = (sql.Set(Name("begun"), Start(season.Begun)), sql.Set(Name("before"), Start(season.BegunBefore)), sql.Set(Name("ended"), Start(season.EndedBefore.AddDays(1))));
        return $" OR (EXISTS (SELECT 1 {sql.Receipts()} AND p.bought_at >= {before} AND p.bought_at < {ended}) AND NOT EXISTS (SELECT 1 {sql.Receipts()} AND p.bought_at >= {begun}))";
    }
}
