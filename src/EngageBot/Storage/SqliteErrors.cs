using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EngageBot.Storage;

/// <summary>Which of SQLite's errors are the surroundings' and not the work's (sqlite.org/rescode.html, read 2026-11).</summary>
internal static class SqliteErrors
{
    /// <summary>The same work may succeed later, unchanged.</summary>
    public static bool IsUnavailable(Exception error) => error.GetBaseException() is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_NOMEM,
    };

    /// <summary>What a caller is told: plain words for the surroundings' errors, anything else as it is.</summary>
    /// <param name="patience">How long a lock was waited for.</param>
    public static Exception Told(Exception error, TimeSpan patience)
    {
        if (!IsUnavailable(error)) return error;
        var cause = (SqliteException)error.GetBaseException();
        return new DatabaseUnavailableException(cause.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
                $"The database has been locked by another process for more than {patience.TotalSeconds:0.##} s; nothing was written. "
                + "Close whatever holds it open for writing.",
            raw.SQLITE_FULL => "The disk or the database is full; nothing was written.",
            _ => $"The database cannot be written ({cause.Message}); nothing was written.",
        }, error);
    }
}
