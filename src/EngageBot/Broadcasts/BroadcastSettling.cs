using System.Collections.Concurrent;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Takes over what the sender has finished, judges the limits by it, and ends a broadcast of which nothing is left to do.</summary>
internal sealed partial class BroadcastSettling(IStore store, BroadcastNews news, SpineSignals signals, TimeProvider clock, ILogger<BroadcastSettling> logger)
{
    /// <summary>Rows touched in one transaction, so that turns go between.</summary>
    private const int Slice = 1_000;

    /// <summary>As many where each may have a voucher to be withdrawn.</summary>
    private const int SliceWithVouchers = 50;

    /// <summary>Of which pause each broadcast's messages are all back in the queue.</summary>
    private readonly ConcurrentDictionary<long, DateTimeOffset> _unparked = new();

    /// <returns>Whether anything changed, and whether there is more to take over already.</returns>
    public async Task<(bool Changed, bool More)> SettleAsync(Broadcast looked, CancellationToken cancellation)
    {
        // Looked for without the writer: thousands of rows may wait, and turns with them.
        var (finished, idle) = await store.ReadAsync(connection => ValueTask.FromResult(Look(connection, looked.Id)), cancellation);
        if (idle) return (false, false);
        var changed = await store.WriteAsync(async scope =>
        {
            BroadcastRows.Lock(scope, looked.Id);
            if (BroadcastRows.Find(scope, looked.Id) is not { } broadcast) return false;
            var now = clock.GetUtcNow();
            var moved = Move(scope, broadcast, now);
            var settled = await RecipientRows.SettleAsync(scope, finished);
            if (settled.Count > 0) BroadcastRows.Count(scope, broadcast.Id, settled);
            BroadcastVouchers.Withdraw(scope, broadcast, settled.Unused, now);
            if (broadcast.State is BroadcastState.Running) await JudgeAsync(scope, BroadcastRows.Find(scope, broadcast.Id)!, now);
            return moved > 0 || settled.Count > 0;
        }, cancellation);
        return (changed, finished.Count == SliceOf(looked));
    }

    private (List<FinishedRow> Finished, bool Idle) Look(RowSource source, long id)
    {
        if (BroadcastRows.Find(source, id) is not { } broadcast) return ([], true);
        var finished = RecipientRows.Finished(source, id, SliceOf(broadcast));
        var idle = finished.Count == 0 && broadcast.State is BroadcastState.Running && !HasParked(broadcast)
            && (broadcast.RoundAt is not null || RecipientRows.Ahead(source, id) > 0)
            && BroadcastRules.Of(source, broadcast.BusinessId, clock.GetUtcNow()).Passed(broadcast) is null;
        return (finished, idle);
    }

    private static int SliceOf(Broadcast broadcast) => broadcast.Reward is null ? Slice : SliceWithVouchers;

    /// <summary>Messages may wait outside the queue since its last pause.</summary>
    private bool HasParked(Broadcast broadcast) => broadcast.PausedAt is { } paused && _unparked.GetValueOrDefault(broadcast.Id) != paused;

    /// <summary>Brings the messages that wait in line with the broadcast's state.</summary>
    private int Move(WriteScope scope, Broadcast broadcast, DateTimeOffset now)
    {
        switch (broadcast.State)
        {
            case BroadcastState.Paused:
                return RecipientRows.Park(scope, broadcast.Id, Slice);
            case BroadcastState.Cancelled:
                return RecipientRows.Stop(scope, broadcast.Id, Slice);
            case BroadcastState.Running when HasParked(broadcast):
                var back = RecipientRows.Unpark(scope, broadcast.Id, now, Slice);
                scope.AfterCommit(() =>
                {
                    if (back == 0) _unparked[broadcast.Id] = broadcast.PausedAt!.Value;
                    signals.Outbox.Set();
                });
                return back;
            default:
                return 0;
        }
    }

    private async ValueTask JudgeAsync(WriteScope scope, Broadcast broadcast, DateTimeOffset now)
    {
        if (BroadcastRules.Of(scope, broadcast.BusinessId, now).Passed(broadcast) is { } limit)
        {
            BroadcastRows.Pause(scope, broadcast.Id, limit, now);
            await news.TellAsync(scope, broadcast, $"paused_{limit}", now);
            scope.AfterCommit(() => LogStopped(broadcast.Id, limit));
        }
        else if (broadcast.RoundAt is null && RecipientRows.Ahead(scope, broadcast.Id) == 0)
        {
            BroadcastRows.End(scope, broadcast.Id, BroadcastState.Finished, now);
            await news.TellAsync(scope, broadcast, BroadcastNews.Finished, now);
            scope.AfterCommit(() => LogFinished(broadcast.Id));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Broadcast {BroadcastId} is Paused by itself: {Limit}")]
    private partial void LogStopped(long broadcastId, string limit);

    [LoggerMessage(Level = LogLevel.Information, Message = "Broadcast {BroadcastId} is Finished")]
    private partial void LogFinished(long broadcastId);
}
