using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EngageBot.Tests.Storage;

public sealed class SchemaOnPostgresTests
{
    /// <summary>Tables whose features only use hand-written statements; this list may only shrink.</summary>
    private static readonly string[] WithoutEntity = ["leases", "schema_versions"];

    private const string Shape = """
        SELECT table_name::text, 'column ' || column_name || ' ' || data_type || CASE is_nullable WHEN 'YES' THEN ' NULL' ELSE ' NOT NULL' END
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT tablename::text, regexp_replace(indexdef, 'INDEX \S+ ON \S+ ', 'INDEX ') FROM pg_indexes WHERE schemaname = 'public'
        ORDER BY 1, 2
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_migrated_schema_is_the_models()
    {
        await using var temp = await TempPostgres.OpenAsync();
        var made = await PostgresServer.CreateDatabaseAsync();
        await using (var db = new EngageDb(new DbContextOptionsBuilder<EngageDb>().UseNpgsql(made + ";Pooling=false").Options))
            await db.Database.EnsureCreatedAsync(Cancellation);
        var (bySql, byModel) = (await ReadAsync(temp.Options.ConnectionString), await ReadAsync(made));
        var differences = byModel.SelectMany(table => bySql[table.Key].Except(table).Select(line => $"{table.Key}: only the migrations have {line}")
            .Concat(table.Except(bySql[table.Key]).Select(line => $"{table.Key}: only the model has {line}")));
        Assert.Empty(differences);
        Assert.Equal(WithoutEntity, bySql.Select(t => t.Key).Except(byModel.Select(t => t.Key)).Order(StringComparer.Ordinal));
        await PostgresServer.DropDatabaseAsync(made);
    }

    [Fact]
    public void Both_engines_have_the_same_numbered_migrations() =>
        Assert.Equal(SqliteMigrator.All.Select(m => m.Name), PostgresMigrator.All.Select(m => m.Name));

    [Fact]
    public async Task Nodes_that_start_together_on_an_empty_database_migrate_it_once()
    {
        var place = await PostgresServer.CreateDatabaseAsync();
        var options = new PostgresStoreOptions(place) { Writers = 2, Readers = 1 };
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PostgresStore.Open(
            options, new TestClock(), Microsoft.Extensions.Logging.Abstractions.NullLogger<PostgresStore>.Instance))));
        var versions = await stores[0].ReadRowsAsync("SELECT version FROM schema_versions ORDER BY version", _ => { }, row => row.GetInt32(0), Cancellation);
        Assert.Equal(PostgresMigrator.All.Select(m => m.Version), versions);
        foreach (var store in stores) await store.DisposeAsync();
        await PostgresServer.DropDatabaseAsync(place);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_with_one_line()
    {
        await using var temp = await TempPostgres.OpenAsync();
        await temp.Store.WriteAsync(async scope =>
            await scope.Command("INSERT INTO schema_versions (version, name, applied_at) VALUES (999, 'future', 0)").ExecuteNonQueryAsync(Cancellation), Cancellation);
        var error = Assert.Throws<CannotStartException>(() => temp.Start());
        Assert.Contains("version 999", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transfer_can_be_neither_changed_nor_deleted()
    {
        await using var temp = await TempPostgres.OpenAsync();
        await temp.Store.SeedAsync([1], "ana");
        await temp.Store.WriteAsync(async scope =>
        {
            await scope.Command("INSERT INTO point_accounts (id, business_id, kind) SELECT 1, id, 'Issued' FROM businesses").ExecuteNonQueryAsync(Cancellation);
            await scope.Command("INSERT INTO point_accounts (id, business_id, kind) SELECT 2, id, 'Expired' FROM businesses").ExecuteNonQueryAsync(Cancellation);
            await scope.Command("""
                INSERT INTO transfers (business_id, debit_account_id, credit_account_id, amount_points, reason, reference, posted_at)
                SELECT id, 1, 2, 5, 'Adjustment', 'x', 0 FROM businesses
                """).ExecuteNonQueryAsync(Cancellation);
        }, Cancellation);
        foreach (var sql in (string[])["UPDATE transfers SET note = 'y'", "DELETE FROM transfers"])
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => temp.Store.WriteAsync(async scope => await scope.Command(sql).ExecuteNonQueryAsync(Cancellation), Cancellation));
            Assert.Contains("append-only", error.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<ILookup<string, string>> ReadAsync(string place)
    {
        await using var connection = new NpgsqlConnection(place + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(Shape, connection);
        await using var row = await command.ExecuteReaderAsync(Cancellation);
        var lines = new List<(string Table, string Line)>();
        while (await row.ReadAsync(Cancellation)) lines.Add((row.GetString(0), row.GetString(1)));
        return lines.ToLookup(l => l.Table, l => l.Line);
    }
}
