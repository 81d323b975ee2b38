using System.Runtime.InteropServices;

namespace EngageBot.Storage;

/// <summary>What a prepared statement asks of SQLite at each execution (sqlite.org/c3ref), called directly: a handle's bookkeeping costs more than most of these calls.</summary>
/// <remarks>Whoever calls owns the statement and is the only thread to use it. Preparing and closing are the wrapper's (<c>SQLitePCL.raw</c>).</remarks>
internal static class SqliteCalls
{
    private const string Library = "e_sqlite3";

    // No switch to preemptive mode around calls that only move a value: they take less time than the switch.
    [DllImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    public static extern int BindNumber(IntPtr statement, int index, long value);

    [DllImport(Library, EntryPoint = "sqlite3_bind_double"), SuppressGCTransition]
    public static extern int BindReal(IntPtr statement, int index, double value);

    [DllImport(Library, EntryPoint = "sqlite3_bind_null"), SuppressGCTransition]
    public static extern int BindNull(IntPtr statement, int index);

    /// <param name="release">Zero: the bytes stay where they are until the statement is bound anew.</param>
    [DllImport(Library, EntryPoint = "sqlite3_bind_text"), SuppressGCTransition]
    public static extern int BindText(IntPtr statement, int index, IntPtr utf8, int bytes, IntPtr release);

    /// <param name="release">As in <see cref="BindText"/>.</param>
    [DllImport(Library, EntryPoint = "sqlite3_bind_blob"), SuppressGCTransition]
    public static extern int BindBytes(IntPtr statement, int index, IntPtr value, int bytes, IntPtr release);

    [DllImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    public static extern int TypeOf(IntPtr statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    public static extern long Number(IntPtr statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_double"), SuppressGCTransition]
    public static extern double Real(IntPtr statement, int column);

    /// <summary>The bytes of a text or a blob; for a text without the copy that a closing zero would need.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_column_blob"), SuppressGCTransition]
    public static extern IntPtr Bytes(IntPtr statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition]
    public static extern int Length(IntPtr statement, int column);

    [DllImport(Library, EntryPoint = "sqlite3_changes"), SuppressGCTransition]
    public static extern int Changes(IntPtr database);

    [DllImport(Library, EntryPoint = "sqlite3_last_insert_rowid"), SuppressGCTransition]
    public static extern long LastInsertedId(IntPtr database);

    /// <summary>Called after each commit.</summary>
    /// <param name="pages">Now in the log.</param>
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int CommitHook(IntPtr argument, IntPtr database, IntPtr name, int pages);

    /// <summary>In place of SQLite's own way of emptying the log.</summary>
    [DllImport(Library, EntryPoint = "sqlite3_wal_hook")]
    public static extern IntPtr OnCommit(IntPtr database, CommitHook hook, IntPtr argument);

    /// <param name="name">Zero: all attached files.</param>
    [DllImport(Library, EntryPoint = "sqlite3_wal_checkpoint_v2")]
    public static extern int Checkpoint(IntPtr database, IntPtr name, int mode, out int pages, out int carried);

    [DllImport(Library, EntryPoint = "sqlite3_step")]
    public static extern int Step(IntPtr statement);

    [DllImport(Library, EntryPoint = "sqlite3_reset")]
    public static extern int Reset(IntPtr statement);
}
