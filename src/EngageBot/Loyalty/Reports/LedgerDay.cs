using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Reports;

/// <summary>The end of a day in a business's zone; of today, this very moment.</summary>
/// <param name="UpTo">What was posted at this instant or before counts.</param>
internal readonly record struct LedgerDay(DateOnly Day, DateTimeOffset UpTo, TimeZoneInfo Zone)
{
    /// <returns><see langword="null"/> for a day that has not begun.</returns>
    public static LedgerDay? Of(DateOnly day, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (LocalDays.DayOf(now, zone) < day) return null;
        var last = EarnRules.EndOf(day, zone).AddMilliseconds(-1);
        return new(day, last < now ? last : now, zone);
    }
}

/// <summary>What a member had at the end of a day.</summary>
/// <param name="AvailablePoints">Below zero if they owed some.</param>
internal sealed record DayBalance(long AvailablePoints, long PendingPoints, long ReservedPoints);

/// <summary>Goes back in a member's wallet: from what there is now, through what was posted since.</summary>
/// <remarks>A day is what took effect on it. A receipt of Monday that reaches the ledger on Wednesday belongs to Monday.</remarks>
internal static class BalanceAt
{
    /// <summary>The balance at the end of a day, even where the clock has not swept it yet.</summary>
    public static DayBalance Read(RowSource source, ContactId contact, LedgerDay day, string wallet = Wallets.Default)
    {
        var points = source.Rows(
            """
            SELECT a.kind, a.balance_points
              - COALESCE((SELECT SUM(t.amount_points) FROM transfers t WHERE t.credit_account_id = a.id AND t.posted_at > @upTo), 0)
              + COALESCE((SELECT SUM(t.amount_points) FROM transfers t WHERE t.debit_account_id = a.id AND t.posted_at > @upTo), 0)
            FROM point_accounts a WHERE a.contact_id = @contact AND a.wallet = @wallet
            """,
            command => command.Set("@contact", contact.ToString()).Set("@wallet", wallet).Set("@upTo", day.UpTo),
            row => (Kind: Enum.Parse<AccountKind>(row.GetString(0)), Points: row.GetInt64(1))).ToDictionary(a => a.Kind, a => a.Points);
        foreach (var late in DueSince.OfMember(source, contact, wallet, day.UpTo)) late.Settle(points);
        return new(points.GetValueOrDefault(AccountKind.Available), points.GetValueOrDefault(AccountKind.Pending), points.GetValueOrDefault(AccountKind.Reserved));
    }
}

/// <summary>Points that were due at an instant and have not been moved yet: the clock sweeps every half minute.</summary>
internal readonly record struct DueSince(AccountKind From, long Points, bool RanOut)
{
    private const string Due = """
        SELECT a.kind, b.remaining_points, CASE WHEN b.expires_at <= @upTo THEN 1 ELSE 0 END FROM batches b JOIN point_accounts a ON a.id = b.account_id
        WHERE b.remaining_points > 0 AND a.wallet = @wallet
        """;

    public static List<DueSince> OfMember(RowSource source, ContactId contact, string wallet, DateTimeOffset upTo) =>
        source.Rows($"""
            {Due} AND a.contact_id = @contact AND (b.unlocks_at <= @upTo OR b.unlocks_at IS NULL AND b.expires_at <= @upTo)
            """, command => command.Set("@wallet", wallet).Set("@contact", contact.ToString()).Set("@upTo", upTo), Map);

    public static List<DueSince> OfBusiness(RowSource source, BusinessId business, string wallet, DateTimeOffset upTo) =>
        source.Rows($"""
            {Due} AND b.business_id = @business AND b.unlocks_at IS NOT NULL AND b.unlocks_at <= @upTo
            UNION ALL {Due} AND b.business_id = @business AND b.unlocks_at IS NULL AND b.expires_at <= @upTo
            """, command => command.Set("@wallet", wallet).Set("@business", business.ToString()).Set("@upTo", upTo), Map);

    /// <summary>Moves them in the sums as the clock will in the rows.</summary>
    public void Settle(Dictionary<AccountKind, long> points)
    {
        var to = RanOut ? AccountKind.Expired : AccountKind.Available;
        points[From] = points.GetValueOrDefault(From) - Points;
        points[to] = points.GetValueOrDefault(to) + Points;
    }

    private static DueSince Map(System.Data.Common.DbDataReader row) => new(Enum.Parse<AccountKind>(row.GetString(0)), row.GetInt64(1), row.GetInt64(2) == 1);
}
