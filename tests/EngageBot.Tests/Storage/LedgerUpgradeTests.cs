using EngageBot.Loyalty;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Storage;

/// <summary>A database that was filled before there were wallets and holds.</summary>
public sealed class LedgerUpgradeTests
{
    private const string Rows = """
        INSERT INTO businesses (id, name, currency, zone, language, created_at) VALUES ('01900000-0000-7000-8000-000000000001', 'Old', 'EUR', 'Europe/Tirane', 'en', 0);
        INSERT INTO contacts (id, business_id, joined_at, created_at) VALUES ('01900000-0000-7000-8000-000000000002', '01900000-0000-7000-8000-000000000001', 0, 0);
        INSERT INTO point_accounts (id, business_id, kind, contact_id, balance_points) SELECT 1, id, 'Issued', NULL, -60 FROM businesses UNION ALL SELECT 2, id, 'Redeemed', NULL, 0 FROM businesses
          UNION ALL SELECT 3, id, 'Expired', NULL, 0 FROM businesses UNION ALL SELECT 4, business_id, 'Available', id, 60 FROM contacts UNION ALL SELECT 5, business_id, 'Pending', id, 0 FROM contacts;
        INSERT INTO transfers (id, business_id, debit_account_id, credit_account_id, amount_points, reason, reference, purchase_id, posted_at)
          SELECT 1, id, 1, 5, 40, 'Purchase', 'purchase:x', 'x', 86400000 FROM businesses UNION ALL SELECT 2, id, 5, 4, 40, 'Unlock', 'unlock:1', 'x', 172800000 FROM businesses
          UNION ALL SELECT 3, id, 1, 4, 20, 'Adjustment', 'welcome:y', NULL, 86400000 FROM businesses;
        INSERT INTO batches (id, business_id, account_id, transfer_id, granted_points, remaining_points, unlocks_at)
          SELECT 1, id, 5, 1, 40, 0, 172800000 FROM businesses UNION ALL SELECT 2, id, 4, 2, 40, 40, NULL FROM businesses UNION ALL SELECT 3, id, 4, 3, 20, 20, NULL FROM businesses;
        INSERT INTO batch_allocations VALUES (2, 1, 40);
        """;

    [Fact]
    public async Task Points_keep_their_place_their_age_and_their_origin_and_the_proof_holds()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-").FullName;
        var path = Path.Combine(folder, "engagebot.db");
        using (var old = new SqliteConnection($"Data Source={path};Pooling=False;Foreign Keys=False"))
        {
            old.Open();
            Execute(old, "CREATE TABLE schema_versions (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
            foreach (var migration in SqliteMigrator.All.Where(m => m.Version < 10))
                Execute(old, $"{migration.Sql};INSERT INTO schema_versions VALUES ({migration.Version}, '{migration.Name}', 0)");
            Execute(old, Rows);
        }
        await using (var store = SqliteStore.Open(new(path), new TestClock(), NullLogger<SqliteStore>.Instance))
        {
            Assert.Empty((await LedgerVerify.RunAsync(store, null, TestContext.Current.CancellationToken)).Findings);
            Assert.Equal([("Purchase", 0L, 86_400_000L), ("Unlock", 1, 86_400_000), ("Welcome", 0, 86_400_000)], await store.ReadRowsAsync(
                "SELECT t.reason, COALESCE(b.origin_id, 0), b.issued_at FROM batches b JOIN transfers t ON t.id = b.transfer_id ORDER BY b.id", _ => { },
                row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)), TestContext.Current.CancellationToken));
        }
        Directory.Delete(folder, recursive: true);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The program's own migrations and the rows above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
