using System.Data.Common;
using Npgsql;

namespace EngageBot.Storage;

/// <summary>Brings a server's database to the program's schema; nodes that start together wait for each other.</summary>
internal sealed class PostgresMigrator(TimeProvider clock, ILogger logger) : Migrator<NpgsqlConnection>(All, "BIGINT", clock, logger)
{
    /// <summary>Any number, the same in every version of the program.</summary>
    private const long Key = 0x456E_6761_6765_426F;

    /// <summary>The files of this program, in order of their numbers.</summary>
    public static IReadOnlyList<Migration> All { get; } = Migration.Load("Postgres");

    protected override DbTransaction BeginAlone(NpgsqlConnection connection)
    {
        var transaction = connection.BeginTransaction();
        Execute(connection, $"SELECT pg_advisory_xact_lock({Key})");
        return transaction;
    }
}
