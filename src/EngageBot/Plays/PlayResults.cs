using System.Collections.Immutable;
using EngageBot.Dialogs.Plays;
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
        return new(
            Counts(source, business, play.Name, "SELECT state, COUNT(*) FROM play_runs WHERE business_id = @business AND play = @play GROUP BY state ORDER BY state"),
            Counts(source, business, play.Name, "SELECT reason, COUNT(*) FROM play_runs WHERE business_id = @business AND play = @play AND state IN ('LeftOut', 'Stopped') GROUP BY reason ORDER BY reason"),
            Counts(source, business, play.Name, "SELECT outcome, COUNT(*) FROM play_runs WHERE business_id = @business AND play = @play AND outcome IS NOT NULL GROUP BY outcome ORDER BY outcome"),
            Number(source, business, play.Name, within, "SELECT CAST(COALESCE(SUM(cost_points), 0) AS BIGINT) FROM play_runs WHERE business_id = @business AND play = @play AND @within >= 0"),
            Number(source, business, play.Name, within, "SELECT COUNT(*) FROM play_runs WHERE business_id = @business AND play = @play AND started_at IS NOT NULL AND @within >= 0"),
            Number(source, business, play.Name, within, """
                SELECT COUNT(*) FROM play_runs r WHERE r.business_id = @business AND r.play = @play AND r.started_at IS NOT NULL
                  AND EXISTS (SELECT 1 FROM purchases p WHERE p.contact_id = r.contact_id AND p.bought_at > r.started_at AND p.bought_at <= r.started_at + @within)
                """),
            Number(source, business, play.Name, within, "SELECT COUNT(*) FROM play_runs WHERE business_id = @business AND play = @play AND state = 'HeldOut' AND @within >= 0"),
            Number(source, business, play.Name, within, """
                SELECT COUNT(*) FROM play_runs r WHERE r.business_id = @business AND r.play = @play AND r.state = 'HeldOut'
                  AND EXISTS (SELECT 1 FROM purchases p WHERE p.contact_id = r.contact_id AND p.bought_at > r.first_due_at AND p.bought_at <= r.first_due_at + @within)
                """));
    }

    private static ImmutableArray<PlayCount> Counts(RowSource source, BusinessId business, string play, string sql) =>
        [.. source.Rows(sql, command => command.Set("@business", business.ToString()).Set("@play", play), row => new PlayCount(SnakeCase.Of(row.GetString(0)), row.GetInt64(1)))];

    private static long Number(RowSource source, BusinessId business, string play, long within, string sql) =>
        source.Query(sql, command => command.Set("@business", business.ToString()).Set("@play", play).Set("@within", within), row => row.Read() ? row.GetInt64(0) : 0);
}
