using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace EngageBot.Storage;

/// <summary>The writer's connection, its open transaction and its prepared commands; one for the life of the connection.</summary>
internal sealed class SqliteWriteScope(SqliteConnection connection) : WriteScope, IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    // Stepped without the driver: there are two for each piece of work, and a command costs ten times as much as the statement.
    private readonly sqlite3_stmt _savepoint = Prepare(connection, "SAVEPOINT work");
    private readonly sqlite3_stmt _release = Prepare(connection, "RELEASE work");
    private readonly sqlite3_stmt _rollback = Prepare(connection, "ROLLBACK TO work");
    private readonly List<Action> _nothing = [];
    private List<Action>? _afterwards;
    private SqliteTransaction? _transaction;
    private EngageDb? _db;
    private bool _dbJoined;

    public override DbConnection Connection => connection;

    /// <summary>SQLite itself has rolled back: disk full, I/O error, out of memory.</summary>
    public bool TransactionLost => raw.sqlite3_get_autocommit(connection.Handle) != 0;

    // One context for the life of the connection: each new one registers EF's functions again, which expires every prepared statement.
    public override EngageDb Db
    {
        get
        {
            _db ??= new EngageDb(new DbContextOptionsBuilder<EngageDb>().UseSqlite(connection).Options)
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
            command = connection.CreateCommand();
#pragma warning disable CA2100 // The contract asks for a constant.
            command.CommandText = sql;
#pragma warning restore CA2100
            _commands.Add(sql, command);
        }
        command.Transaction = _transaction;
        return command;
    }

    /// <inheritdoc/>
    public override void Lock(string name) { }    // the one writer is alone already

    public override DbCommand InsertCommand(string sql) => Command(sql);

    public override long? InsertedId(DbCommand insert) => insert.ExecuteNonQuery() == 1 ? raw.sqlite3_last_insert_rowid(connection.Handle) : null;

    public override void AfterCommit(Action action) =>
        (_afterwards ?? throw new InvalidOperationException("The scope was used outside its work.")).Add(action);

    public override async ValueTask<Exception?> TryAsync(Func<ValueTask> part)
    {
        var afterwards = _afterwards ?? _nothing;
        var kept = afterwards.Count;
        Savepoint();
        try
        {
            await part();
            Release();
            return null;
        }
        catch (Exception error) when (!TransactionLost && !SqliteErrors.IsUnavailable(error))
        {
            RollBackToSavepoint();
            afterwards.RemoveRange(kept, afterwards.Count - kept);
            return error;
        }
    }

    /// <summary>Takes the write lock at once, so that nothing later in the transaction can meet a lock.</summary>
    public void Begin() => _transaction = connection.BeginTransaction(deferred: false);

    public void Enter(SqliteWork work)
    {
        work.Failure = null;
        work.Afterwards.Clear();
        _afterwards = work.Afterwards;
    }

    public void Leave()
    {
        _afterwards = null;
        _db?.ChangeTracker.Clear();
    }

    public void Savepoint() => Step(_savepoint);

    public void Release() => Step(_release);

    public void RollBackToSavepoint()
    {
        Step(_rollback);
        Release();
        _db?.ChangeTracker.Clear();
    }

    public void Commit()
    {
        _transaction!.Commit();
        End();
    }

    /// <summary>Leaves no transaction open, whatever state the failed one is in.</summary>
    public void RollBack()
    {
        if (_transaction is { } open && !TransactionLost) open.Rollback();
        End();
    }

    private void End()
    {
        if (_dbJoined) _db!.Database.UseTransaction(null);
        _dbJoined = false;
        _transaction?.Dispose();
        _transaction = null;
        _db?.ChangeTracker.Clear();
    }

    private static sqlite3_stmt Prepare(SqliteConnection connection, string sql)
    {
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement), connection.Handle);
        return statement;
    }

    private void Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if (result != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(result, connection.Handle);
    }

    public void Dispose()
    {
        foreach (var statement in (sqlite3_stmt[])[_savepoint, _release, _rollback]) statement.Dispose();
        foreach (var command in _commands.Values) command.Dispose();
        _db?.Dispose();
        _transaction?.Dispose();
        connection.Dispose();
    }
}
