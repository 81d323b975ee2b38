using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EngageBot.Storage;

/// <summary>A connection that writes, with its prepared commands; one piece of work at a time has it to itself.</summary>
internal sealed class PostgresWriteScope(NpgsqlConnection connection) : WriteScope, IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _inserts = new(StringComparer.Ordinal);
    private readonly List<Action> _afterwards = [];
    private readonly List<string> _locks = [];
    private NpgsqlTransaction? _transaction;
    private EngageDb? _db;
    private bool _dbJoined;
    private int _savepoints;
    private bool _lastRun;

    public override DbConnection Connection => connection;

    public override EngageDb Db
    {
        get
        {
            _db ??= new EngageDb(new DbContextOptionsBuilder<EngageDb>().UseNpgsql(connection).Options)
            {
                Database = { AutoSavepointsEnabled = false },
            };
            if (!_dbJoined) _db.Database.UseTransaction(_transaction);
            _dbJoined = true;
            return _db;
        }
    }

    public override DbCommand Command(string sql)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
#pragma warning disable CA2100 // The contract asks for a constant.
            command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            _commands.Add(sql, command);
        }
        command.Transaction = _transaction;
        return command;
    }

    public override DbCommand InsertCommand(string sql)
    {
        if (!_inserts.TryGetValue(sql, out var returning)) _inserts.Add(sql, returning = sql + " RETURNING id");
        return Command(returning);
    }

    public override long? InsertedId(DbCommand insert) => insert.ExecuteScalar() as long?;

    public override async ValueTask<int[]> EachAsync<T>(string sql, IReadOnlyList<T> many, Action<DbCommand, T> bind)
    {
        if (many.Count == 0) return [];
        await using var batch = BatchOf(sql, many, bind);
        await batch.ExecuteNonQueryAsync();
        var changed = new int[many.Count];
        for (var n = 0; n < changed.Length; n++) changed[n] = batch.BatchCommands[n].RecordsAffected;
        return changed;
    }

    public override async ValueTask<long?[]> InsertEachAsync<T>(string sql, IReadOnlyList<T> many, Action<DbCommand, T> bind)
    {
        if (many.Count == 0) return [];
        if (!_inserts.TryGetValue(sql, out var returning)) _inserts.Add(sql, returning = sql + " RETURNING id");
        await using var batch = BatchOf(returning, many, bind);
        var ids = new long?[many.Count];
        await using var rows = await batch.ExecuteReaderAsync();
        for (var n = 0; n < ids.Length; n++)
        {
            if (await rows.ReadAsync()) ids[n] = rows.GetInt64(0);
            await rows.NextResultAsync();
        }
        return ids;
    }

    private NpgsqlBatch BatchOf<T>(string sql, IReadOnlyList<T> many, Action<DbCommand, T> bind)
    {
        var batch = new NpgsqlBatch(connection, _transaction);
        foreach (var one in many)
        {
            // Bound as a command of its own is; a batch takes the parameters over.
            using var command = new NpgsqlCommand();
            bind(command, one);
#pragma warning disable CA2100 // The contract asks for a constant.
            var part = new NpgsqlBatchCommand(sql);
#pragma warning restore CA2100
            NpgsqlParameter[] parameters = [.. command.Parameters.Cast<NpgsqlParameter>()];
            command.Parameters.Clear();
            foreach (var parameter in parameters) part.Parameters.Add(parameter);
            batch.BatchCommands.Add(part);
        }
        return batch;
    }

    public override void Lock(string name)
    {
        if (_locks.Contains(name)) return;
        // Held until the end of the transaction, whatever becomes of this process.
        Command("SELECT pg_advisory_xact_lock(hashtextextended(@name, 0))").Set("@name", name).ExecuteNonQuery();
        _locks.Add(name);
    }

    public override void AfterCommit(Action action) =>
        (_transaction is null ? throw new InvalidOperationException("The scope was used outside its work.") : _afterwards).Add(action);

    public override async ValueTask<Exception?> TryAsync(Func<ValueTask> part)
    {
        var (afterwards, locks, sums) = (_afterwards.Count, _locks.Count, SumsWaiting);
        // Sent along with the next statement, and never released: the commit does that without a round trip of its own.
        var savepoint = string.Create(CultureInfo.InvariantCulture, $"s{++_savepoints}");
        await _transaction!.SaveAsync(savepoint);
        try
        {
            await part();
            return null;
        }
        catch (Exception error) when (!UndoesTheWork(error))
        {
            Epoch++;
            await _transaction.RollbackAsync(savepoint);
            _afterwards.RemoveRange(afterwards, _afterwards.Count - afterwards);
            _locks.RemoveRange(locks, _locks.Count - locks);
            ForgetSums(sums);
            _db?.ChangeTracker.Clear();
            return error;
        }
    }

    // A conflict is nobody's fault: the whole work begins again. What still conflicts in the last run is the part's own doing.
    private bool UndoesTheWork(Exception error) =>
        PostgresErrors.IsUnavailable(error) || PostgresErrors.IsConflict(error) && !_lastRun;

    /// <summary>Begins a transaction in which each statement sees what is committed by then; its BEGIN travels with the first statement.</summary>
    /// <param name="lastRun">The work is not begun again after this.</param>
    public async ValueTask BeginAsync(bool lastRun)
    {
        Epoch++;
        (_lastRun, _savepoints) = (lastRun, 0);
        _afterwards.Clear();
        _locks.Clear();
        ForgetSums();
        _transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted);
    }

    /// <summary>The work has done what it wanted to; what was left for its end is written.</summary>
    public void End() => WriteSums();

    /// <returns>What was left for after the commit.</returns>
    public async ValueTask<List<Action>> CommitAsync()
    {
        await _transaction!.CommitAsync();
        await EndAsync();
        return [.. _afterwards];
    }

    /// <summary>Leaves no transaction open.</summary>
    /// <returns><see langword="false"/> if the connection is of no use any more.</returns>
    public async ValueTask<bool> RollBackAsync()
    {
        try
        {
            if (_transaction is { } open && connection.FullState.HasFlag(System.Data.ConnectionState.Open)) await open.RollbackAsync();
            await EndAsync();
            return connection.FullState == System.Data.ConnectionState.Open;
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException or IOException or TimeoutException)
        {
            return false;
        }
    }

    private async ValueTask EndAsync()
    {
        if (_dbJoined) await _db!.Database.UseTransactionAsync(null);
        _dbJoined = false;
        _db?.ChangeTracker.Clear();
        if (_transaction is { } over) await over.DisposeAsync();
        _transaction = null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values) await command.DisposeAsync();
        if (_db is not null) await _db.DisposeAsync();
        await connection.DisposeAsync();
    }
}
