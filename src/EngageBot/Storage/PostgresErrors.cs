using System.Net.Sockets;
using Npgsql;

namespace EngageBot.Storage;

/// <summary>Which of the server's errors are the surroundings', which come from others at work at the same time, and which are the work's own.</summary>
/// <remarks>Codes by class (postgresql.org/docs/15/errcodes-appendix.html, read 2026-11).</remarks>
internal static class PostgresErrors
{
    /// <summary>Somebody else was in the way: the same work, begun again, sees what they have committed.</summary>
    /// <remarks>Deadlocks and serialisation failures; and keys or references that somebody wrote or removed after the work had looked.</remarks>
    public static bool IsConflict(Exception error) => error.GetBaseException() is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation,
    };

    /// <summary>The connection is gone, so it is unknown how far the server got.</summary>
    public static bool IsLost(Exception error) => error.GetBaseException() switch
    {
        // 57P01-03: the server shuts down or starts; 25P03: it ended a session that stood still; class 08: the connection.
        PostgresException server => server.SqlState is "57P01" or "57P02" or "57P03" or "57P05" or "25P03" or "25P04" || server.SqlState.StartsWith("08", StringComparison.Ordinal),
        SocketException or IOException or TimeoutException => true,
        NpgsqlException => true,
        _ => false,
    };

    /// <summary>The same work may succeed later, unchanged.</summary>
    public static bool IsUnavailable(Exception error) =>
        // Class 53: disk full, out of memory, too many connections; 55P03: a lock not got in time; 25006: a server that only reads.
        IsLost(error) || error.GetBaseException() is PostgresException { SqlState: "55P03" or "57014" or "25006" or "58030" } || error.GetBaseException() is PostgresException full
            && full.SqlState.StartsWith("53", StringComparison.Ordinal);

    /// <summary>What a caller is told: plain words for the surroundings' errors, anything else as it is.</summary>
    /// <param name="place">Server and database.</param>
    /// <param name="committing">The commit itself was cut off: it may have happened.</param>
    public static Exception Told(Exception error, string place, bool committing)
    {
        if (error is DatabaseUnavailableException || !IsUnavailable(error)) return error;
        if (committing) return new DatabaseUnavailableException($"The connection to the database {place} broke during a commit; whether it happened is unknown. Ask again.", error);
        return new DatabaseUnavailableException(error.GetBaseException() switch
        {
            PostgresException { SqlState: "55P03" } => $"Somebody holds a lock in the database {place} for too long; nothing was written. Look at pg_stat_activity.",
            PostgresException { SqlState: "25006" } => $"The database {place} only reads, as a standby does; nothing was written. Database:ConnectionString must lead to the primary.",
            PostgresException { SqlState: "53300" } => $"The database {place} takes no more connections; nothing was written. Raise max_connections or lower Database:Connections.",
            PostgresException server => $"The database {place} cannot do it now ({server.SqlState}: {server.MessageText}); nothing was written.",
            _ => $"The database {place} cannot be reached; nothing was written.",
        }, error);
    }
}
