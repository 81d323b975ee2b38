using Microsoft.Data.Sqlite;

namespace EngageBot.Storage;

/// <summary>Brings an embedded database to the program's schema.</summary>
internal sealed partial class SqliteMigrator(TimeProvider clock, ILogger logger)
{
    /// <summary>The files of this program, in order of their numbers.</summary>
    public static IReadOnlyList<Migration> All { get; } = Migration.Load("Sqlite");

    /// <summary>Applies what is missing, each file in a transaction of its own; a new database is made in one, at once or not at all.</summary>
    /// <param name="connection">With foreign keys off: a file may rebuild a table; the references are checked before its commit.</param>
    /// <exception cref="CannotStartException">The database was written by a newer program.</exception>
    public void Migrate(SqliteConnection connection)
    {
        while (true)
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            // Read under the lock: two processes may start at once.
            var applied = Applied(connection);
            Migration.CheckVersion(applied.DefaultIfEmpty(0).Max(), All[^1].Version);
            var missing = All.Where(m => !applied.Contains(m.Version)).ToList();
            if (missing.Count == 0) return;
            foreach (var migration in applied.Count == 0 ? missing : missing[..1])
            {
                Execute(connection, migration.Sql);
                CheckReferences(connection, migration);
                Record(connection, migration);
                LogMigrated(migration.Name);
            }
            transaction.Commit();
        }
    }

    private static HashSet<long> Applied(SqliteConnection connection)
    {
        Execute(connection, "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT version FROM schema_versions";
        using var row = command.ExecuteReader();
        var versions = new HashSet<long>();
        while (row.Read()) versions.Add(row.GetInt64(0));
        return versions;
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Name}")]
    private partial void LogMigrated(string name);
}
