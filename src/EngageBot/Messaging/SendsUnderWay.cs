using System.Collections.Concurrent;

namespace EngageBot.Messaging;

/// <summary>The rows this process is sending, so that the rescuer can tell them from those left behind.</summary>
internal sealed class SendsUnderWay
{
    private readonly ConcurrentDictionary<long, Task> _sends = new();

    public bool Contains(long outboxId) => _sends.ContainsKey(outboxId);

    public bool IsEmpty => _sends.IsEmpty;

    public void Add(long outboxId, Func<Task> send)
    {
        // In the list before it starts, for it takes itself out when it ends; and never on the caller's thread, which is the writer's.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var whole = RunAsync(started.Task, outboxId, send);
        _sends[outboxId] = whole;
        started.SetResult();
    }

    /// <summary>Waits until nothing is under way.</summary>
    public async Task DrainAsync()
    {
        while (!_sends.IsEmpty) await Task.WhenAll(_sends.Values);
    }

    private async Task RunAsync(Task started, long outboxId, Func<Task> send)
    {
        await started;
        try
        {
            await send();
        }
        finally
        {
            _sends.TryRemove(outboxId, out _);
        }
    }
}
