using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Something in the ledger that does not add up.</summary>
/// <param name="What">What was recomputed.</param>
/// <param name="Id">The row it is about.</param>
internal sealed record LedgerFinding(string What, string Id, long Expected, long Found);

/// <param name="Findings">The first hundred; empty for a sound ledger.</param>
internal sealed record LedgerReport(long Accounts, long Transfers, long Batches, ImmutableArray<LedgerFinding> Findings)
{
    public bool Sound => Findings.IsEmpty;
}

/// <summary>Proves the ledger: recomputes every balance and every batch from the transfers, and trusts no stored sum.</summary>
internal static class LedgerVerify
{
    private const string BalanceIsItsTransfers = """
        SELECT * FROM (SELECT 'balance of account is the sum of its transfers', a.id,
          COALESCE((SELECT SUM(t.amount_points) FROM transfers t WHERE t.credit_account_id = a.id), 0)
            - COALESCE((SELECT SUM(t.amount_points) FROM transfers t WHERE t.debit_account_id = a.id), 0) AS expected, a.balance_points AS found
        FROM point_accounts a WHERE a.id > @after AND a.id <= @last) checked WHERE expected <> found LIMIT 100
        """;

    private const string BusinessSumsToZero = """
        SELECT 'accounts of wallet sum to zero', business_id || ' ' || wallet, 0, SUM(balance_points) AS found FROM point_accounts
        GROUP BY business_id, wallet HAVING SUM(balance_points) <> 0 LIMIT 100
        """;

    private const string TransferStaysInItsWallet = """
        SELECT 'transfer stays in its business and wallet', t.id, 0, 1 FROM transfers t
        JOIN point_accounts d ON d.id = t.debit_account_id JOIN point_accounts c ON c.id = t.credit_account_id
        WHERE t.id > @after AND t.id <= @last
          AND (d.wallet <> c.wallet OR d.business_id <> t.business_id OR c.business_id <> t.business_id OR d.contact_id <> c.contact_id) LIMIT 100
        """;

    private const string HoldIsItsBatches = """
        SELECT * FROM (SELECT 'open hold has its points, an ended one none', h.id, CASE h.state WHEN 'Open' THEN h.points ELSE 0 END AS expected,
          COALESCE((SELECT SUM(b.remaining_points) FROM transfers t JOIN batches b ON b.transfer_id = t.id WHERE t.hold_id = h.id AND t.reason = 'Reservation'), 0) AS found
        FROM holds h WHERE h.id > @after AND h.id <= @last) checked WHERE expected <> found LIMIT 100
        """;

    private const string HoldIsItsTransfers = """
        SELECT * FROM (SELECT 'hold spent what it says', h.id, h.spent_points AS expected,
          COALESCE((SELECT SUM(t.amount_points) FROM transfers t WHERE t.hold_id = h.id AND t.reason = 'Redemption'), 0) AS found
        FROM holds h WHERE h.id > @after AND h.id <= @last) checked WHERE expected <> found LIMIT 100
        """;

    private const string BatchIsGrantedLessTaken = """
        SELECT * FROM (SELECT 'rest of batch is what was granted less what was taken', b.id,
          b.granted_points - COALESCE((SELECT SUM(a.points) FROM batch_allocations a WHERE a.batch_id = b.id), 0) AS expected, b.remaining_points AS found
        FROM batches b WHERE b.id > @after AND b.id <= @last) checked WHERE expected <> found LIMIT 100
        """;

    private const string TransferIsItsBatches = """
        SELECT * FROM (SELECT 'batches of transfer hold what it gave', t.id, t.amount_points AS expected,
          COALESCE((SELECT SUM(b.granted_points) FROM batches b WHERE b.transfer_id = t.id AND b.account_id = t.credit_account_id), 0) AS found
        FROM transfers t JOIN point_accounts a ON a.id = t.credit_account_id AND a.contact_id IS NOT NULL
        WHERE t.id > @after AND t.id <= @last) checked WHERE expected <> found LIMIT 100
        """;

    private const string BalanceIsItsBatches = """
        SELECT * FROM (SELECT 'balance of account is the rest of its batches less what returns left owing', a.id,
          COALESCE((SELECT SUM(b.remaining_points) FROM batches b WHERE b.account_id = a.id AND b.remaining_points > 0), 0)
            - COALESCE((SELECT SUM(t.amount_points) FROM transfers t WHERE t.debit_account_id = a.id), 0)
            + COALESCE((SELECT SUM(l.points) FROM batch_allocations l JOIN transfers t ON t.id = l.transfer_id WHERE t.debit_account_id = a.id), 0) AS expected,
          a.balance_points AS found
        FROM point_accounts a WHERE a.contact_id IS NOT NULL AND a.id > @after AND a.id <= @last) checked WHERE expected <> found LIMIT 100
        """;

    // What is owing is paid before anything else, so nobody has points and owes some.
    private const string NobodyOwesAndHas = """
        SELECT 'account owes nothing while it has points', a.id, 0, SUM(b.remaining_points) FROM point_accounts a
        JOIN batches b ON b.account_id = a.id AND b.remaining_points > 0 WHERE a.contact_id IS NOT NULL AND a.id > @after AND a.id <= @last GROUP BY a.id, a.balance_points
        HAVING a.balance_points < SUM(b.remaining_points) LIMIT 100
        """;

    private const string AllocationsFitTheirTransfer = """
        SELECT 'transfer took from batches no more than it moved, and from its own account', t.id, t.amount_points AS expected, SUM(l.points) AS found
        FROM batch_allocations l JOIN transfers t ON t.id = l.transfer_id JOIN batches b ON b.id = l.batch_id
        WHERE l.transfer_id > @after AND l.transfer_id <= @last GROUP BY t.id, t.amount_points HAVING SUM(l.points) > t.amount_points OR MIN(CASE WHEN b.account_id = t.debit_account_id THEN 1 ELSE 0 END) = 0 LIMIT 100
        """;

    private const string DaysAreTheirPurchases = """
        SELECT * FROM (SELECT 'days of earning are the purchases less what was taken back', a.id,
          COALESCE((SELECT SUM(t.amount_points - COALESCE((SELECT SUM(r.amount_points) FROM transfers r WHERE r.reverses_id = t.id), 0))
            FROM point_accounts c JOIN transfers t ON t.credit_account_id = c.id AND t.reason = 'Purchase'
            WHERE c.contact_id = a.contact_id AND c.wallet = a.wallet), 0) AS expected,
          COALESCE((SELECT SUM(d.points) FROM earned_days d WHERE d.account_id = a.id), 0) AS found
        FROM point_accounts a WHERE a.kind = 'Available' AND a.id > @after AND a.id <= @last) checked WHERE expected <> found LIMIT 100
        """;

    private static readonly ImmutableArray<(string Table, string Sql)> Checks =
    [
        ("point_accounts", BalanceIsItsTransfers), ("point_accounts", BalanceIsItsBatches), ("point_accounts", NobodyOwesAndHas), ("point_accounts", DaysAreTheirPurchases),
        ("batches", BatchIsGrantedLessTaken), ("transfers", TransferIsItsBatches), ("transfers", AllocationsFitTheirTransfer), ("transfers", TransferStaysInItsWallet),
        ("holds", HoldIsItsBatches), ("holds", HoldIsItsTransfers),
    ];

    /// <summary>Rows looked at in one read, so that a long proof keeps nobody from the database.</summary>
    private const long Slice = 20_000;
    private const int Most = 100;

    /// <summary>Checks the whole ledger of all businesses in slices, each a read of its own; the bot may go on meanwhile.</summary>
    /// <param name="progress">Told after each slice how many rows of how many were looked at.</param>
    public static async Task<LedgerReport> RunAsync(IStore store, Action<long, long>? progress, CancellationToken cancellation)
    {
        Task<T> Read<T>(Func<RowSource, T> read) => store.ReadAsync(connection => ValueTask.FromResult(read(connection)), cancellation);
        var findings = await Read(Sums);
        var tables = await Read(source => Checks.Select(check => check.Table).Distinct().ToDictionary(table => table, table => LastId(source, table)));
        var (all, done) = (Checks.Sum(check => tables[check.Table]), 0L);
        foreach (var (table, sql) in Checks)
        {
            for (var after = 0L; after < tables[table] && findings.Count < Most; after += Slice)
            {
                findings.AddRange(await Read(source => Check(source, sql, after, after + Slice)));
                progress?.Invoke(done += Math.Min(Slice, tables[table] - after), all);
            }
        }
        var (accounts, transfers, batches) = await Read(Counts);
        return new(accounts, transfers, batches, [.. findings.Take(Most)]);
    }

    /// <summary>The same on one connection.</summary>
    public static LedgerReport Run(RowSource source)
    {
        var findings = Sums(source);
        foreach (var (_, sql) in Checks) findings.AddRange(Check(source, sql, 0, long.MaxValue));
        var (accounts, transfers, batches) = Counts(source);
        return new(accounts, transfers, batches, [.. findings.Take(Most)]);
    }

    private static List<LedgerFinding> Sums(RowSource source) => source.Rows(BusinessSumsToZero, static _ => { }, Finding);

    private static List<LedgerFinding> Check(RowSource source, string sql, long after, long last) =>
        source.Rows(sql, command => command.Set("@after", after).Set("@last", last), Finding);

    private static LedgerFinding Finding(System.Data.Common.DbDataReader row) => new(row.GetString(0), row.GetValue(1).ToString()!, row.GetInt64(2), row.GetInt64(3));

    private static long LastId(RowSource source, string table) =>
        source.Query($"SELECT COALESCE(MAX(id), 0) FROM {table}", static _ => { }, row => row.Read() ? row.GetInt64(0) : 0);

    private static (long Accounts, long Transfers, long Batches) Counts(RowSource source) =>
        source.Query(
            "SELECT (SELECT COUNT(*) FROM point_accounts), (SELECT COUNT(*) FROM transfers), (SELECT COUNT(*) FROM batches)",
            static _ => { },
            row => row.Read() ? (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)) : throw new InvalidOperationException("No counts."));
}
