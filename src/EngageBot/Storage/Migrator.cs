using System.Globalization;
using Microsoft.Data.Sqlite;

namespace EngageBot.Storage;

/// <summary>Brings a database to the program's schema by the numbered SQL files embedded for its engine.</summary>
internal sealed partial class Migrator(TimeProvider clock, ILogger logger)
{
    private const string Folder = "EngageBot.Storage.Migrations.Sqlite.";

    /// <summary>The files of this program, in order of their numbers.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. Load()];

    /// <summary>Applies what is missing, each file in a transaction of its own.</summary>
    /// <param name="connection">With foreign keys off: a file may rebuild a table; the references are checked before its commit.</param>
    /// <exception cref="CannotStartException">The database was written by a newer program.</exception>
    public void Migrate(SqliteConnection connection)
    {
        foreach (var migration in All)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            // Read under the lock: two processes may start at once.
            var at = CurrentVersion(connection);
            if (at > All[^1].Version)
                throw new CannotStartException($"The database is of version {at}, this program knows {All[^1].Version}: run a newer program or restore a backup.");
            if (migration.Version <= at) continue;
            Execute(connection, migration.Sql);
            CheckReferences(connection, migration);
            Record(connection, migration);
            transaction.Commit();
            LogMigrated(migration.Name);
        }
    }

    private static long CurrentVersion(SqliteConnection connection)
    {
        Execute(connection, "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(version), 0) FROM schema_versions";
        return (long)command.ExecuteScalar()!;
    }

    private static void CheckReferences(SqliteConnection connection, Migration migration)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_key_check";
        using var broken = command.ExecuteReader();
        if (broken.Read()) throw new CannotStartException($"Migration {migration.Name} would leave rows of {broken.GetString(0)} without what they refer to.");
    }

    private void Record(SqliteConnection connection, Migration migration)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO schema_versions (version, name, applied_at) VALUES (@version, @name, @at)";
        command.Set("@version", migration.Version).Set("@name", migration.Name).Set("@at", clock.GetUtcNow());
        command.ExecuteNonQuery();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Embedded in the program.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static IEnumerable<Migration> Load()
    {
        var assembly = typeof(Migrator).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var name = resource[Folder.Length..];
            yield return new Migration(int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Name}")]
    private partial void LogMigrated(string name);
}

/// <summary>One numbered file.</summary>
internal sealed record Migration(int Version, string Name, string Sql);
