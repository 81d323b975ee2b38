using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EngageBot.Storage;

/// <summary>Commits batches of work on one connection; used by one thread only.</summary>
/// <remarks>
/// Everything of a batch shares one commit. It is first run as if nothing could go wrong, for a savepoint copies each page it sees change.
/// If a piece of work throws, the batch is rolled back and run again with a savepoint for each; if the commit itself fails, each piece
/// of work runs again alone. So only the one at fault is refused.
/// </remarks>
internal sealed partial class SqliteWriter(SqliteFile file, ILogger logger) : IDisposable
{
    private readonly SqliteCheckpoints _checkpoints = new(file, logger);
    private SqliteWriteScope? _scope;

    /// <summary>Opens the connection now, so that a bad path fails at start and not at the first write.</summary>
    public void Open()
    {
        if (_scope is not null) return;
        var connection = file.OpenToWrite();
        _checkpoints.Watch(connection);
        _scope = new SqliteWriteScope(connection);
    }

    /// <summary>Runs and completes every piece of work of <paramref name="batch"/>; never throws.</summary>
    public void Commit(List<SqliteWork> batch)
    {
        batch.RemoveAll(Abandon);
        if (batch.Count == 0) return;
        if (TryTogether(batch, savepoints: false)) return;
        if (TryTogether(batch, savepoints: true)) return;
        LogAlone(batch.Count);
        foreach (var work in batch) Alone(work);
    }

    private static bool Abandon(SqliteWork work)
    {
        if (!work.Abandoned) return false;
        work.Failure = new OperationCanceledException();
        work.Complete();
        return true;
    }

    private bool TryTogether(List<SqliteWork> batch, bool savepoints)
    {
        if (!TryBegin(batch)) return true;
        var scope = _scope!;
        try
        {
            foreach (var work in batch)
            {
                Run(scope, work, savepoints);
                if (savepoints || work.Failure is null) continue;
                scope.RollBack();
                if (batch.Count > 1) return false;
                // The only work of a batch needs no savepoint: the transaction was its own.
                Complete(work);
                return true;
            }
            scope.Commit();
        }
        catch (Exception error)
        {
            LogCommitFailed(error, batch.Count);
            Recover(scope);
            if (batch.Count > 1) return false;
            batch[0].Failure = error;
        }
        foreach (var work in batch) Complete(work);
        return true;
    }

    private void Alone(SqliteWork work)
    {
        if (!TryBegin([work])) return;
        var scope = _scope!;
        try
        {
            Run(scope, work, savepoint: false);
            if (work.Failure is null) scope.Commit();
            else scope.RollBack();
        }
        catch (Exception error)
        {
            Recover(scope);
            work.Failure = error;
        }
        Complete(work);
    }

    /// <summary>Runs one piece of work; what it throws is kept for its caller, unless the whole transaction went with it.</summary>
    private static void Run(SqliteWriteScope scope, SqliteWork work, bool savepoint)
    {
        if (savepoint) scope.Savepoint();
        scope.Enter(work);
        try
        {
            var running = work.RunAsync(scope);
            // SQLite's own calls end where they began, so this hardly ever blocks.
            if (running.IsCompleted) running.GetAwaiter().GetResult();
            else running.AsTask().GetAwaiter().GetResult();
            scope.End();
        }
        catch (Exception error) when (!scope.TransactionLost)
        {
            work.Failure = error;
        }
        finally
        {
            scope.Leave();
        }
        if (scope.TransactionLost) throw new InvalidOperationException("A piece of work ended the writer's transaction.");
        if (!savepoint) return;
        if (work.Failure is null) scope.Release();
        else scope.RollBackToSavepoint();
    }

    private bool TryBegin(List<SqliteWork> batch)
    {
        try
        {
            Open();
            _checkpoints.BeforeTransaction((SqliteConnection)_scope!.Connection);
            _scope.Begin();
            return true;
        }
        catch (Exception error)
        {
            LogCannotBegin(error, batch.Count);
            if (error is not SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED }) Close();
            foreach (var work in batch)
            {
                work.Failure = error;
                Complete(work);
            }
            return false;
        }
    }

    private void Recover(SqliteWriteScope scope)
    {
        try
        {
            scope.RollBack();
        }
        catch (Exception error)
        {
            // The connection itself is broken: the next batch opens another.
            LogCannotRollBack(error);
            Close();
        }
    }

    private void Complete(SqliteWork work)
    {
        if (work.Failure is null)
        {
            foreach (var action in work.Afterwards)
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
        }
        else
        {
            work.Failure = SqliteErrors.Told(work.Failure, file.Patience);
        }
        work.Complete();
    }

    private void Close()
    {
        _scope?.Dispose();
        _scope = null;
    }

    public void Dispose()
    {
        _checkpoints.Dispose();
        Close();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A commit of {Count} pieces of work failed")]
    private partial void LogCommitFailed(Exception error, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Running {Count} pieces of work one by one")]
    private partial void LogAlone(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "No transaction could begin; {Count} callers were told")]
    private partial void LogCannotBegin(Exception error, int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The writer's connection could not roll back and is opened again")]
    private partial void LogCannotRollBack(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Something left for after the commit failed")]
    private partial void LogAfterCommitFailed(Exception error);
}
