using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Years;

/// <summary>What the programme brought one member in one calendar year of the business's zone, by the ledger's own transfers.</summary>
/// <param name="EarnedPoints">By purchases, less what their returns took back.</param>
/// <param name="GivenPoints">For anything else: joining, a friend, an achievement, a correction.</param>
/// <param name="SpentPoints">On rewards and receipts, less what was given back.</param>
/// <param name="SavedMinor">Taken off receipts in money, to the cent.</param>
/// <param name="VouchersUsed">Whatever they gave.</param>
internal sealed record YearSummary(
    int Year, long EarnedPoints, long GivenPoints, long SpentPoints, long DonatedPoints, long ExpiredPoints, long Purchases, long PaidMinor, long SavedMinor, long VouchersUsed)
{
    /// <summary>What the year did to the member's points in all.</summary>
    public long ChangePoints => EarnedPoints + GivenPoints - SpentPoints - DonatedPoints - ExpiredPoints;

    // A member's side against the house's: what moves between a member's own accounts (unlocked, set aside, given back) is no gain and no loss.
    // What takes something back counts as the thing it takes back.
    private const string Moved = """
        SELECT COALESCE(o.reason, m.reason), SUM(m.points) FROM (
          SELECT t.reason, t.reverses_id, t.amount_points AS points FROM point_accounts a JOIN transfers t ON t.credit_account_id = a.id
            JOIN point_accounts h ON h.id = t.debit_account_id AND h.contact_id IS NULL
            WHERE a.contact_id = @contact AND a.wallet = @wallet AND t.posted_at >= @from AND t.posted_at < @until
          UNION ALL
          SELECT t.reason, t.reverses_id, -t.amount_points FROM point_accounts a JOIN transfers t ON t.debit_account_id = a.id
            JOIN point_accounts h ON h.id = t.credit_account_id AND h.contact_id IS NULL
            WHERE a.contact_id = @contact AND a.wallet = @wallet AND t.posted_at >= @from AND t.posted_at < @until
        ) m LEFT JOIN transfers o ON o.id = m.reverses_id GROUP BY COALESCE(o.reason, m.reason)
        """;

    /// <summary>The year of an instant.</summary>
    public static YearSummary Of(RowSource source, BusinessId business, ContactId contact, DateTimeOffset at)
    {
        var (_, zone) = RecordPurchase.Home(source, business);
        return Of(source, contact, LocalDays.DayOf(at, zone).Year, zone);
    }

    public static YearSummary Of(RowSource source, ContactId contact, int year, TimeZoneInfo zone)
    {
        var (from, until) = (LocalDays.StartOf(new(year, 1, 1), zone), LocalDays.StartOf(new(year + 1, 1, 1), zone));
        var moved = source.Rows(Moved,
            command => command.Set("@contact", contact.ToString()).Set("@wallet", Wallets.Default).Set("@from", from).Set("@until", until),
            row => (Reason: Enum.Parse<TransferReason>(row.GetString(0)), Points: row.GetInt64(1))).ToDictionary(m => m.Reason, m => m.Points);
        var (purchases, paid) = Pair(source, """
            SELECT COUNT(*), COALESCE(SUM(p.amount_minor - COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0)), 0)
            FROM purchases p WHERE p.contact_id = @contact AND p.bought_at >= @from AND p.bought_at < @until
            """, contact, from, until);
        var (used, saved) = Pair(source, """
            SELECT COUNT(*), COALESCE(SUM(u.discount_minor), 0) FROM vouchers v JOIN voucher_uses u ON u.voucher_id = v.id
            WHERE v.contact_id = @contact AND u.undone_at IS NULL AND u.used_at >= @from AND u.used_at < @until
            """, contact, from, until);
        TransferReason[] besides = [TransferReason.Purchase, TransferReason.Redemption, TransferReason.Donation, TransferReason.Expiry];
        return new(year, Of(TransferReason.Purchase), moved.Where(m => !besides.Contains(m.Key)).Sum(m => m.Value), -Of(TransferReason.Redemption),
            -Of(TransferReason.Donation), -Of(TransferReason.Expiry), purchases, paid, saved, used);

        long Of(TransferReason reason) => moved.GetValueOrDefault(reason);
    }

    private static (long, long) Pair(RowSource source, string sql, ContactId contact, DateTimeOffset from, DateTimeOffset until) =>
        source.Query(sql, command => command.Set("@contact", contact.ToString()).Set("@from", from).Set("@until", until),
            row => row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0));
}
