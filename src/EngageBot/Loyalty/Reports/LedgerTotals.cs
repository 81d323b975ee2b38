using EngageBot.Storage;

namespace EngageBot.Loyalty.Reports;

/// <summary>Where all points of a wallet were at the end of a day.</summary>
/// <param name="IssuedPoints">Given in all, less what was taken back: what the others add up to.</param>
/// <param name="ActivePoints">To be spent, less what members owe.</param>
/// <param name="BlockedPoints">Set aside.</param>
internal sealed record LedgerTotals(
    long IssuedPoints, long SpentPoints, long ExpiredPoints, long DonatedPoints, long BlockedPoints, long PendingPoints, long ActivePoints)
{
    /// <summary>Sums every account as it is and goes back through what was posted since.</summary>
    public static LedgerTotals Read(RowSource source, BusinessId business, LedgerDay day, string wallet = Wallets.Default)
    {
        var points = new Dictionary<AccountKind, long>();
        void Add(string sql) => source.Rows(sql,
            command => command.Set("@business", business.ToString()).Set("@wallet", wallet).Set("@upTo", day.UpTo),
            row => (Kind: Enum.Parse<AccountKind>(row.GetString(0)), Points: row.IsDBNull(1) ? 0 : row.GetInt64(1)))
            .ForEach(sum => points[sum.Kind] = points.GetValueOrDefault(sum.Kind) + sum.Points);

        Add("SELECT kind, SUM(balance_points) FROM point_accounts WHERE business_id = @business AND wallet = @wallet GROUP BY kind");
        Add("""
            SELECT a.kind, -SUM(t.amount_points) FROM transfers t JOIN point_accounts a ON a.id = t.credit_account_id
            WHERE t.posted_at > @upTo AND a.business_id = @business AND a.wallet = @wallet GROUP BY a.kind
            """);
        Add("""
            SELECT a.kind, SUM(t.amount_points) FROM transfers t JOIN point_accounts a ON a.id = t.debit_account_id
            WHERE t.posted_at > @upTo AND a.business_id = @business AND a.wallet = @wallet GROUP BY a.kind
            """);
        foreach (var late in DueSince.OfBusiness(source, business, wallet, day.UpTo)) late.Settle(points);
        long Of(AccountKind kind) => points.GetValueOrDefault(kind);
        return new(-Of(AccountKind.Issued), Of(AccountKind.Redeemed), Of(AccountKind.Expired), Of(AccountKind.Donated),
            Of(AccountKind.Reserved), Of(AccountKind.Pending), Of(AccountKind.Available));
    }
}
