using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EngageBot.Storage;

/// <summary>The embedded store: one file, one writer with group commit, readers beside it.</summary>
/// <remarks>There is no batching delay: a batch is what queued while the last one committed.</remarks>
internal sealed class SqliteStore : IStore, IAsyncDisposable
{
    // What can wait waits up to five times a millisecond for a commit it can share.
    private const int WaitsForCompany = 5;
    private static readonly TimeSpan WaitForCompany = TimeSpan.FromMilliseconds(1);

    private readonly SqliteFile _file;
    private readonly SqliteStoreOptions _options;
    private readonly Channel<SqliteWork> _queue;
    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    /// <summary>Made when somebody asks: the few statements that are written in EF are seldom, and its libraries take a tenth of a start.</summary>
    private readonly Lazy<PooledDbContextFactory<EngageDb>> _contexts;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SqliteStore(SqliteFile file, SqliteStoreOptions options, ILogger logger)
    {
        (_file, _options) = (file, options);
        _queue = Channel.CreateBounded<SqliteWork>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true });
        _writer = new SqliteWriter(file, logger);
        _readers = new SqliteReaders(file, options.Readers);
        _contexts = new(() => new(new DbContextOptionsBuilder<EngageDb>().UseSqlite(file.ReadConnectionString).Options, poolSize: 32));
        _thread = new Thread(Work) { Name = "database writer", IsBackground = true };
    }

    /// <summary>Creates or migrates the file and starts the writer.</summary>
    /// <exception cref="CannotStartException">The file cannot be opened, is locked, or was written by a newer program.</exception>
    public static SqliteStore Open(SqliteStoreOptions options, TimeProvider clock, ILogger<SqliteStore> logger)
    {
        var file = new SqliteFile(Path.GetFullPath(options.Path), options.Patience, options.Lasting);
        var store = new SqliteStore(file, options, logger);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
            using (var connection = file.OpenToWrite(foreignKeys: false)) new SqliteMigrator(clock, logger).Migrate(connection);
            store._writer.Open();
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new CannotStartException($"The database {file.Path} cannot be opened: {error.Message}", error);
        }
        store._thread.Start();
        return store;
    }

    public SpineSql Sql { get; } = new SqliteSql();

    public bool IsShared => false;

    public void Tell(string word) { }    // there is nobody else

    public event Action<string>? Heard { add { } remove { } }

    public async Task<T> WriteAsync<T>(Func<WriteScope, ValueTask<T>> work, CancellationToken cancellation, bool canWait = false)
    {
        if (Thread.CurrentThread == _thread) throw new InvalidOperationException("A write inside a write waits for itself: use the scope.");
        var queued = new SqliteWork<T>(work, cancellation) { CanWait = canWait };
        try
        {
            await _queue.Writer.WriteAsync(queued, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteStore));
        }
        return await queued.Done;
    }

    public Task<T> ReadAsync<T>(Func<DbConnection, ValueTask<T>> read, CancellationToken cancellation) => _readers.ReadAsync(read, cancellation);

    public EngageDb OpenDb() => _contexts.Value.CreateDbContext();

    private void Work()
    {
        var batch = new List<SqliteWork>(_options.BatchLimit);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            Drain(batch);
            for (var waits = 0; waits < WaitsForCompany && batch.TrueForAll(static work => work.CanWait); waits++)
            {
                if (!_queue.Reader.WaitToReadAsync().AsTask().Wait(WaitForCompany)) continue;
                if (_queue.Reader.Completion.IsCompleted) break;
                Drain(batch);
            }
            _writer.Commit(batch);
        }
        _writer.Dispose();
        _stopped.SetResult();
    }

    private void Drain(List<SqliteWork> batch)
    {
        while (batch.Count < _options.BatchLimit && _queue.Reader.TryRead(out var work)) batch.Add(work);
    }

    /// <summary>Commits what is queued and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete()) return;
        await _stopped.Task;
        _readers.Dispose();
        // Pooled connections keep the file open, which matters to whoever replaces it.
        using var pooled = new SqliteConnection(_file.ReadConnectionString);
        SqliteConnection.ClearPool(pooled);
    }
}
