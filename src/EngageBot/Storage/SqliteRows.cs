using System.Collections;
using System.Data.Common;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace EngageBot.Storage;

/// <summary>The rows of a <see cref="SqliteStatement"/>: one for its life, opened by each execution, over when it is disposed.</summary>
internal sealed class SqliteRows(SqliteStatement statement, sqlite3_stmt prepared, IntPtr handle) : DbDataReader
{
    private bool _open;
    private bool _waits;
    private bool _any;

    /// <param name="any">The statement stands on its first row.</param>
    public void Open(bool any) => (_open, _waits, _any) = (true, any, any);

    public override bool Read()
    {
        if (!_open) throw new InvalidOperationException("The reader is closed.");
        if (!_waits) return false;
        // The first row was stepped to when the execution began.
        if (_any) _any = false;
        else _waits = statement.Step();
        return _waits;
    }

    public override Task<bool> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Read());

    public override bool HasRows => _any || _waits;

    public override bool IsClosed => !_open;

    public override void Close()
    {
        if (!_open) return;
        _open = false;
        statement.Stop();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Close();
        base.Dispose(disposing);
    }

    public override bool IsDBNull(int ordinal) => SqliteCalls.TypeOf(handle, ordinal) == raw.SQLITE_NULL;

    public override long GetInt64(int ordinal)
    {
        NotNull(ordinal);
        return SqliteCalls.Number(handle, ordinal);
    }

    public override int GetInt32(int ordinal) => checked((int)GetInt64(ordinal));

    public override short GetInt16(int ordinal) => checked((short)GetInt64(ordinal));

    public override byte GetByte(int ordinal) => checked((byte)GetInt64(ordinal));

    public override bool GetBoolean(int ordinal) => GetInt64(ordinal) != 0;

    public override double GetDouble(int ordinal)
    {
        NotNull(ordinal);
        return SqliteCalls.Real(handle, ordinal);
    }

    public override float GetFloat(int ordinal) => (float)GetDouble(ordinal);

    public override string GetString(int ordinal)
    {
        NotNull(ordinal);
        // Bytes before length: asking for them may turn a number into text.
        var bytes = SqliteCalls.Bytes(handle, ordinal);
        var length = SqliteCalls.Length(handle, ordinal);
        return length == 0 ? "" : Marshal.PtrToStringUTF8(bytes, length);
    }

    public override object GetValue(int ordinal) => SqliteCalls.TypeOf(handle, ordinal) switch
    {
        raw.SQLITE_INTEGER => SqliteCalls.Number(handle, ordinal),
        raw.SQLITE_FLOAT => SqliteCalls.Real(handle, ordinal),
        raw.SQLITE_TEXT => GetString(ordinal),
        raw.SQLITE_BLOB => Blob(ordinal),
        _ => DBNull.Value,
    };

    public override T GetFieldValue<T>(int ordinal) => typeof(T) == typeof(byte[]) && !IsDBNull(ordinal) ? (T)(object)Blob(ordinal) : (T)GetValue(ordinal);

    private byte[] Blob(int ordinal)
    {
        var (bytes, length) = (SqliteCalls.Bytes(handle, ordinal), SqliteCalls.Length(handle, ordinal));
        var copy = new byte[length];
        if (length > 0) Marshal.Copy(bytes, copy, 0, length);
        return copy;
    }

    private void NotNull(int ordinal)
    {
        if (IsDBNull(ordinal)) throw new InvalidCastException($"Column {ordinal} ({GetName(ordinal)}) is NULL.");
    }

    public override int FieldCount => raw.sqlite3_column_count(prepared);

    public override string GetName(int ordinal) => raw.sqlite3_column_name(prepared, ordinal).utf8_to_string();

    public override int GetOrdinal(string name)
    {
        for (var column = 0; column < FieldCount; column++)
            if (GetName(column) == name) return column;
        throw new ArgumentOutOfRangeException(nameof(name), name, "No such column.");
    }

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var column = 0; column < count; column++) values[column] = GetValue(column);
        return count;
    }

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override int Depth => 0;

    public override int RecordsAffected => -1;

    public override bool NextResult() => false;

    public override IEnumerator GetEnumerator() => new DbEnumerator(this);

    // Nothing is stored in these types: instants are whole numbers, ids and money too, blobs are read whole.
    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override char GetChar(int ordinal) => throw new NotSupportedException();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw new NotSupportedException();

    public override string GetDataTypeName(int ordinal) => throw new NotSupportedException();

    public override DateTime GetDateTime(int ordinal) => throw new NotSupportedException();

    public override decimal GetDecimal(int ordinal) => throw new NotSupportedException();

    public override Type GetFieldType(int ordinal) => throw new NotSupportedException();

    public override Guid GetGuid(int ordinal) => throw new NotSupportedException();
}
