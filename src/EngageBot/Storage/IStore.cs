using System.Data.Common;

namespace EngageBot.Storage;

/// <summary>The seam between the product and its database: one implementation an engine, one contract suite for all.</summary>
/// <remarks>
/// All writes of a process go through <see cref="WriteAsync{T}"/>. On SQLite one thread drains what waits and commits it together
/// (group commit); on PostgreSQL work runs in its own transaction. The code above is the same.
/// </remarks>
internal interface IStore
{
    /// <summary>Runs <paramref name="work"/> inside a transaction and returns once it is committed.</summary>
    /// <remarks>Each piece of work has its own savepoint: if it throws, its changes are undone, its caller gets the exception, and its
    /// neighbours commit. Work may be run again from its start, when a commit fails or others were in its way, so it changes nothing but the database (use
    /// <see cref="WriteScope.AfterCommit"/> for the rest), must not call out of the process and must not await anything but the scope's
    /// own database.</remarks>
    /// <exception cref="DatabaseUnavailableException">Nothing was written: the database is locked, full or broken. Worth another try.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before the work began; once begun it is not interrupted.</exception>
    /// <param name="canWait">Nobody waits for it: a few milliseconds are well spent on sharing somebody else's commit.</param>
    Task<T> WriteAsync<T>(Func<WriteScope, ValueTask<T>> work, CancellationToken cancellation, bool canWait = false);

    /// <summary>Runs <paramref name="read"/> on a connection of its own that sees one snapshot of committed rows; keep it short.</summary>
    Task<T> ReadAsync<T>(Func<DbConnection, ValueTask<T>> read, CancellationToken cancellation);

    /// <summary>Ordinary reads through the model; dispose it soon. It cannot write.</summary>
    EngageDb OpenDb();

    /// <summary>Whether other processes may work on the same database at the same time: then work is claimed by locks and leases.</summary>
    bool IsShared { get; }

    /// <summary>Says a word to the other processes on the same database: best effort, a hint to look, never the only way to learn something.</summary>
    void Tell(string word);

    /// <summary>Another process has said a word; empty after a time in which some may have been missed.</summary>
    event Action<string>? Heard;

    /// <summary>The statements of the hot path, which differ between engines.</summary>
    SpineSql Sql { get; }
}
