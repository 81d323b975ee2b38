using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace EngageBot.Storage;

/// <summary>A server's store: each piece of work in a transaction of its own, many at once, from any number of processes.</summary>
/// <remarks>
/// Two pieces of work that must not look and then write at the same time take the same <see cref="WriteScope.Lock"/>; what is once only has
/// a unique index. Whoever still meets somebody else (a key written meanwhile, a deadlock) is undone and begins again.
/// </remarks>
internal sealed partial class PostgresStore : IStore, IAsyncDisposable
{
    private readonly PostgresStoreOptions _options;
    private readonly ILogger _logger;
    private readonly NpgsqlDataSource _writes;
    private readonly NpgsqlDataSource _reads;
    private readonly SemaphoreSlim _free;
    private readonly ConcurrentBag<PostgresWriteScope> _idle = [];
    /// <summary>Made when somebody asks: the few statements that are written in EF are seldom, and its libraries take a tenth of a start.</summary>
    private readonly Lazy<PooledDbContextFactory<EngageDb>> _contexts;
    private readonly NpgsqlDataSource _listens;
    private PostgresWire? _wire;
    private volatile bool _closed;

    private PostgresStore(PostgresStoreOptions options, ILogger logger)
    {
        _listens = NpgsqlDataSource.Create(options.ForListening);
        (_options, _logger) = (options, logger);
        (_writes, _reads) = (NpgsqlDataSource.Create(options.ForWrites), NpgsqlDataSource.Create(options.ForReads));
        _free = new SemaphoreSlim(options.Writers, options.Writers);
        _contexts = new(() => new(new DbContextOptionsBuilder<EngageDb>().UseNpgsql(_reads).Options, poolSize: 32));
    }

    /// <summary>Reaches the server and creates or migrates the tables.</summary>
    /// <exception cref="CannotStartException">The server cannot be reached or used, or the tables were written by a newer program.</exception>
    public static PostgresStore Open(PostgresStoreOptions options, TimeProvider clock, ILogger<PostgresStore> logger)
    {
        // Most statements block their thread for a round trip, as they do for nothing on the embedded database.
        ThreadPool.GetMinThreads(out var threads, out var ports);
        ThreadPool.SetMinThreads(Math.Max(threads, Environment.ProcessorCount + options.Writers), ports);
        var store = new PostgresStore(options, logger);
        try
        {
            using var connection = store._writes.OpenConnection();
            new PostgresMigrator(clock, logger).Migrate(connection);
            store._wire = new PostgresWire(store._listens, store.Hear, TimeProvider.System, logger);
            return store;
        }
        catch (Exception error) when (error is not CannotStartException && (error is NpgsqlException || PostgresErrors.IsUnavailable(error)))
        {
            throw new CannotStartException(Explain(options.Place, error), error);
        }
    }

    public SpineSql Sql { get; } = new PostgresSql();

    public bool IsShared => true;

    public event Action<string>? Heard;

    public void Tell(string word) => _wire?.Tell(word);

    public async Task<T> WriteAsync<T>(Func<WriteScope, ValueTask<T>> work, CancellationToken cancellation, bool canWait = false)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        await _free.WaitAsync(cancellation);
        List<Action> afterwards;
        T result;
        try
        {
            // On a thread of the pool: the work may block it for a round trip, and a caller that begins many works must not wait for each.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            (result, afterwards) = await RunAsync(work, cancellation);
        }
        finally
        {
            _free.Release();
        }
        foreach (var action in afterwards) RunAfterwards(action);
        return result;
    }

    public async Task<T> ReadAsync<T>(Func<DbConnection, ValueTask<T>> read, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        for (var run = 1; ; run++)
        {
            try
            {
                await using var connection = await _reads.OpenConnectionAsync(cancellation);
                // One snapshot for all statements of the read.
                await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
                return await read(connection);
            }
            catch (Exception error) when (PostgresErrors.IsUnavailable(error))
            {
                // The pool may be full of connections to a server that has since been restarted.
                if (!PostgresErrors.IsLost(error) || run > 1) throw PostgresErrors.Told(error, _options.Place, committing: false);
                _reads.Clear();
            }
        }
    }

    public EngageDb OpenDb() => _contexts.Value.CreateDbContext();

    private async Task<(T Result, List<Action> Afterwards)> RunAsync<T>(Func<WriteScope, ValueTask<T>> work, CancellationToken cancellation)
    {
        for (var run = 1; ; run++)
        {
            cancellation.ThrowIfCancellationRequested();
            PostgresWriteScope? scope = null;
            var committing = false;
            try
            {
                scope = await TakeAsync(cancellation);
                await scope.BeginAsync(lastRun: run == _options.Runs);
                var result = await work(scope);
                scope.End();
                committing = true;
                var afterwards = await scope.CommitAsync();
                Return(scope);
                return (result, afterwards);
            }
            catch (Exception error)
            {
                await GiveBackAsync(scope);
                var again = PostgresErrors.IsConflict(error) || !committing && PostgresErrors.IsLost(error) && run == 1;
                if (!again || run == _options.Runs) throw PostgresErrors.Told(error, _options.Place, committing);
                LogAgain(error, run);
            }
        }
    }

    private async ValueTask<PostgresWriteScope> TakeAsync(CancellationToken cancellation) =>
        _idle.TryTake(out var scope) ? scope : new PostgresWriteScope(await _writes.OpenConnectionAsync(cancellation));

    private void Return(PostgresWriteScope scope) => _idle.Add(scope);

    private async ValueTask GiveBackAsync(PostgresWriteScope? scope)
    {
        if (scope is not null && await scope.RollBackAsync())
        {
            Return(scope);
            return;
        }
        // The connection is gone, and then the idle ones are too, as after a restart of the server.
        if (scope is not null) await DropAsync(scope);
        while (_idle.TryTake(out var idle)) await DropAsync(idle);
        _writes.Clear();
    }

    private static async ValueTask DropAsync(PostgresWriteScope scope)
    {
        try
        {
            await scope.DisposeAsync();
        }
        catch (Exception error) when (error is NpgsqlException or IOException or InvalidOperationException)
        {
            // It was of no use already.
        }
    }

    private void RunAfterwards(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error)
        {
            LogAfterCommitFailed(error);
        }
    }

    private void Hear(string word)
    {
        try
        {
            Heard?.Invoke(word);
        }
        catch (Exception error)
        {
            LogAfterCommitFailed(error);
        }
    }

    private static string Explain(string place, Exception error) => error.GetBaseException() switch
    {
        PostgresException { SqlState: "28P01" or "28000" } =>
            $"The database {place} refuses the user or the password of Database:ConnectionString.",
        PostgresException { SqlState: "3D000" } => $"The server has no database {place}: create it (createdb), or correct Database:ConnectionString.",
        PostgresException { SqlState: "42501" } => $"The user of Database:ConnectionString may not create tables in {place}: let it own the database.",
        PostgresException server => $"The database {place} cannot be used: {server.MessageText} ({server.SqlState}).",
        var reason => $"The database {place} cannot be reached: {reason.Message} Check that the server runs and Database:ConnectionString.",
    };

    /// <summary>Waits for the work under way and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed) return;
        _closed = true;
        if (_wire is { } wire) await wire.DisposeAsync();
        for (var n = 0; n < _options.Writers; n++) await _free.WaitAsync();
        while (_idle.TryTake(out var scope)) await DropAsync(scope);
        await _writes.DisposeAsync();
        await _reads.DisposeAsync();
        await _listens.DisposeAsync();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A piece of work begins again after run {Run}")]
    private partial void LogAgain(Exception error, int run);

    [LoggerMessage(Level = LogLevel.Error, Message = "Something left for after the commit failed")]
    private partial void LogAfterCommitFailed(Exception error);
}
