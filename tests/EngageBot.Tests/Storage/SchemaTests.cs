using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace EngageBot.Tests.Storage;

public sealed class SchemaTests
{
    [Fact]
    public async Task The_migrated_schema_is_the_models()
    {
        await using var temp = TempStore.Open();
        using var migrated = new SqliteConnection($"Data Source={temp.Options.Path};Mode=ReadOnly;Pooling=False");
        migrated.Open();
        using var made = new SqliteConnection("Data Source=:memory:");
        made.Open();
        await using var db = new EngageDb(new DbContextOptionsBuilder<EngageDb>().UseSqlite(made).Options);
        db.Database.EnsureCreated();
        var bySql = TableShape.Read(migrated);
        var byModel = TableShape.Read(made);
        Assert.True(bySql.Remove("schema_versions"));
        Assert.Empty(byModel.Keys.Except(bySql.Keys));
        var differences = byModel.SelectMany(table => bySql[table.Key].Except(table.Value).Select(line => $"{table.Key}: only the migrations have {line}")
            .Concat(table.Value.Except(bySql[table.Key]).Select(line => $"{table.Key}: only the model has {line}")));
        Assert.Empty(differences);
        Assert.Empty(bySql.Keys.Except(byModel.Keys));
    }

    [Fact]
    public async Task Migrating_again_changes_nothing_and_keeps_the_rows()
    {
        await using var temp = TempStore.Open();
        await temp.Store.SeedAsync([1], "ana");
        await temp.RestartAsync();
        var versions = await temp.Store.ReadRowsAsync("SELECT version FROM schema_versions ORDER BY version", _ => { }, row => row.GetInt32(0), TestContext.Current.CancellationToken);
        Assert.Equal(SqliteMigrator.All.Select(m => m.Version), versions);
        Assert.Equal(versions.Distinct().Order(), versions);
        Assert.Equal(["ana"], await temp.Store.ReadRowsAsync("SELECT external_id FROM chats", _ => { }, row => row.GetString(0), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused_with_one_line()
    {
        await using var temp = TempStore.Open();
        await temp.Store.WriteAsync(async scope =>
            await scope.Command("INSERT INTO schema_versions (version, name, applied_at) VALUES (999, 'future', 0)").ExecuteNonQueryAsync(), TestContext.Current.CancellationToken);
        await temp.Store.DisposeAsync();
        var error = Assert.Throws<CannotStartException>(() => SqliteStore.Open(temp.Options, temp.Clock, NullLogger<SqliteStore>.Instance));
        Assert.Contains("version 999", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_path_that_cannot_be_opened_is_refused_with_one_line()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-");
        var file = Path.Combine(folder.FullName, "file");
        File.WriteAllText(file, "no folder");
        var error = Assert.Throws<CannotStartException>(() =>
            SqliteStore.Open(new(Path.Combine(file, "engagebot.db")), new TestClock(), NullLogger<SqliteStore>.Instance));
        Assert.Contains("cannot be opened", error.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }
}
