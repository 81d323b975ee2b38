namespace EngageBot.Storage;

/// <summary>A piece of work on its way through the writer's queue.</summary>
internal abstract class SqliteWork
{
    /// <summary>What to do once it is committed.</summary>
    public List<Action> Afterwards { get; } = [];

    /// <summary>Nobody waits for it: it may share the next commit that somebody waits for.</summary>
    public bool CanWait { get; init; }

    /// <summary>What the last run threw.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Its caller gave up before it began.</summary>
    public abstract bool Abandoned { get; }

    public abstract ValueTask RunAsync(WriteScope scope);

    /// <summary>Tells the caller: the result, or <see cref="Failure"/>.</summary>
    public abstract void Complete();
}

internal sealed class SqliteWork<T>(Func<WriteScope, ValueTask<T>> work, CancellationToken cancellation) : SqliteWork
{
    // Continuations elsewhere: a caller must not borrow the writer's thread.
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Done => _done.Task;

    public override bool Abandoned => cancellation.IsCancellationRequested;

    public override async ValueTask RunAsync(WriteScope scope) => _result = await work(scope);

    public override void Complete()
    {
        if (Failure is OperationCanceledException && cancellation.IsCancellationRequested) _done.TrySetCanceled(cancellation);
        else if (Failure is not null) _done.TrySetException(Failure);
        else _done.TrySetResult(_result!);
    }
}
