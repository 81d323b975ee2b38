using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Rewards;
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
        WHERE r.business_id = @business AND r.play = @key AND r.first_due_at >= @since AND r.state <> 'New' AND NOT (r.state = 'LeftOut' AND r.reason = 'FreshBirthday')
        """;

    /// <summary>Whoever the gate let through counts, and of those some were held out. A voucher that could not be given, or a chat that had it before, was found
    /// only after that: these people count among those it was for.</summary>
    private const string Recipients = """
        SELECT r.contact_id, CASE WHEN r.outcome = 'Holdout' THEN 1 ELSE 0 END AS held, r.written_at AS at, r.variant FROM broadcast_recipients r
        WHERE r.broadcast_id = @key AND (r.outcome <> 'LeftOut' OR r.reason = 'budget' OR r.reason = 'called_off')
        """;

    private const string Bought = $"p.contact_id = g.contact_id AND p.bought_at >= g.at AND p.bought_at < g.at + @window AND {SegmentSql.Kept}";

    private const string Columns = $"""
        SELECT g.at, g.held, g.variant, CASE WHEN EXISTS (SELECT 1 FROM purchases p WHERE {Bought}) THEN 1 ELSE 0 END,
          COALESCE((SELECT CAST(SUM({SegmentSql.Net}) AS BIGINT) FROM purchases p WHERE {Bought}), 0) FROM
        """;

    private const string Over = "g WHERE g.at + @window <= @now";
    private const string Open = "g WHERE g.at + @window > @now";

    /// <summary>Reads a measure; one pass over its people, nobody kept.</summary>
    public static MeasureRows Read(RowSource source, BusinessId business, Measure measure, TimeZoneInfo zone, DateTimeOffset now) => measure.Kind switch
    {
        Measure.Play => OfPlay(source, business, measure, zone, now),
        Measure.Broadcast => OfBroadcast(source, business, measure, zone, now),
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure.Kind, "There is no such kind of measure."),
    };

    private static MeasureRows OfPlay(RowSource source, BusinessId business, Measure measure, TimeZoneInfo zone, DateTimeOffset now)
    {
        DbCommand Bind(DbCommand command) => Span(
            command.Set("@business", business.ToString()).Set("@key", measure.Key).Set("@since", measure.Since ?? DateTimeOffset.UnixEpoch), measure, now);
        var (weeks, variants) = source.Query($"{Columns} ({Plays}) {Over}", command => Bind(command), row => Sum(row, zone));
        return new(weeks, variants, Number(source, $"SELECT COUNT(*) FROM ({Plays}) {Open}", Bind), Number(source, CostOfPlay, Bind), Number(source, DiscountOfPlay, Bind));
    }

    private static MeasureRows OfBroadcast(RowSource source, BusinessId business, Measure measure, TimeZoneInfo zone, DateTimeOffset now)
    {
        var id = long.Parse(measure.Key, CultureInfo.InvariantCulture);
        DbCommand Bind(DbCommand command) => Span(command.Set("@key", id), measure, now);
        var (weeks, variants) = source.Query($"{Columns} ({Recipients}) {Over}", command => Bind(command), row => Sum(row, zone));
        var used = source.Rows(UsedOfBroadcast, command => Bind(command), row => (Reward: row.GetString(0), Version: (int)row.GetInt64(1), Vouchers: row.GetInt64(2), Minor: row.GetInt64(3)));
        var points = used.Sum(u => u.Vouchers * (RuleBook.Of(source, business, RewardRules.Kind, u.Reward, u.Version)?.Rules.Price?.Points ?? 0));
        return new(weeks, variants, Number(source, $"SELECT COUNT(*) FROM ({Recipients}) {Open}", Bind), points, used.Sum(u => u.Minor));
    }

    // What is given away is counted for the same people as the purchases: those whose window is over.
    private const string CostOfPlay = """
        SELECT CAST(COALESCE(SUM(cost_points), 0) AS BIGINT) FROM play_runs WHERE business_id = @business AND play = @key AND state <> 'HeldOut' AND first_due_at >= @since AND first_due_at + @window <= @now
        """;

    private const string DiscountOfPlay = """
        SELECT CAST(COALESCE(SUM(u.discount_minor), 0) AS BIGINT) FROM vouchers v JOIN voucher_uses u ON u.voucher_id = v.id AND u.undone_at IS NULL
        WHERE v.business_id = @business AND v.cause = 'play:' || @key AND v.issued_at >= @since AND v.issued_at + @window <= @now
        """;

    // A voucher that nobody used cost nothing.
    private const string UsedOfBroadcast = """
        SELECT v.reward, v.reward_version, COUNT(DISTINCT v.id), CAST(COALESCE(SUM(u.discount_minor), 0) AS BIGINT)
        FROM broadcast_recipients r JOIN vouchers v ON v.id = r.voucher_id JOIN voucher_uses u ON u.voucher_id = v.id AND u.undone_at IS NULL
        WHERE r.broadcast_id = @key AND r.written_at + @window <= @now GROUP BY v.reward, v.reward_version
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

    private static long Number(RowSource source, string sql, Func<DbCommand, DbCommand> bind) =>
        source.Query(sql, command => bind(command), row => row.Read() ? row.GetInt64(0) : 0);

    private static DbCommand Span(DbCommand command, Measure measure, DateTimeOffset now) =>
        command.Set("@window", (long)measure.Window.TotalMilliseconds).Set("@now", now);
}
