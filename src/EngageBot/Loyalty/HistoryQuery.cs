using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>One line of a member's history.</summary>
/// <param name="Points">Signed: what it did to the member's points.</param>
/// <param name="Pending">Given, but not usable yet.</param>
/// <param name="AmountMinor">What was paid, or came back for a return.</param>
/// <param name="Receipt">The purchase's number, or the return's own.</param>
internal sealed record HistoryItem(
    DateTimeOffset At, DateOnly Day, long Points, TransferReason Reason, bool Pending,
    string? Shop, long? AmountMinor, string? Currency, string? Receipt, string? Note)
{
    /// <summary>Whose units the points are.</summary>
    public string Wallet { get; init; } = Wallets.Default;

    /// <summary>The word dialogs use: <c>purchase</c>, <c>pending</c>, <c>redemption</c> …</summary>
    public string ReasonWord => Pending ? "pending" : Reason.ToString().ToLowerInvariant();
}

/// <summary>Reads what happened to a member's points: one statement.</summary>
internal static class HistoryQuery
{
    /// <summary>The newest items first. Points that were pending appear once, on the day they were earned; unlocking is no second gain.</summary>
    /// <param name="limit">At most 200.</param>
    public static ImmutableArray<HistoryItem> Read(RowSource source, ContactId contact, DateTimeOffset now, int limit = 20, string wallet = Wallets.Default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 200);
        if (BalanceQuery.Home(source, contact) is not var (_, zone)) return [];
        var lines = source.Rows(Statement, command => command.Set("@contact", contact.ToString()).Set("@wallet", wallet).Set("@limit", limit * 2).Set("@now", now), row => new Line(
            row.InstantAt(0), row.GetInt64(1), Enum.Parse<TransferReason>(row.GetString(2)), row.GetInt64(3) == 1,
            row.TextAt(4), row.NumberAt(5), row.TextAt(6), row.TextAt(7), row.TextAt(8), row.GetString(9)));
        return [.. lines.GroupBy(l => l.Operation).Select(group => ItemOf([.. group], zone) with { Wallet = wallet }).Take(limit)];
    }

    /// <summary>The same of all the member's wallets together.</summary>
    public static ImmutableArray<HistoryItem> ReadAll(RowSource source, ContactId contact, DateTimeOffset now, int limit = 20)
    {
        var wallets = source.Rows("SELECT DISTINCT wallet FROM point_accounts WHERE contact_id = @contact",
            command => command.Set("@contact", contact.ToString()), row => row.GetString(0));
        return [.. wallets.SelectMany(wallet => Read(source, contact, now, limit, wallet)).OrderByDescending(item => item.At).Take(limit)];
    }

    // The newest of each account by index, then only those with their purchase and shop.
    // A return is one line, however many gifts and accounts it takes from; a reversal's second transfer has the first one's reference with ":rest".
    // What was set aside and then spent is one line too: the redemption, with what came back of it.
    private const string Statement = """
        WITH newest AS (
          SELECT * FROM (SELECT t.*, 1 AS sign, 0 AS waits FROM transfers t WHERE t.credit_account_id = (SELECT id FROM point_accounts WHERE contact_id = @contact AND wallet = @wallet AND kind = 'Available')
            AND t.reason <> 'Unlock' ORDER BY t.posted_at DESC, t.id DESC LIMIT @limit) given
          UNION ALL SELECT * FROM (SELECT t.*, -1, 0 FROM transfers t WHERE t.debit_account_id = (SELECT id FROM point_accounts WHERE contact_id = @contact AND wallet = @wallet AND kind = 'Available')
            ORDER BY t.posted_at DESC, t.id DESC LIMIT @limit) spent
          UNION ALL SELECT * FROM (SELECT t.*, 1, 1 FROM transfers t WHERE t.credit_account_id = (SELECT id FROM point_accounts WHERE contact_id = @contact AND wallet = @wallet AND kind = 'Pending')
            ORDER BY t.posted_at DESC, t.id DESC LIMIT @limit) waiting
          UNION ALL SELECT * FROM (SELECT t.*, -1, 0 FROM transfers t WHERE t.debit_account_id = (SELECT id FROM point_accounts WHERE contact_id = @contact AND wallet = @wallet AND kind = 'Pending')
            AND t.reason <> 'Unlock' ORDER BY t.posted_at DESC, t.id DESC LIMIT @limit) withdrawn)
        SELECT t.posted_at, t.sign * t.amount_points, CASE WHEN h.state = 'Completed' THEN 'Redemption' ELSE t.reason END,
          CASE WHEN t.waits = 1 AND EXISTS (SELECT 1 FROM batches b WHERE b.transfer_id = t.id AND b.remaining_points > 0 AND b.unlocks_at > @now) THEN 1 ELSE 0 END,
          s.name, COALESCE(r.amount_minor, p.amount_minor), p.currency, COALESCE(r.receipt, p.receipt), t.note,
          CASE WHEN h.state = 'Completed' THEN 'hold:' || h.id WHEN r.id IS NOT NULL THEN 'return:' || r.id ELSE REPLACE(t.reference, ':rest', '') END
        FROM (SELECT * FROM newest ORDER BY posted_at DESC, id DESC LIMIT @limit) t
        LEFT JOIN holds h ON h.id = t.hold_id
        LEFT JOIN purchases p ON p.id = t.purchase_id AND t.reason IN ('Purchase', 'Return', 'Reversal')
        LEFT JOIN purchase_returns r ON r.purchase_id = t.purchase_id AND t.reason = 'Return' AND (t.reference = 'return:' || r.id OR t.reference LIKE 'return:' || r.id || ':%')
        LEFT JOIN shops s ON s.id = COALESCE(r.shop_id, p.shop_id, t.shop_id)
        ORDER BY t.posted_at DESC, t.id DESC
        """;

    private static HistoryItem ItemOf(ImmutableArray<Line> lines, TimeZoneInfo zone)
    {
        var line = lines[0];
        return new(line.At, LocalDays.DayOf(line.At, zone), lines.Sum(l => l.Points), line.Reason, line.Pending,
            line.Shop, line.AmountMinor, line.Currency, line.Receipt, line.Note);
    }

    private sealed record Line(
        DateTimeOffset At, long Points, TransferReason Reason, bool Pending,
        string? Shop, long? AmountMinor, string? Currency, string? Receipt, string? Note, string Operation);
}
