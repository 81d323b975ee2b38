using System.Data.Common;

namespace EngageBot.Storage;

/// <summary>One piece of work inside the writer's transaction.</summary>
internal abstract class WriteScope
{
    /// <summary>The writer's connection; only for this work's duration.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>A prepared command in the writer's transaction, kept for the next caller with the same text; set every parameter each time
    /// with <see cref="DbCommands"/>. Not disposed by the caller.</summary>
    /// <param name="sql">A constant: the text is the cache key.</param>
    public abstract DbCommand Command(string sql);

    /// <summary>The model on the writer's connection and transaction, saved by whoever changes it; emptied after each work. Never disposed by the work.</summary>
    public abstract EngageDb Db { get; }

    /// <summary>Runs once the transaction has committed, and not at all if this work failed; must not throw or block.</summary>
    public abstract void AfterCommit(Action action);

    /// <summary>Runs a part under a savepoint of its own: if it throws, what it wrote, tracked and left for after the commit is undone.</summary>
    /// <remarks>An error of the surroundings (disk full, I/O) is not the part's fault: it is thrown on and undoes the whole work.</remarks>
    /// <returns>What it threw, or <see langword="null"/>. Unsaved changes of <see cref="Db"/> made before the part are lost with it: save first.</returns>
    public abstract ValueTask<Exception?> TryAsync(Func<ValueTask> part);
}
