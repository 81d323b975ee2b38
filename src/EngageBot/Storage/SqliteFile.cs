using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EngageBot.Storage;

/// <summary>Opens connections to one database file, each with what SQLite forgets between connections.</summary>
/// <param name="Patience">How long a connection waits for a lock that another process holds.</param>
/// <param name="Lasting">What is committed survives the machine; not needed for what is thrown away.</param>
internal sealed record SqliteFile(string Path, TimeSpan Patience, bool Lasting = true)
{
    /// <summary>A log that grew under a long reader is cut to this size, in bytes, when it is next reset.</summary>
    private const int JournalSizeLimit = 64 * 1024 * 1024;

    /// <summary>Pages the writer keeps, in KiB at most; SQLite's 2 MiB is less than the indexes it updates all the time.</summary>
    private const int WriterCacheKiB = 16 * 1024;

    // Each connection here is used by one thread at a time, and nobody asks SQLite how much memory it uses: without its locks for both,
    // a turn costs 5 % less. Only before SQLite's first use; later it is refused and all is as it was.
    static SqliteFile()
    {
        Batteries_V2.Init();
        raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    /// <summary>For EF's readers: pooled, and unable to write.</summary>
    public string ReadConnectionString => new SqliteConnectionStringBuilder
    {
        DataSource = Path,
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = true,
        DefaultTimeout = TimeoutSeconds,
    }.ToString();

    // The driver retries a lock with naps of 150 ms until its command timeout; SQLite's own busy handler, set to Patience below, naps
    // for 1-100 ms, so it does the waiting and the driver's limit is the smallest it knows (0 means for ever).
    private static int TimeoutSeconds => 1;

    /// <exception cref="SqliteException">The file cannot be opened or is locked for longer than <see cref="Patience"/>.</exception>
    public SqliteConnection OpenToWrite(bool foreignKeys = true)
    {
        var connection = Open(SqliteOpenMode.ReadWriteCreate);
        Execute(connection, $"PRAGMA foreign_keys = {(foreignKeys ? "ON" : "OFF")}");
        Execute(connection, "PRAGMA journal_mode = WAL");
        Execute(connection, $"PRAGMA synchronous = {(Lasting ? "FULL" : "OFF")}");
        Execute(connection, $"PRAGMA journal_size_limit = {JournalSizeLimit}");
        Execute(connection, $"PRAGMA cache_size = -{WriterCacheKiB}");
        Execute(connection, "PRAGMA temp_store = MEMORY");
        return connection;
    }

    public SqliteConnection OpenToRead() => Open(SqliteOpenMode.ReadOnly);

    private SqliteConnection Open(SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = TimeoutSeconds,
        }.ToString());
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = {(long)Patience.TotalMilliseconds}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Numbers and words of ours.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
