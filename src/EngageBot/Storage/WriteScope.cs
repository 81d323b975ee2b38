using System.Data.Common;

namespace EngageBot.Storage;

/// <summary>One piece of work inside the writer's transaction.</summary>
internal abstract class WriteScope
{
    private readonly List<(string Sql, long Id, long By)> _sums = [];

    /// <summary>The writer's connection; only for this work's duration.</summary>
    public abstract DbConnection Connection { get; }

    /// <summary>Changes when a transaction begins and when a part of it is undone: what was read before may not hold any more.</summary>
    public long Epoch { get; protected set; }

    /// <summary>A prepared command in the writer's transaction, kept for the next caller with the same text; set every parameter each time
    /// with <see cref="DbCommands"/>. Not disposed by the caller.</summary>
    /// <param name="sql">A constant: the text is the cache key.</param>
    public abstract DbCommand Command(string sql);

    /// <summary>As <see cref="Command"/>, for an <c>INSERT</c> into a table whose <c>id</c> the database gives; run it with <see cref="InsertedId"/>.</summary>
    /// <remarks>Write no <c>RETURNING</c>: on SQLite each one builds a table of its own for the answer.</remarks>
    public abstract DbCommand InsertCommand(string sql);

    /// <summary>Runs an <see cref="InsertCommand"/>.</summary>
    /// <returns>The new row's id, or <see langword="null"/> if <c>ON CONFLICT DO NOTHING</c> left it out.</returns>
    public abstract long? InsertedId(DbCommand insert);

    /// <summary>Runs one statement for each of many, in their order; to a server they travel together.</summary>
    /// <param name="sql">A constant.</param>
    /// <param name="bind">Sets every parameter.</param>
    /// <returns>How many rows each has changed.</returns>
    public abstract ValueTask<int[]> EachAsync<T>(string sql, IReadOnlyList<T> many, Action<DbCommand, T> bind);

    /// <summary>As <see cref="EachAsync"/>, for an <c>INSERT</c> into a table whose <c>id</c> the database gives; write no <c>RETURNING</c>.</summary>
    /// <returns>Each new row's id, or <see langword="null"/> where <c>ON CONFLICT DO NOTHING</c> left it out.</returns>
    public abstract ValueTask<long?[]> InsertEachAsync<T>(string sql, IReadOnlyList<T> many, Action<DbCommand, T> bind);

    /// <summary>The model on the writer's connection and transaction, saved by whoever changes it; emptied after each work. Never disposed by the work.</summary>
    public abstract EngageDb Db { get; }

    /// <summary>Runs once the transaction has committed, and not at all if this work failed; must not throw or block.</summary>
    public abstract void AfterCommit(Action action);

    /// <summary>Changes a sum that nobody reads meanwhile, once, when the work ends; not at all if the work or the part fails.</summary>
    /// <remarks>For rows to which much of the work adds: a server looks through all versions that a transaction has made of a row each time it meets it.</remarks>
    /// <param name="sql">A constant with <c>@by</c> and <c>@id</c>.</param>
    public void AddAtEnd(string sql, long id, long by) => _sums.Add((sql, id, by));

    /// <summary>How many changes of sums wait.</summary>
    protected int SumsWaiting => _sums.Count;

    /// <summary>Forgets what was added since there were so many.</summary>
    protected void ForgetSums(int kept = 0) => _sums.RemoveRange(kept, _sums.Count - kept);

    /// <summary>Writes the sums, always in the same order, so that two works do not wait for each other.</summary>
    protected void WriteSums()
    {
        foreach (var sum in _sums.GroupBy(s => (s.Sql, s.Id)).OrderBy(s => s.Key.Sql, StringComparer.Ordinal).ThenBy(s => s.Key.Id))
            if (sum.Sum(s => s.By) is var by && by != 0) Command(sum.Key.Sql).Set("@by", by).Set("@id", sum.Key.Id).ExecuteNonQuery();
        _sums.Clear();
    }

    /// <summary>Keeps every other piece of work out that takes the same name, until this one has committed or is undone.</summary>
    /// <remarks>Taken before the first look at what the name stands for. The embedded database has one writer, who holds them all.</remarks>
    /// <param name="name">Such as <c>ledger:</c> and a business; taken again by the same work it costs nothing.</param>
    public abstract void Lock(string name);

    /// <summary>Runs a part under a savepoint of its own: if it throws, what it wrote, tracked and left for after the commit is undone.</summary>
    /// <remarks>An error of the surroundings (disk full, I/O) is not the part's fault: it is thrown on and undoes the whole work. So is a
    /// clash with work done at the same time elsewhere, because of which the work begins again.</remarks>
    /// <returns>What it threw, or <see langword="null"/>. Unsaved changes of <see cref="Db"/> made before the part are lost with it: save first.</returns>
    public abstract ValueTask<Exception?> TryAsync(Func<ValueTask> part);
}
