using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace EngageBot.Storage;

/// <summary>A prepared statement of the writer, as a command: bound and stepped without the driver, whose command costs several times what the statement does.</summary>
/// <remarks>
/// Values are bound when they are set (<see cref="DbCommands"/>). Texts and blobs are written once, into memory of the statement that SQLite reads in
/// place. One thread at a time; one execution at a time.
/// </remarks>
internal sealed class SqliteStatement : DbCommand
{
    /// <summary>Parameters a statement can have here: one bit each.</summary>
    private const int MostParameters = 64;

    private const int FirstBuffer = 256;

    private readonly SqliteConnection _connection;
    private readonly sqlite3_stmt _prepared;
    private readonly IntPtr _statement;
    private readonly IntPtr _database;
    private readonly string[] _names;
    private readonly int[] _starts;
    private readonly int[] _rooms;
    private readonly bool _readsOnly;
    private readonly ulong _all;
    private readonly SqliteRows _rows;
    private Task<DbDataReader>? _opened;
    private List<byte[]>? _outgrown;
    private byte[] _bytes = [];
    private int _used;
    private ulong _set;
    private bool _running;

    /// <exception cref="SqliteException">The text is no statement of this schema.</exception>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        (_connection, CommandText) = (connection, sql);
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _prepared, out var rest), connection.Handle);
        if (!string.IsNullOrWhiteSpace(rest)) throw new NotSupportedException("One statement a command.");
        (_statement, _database) = (_prepared.DangerousGetHandle(), connection.Handle!.DangerousGetHandle());
        _names = new string[raw.sqlite3_bind_parameter_count(_prepared)];
        (_starts, _rooms) = (new int[_names.Length], new int[_names.Length]);
        if (_names.Length > MostParameters) throw new NotSupportedException($"A statement has at most {MostParameters} parameters.");
        for (var n = 0; n < _names.Length; n++) _names[n] = string.Intern(raw.sqlite3_bind_parameter_name(_prepared, n + 1).utf8_to_string());
        _all = _names.Length == MostParameters ? ulong.MaxValue : (1UL << _names.Length) - 1;
        _readsOnly = raw.sqlite3_stmt_readonly(_prepared) != 0;
        _rows = new SqliteRows(this, _prepared, _statement);
    }

    /// <summary>Forgets every value, for the next caller.</summary>
    /// <exception cref="InvalidOperationException">A caller has not disposed its reader: the values are in use.</exception>
    public void Renew()
    {
        if (_running) throw Running();
        (_set, _used, _outgrown) = (0, 0, null);
        Array.Clear(_rooms);
    }

    public void Bind(string name, long value) => Check(SqliteCalls.BindNumber(_statement, Place(name), value));

    public void Bind(string name, string? value)
    {
        var place = Place(name);
        if (value is null)
        {
            Check(SqliteCalls.BindNull(_statement, place));
            return;
        }
        // Set again for another execution, it takes its old place if it fits.
        if (_rooms[place - 1] is var room && room == 0 || !Encoding.UTF8.TryGetBytes(value, _bytes.AsSpan(_starts[place - 1], room), out var length))
        {
            var start = Room(Encoding.UTF8.GetMaxByteCount(value.Length));
            length = Encoding.UTF8.GetBytes(value, _bytes.AsSpan(start));
            Take(place, start, length);
        }
        Check(SqliteCalls.BindText(_statement, place, Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, _starts[place - 1]), length, 0));
    }

    public void Bind(string name, ReadOnlySpan<byte> value)
    {
        var place = Place(name);
        var start = Room(value.Length);
        value.CopyTo(_bytes.AsSpan(start));
        Take(place, start, value.Length);
        Check(SqliteCalls.BindBytes(_statement, place, Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, start), value.Length, 0));
    }

    /// <exception cref="NotSupportedException">No column holds such values.</exception>
    public void Bind(string name, object? value)
    {
        switch (value)
        {
            case null or DBNull: Check(SqliteCalls.BindNull(_statement, Place(name))); break;
            case string text: Bind(name, text); break;
            case long number: Bind(name, number); break;
            case int number: Bind(name, (long)number); break;
            case uint number: Bind(name, (long)number); break;
            case bool flag: Bind(name, flag ? 1L : 0L); break;
            case double real: Check(SqliteCalls.BindReal(_statement, Place(name), real)); break;
            case byte[] bytes: Bind(name, bytes.AsSpan()); break;
            default: throw new NotSupportedException($"{name}: a {value.GetType().Name} cannot be stored as it is.");
        }
    }

    /// <summary>The id the last <c>INSERT</c> of the connection was given.</summary>
    public long LastInsertedId => SqliteCalls.LastInsertedId(_database);

    /// <summary>One step.</summary>
    /// <returns>Whether it came to a row; if not, the statement has done what it is for.</returns>
    public bool Step()
    {
        var result = SqliteCalls.Step(_statement);
        if (result == raw.SQLITE_ROW) return true;
        if (result != raw.SQLITE_DONE) Fail(result);
        return false;
    }

    /// <summary>Ends the execution: the next may begin.</summary>
    public void Stop()
    {
        if (!_running) return;
        _running = false;
        // Says again what the last step said.
        _ = SqliteCalls.Reset(_statement);
    }

    public override int ExecuteNonQuery()
    {
        Start();
        try
        {
            while (Step()) { }
            return _readsOnly ? -1 : SqliteCalls.Changes(_database);
        }
        finally
        {
            Stop();
        }
    }

    public override object? ExecuteScalar()
    {
        Start();
        try
        {
            return Step() ? _rows.GetValue(0) : null;
        }
        finally
        {
            Stop();
        }
    }

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior)
    {
        Start();
        _rows.Open(Step());
        return _rows;
    }

    // SQLite's calls end where they began: there is nothing to wait for, and hardly ever something to allocate.
    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => Task.FromResult(ExecuteNonQuery());

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => Task.FromResult(ExecuteScalar());

    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        ExecuteDbDataReader(behavior);
        return _opened ??= Task.FromResult<DbDataReader>(_rows);
    }

    private void Start()
    {
        if (_running) throw Running();
        if (_set != _all) throw new InvalidOperationException($"Not every parameter is set: {CommandText}");
        _running = true;
    }

    private int Place(string name)
    {
        for (var n = 0; n < _names.Length; n++)
        {
            if (!ReferenceEquals(_names[n], name) && _names[n] != name) continue;
            // A value cannot change under a running statement; SQLite would refuse it as misuse.
            if (_running) throw Running();
            _set |= 1UL << n;
            return n + 1;
        }
        throw new ArgumentException($"The statement has no parameter {name}: {CommandText}", nameof(name));
    }

    /// <summary>Makes room behind what is bound already.</summary>
    private int Room(int bytes)
    {
        if (_bytes.Length - _used >= bytes) return _used;
        // What is bound already is read from the old place.
        if (_used > 0) (_outgrown ??= []).Add(_bytes);
        _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(FirstBuffer, (_used + bytes) * 2), pinned: true);
        Array.Clear(_rooms);
        return _used = 0;
    }

    private void Take(int place, int start, int length)
    {
        (_starts[place - 1], _rooms[place - 1]) = (start, length);
        _used += length;
    }

    private InvalidOperationException Running() => new($"The statement is running: dispose its reader first. {CommandText}");

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) Fail(result);
    }

    private void Fail(int result)
    {
        try
        {
            SqliteException.ThrowExceptionForRC(result, _connection.Handle);
        }
        finally
        {
            Stop();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rows.Dispose();
            Stop();
            _prepared.Dispose();
        }
        base.Dispose(disposing);
    }

    [AllowNull]
    public override string CommandText { get; set; }

    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection { get => _connection; set => throw new NotSupportedException(); }

    protected override DbTransaction? DbTransaction { get => null; set => throw new NotSupportedException(); }

    protected override DbParameterCollection DbParameterCollection => throw new NotSupportedException("Values are set by DbCommands.");

    public override void Cancel() { }    // the writer's thread is the only one to call it, and it is busy then

    public override void Prepare() { }

    protected override DbParameter CreateDbParameter() => throw new NotSupportedException("Values are set by DbCommands.");
}
