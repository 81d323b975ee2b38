using Npgsql;

namespace EngageBot.Storage;

/// <summary>Brings a server's database to the program's schema; nodes that start together wait for each other.</summary>
internal sealed partial class PostgresMigrator(TimeProvider clock, ILogger logger)
{
    /// <summary>Any number, the same in every version of the program.</summary>
    private const long Key = 0x456E_6761_6765_426F;

    /// <summary>The files of this program, in order of their numbers.</summary>
    public static IReadOnlyList<Migration> All { get; } = Migration.Load("Postgres");

    /// <summary>Applies what is missing, each file in a transaction of its own; a new database is made in one, at once or not at all.</summary>
    /// <exception cref="CannotStartException">The database was written by a newer program.</exception>
    public void Migrate(NpgsqlConnection connection)
    {
        while (true)
        {
            using var transaction = connection.BeginTransaction();
            Execute(connection, $"SELECT pg_advisory_xact_lock({Key})");
            // Read under the lock: another node may have been here.
            var applied = Applied(connection);
            Migration.CheckVersion(applied.DefaultIfEmpty(0).Max(), All[^1].Version);
            var missing = All.Where(m => !applied.Contains(m.Version)).ToList();
            if (missing.Count == 0) return;
            foreach (var migration in applied.Count == 0 ? missing : missing[..1])
            {
                Execute(connection, migration.Sql);
                Record(connection, migration);
                LogMigrated(migration.Name);
            }
            transaction.Commit();
        }
    }

    private static HashSet<long> Applied(NpgsqlConnection connection)
    {
        Execute(connection, "CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
        using var command = new NpgsqlCommand("SELECT version FROM schema_versions", connection);
        using var row = command.ExecuteReader();
        var versions = new HashSet<long>();
        while (row.Read()) versions.Add(row.GetInt64(0));
        return versions;
    }

    private void Record(NpgsqlConnection connection, Migration migration)
    {
        using var command = new NpgsqlCommand("INSERT INTO schema_versions (version, name, applied_at) VALUES (@version, @name, @at)", connection);
        command.Set("@version", migration.Version).Set("@name", migration.Name).Set("@at", clock.GetUtcNow());
        command.ExecuteNonQuery();
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Embedded in the program.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Name}")]
    private partial void LogMigrated(string name);
}
