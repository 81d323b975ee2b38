using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace EngageBot.Storage;

/// <summary>The writer's connection, its open transaction and its prepared commands; one for the life of the connection.</summary>
internal sealed class SqliteWriteScope(SqliteConnection connection) : WriteScope, IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    // The same by the constant itself: a look that does not read the text.
    private readonly Dictionary<object, SqliteStatement> _constants = new(ReferenceEqualityComparer.Instance);
    private readonly SqliteStatement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly SqliteStatement _commit = new(connection, "COMMIT");
    private readonly SqliteStatement _undo = new(connection, "ROLLBACK");
    private readonly SqliteStatement _savepoint = new(connection, "SAVEPOINT work");
    private readonly SqliteStatement _release = new(connection, "RELEASE work");
    private readonly SqliteStatement _rollback = new(connection, "ROLLBACK TO work");
    private readonly List<Action> _nothing = [];
    private List<Action>? _afterwards;
    private EngageDb? _db;

    public override DbConnection Connection => connection;

    /// <summary>SQLite itself has rolled back: disk full, I/O error, out of memory.</summary>
    public bool TransactionLost => raw.sqlite3_get_autocommit(connection.Handle) != 0;

    // One context for the life of the connection: each new one registers EF's functions again, which expires every prepared statement.
    public override EngageDb Db
    {
        get
        {
            // The transaction is the scope's: EF begins none and ends none.
            _db ??= new EngageDb(new DbContextOptionsBuilder<EngageDb>().UseSqlite(connection).Options)
            {
                Database = { AutoTransactionBehavior = AutoTransactionBehavior.Never },
            };
            return _db;
        }
    }

    public override DbCommand Command(string sql)
    {
        if (!_constants.TryGetValue(sql, out var statement))
        {
            if (!_statements.TryGetValue(sql, out statement)) _statements.Add(sql, statement = new SqliteStatement(connection, sql));
            // A text that was put together is a new one each time.
            if (ReferenceEquals(string.IsInterned(sql), sql)) _constants.Add(sql, statement);
        }
        statement.Renew();
        return statement;
    }

    /// <inheritdoc/>
    public override void Lock(string name) { }    // the one writer is alone already

    public override DbCommand InsertCommand(string sql) => Command(sql);

    public override long? InsertedId(DbCommand insert) => insert.ExecuteNonQuery() == 1 ? ((SqliteStatement)insert).LastInsertedId : null;

    public override ValueTask<int[]> EachAsync<T>(string sql, IReadOnlyList<T> many, Action<DbCommand, T> bind)
    {
        var changed = new int[many.Count];
        for (var n = 0; n < changed.Length; n++)
        {
            var command = Command(sql);
            bind(command, many[n]);
            changed[n] = command.ExecuteNonQuery();
        }
        return new(changed);
    }

    public override ValueTask<long?[]> InsertEachAsync<T>(string sql, IReadOnlyList<T> many, Action<DbCommand, T> bind)
    {
        var ids = new long?[many.Count];
        for (var n = 0; n < ids.Length; n++)
        {
            var command = InsertCommand(sql);
            bind(command, many[n]);
            ids[n] = InsertedId(command);
        }
        return new(ids);
    }

    public override void AfterCommit(Action action) =>
        (_afterwards ?? throw new InvalidOperationException("The scope was used outside its work.")).Add(action);

    public override async ValueTask<Exception?> TryAsync(Func<ValueTask> part)
    {
        var afterwards = _afterwards ?? _nothing;
        var (kept, sums) = (afterwards.Count, SumsWaiting);
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
            ForgetSums(sums);
            return error;
        }
    }

    /// <summary>Takes the write lock at once, so that nothing later in the transaction can meet a lock.</summary>
    public void Begin()
    {
        Epoch++;
        _begin.ExecuteNonQuery();
    }

    public void Enter(SqliteWork work)
    {
        work.Failure = null;
        work.Afterwards.Clear();
        _afterwards = work.Afterwards;
        ForgetSums();
    }

    /// <summary>The work has done what it wanted to; what was left for its end is written.</summary>
    public void End() => WriteSums();

    public void Leave()
    {
        _afterwards = null;
        _db?.ChangeTracker.Clear();
    }

    public void Savepoint() => _savepoint.ExecuteNonQuery();

    public void Release() => _release.ExecuteNonQuery();

    public void RollBackToSavepoint()
    {
        Epoch++;
        _rollback.ExecuteNonQuery();
        Release();
        _db?.ChangeTracker.Clear();
    }

    public void Commit()
    {
        _commit.ExecuteNonQuery();
        _db?.ChangeTracker.Clear();
    }

    /// <summary>Leaves no transaction open, whatever state the failed one is in.</summary>
    public void RollBack()
    {
        if (!TransactionLost) _undo.ExecuteNonQuery();
        _db?.ChangeTracker.Clear();
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values.Concat([_begin, _commit, _undo, _savepoint, _release, _rollback])) statement.Dispose();
        _db?.Dispose();
        connection.Dispose();
    }
}
