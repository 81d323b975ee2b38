using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>Reads what a member's level follows from.</summary>
internal static class LevelQuery
{
    /// <summary>The level in a programme at an instant.</summary>
    public static Level Read(RowSource source, ContactId contact, string programme, ProgrammeRules rules, DateTimeOffset at, TimeZoneInfo zone, PurchaseId? except = null) =>
        LevelRules.Of(rules, Merits(source, contact, programme, rules, at, zone, except), at, zone) with { Statuses = Statuses(source, contact, programme, rules, at, zone) };

    /// <param name="except">A receipt that is being recorded, which its own level does not see.</param>
    public static List<Merit> Merits(RowSource source, ContactId contact, string programme, ProgrammeRules rules, DateTimeOffset until, TimeZoneInfo zone, PurchaseId? except = null)
    {
        if (rules.Tiers.Length < 2) return [];
        var since = LevelRules.Since(rules, until, zone);
        var earned = (rules.Qualify ?? QualifyRule.Default).By is QualifyBy.Points
            ? EarnedDays.Merits(source, contact, programme, since, until, zone)
            : Money(source, contact, since, until, except);
        var brought = BroughtLevels.Merits(source, contact, programme, rules, since, until);
        return brought.Count == 0 ? earned : [.. brought.Concat(earned).OrderBy(merit => merit.At)];
    }

    private static List<Merit> Money(RowSource source, ContactId contact, DateTimeOffset since, DateTimeOffset until, PurchaseId? except) =>
        source.Rows(
            """
            SELECT p.bought_at, p.amount_minor - CAST(COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0) AS BIGINT)
            FROM purchases p WHERE p.contact_id = @contact AND p.bought_at > @since AND p.bought_at <= @until AND p.id <> @except ORDER BY p.bought_at, p.id
            """,
            command => command.Set("@contact", contact.ToString()).Set("@since", since).Set("@until", until).Set("@except", except?.ToString() ?? ""),
            row => new Merit(row.InstantAt(0), row.GetInt64(1)));

    public static ImmutableArray<HeldStatus> Statuses(RowSource source, ContactId contact, string programme, ProgrammeRules rules, DateTimeOffset at, TimeZoneInfo zone)
    {
        if (rules.Statuses is not { IsEmpty: false } known) return [];
        var held = source.Rows(
            "SELECT status, MAX(ends_at) FROM member_statuses WHERE contact_id = @contact AND programme = @programme AND starts_at <= @at AND ends_at > @at GROUP BY status",
            command => command.Set("@contact", contact.ToString()).Set("@programme", programme).Set("@at", at),
            row => (Key: row.GetString(0), EndsAt: row.InstantAt(1)));
        return [.. held.SelectMany(h => known.Where(s => s.Key == h.Key).Select(s => new HeldStatus(s, EarnRules.LastDay(h.EndsAt, zone))))];
    }
}
