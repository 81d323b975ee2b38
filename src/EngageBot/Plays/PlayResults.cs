using System.Collections.Immutable;
using EngageBot.Dialogs.Plays;
using EngageBot.Segments;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>So many runs of one sort.</summary>
internal sealed record PlayCount(string Key, long Runs);

/// <summary>What became of a play.</summary>
/// <param name="Reasons">Of those left out or stopped, by reason.</param>
/// <param name="Outcomes">Of dialogs that ended, by how they ended.</param>
/// <param name="CostPoints">Points, and the price in points of what was given away.</param>
/// <param name="Bought">Of those it began with, who bought within the time of <c>measure</c>.</param>
/// <param name="HeldOutBought">Of those held out, who bought within the same time.</param>
internal sealed record PlayResults(
    ImmutableArray<PlayCount> States, ImmutableArray<PlayCount> Reasons, ImmutableArray<PlayCount> Outcomes, long CostPoints, long Started, long Bought, long HeldOut, long HeldOutBought)
{
    public static PlayResults Read(RowSource source, BusinessId business, Play play)
    {
        var within = (long)(play.MeasurePurchaseWithin ?? TimeSpan.Zero).TotalMilliseconds;
        var (cost, started, bought, heldOut, heldOutBought) = source.Query(Numbers,
            command => command.Set("@business", business.ToString()).Set("@play", play.Name).Set("@within", within),
            row => row.Read() ? (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)) : default);
        return new(
            Counts(source, business, play.Name, "SELECT state, COUNT(*) FROM play_runs WHERE business_id = @business AND play = @play GROUP BY state ORDER BY state"),
            Counts(source, business, play.Name, "SELECT reason, COUNT(*) FROM play_runs WHERE business_id = @business AND play = @play AND state IN ('LeftOut', 'Stopped') GROUP BY reason ORDER BY reason"),
            Counts(source, business, play.Name, "SELECT outcome, COUNT(*) FROM play_runs WHERE business_id = @business AND play = @play AND outcome IS NOT NULL GROUP BY outcome ORDER BY outcome"),
            cost, started, bought, heldOut, heldOutBought);
    }

    // One pass over the runs; whoever was held out counts from the moment that was due.
    private const string Numbers = $"""
        SELECT CAST(COALESCE(SUM(g.cost_points), 0) AS BIGINT),
          COUNT(CASE WHEN g.started = 1 THEN 1 END), COUNT(CASE WHEN g.started = 1 AND g.bought = 1 THEN 1 END),
          COUNT(CASE WHEN g.held = 1 THEN 1 END), COUNT(CASE WHEN g.held = 1 AND g.bought = 1 THEN 1 END)
        FROM (
          SELECT r.cost_points, CASE WHEN r.started_at IS NULL THEN 0 ELSE 1 END AS started, CASE WHEN r.state = 'HeldOut' THEN 1 ELSE 0 END AS held,
            CASE WHEN (r.started_at IS NOT NULL OR r.state = 'HeldOut') AND EXISTS (
              SELECT 1 FROM purchases p WHERE p.contact_id = r.contact_id AND {SegmentSql.Kept}
                AND p.bought_at > COALESCE(r.started_at, r.first_due_at) AND p.bought_at <= COALESCE(r.started_at, r.first_due_at) + @within) THEN 1 ELSE 0 END AS bought
          FROM play_runs r WHERE r.business_id = @business AND r.play = @play) g
        """;

    private static ImmutableArray<PlayCount> Counts(RowSource source, BusinessId business, string play, string sql) =>
        [.. source.Rows(sql, command => command.Set("@business", business.ToString()).Set("@play", play), row => new PlayCount(SnakeCase.Of(row.GetString(0)), row.GetInt64(1)))];
}
