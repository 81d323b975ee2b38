using EngageBot.Businesses;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;
using static EngageBot.Segments.SqlPart;

namespace EngageBot.Segments;

/// <summary>The levels of the first programme.</summary>
/// <remarks>A level that is kept for calendar years, kept for days of grace or never lost follows from a history that one condition cannot look
/// at; there is no <c>level.key</c> for such a programme, and <c>level.reached</c> is what can be asked.</remarks>
internal static class LevelFacts
{
    /// <summary>Whether a condition can tell the level.</summary>
    public static bool CanTell(ProgrammeRules rules) => (rules.Qualify ?? QualifyRule.Default) is var q
        && (q.Period is QualifyPeriod.Lifetime || q is { Period: QualifyPeriod.Rolling, GraceDays: 0, Downgrade: not Downgrade.Never });

    public static DialogType Type(SegmentPlace? place) => new(TypeKind.Choice, Optional: true) { Members = [.. place?.Programme.Tiers.Select(t => t.Key) ?? []] };

    public static DialogType Types(SegmentPlace? place) => new(TypeKind.Choices) { Members = Type(place).Members };

    public static SqlPart Reached(SegmentSql sql, long _) => List(
        $"EXISTS (SELECT 1 FROM levels_reached l WHERE l.contact_id = c.id AND l.programme = '{Programmes.Points}' AND l.level = {{0}})",
        $"(SELECT COUNT(*) FROM levels_reached l WHERE l.contact_id = c.id AND l.programme = '{Programmes.Points}')");

    public static SqlPart Current(SegmentSql sql, long _)
    {
        var rules = sql.Place.Programme;
        if (rules.Tiers.IsEmpty || !CanTell(rules)) return Text("NULL");    // refused before, with a sentence
        var steps = rules.Tiers.Select((tier, i) => (Key: sql.Set($"@level_{i}", tier.Key), From: sql.Set($"@level_from_{i}", tier.Threshold))).ToList();
        var above = string.Concat(steps.Skip(1).Reverse().Select(s => $" WHEN v.value >= {s.From} THEN {s.Key}"));
        return Text($"(SELECT CASE{(above.Length == 0 ? " WHEN 1 = 1 THEN " + steps[0].Key : above)} ELSE {steps[0].Key} END FROM ({Value(sql, rules)}) v WHERE c.joined_at IS NOT NULL)");
    }

    private static string Value(SegmentSql sql, ProgrammeRules rules)
    {
        var qualify = rules.Qualify ?? QualifyRule.Default;
        var from = qualify.Period is QualifyPeriod.Rolling ? sql.Today.AddMonths(-qualify.Months) : DateOnly.MinValue;
        if (qualify.By is QualifyBy.Points)
            return $"SELECT CAST(COALESCE(SUM(e.points), 0) AS BIGINT) AS value FROM point_accounts a JOIN earned_days e ON e.account_id = a.id AND e.day >= {sql.Set("@level_day", (long)from.DayNumber)} " +
                $"AND e.day <= {sql.Set("@level_today", (long)sql.Today.DayNumber)} WHERE a.contact_id = c.id AND a.wallet = '{Programmes.Points}' AND a.kind = 'Available'";
        var what = qualify.By is QualifyBy.Visits ? $"COUNT(DISTINCT CASE WHEN {SegmentSql.Net} > 0 THEN {sql.DayOf("p.bought_at")} END)" : $"CAST(COALESCE(SUM({SegmentSql.Net}), 0) AS BIGINT)";
        var since = qualify.Period is QualifyPeriod.Rolling ? LocalDays.StartOf(from, sql.Place.Zone).ToUnixTimeMilliseconds() : -1;
        return $"SELECT {what} AS value FROM purchases p WHERE p.contact_id = c.id AND p.bought_at > {sql.Set("@level_since", since)} AND p.bought_at <= {sql.Now}";
    }
}
