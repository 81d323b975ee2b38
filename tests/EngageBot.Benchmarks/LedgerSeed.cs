using System.Data.Common;
using System.Globalization;
using EngageBot.Storage;

namespace EngageBot.Benchmarks;

/// <summary>A ledger as it is after two years: ten transfers a member, seven of them purchases, written by a handful of statements.</summary>
/// <remarks>Rounds go over all members in turn, so one member's rows lie far from each other, as they do in life.</remarks>
internal sealed class LedgerSeed(DbConnection connection, BusinessId business, ShopId shop, long members, DateTimeOffset now)
{
    private bool OnPostgres => connection is Npgsql.NpgsqlConnection;

    /// <summary>The id of the n-th member.</summary>
    public static ContactId MemberOf(long number) => new(Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"01900000-0000-7000-8000-{number:x12}")));

    public void Run()
    {
        foreach (var setting in OnPostgres
            ? (string[])["SET session_replication_role = replica", "SET maintenance_work_mem = '1GB'", "SET work_mem = '256MB'", "SET synchronous_commit = off"]
            : ["PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA foreign_keys = OFF", "PRAGMA cache_size = -1500000", "PRAGMA temp_store = MEMORY"])
            Execute(setting);
        var indexes = Indexes();
        foreach (var (name, _) in indexes) Execute($"DROP INDEX {name}");
        foreach (var (what, sql) in Statements())
        {
            var started = TimeProvider.System.GetTimestamp();
            Execute(sql);
            Console.Error.WriteLine($"{what}: {TimeProvider.System.GetElapsedTime(started).TotalSeconds:F0} s");
        }
        foreach (var (_, sql) in indexes) Execute(sql);
        foreach (var table in OnPostgres ? (string[])["point_accounts", "transfers", "batches"] : [])
            Execute($"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))");
        Execute("ANALYZE");
    }

    private IEnumerable<(string What, string Sql)> Statements()
    {
        var series = OnPostgres ? "generate_series(0, @members - 1) AS s (m)" : "(WITH RECURSIVE n (m) AS (SELECT 0 UNION ALL SELECT m + 1 FROM n WHERE m + 1 < @members) SELECT m FROM n) s";
        string Id(string first, string last) => OnPostgres
            ? $"'01900000-' || lpad(to_hex({first}), 4, '0') || '-7000-8000-' || lpad(to_hex({last}), 12, '0')"
            : $"printf('01900000-%04x-7000-8000-%012x', {first}, {last})";
        const string Points = "(10 + (m * 7 + {0} * 13) % 50)";
        string Amount(int round) => string.Format(CultureInfo.InvariantCulture, Points, round);
        string At(int daysAgo) => string.Create(CultureInfo.InvariantCulture, $"(@now - {daysAgo * 86_400_000L} + m % 86400000 * 80)");

        yield return ("members", $"""
            INSERT INTO contacts (id, business_id, phone, joined_at, created_at) SELECT {Id("0", "m")}, @business, '+3556' || (100000000 + m), {At(720)}, {At(720)} FROM {series}
            """);
        yield return ("accounts of the house", """
            INSERT INTO point_accounts (id, business_id, kind) VALUES (1, @business, 'Issued'), (2, @business, 'Redeemed'), (3, @business, 'Expired')
            """);
        yield return ("accounts", $"""
            INSERT INTO point_accounts (id, business_id, kind, contact_id, balance_points)
            SELECT 10 + 2 * m, @business, 'Available', {Id("0", "m")}, {string.Join(" + ", Enumerable.Range(3, 4).Select(Amount))} + {Amount(2)} - {Amount(2)} / 2 FROM {series}
            """);
        yield return ("accounts on the way", $"INSERT INTO point_accounts (id, business_id, kind, contact_id) SELECT 11 + 2 * m, @business, 'Pending', {Id("0", "m")} FROM {series}");
        for (var k = 0; k < 7; k++)
        {
            var at = At(700 - 100 * k);
            // What is due in an hour is what the expiry run finds.
            var expires = k == 1 ? "@now - 864000000" : k == 2 ? $"CASE WHEN m % 100 = 0 THEN @now + 3600000 ELSE {at} + 63072000000 END" : $"{at} + 63072000000";
            yield return ($"purchases {k + 1}", $"""
                INSERT INTO purchases (id, business_id, shop_id, receipt, contact_id, amount_minor, currency, bought_at, recorded_at)
                SELECT {Id((k + 1).ToString(CultureInfo.InvariantCulture), "m")}, @business, @shop, 'S{k}-' || m, {Id("0", "m")}, {Amount(k)} * 100, 'EUR', {at}, {at} FROM {series}
                """);
            yield return ($"transfers {k + 1}", $"""
                INSERT INTO transfers (id, business_id, debit_account_id, credit_account_id, amount_points, reason, reference, rule, rule_version, shop_id, purchase_id, posted_at)
                SELECT {k} * @members + m + 1, @business, 1, 10 + 2 * m, {Amount(k)}, 'Purchase', 'purchase:' || {Id((k + 1).ToString(CultureInfo.InvariantCulture), "m")}, '1 per 100 minor, x100%', 1, @shop,
                  {Id((k + 1).ToString(CultureInfo.InvariantCulture), "m")}, {at} FROM {series}
                """);
            var left = k < 2 ? "0" : k == 2 ? $"{Amount(2)} - {Amount(2)} / 2" : Amount(k);
            yield return ($"batches {k + 1}", $"""
                INSERT INTO batches (id, business_id, account_id, transfer_id, granted_points, remaining_points, issued_at, expires_at)
                SELECT {k} * @members + m + 1, @business, 10 + 2 * m, {k} * @members + m + 1, {Amount(k)}, {left}, {at}, {expires} FROM {series}
                """);
            yield return ($"days {k + 1}", $"INSERT INTO earned_days (account_id, day, points) SELECT 10 + 2 * m, {at} / 86400000 + 719162, {Amount(k)} FROM {series}");
        }
        foreach (var (k, of, sink, reason, at) in new[] { (7, 0, 2, "Redemption", At(300)), (8, 1, 3, "Expiry", At(10)), (9, 2, 2, "Redemption", At(5)) })
        {
            var points = of == 2 ? $"({Amount(2)} / 2)" : Amount(of);
            yield return ($"transfers {k + 1}", $"""
                INSERT INTO transfers (id, business_id, debit_account_id, credit_account_id, amount_points, reason, reference, posted_at)
                SELECT {k} * @members + m + 1, @business, 10 + 2 * m, {sink}, {points}, '{reason}', 'seed:{k}:' || m, {at} FROM {series}
                """);
            yield return ($"allocations {k + 1}", $"INSERT INTO batch_allocations (transfer_id, batch_id, points) SELECT {k} * @members + m + 1, {of} * @members + m + 1, {points} FROM {series}");
        }
        yield return ("balances of the house", """
            UPDATE point_accounts SET balance_points = COALESCE((SELECT SUM(t.amount_points) FROM transfers t WHERE t.credit_account_id = point_accounts.id), 0)
              - COALESCE((SELECT SUM(t.amount_points) FROM transfers t WHERE t.debit_account_id = point_accounts.id), 0) WHERE id <= 3
            """);
    }

    private List<(string Name, string Sql)> Indexes() => ((RowSource)connection).Rows(
        OnPostgres
            ? """
              SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ('transfers', 'batches', 'batch_allocations', 'purchases', 'point_accounts', 'contacts')
                AND indexname NOT IN (SELECT conname FROM pg_constraint)
              """
            : """
              SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('transfers', 'batches', 'batch_allocations', 'purchases', 'point_accounts', 'contacts')
              """,
        static _ => { }, row => (row.GetString(0), row.GetString(1)));

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 3600;
        if (sql.Contains("@business", StringComparison.Ordinal)) command.Set("@business", business.ToString());
        if (sql.Contains("@shop", StringComparison.Ordinal)) command.Set("@shop", shop.ToString());
        if (sql.Contains("@members", StringComparison.Ordinal)) command.Set("@members", members);
        if (sql.Contains("@now", StringComparison.Ordinal)) command.Set("@now", now);
        command.ExecuteNonQuery();
    }
}
