using System.Data.Common;

namespace EngageBot.Storage;

/// <summary>One piece of work inside the writer's transaction.</summary>
internal abstract class WriteScope
{
    /// <summary>The writer's connection; only for this work's duration.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>A prepared command in the writer's transaction, kept for the next caller with the same text; set every parameter each time.</summary>
    /// <param name="sql">A constant: the text is the cache key.</param>
    public abstract DbCommand Command(string sql);

    /// <summary>The model on the writer's connection and transaction, made on first use and saved by whoever changes it.</summary>
    public abstract EngageDb Db { get; }

    /// <summary>Runs once the transaction has committed, and not at all if this work failed; must not throw or block.</summary>
    public abstract void AfterCommit(Action action);
}
