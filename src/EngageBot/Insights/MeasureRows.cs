using System.Collections.Immutable;
using System.Data.Common;
using EngageBot.Businesses;
using EngageBot.Segments;
using EngageBot.Storage;

namespace EngageBot.Insights;

/// <summary>What is written down of a measure: the people it was for and those held out, each with what they bought within its window.</summary>
/// <param name="Waiting">People whose window is not over yet; they are in no group.</param>
/// <param name="CostPoints">Given away to the people it was for.</param>
/// <param name="DiscountMinor">Taken off receipts by its vouchers.</param>
internal sealed record MeasureRows(ImmutableArray<EffectWeek> Weeks, ImmutableArray<Variant> Variants, long Waiting, long CostPoints, long DiscountMinor)
{
    /// <summary>Whoever a measure was meant for counts, whether or not a message came through: so those held out, about whom the gate was not asked
    /// either, are people of the same kind. What was refused before anybody was held out is nobody's.</summary>
    private const string Plays = """
        SELECT r.contact_id, CASE WHEN r.state = 'HeldOut' THEN 1 ELSE 0 END AS held, r.first_due_at AS at, '' AS variant FROM play_runs r
        WHERE r.business_id = @business AND r.play = @key AND r.state <> 'New' AND NOT (r.state = 'LeftOut' AND r.reason = 'FreshBirthday')
        """;

    private const string Bought = $"p.contact_id = g.contact_id AND p.bought_at >= g.at AND p.bought_at < g.at + @window AND {SegmentSql.Kept}";

    private const string Columns = $"""
        SELECT g.at, g.held, g.variant, CASE WHEN EXISTS (SELECT 1 FROM purchases p WHERE {Bought}) THEN 1 ELSE 0 END,
          COALESCE((SELECT CAST(SUM({SegmentSql.Net}) AS BIGINT) FROM purchases p WHERE {Bought}), 0) FROM
        """;

    private const string OfPlay = $"{Columns} ({Plays}) g WHERE g.at + @window <= @now";

    /// <summary>Reads a measure; one pass over its people, nobody kept.</summary>
    public static MeasureRows Read(RowSource source, BusinessId business, Measure measure, TimeZoneInfo zone, DateTimeOffset now)
    {
        var (weeks, variants) = source.Query(OfPlay, command => Bind(command, business, measure, now), row => Sum(row, zone));
        return new(weeks, variants,
            Number(source, business, measure, now, $"SELECT COUNT(*) FROM ({Plays}) g WHERE g.at + @window > @now"),
            Number(source, business, measure, now, CostOfPlay), Number(source, business, measure, now, DiscountOfPlay));
    }

    // What is given away is counted for the same people as the purchases: those whose window is over.
    private const string CostOfPlay = """
        SELECT CAST(COALESCE(SUM(cost_points), 0) AS BIGINT) FROM play_runs WHERE business_id = @business AND play = @key AND state <> 'HeldOut' AND first_due_at + @window <= @now
        """;

    private const string DiscountOfPlay = """
        SELECT CAST(COALESCE(SUM(u.discount_minor), 0) AS BIGINT) FROM vouchers v JOIN voucher_uses u ON u.voucher_id = v.id AND u.undone_at IS NULL
        WHERE v.business_id = @business AND v.cause = 'play:' || @key AND v.issued_at + @window <= @now
        """;

    private static (ImmutableArray<EffectWeek>, ImmutableArray<Variant>) Sum(DbDataReader row, TimeZoneInfo zone)
    {
        var weeks = new SortedDictionary<DateOnly, (Group Treated, Group Held)>();
        var variants = new SortedDictionary<string, Group>(StringComparer.Ordinal);
        while (row.Read())
        {
            var (held, bought, minor) = (row.GetInt64(1) == 1, row.GetInt64(3) == 1, (double)row.GetInt64(4));
            var monday = LocalDays.WeekOf(LocalDays.DayOf(row.InstantAt(0), zone));
            var (treated, heldOut) = weeks.GetValueOrDefault(monday);
            weeks[monday] = held ? (treated, heldOut.With(minor, bought)) : (treated.With(minor, bought), heldOut);
            if (!held && row.GetString(2) is { Length: > 0 } variant) variants[variant] = variants.GetValueOrDefault(variant).With(minor, bought);
        }
        return ([.. weeks.Select(w => new EffectWeek(w.Key, w.Value.Treated, w.Value.Held))], [.. variants.Select(v => new Variant(v.Key, v.Value))]);
    }

    private static long Number(RowSource source, BusinessId business, Measure measure, DateTimeOffset now, string sql) =>
        source.Query(sql, command => Bind(command, business, measure, now), row => row.Read() ? row.GetInt64(0) : 0);

    private static void Bind(DbCommand command, BusinessId business, Measure measure, DateTimeOffset now) =>
        command.Set("@business", business.ToString()).Set("@key", measure.Key).Set("@window", (long)measure.Window.TotalMilliseconds).Set("@now", now);
}
