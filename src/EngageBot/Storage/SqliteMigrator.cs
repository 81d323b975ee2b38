using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace EngageBot.Storage;

/// <summary>Brings an embedded database to the program's schema. Its connection has foreign keys off: a file may rebuild a table; the references are checked
/// before its commit.</summary>
internal sealed class SqliteMigrator(TimeProvider clock, ILogger logger) : Migrator<SqliteConnection>(All, "INTEGER", clock, logger)
{
    /// <summary>The files of this program, in order of their numbers.</summary>
    public static IReadOnlyList<Migration> All { get; } = Migration.Load("Sqlite");

    protected override DbTransaction BeginAlone(SqliteConnection connection) => connection.BeginTransaction(deferred: false);

    protected override void Check(SqliteConnection connection, Migration migration)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA foreign_key_check";
        using var broken = command.ExecuteReader();
        if (broken.Read()) throw new CannotStartException($"Migration {migration.Name} would leave rows of {broken.GetString(0)} without what they refer to.");
    }
}
