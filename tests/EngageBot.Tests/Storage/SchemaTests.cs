using System.Text.RegularExpressions;
using EngageBot.Messaging;
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

    /// <summary>A longer list would be built as a table of its own by each statement that writes a row (ADR 19).</summary>
    [Theory, InlineData("inbox", "state", typeof(InboxState)), InlineData("outbox", "state", typeof(OutboxState)), InlineData("outbox", "kind", typeof(OutboundKind))]
    public async Task The_checks_of_the_hot_tables_name_the_words_of_the_enum_without_a_list(string table, string column, Type words)
    {
        await using var temp = TempStore.Open();
        var schema = await RowsAsync("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = @table", 0);
        var check = Regex.Match(schema[0], $@"CHECK \(({column} = [^)]*)\)").Groups[1].Value;
        Assert.Equal(Enum.GetNames(words).Order(), check.Split(" OR ").Select(word => word.Split('\'')[1]).Order());
        var steps = await RowsAsync($"EXPLAIN UPDATE {table} SET {column} = '{Enum.GetNames(words)[0]}' WHERE 'x' <> @table", 1);
        Assert.Contains("MakeRecord", steps);
        Assert.DoesNotContain("OpenEphemeral", steps);
        Assert.Equal(["ok"], await RowsAsync("SELECT integrity_check FROM pragma_integrity_check WHERE 'x' <> @table", 0));

        Task<List<string>> RowsAsync(string sql, int at) =>
            temp.Store.ReadRowsAsync(sql, command => command.Set("@table", table), row => row.GetString(at), TestContext.Current.CancellationToken);
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
