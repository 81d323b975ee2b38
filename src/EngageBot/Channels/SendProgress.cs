using System.Collections.Concurrent;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels;

/// <summary>Where a channel keeps how far a message has come.</summary>
internal interface ISendMemory
{
    /// <summary>The pieces that have gone, as they were remembered.</summary>
    Task<string?> ProgressAsync(long outboxId, CancellationToken cancellation);

    Task RememberProgressAsync(long outboxId, string pieces, CancellationToken cancellation);

    Task ForgetProgressAsync(long outboxId, CancellationToken cancellation);
}

/// <summary>How far a message of several calls has come: in memory, and in the database for whoever goes on after a crash.</summary>
internal sealed partial class SendProgress(ISendMemory memory, TimeProvider clock, ILogger log)
{
    /// <summary>A row that is never tried again (it expired, its owner cancelled it) leaves its entry behind.</summary>
    private static readonly TimeSpan Keep = TimeSpan.FromDays(2);
    private const int SweepAbove = 1000;

    private readonly ConcurrentDictionary<long, Entry> _entries = new();

    /// <returns>The message ids of the calls that have gone; empty for one that had nothing to send.</returns>
    public async ValueTask<IReadOnlyList<string>> OfAsync(OutboundMessage message, CancellationToken cancellation)
    {
        if (_entries.TryGetValue(message.Id, out var entry)) return entry.Sent;
        // Nothing can have gone before the first attempt.
        if (message.Attempts < 2 || await memory.ProgressAsync(message.Id, cancellation).ConfigureAwait(false) is not { } kept) return [];
        return kept.Split(',');
    }

    public async ValueTask RememberAsync(long outboxId, IReadOnlyList<string> sent)
    {
        var now = clock.GetUtcNow();
        _entries[outboxId] = new Entry(sent, now);
        if (_entries.Count > SweepAbove)
        {
            foreach (var (id, entry) in _entries)
                if (now - entry.At > Keep) _entries.TryRemove(id, out _);
        }
        try
        {
            // Whoever is stopped now has sent the piece all the same.
            await memory.RememberProgressAsync(outboxId, string.Join(',', sent), CancellationToken.None)
                .ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException)
        {
            LogNotKept(outboxId);
        }
    }

    /// <summary>Somebody else may know more by the next attempt: what stands in the database counts then.</summary>
    public void Doubt(long outboxId) => _entries.TryRemove(outboxId, out _);

    public async ValueTask ForgetAsync(long outboxId)
    {
        if (!_entries.TryRemove(outboxId, out _)) return;
        try
        {
            await memory.ForgetProgressAsync(outboxId, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException)
        {
            LogNotKept(outboxId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "How far outbox {OutboxId} has come could not be written; a crash now would send it from its beginning")]
    private partial void LogNotKept(long outboxId);

    private sealed record Entry(IReadOnlyList<string> Sent, DateTimeOffset At);
}
