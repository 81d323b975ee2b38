using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>Reads of a member what a programme's rules ask for, and nothing else.</summary>
internal static class MemberStanding
{
    /// <summary>Nobody's receipts are counted further.</summary>
    private const int ReceiptsMax = 1_000;

    /// <param name="except">The receipt itself.</param>
    public static Standing Read(RowSource source, ContactId contact, ProgrammeRules rules, Level level, DateTimeOffset at, TimeZoneInfo zone, PurchaseId? except)
    {
        var conditions = (rules.Rules ?? []).Select(r => r.When).Where(w => w is not null).ToList();
        var earns = (rules.Rules ?? []).Select(r => r.Earn).Append(rules.Earn);
        var standing = new Standing(level.Keys, level.MultiplierPercent)
        {
            EarlierReceipts = conditions.Exists(w => w!.FromReceipt is not null) ? Receipts(source, contact, at, except) : 0,
            CameToday = earns.Any(e => e?.By is EarnMeasure.Visit) && Came(source, contact, at, zone, except),
        };
        return conditions.Exists(w => w!.Member is not null) ? Person(source, contact, standing) : standing;
    }

    private static Standing Person(RowSource source, ContactId contact, Standing standing) =>
        source.Query(
            "SELECT joined_at, birthday FROM contacts WHERE id = @contact", command => command.Set("@contact", contact.ToString()),
            row => row.Read() ? standing with { JoinedAt = row.InstantOrNullAt(0), Birthday = row.TextAt(1) } : standing);

    private static int Receipts(RowSource source, ContactId contact, DateTimeOffset at, PurchaseId? except) =>
        (int)source.Query(
            "SELECT COUNT(*) FROM (SELECT 1 FROM purchases WHERE contact_id = @contact AND bought_at <= @at AND id <> @except LIMIT @max) earlier",
            command => command.Set("@contact", contact.ToString()).Set("@at", at).Set("@except", except?.ToString() ?? "").Set("@max", (long)ReceiptsMax),
            row => row.Read() ? row.GetInt64(0) : 0);

    private static bool Came(RowSource source, ContactId contact, DateTimeOffset at, TimeZoneInfo zone, PurchaseId? except)
    {
        var day = LocalDays.DayOf(at, zone);
        return source.Query(
            "SELECT 1 FROM purchases WHERE contact_id = @contact AND bought_at >= @from AND bought_at < @to AND id <> @except LIMIT 1",
            command => command.Set("@contact", contact.ToString()).Set("@from", LocalDays.StartOf(day, zone)).Set("@to", LocalDays.StartOf(day.AddDays(1), zone))
                .Set("@except", except?.ToString() ?? ""),
            row => row.Read());
    }
}
