using System.Globalization;
using Microsoft.Data.Sqlite;

namespace EngageBot.Tests.Storage;

/// <summary>What a SQLite table is, in lines that can be compared, whoever wrote its CREATE statement.</summary>
internal static class TableShape
{
    /// <summary>Tables by name, each with its columns, key and indexes, sorted.</summary>
    public static SortedDictionary<string, List<string>> Read(SqliteConnection connection)
    {
        var shapes = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var table in Rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'", row => row.GetString(0)))
            shapes[table] = [.. Columns(connection, table).Concat(Indexes(connection, table)).Order(StringComparer.Ordinal)];
        return shapes;
    }

    private static List<string> Columns(SqliteConnection connection, string table) => Rows(
        connection, $"SELECT name, type, \"notnull\", pk FROM pragma_table_info('{table}')",
        row => string.Create(CultureInfo.InvariantCulture,
            $"column {row.GetString(0)} {row.GetString(1)} {(row.GetInt64(2) == 1 ? "NOT NULL" : "NULL")}{(row.GetInt64(3) > 0 ? $" key {row.GetInt64(3)}" : "")}"));

    private static IEnumerable<string> Indexes(SqliteConnection connection, string table)
    {
        var indexes = Rows(connection, $"SELECT name, \"unique\" FROM pragma_index_list('{table}') WHERE origin <> 'pk'", row => (Name: row.GetString(0), Unique: row.GetInt64(1) == 1));
        foreach (var (name, unique) in indexes)
        {
            var columns = string.Join(", ", Rows(connection, $"SELECT name FROM pragma_index_info('{name}') ORDER BY seqno", row => row.GetString(0)));
            // Names are not compared: a UNIQUE clause in the table has an index without a name of its own.
            yield return $"{(unique ? "unique" : "index")} ({columns}){Filter(connection, name)}";
        }
    }

    private static string Filter(SqliteConnection connection, string index)
    {
        var sql = Rows(connection, $"SELECT COALESCE(sql, '') FROM sqlite_master WHERE name = '{index}'", row => row.GetString(0)).SingleOrDefault() ?? "";
        var at = sql.IndexOf(" WHERE ", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? "" : sql[at..].ReplaceLineEndings(" ").Replace("\"", "", StringComparison.Ordinal).TrimEnd(';');
    }

    private static List<T> Rows<T>(SqliteConnection connection, string sql, Func<SqliteDataReader, T> map)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names come from the database's own catalogue.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(map(reader));
        return rows;
    }
}
