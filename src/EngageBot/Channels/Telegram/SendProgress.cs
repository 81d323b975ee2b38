using System.Collections.Concurrent;

namespace EngageBot.Channels.Telegram;

/// <summary>How far a message of several calls has come; only in this process.</summary>
internal sealed class SendProgress(TimeProvider clock)
{
    /// <summary>A row that is never tried again (it expired, its owner cancelled it) leaves its entry behind.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromDays(1);
    private const int SweepAbove = 1000;

    private readonly ConcurrentDictionary<long, Entry> _entries = new();

    /// <returns>The calls that have gone, and the last one's message id.</returns>
    public (int Done, int MessageId) Of(long outboxId) => _entries.TryGetValue(outboxId, out var entry) ? (entry.Done, entry.MessageId) : (0, 0);

    public void Remember(long outboxId, int done, int messageId)
    {
        var now = clock.GetUtcNow();
        _entries[outboxId] = new Entry(done, messageId, now);
        if (_entries.Count <= SweepAbove) return;
        foreach (var (id, entry) in _entries)
            if (now - entry.At > Keep) _entries.TryRemove(id, out _);
    }

    public void Forget(long outboxId) => _entries.TryRemove(outboxId, out _);

    private readonly record struct Entry(int Done, int MessageId, DateTimeOffset At);
}
