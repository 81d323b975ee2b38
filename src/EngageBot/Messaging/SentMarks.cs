using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Marks promotions that have arrived, many in one commit: those that end while one is being written share the next.</summary>
/// <remarks>Nothing is put off: the first to end is written at once. A mark for each would cost a server a transaction each.</remarks>
internal sealed class SentMarks(IStore store, OutboxMarks marks)
{
    /// <summary>Marks in one transaction, so that turns go between.</summary>
    private const int Most = 256;

    private readonly Lock _gate = new();
    private readonly List<Waiting> _waiting = [];
    private bool _writing;

    /// <summary>Returns once it is committed.</summary>
    /// <param name="behind">Run in the same transaction: what waits behind it in its chat.</param>
    /// <param name="canWait">Nobody waits for the chat to be free.</param>
    public Task<bool> WriteAsync(ClaimedRow claimed, SendVerdict verdict, Func<WriteScope, ValueTask<bool>> behind, bool canWait)
    {
        var waiting = new Waiting(claimed, verdict, behind, canWait);
        lock (_gate)
        {
            _waiting.Add(waiting);
            if (_writing) return waiting.Done.Task;
            _writing = true;
        }
        _ = Task.Run(WriteAllAsync);
        return waiting.Done.Task;
    }

    private async Task WriteAllAsync()
    {
        while (Take() is { } batch)
        {
            try
            {
                var done = await store.WriteAsync(scope => MarkAsync(scope, batch), CancellationToken.None, canWait: batch.TrueForAll(one => one.CanWait));
                for (var n = 0; n < batch.Count; n++) batch[n].Done.SetResult(done[n]);
            }
#pragma warning disable CA1031 // Each sender is told, and does with it what it does with a mark of its own.
            catch (Exception error)
#pragma warning restore CA1031
            {
                foreach (var one in batch) one.Done.SetException(error);
            }
        }
    }

    private List<Waiting>? Take()
    {
        lock (_gate)
        {
            _writing = _waiting.Count > 0;
            if (!_writing) return null;
            var batch = _waiting.GetRange(0, Math.Min(Most, _waiting.Count));
            _waiting.RemoveRange(0, batch.Count);
            return batch;
        }
    }

    private async ValueTask<bool[]> MarkAsync(WriteScope scope, List<Waiting> batch)
    {
        await marks.SentAsync(scope, batch.ConvertAll(one => (one.Claimed, one.Verdict)));
        var done = new bool[batch.Count];
        for (var n = 0; n < batch.Count; n++) done[n] = await batch[n].Behind(scope);
        return done;
    }

    /// <param name="Behind">Says whether nothing of the chat is left for the sender to look at.</param>
    private sealed record Waiting(ClaimedRow Claimed, SendVerdict Verdict, Func<WriteScope, ValueTask<bool>> Behind, bool CanWait)
    {
        public TaskCompletionSource<bool> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
