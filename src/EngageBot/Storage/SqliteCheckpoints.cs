using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EngageBot.Storage;

/// <summary>Carries what the log holds back into the database file beside the writer, which otherwise stands still for it each few thousand pages.</summary>
/// <remarks>
/// SQLite begins its log anew only where a transaction begins with nothing left in it, and under load there is always something left: what was
/// committed while the rest was carried. So a thread of its own carries the bulk on a connection of its own, and the writer, between two of its
/// transactions, only what came meanwhile.
/// </remarks>
internal sealed partial class SqliteCheckpoints : IDisposable
{
    /// <summary>The log is carried back after this many pages of 4 KiB; SQLite's 1,000 writes hot pages back four times as often.</summary>
    private const int Pages = 4_000;

    /// <summary>The bulk, then what came while it was carried: after that little is left.</summary>
    private const int Passes = 2;

    private readonly SqliteFile _file;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _due = new(0);
    private readonly Thread _thread;
    // Kept here, or it would be collected while SQLite still calls it.
    private readonly SqliteCalls.CommitHook _counted;
    private int _pages;
    private int _next = Pages;
    private volatile bool _carrying;
    private volatile bool _carried;
    private volatile bool _stopping;

    public SqliteCheckpoints(SqliteFile file, ILogger logger)
    {
        (_file, _logger) = (file, logger);
        _counted = (_, _, _, pages) =>
        {
            if (pages < _pages) _next = Pages;
            _pages = pages;
            return raw.SQLITE_OK;
        };
        _thread = new Thread(Work) { Name = "database log", IsBackground = true };
        _thread.Start();
    }

    /// <summary>From now on this connection's commits are counted, and it carries nothing back by itself.</summary>
    public void Watch(SqliteConnection writer) => SqliteCalls.OnCommit(writer.Handle!.DangerousGetHandle(), _counted, 0);

    /// <summary>Asked by the writer before each transaction.</summary>
    public void BeforeTransaction(SqliteConnection writer)
    {
        if (_carried)
        {
            _ = SqliteCalls.Checkpoint(writer.Handle!.DangerousGetHandle(), 0, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
            (_carried, _carrying) = (false, false);
            // The next commit begins the log anew, unless somebody is still reading from it.
            _next = _pages + Pages;
        }
        else if (_pages >= _next && !_carrying)
        {
            _carrying = true;
            _due.Release();
        }
    }

    private void Work()
    {
        while (true)
        {
            _due.Wait();
            if (_stopping) return;
            try
            {
                using var connection = _file.OpenToWrite();
                for (var pass = 0; pass < Passes; pass++)
                {
                    var result = SqliteCalls.Checkpoint(connection.Handle!.DangerousGetHandle(), 0, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
                    if (result is not (raw.SQLITE_OK or raw.SQLITE_BUSY)) SqliteException.ThrowExceptionForRC(result, connection.Handle);
                }
            }
            catch (SqliteException error)
            {
                LogNotCarried(error);
            }
            // If this failed, the writer tries the whole of it, and its own commits say what is wrong.
            _carried = true;
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _due.Release();
        _thread.Join();
        _due.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database's log could not be carried back beside the writer")]
    private partial void LogNotCarried(Exception error);
}
