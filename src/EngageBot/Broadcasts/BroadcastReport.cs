using System.Collections.Immutable;
using EngageBot.Segments;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>One variant, or the held-out, as the report shows them.</summary>
/// <param name="Variant"><c>a</c>, <c>b</c> …, or <c>holdout</c>.</param>
/// <param name="Arrived">Sent, delivered or read.</param>
/// <param name="Redeemed">Used their voucher.</param>
/// <param name="Withdrawn">Had a voucher in a message that did not arrive, and it was withdrawn.</param>
/// <param name="Buyers">Who bought within the report's days after it, or after they would have got it.</param>
internal sealed record VariantReport(string Variant, long People, long Arrived, long Tapped, long Answered, long NotUseful, long OptedOut, long Redeemed, long Withdrawn, long Buyers, long RevenueMinor)
{
    /// <summary>Of a hundred to whom it came, so many found it of no use; absent where it came to nobody.</summary>
    public double? NotUsefulPercent => Arrived == 0 ? null : Math.Round(100.0 * NotUseful / Arrived, 1);
}

/// <summary>What came of a broadcast.</summary>
/// <param name="Outcomes">How many, by outcome in snake case.</param>
/// <param name="Reasons">Of those who got nothing or to whom it did not arrive, why.</param>
/// <param name="NotLooked">People of the audience about whom nothing was decided.</param>
internal sealed record BroadcastReport(
    long People, long NotLooked, ImmutableSortedDictionary<string, long> Outcomes, ImmutableSortedDictionary<string, long> Reasons,
    ImmutableArray<VariantReport> Variants)
{
    /// <summary>What somebody buys within so many days is counted beside it.</summary>
    public const int Days = 7;

    /// <summary>What somebody writes within so many hours is an answer.</summary>
    private const int AnswerHours = 24;

    // The outbox knows better as long as it keeps the row: receipts come late, and a person may have sent one again.
    private const string OutcomeNow = "CASE WHEN o.id IS NULL THEN r.outcome WHEN o.state = 'Sending' THEN 'Queued' ELSE o.state END";

    private const string Bought = $"p.contact_id = r.contact_id AND p.bought_at >= r.written_at AND p.bought_at < r.written_at + @span AND {SegmentSql.Kept}";

    public static BroadcastReport Read(RowSource source, Broadcast broadcast)
    {
        var outcomes = Counts(source, broadcast, $"""
            SELECT {OutcomeNow}, COUNT(*) FROM broadcast_recipients r LEFT JOIN outbox o ON o.id = r.outbox_id
            WHERE r.broadcast_id = @broadcast GROUP BY {OutcomeNow}
            """);
        var reasons = Counts(source, broadcast, """
            SELECT COALESCE(r.reason, ''), COUNT(*) FROM broadcast_recipients r
            WHERE r.broadcast_id = @broadcast AND r.outcome IN ('Dead', 'Expired', 'Cancelled', 'Uncertain', 'LeftOut') GROUP BY COALESCE(r.reason, '')
            """);
        return new(
            broadcast.AudienceCount ?? 0, Math.Max(0, (broadcast.AudienceCount ?? 0) - outcomes.Values.Sum()),
            outcomes.ToImmutableSortedDictionary(o => SnakeCase.Of(o.Key), o => o.Value, StringComparer.Ordinal), reasons, ByVariant(source, broadcast));
    }

    private static ImmutableSortedDictionary<string, long> Counts(RowSource source, Broadcast broadcast, string sql) =>
        source.Rows(sql, command => command.Set("@broadcast", broadcast.Id), row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static ImmutableArray<VariantReport> ByVariant(RowSource source, Broadcast broadcast) =>
    [
        .. source.Rows($"""
            SELECT g.variant, COUNT(*), SUM(g.arrived), SUM(g.tapped), SUM(g.answered), SUM(g.useless), SUM(g.gone), SUM(g.redeemed), SUM(g.withdrawn), SUM(g.bought), SUM(g.spent)
            FROM (
              SELECT CASE WHEN r.outcome = 'Holdout' THEN 'holdout' ELSE r.variant END AS variant,
                CASE WHEN {OutcomeNow} IN ({RecipientRows.Arrived}) THEN 1 ELSE 0 END AS arrived,
                CASE WHEN r.tapped_at IS NULL THEN 0 ELSE 1 END AS tapped,
                CASE WHEN r.answered_at IS NULL THEN 0 ELSE 1 END AS answered,
                CASE WHEN r.not_useful_at IS NULL THEN 0 ELSE 1 END AS useless,
                CASE WHEN r.opted_out_at IS NULL THEN 0 ELSE 1 END AS gone,
                CASE WHEN r.voucher_id IS NOT NULL AND EXISTS (SELECT 1 FROM vouchers v WHERE v.id = r.voucher_id AND v.state = 'Redeemed') THEN 1 ELSE 0 END AS redeemed,
                CASE WHEN r.voucher_id IS NOT NULL AND EXISTS (SELECT 1 FROM vouchers v WHERE v.id = r.voucher_id AND v.state = 'Cancelled') THEN 1 ELSE 0 END AS withdrawn,
                CASE WHEN EXISTS (SELECT 1 FROM purchases p WHERE {Bought}) THEN 1 ELSE 0 END AS bought,
                COALESCE((SELECT SUM({SegmentSql.Net}) FROM purchases p WHERE {Bought}), 0) AS spent
              FROM broadcast_recipients r LEFT JOIN outbox o ON o.id = r.outbox_id
              WHERE r.broadcast_id = @broadcast AND r.outcome <> 'LeftOut') g
            GROUP BY g.variant ORDER BY g.variant
            """,
            command => command.Set("@broadcast", broadcast.Id).Set("@span", (long)TimeSpan.FromDays(Days).TotalMilliseconds),
            row => new VariantReport(
                row.GetString(0), Long(row, 1), Long(row, 2), Long(row, 3), Long(row, 4), Long(row, 5), Long(row, 6), Long(row, 7), Long(row, 8), Long(row, 9), Long(row, 10))),
    ];

    // A sum of whole numbers is a decimal on one of the stores.
    private static long Long(System.Data.Common.DbDataReader row, int column) => Convert.ToInt64(row.GetValue(column), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>When an answer counts as one.</summary>
    public static TimeSpan AnswerWithin { get; } = TimeSpan.FromHours(AnswerHours);
}

/// <summary>How far a broadcast has come.</summary>
/// <param name="Decided">People about whom it is decided, whatever was decided.</param>
/// <param name="Waiting">Messages written and not finished.</param>
/// <param name="PerSecond">Outcomes a second since it began; absent before the first.</param>
/// <param name="LeftSeconds">Until everybody is reached at that rate; absent where nothing can be said.</param>
internal sealed record BroadcastProgress(long People, long Decided, long Waiting, double? PerSecond, long? LeftSeconds)
{
    public static BroadcastProgress Read(RowSource source, Broadcast broadcast, DateTimeOffset now)
    {
        var (decided, waiting) = source.Query(
            "SELECT COUNT(*), SUM(CASE WHEN outcome = 'Queued' THEN 1 ELSE 0 END) FROM broadcast_recipients WHERE broadcast_id = @broadcast",
            command => command.Set("@broadcast", broadcast.Id),
            row => row.Read() ? (row.GetInt64(0), row.IsDBNull(1) ? 0 : Convert.ToInt64(row.GetValue(1), System.Globalization.CultureInfo.InvariantCulture)) : (0, 0));
        var people = broadcast.AudienceCount ?? 0;
        var seconds = broadcast.StartedAt is { } began ? ((broadcast.EndedAt ?? now) - began).TotalSeconds : 0;
        var done = decided - waiting;
        double? rate = seconds > 0 && done > 0 ? done / seconds : null;
        var left = broadcast.State is BroadcastState.Running && rate is { } pace ? (long?)Math.Ceiling((people - done) / pace) : null;
        return new(people, decided, waiting, rate, left);
    }
}
