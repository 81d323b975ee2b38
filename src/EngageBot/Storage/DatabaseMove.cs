using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;

namespace EngageBot.Storage;

/// <summary>How many rows went where.</summary>
internal sealed record MovedTables(int Tables, long Rows);

/// <summary>Carries everything of an embedded database into an empty one on a server: all of it in one transaction, or nothing.</summary>
internal static class DatabaseMove
{
    /// <param name="from">Left as it is; nobody may serve from it meanwhile.</param>
    /// <param name="progress">Told the name of each table and its rows.</param>
    /// <exception cref="CannotStartException">Somebody serves from the file, a database cannot be opened, or the target holds a business already.</exception>
    public static async Task<MovedTables> RunAsync(
        SqliteStoreOptions from, PostgresStoreOptions to, TimeProvider clock, Action<string, long> progress, CancellationToken cancellation)
    {
        if (!File.Exists(from.Path)) throw new CannotStartException($"There is no database {from.Path}; --data names the folder that holds engagebot.db.");
        using var alone = new ServerLock(from, clock);
        alone.Hold();
        // Opened once, so that both have this program's tables.
        await using (SqliteStore.Open(from, clock, NullLogger<SqliteStore>.Instance)) { }
        await using (PostgresStore.Open(to, clock, NullLogger<PostgresStore>.Instance)) { }

        await using var source = new SqliteFile(from.Path, from.Patience).OpenToRead();
        await using var target = new NpgsqlConnection(to.ForWrites);
        await target.OpenAsync(cancellation);
        await using var transaction = await target.BeginTransactionAsync(cancellation);
        if (await ScalarAsync(target, "SELECT COUNT(*) FROM businesses", cancellation) > 0)
            throw new CannotStartException($"The database {to.Place} holds a business already: move into an empty one.");
        var (tables, rows) = (Tables(source), 0L);
        foreach (var table in tables)
        {
            var copied = await CopyAsync(source, target, table, cancellation);
            progress(table, copied);
            rows += copied;
        }
        await ContinueNumbersAsync(target, cancellation);
        await transaction.CommitAsync(cancellation);
        return new(tables.Count, rows);
    }

    /// <summary>In the order in which they were made: what a table refers to comes before it.</summary>
    private static List<string> Tables(SqliteConnection source)
    {
        using var command = source.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_versions' ORDER BY rowid";
        using var row = command.ExecuteReader();
        var tables = new List<string>();
        while (row.Read()) tables.Add(row.GetString(0));
        return tables;
    }

#pragma warning disable CA2100 // Names of our own tables and columns, out of the database's catalogue.
    private static async Task<long> CopyAsync(SqliteConnection source, NpgsqlConnection target, string table, CancellationToken cancellation)
    {
        // Rows of the first start of the target would be in the way: it was made a moment ago and belongs to nobody.
        await using (var empty = new NpgsqlCommand($"DELETE FROM {table}", target)) await empty.ExecuteNonQueryAsync(cancellation);
        await using var read = source.CreateCommand();
        read.CommandText = $"SELECT * FROM {table}";
        await using var row = await read.ExecuteReaderAsync(cancellation);
        var columns = Enumerable.Range(0, row.FieldCount).Select(row.GetName);
        await using var copy = await target.BeginBinaryImportAsync($"COPY {table} ({string.Join(", ", columns)}) FROM STDIN (FORMAT BINARY)", cancellation);
        var rows = 0L;
        for (; await row.ReadAsync(cancellation); rows++)
        {
            await copy.StartRowAsync(cancellation);
            for (var column = 0; column < row.FieldCount; column++) await WriteAsync(copy, row.GetValue(column), cancellation);
        }
        await copy.CompleteAsync(cancellation);
        return rows;
    }
#pragma warning restore CA2100

    private static Task WriteAsync(NpgsqlBinaryImporter copy, object value, CancellationToken cancellation) => value switch
    {
        long number => copy.WriteAsync(number, NpgsqlDbType.Bigint, cancellation),
        // The server's texts cannot hold a zero character.
        string text => copy.WriteAsync(text.Replace("\0", "", StringComparison.Ordinal), NpgsqlDbType.Text, cancellation),
        byte[] bytes => copy.WriteAsync(bytes, NpgsqlDbType.Bytea, cancellation),
        DBNull => copy.WriteNullAsync(cancellation),
        _ => throw new InvalidOperationException($"A column holds a {value.GetType().Name}."),
    };

    /// <summary>New rows are numbered after those that came.</summary>
    private static async Task ContinueNumbersAsync(NpgsqlConnection target, CancellationToken cancellation)
    {
        var numbered = new List<(string Table, string Column)>();
        await using (var find = new NpgsqlCommand("SELECT table_name::text, column_name::text FROM information_schema.columns WHERE is_identity = 'YES'", target))
        await using (var row = await find.ExecuteReaderAsync(cancellation))
            while (await row.ReadAsync(cancellation)) numbered.Add((row.GetString(0), row.GetString(1)));
        foreach (var (table, column) in numbered)
            await ScalarAsync(target, string.Create(CultureInfo.InvariantCulture,
                $"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), GREATEST(COALESCE(MAX({column}), 0) + 1, 2), false) FROM {table}"), cancellation);
    }

    private static async Task<long> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
#pragma warning disable CA2100 // As above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
