using System.Collections.Concurrent;

namespace EngageBot.Messaging;

/// <summary>Best-effort work that turns leave for after their commit, such as answering a tap; it never holds up a batch.</summary>
internal sealed partial class AfterCommitHooks(ILogger<AfterCommitHooks> logger)
{
    /// <summary>Hooks under way at most; beyond it they are dropped, for nothing depends on them.</summary>
    private const int Limit = 1_000;

    private readonly ConcurrentDictionary<Task, long> _running = new();

    public void Start(Func<Task> hook, long inboxId)
    {
        if (_running.Count >= Limit)
        {
            LogDropped(inboxId);
            return;
        }
        var running = Task.Run(async () =>
        {
            try
            {
                await hook();
            }
            catch (Exception error)
            {
                LogFailed(inboxId, error.GetType().Name);
            }
        });
        _running.TryAdd(running, inboxId);
        _ = running.ContinueWith(done => _running.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for those under way.</summary>
    public Task DrainAsync() => Task.WhenAll(_running.Keys);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Inbox {InboxId}: too much to do after commits, dropped")]
    private partial void LogDropped(long inboxId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Inbox {InboxId}: what was left for after the commit failed with {Error}")]
    private partial void LogFailed(long inboxId, string error);
}
