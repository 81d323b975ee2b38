using System.Data.Common;

namespace EngageBot.Storage;

/// <summary>Brings a database to the program's schema; what is the same on every engine.</summary>
/// <param name="all">The files of this program, in order of their numbers.</param>
/// <param name="number">The engine's word for a whole number of 64 bit.</param>
internal abstract partial class Migrator<TConnection>(IReadOnlyList<Migration> all, string number, TimeProvider clock, ILogger logger) where TConnection : DbConnection
{
    /// <summary>Applies what is missing, each file in a transaction of its own; a new database is made in one, at once or not at all.</summary>
    /// <exception cref="CannotStartException">The database was written by a newer program.</exception>
    public void Migrate(TConnection connection)
    {
        while (true)
        {
            using var transaction = BeginAlone(connection);
            // Read under the lock: another process may have been here.
            var applied = Applied(connection);
            Migration.CheckVersion(applied.DefaultIfEmpty(0).Max(), all[^1].Version);
            var missing = all.Where(m => !applied.Contains(m.Version)).ToList();
            if (missing.Count == 0) return;
            foreach (var migration in applied.Count == 0 ? missing : missing[..1])
            {
                Execute(connection, migration.Sql);
                Check(connection, migration);
                Record(connection, migration);
                LogMigrated(migration.Name);
            }
            transaction.Commit();
        }
    }

    /// <summary>Begins a transaction in which nobody else migrates.</summary>
    protected abstract DbTransaction BeginAlone(TConnection connection);

    /// <summary>Looks whether a file left the database whole.</summary>
    protected virtual void Check(TConnection connection, Migration migration)
    {
    }

    protected static void Execute(TConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Embedded in the program.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private HashSet<long> Applied(TConnection connection)
    {
        Execute(connection, $"CREATE TABLE IF NOT EXISTS schema_versions (version {number} NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at {number} NOT NULL)");
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT version FROM schema_versions";
        using var row = command.ExecuteReader();
        var versions = new HashSet<long>();
        while (row.Read()) versions.Add(row.GetInt64(0));
        return versions;
    }

    private void Record(TConnection connection, Migration migration)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO schema_versions (version, name, applied_at) VALUES (@version, @name, @at)";
        command.Set("@version", migration.Version).Set("@name", migration.Name).Set("@at", clock.GetUtcNow());
        command.ExecuteNonQuery();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Name}")]
    private partial void LogMigrated(string name);
}
