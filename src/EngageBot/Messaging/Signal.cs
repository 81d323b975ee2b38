using System.Threading.Channels;

namespace EngageBot.Messaging;

/// <summary>Wakes one worker; any number of sets before it looks are one.</summary>
internal sealed class Signal
{
    private readonly Channel<bool> _set = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _set.Writer.TryWrite(true);

    /// <summary>Waits until set, or until <paramref name="wakeAt"/>.</summary>
    public async Task WaitAsync(DateTimeOffset wakeAt, TimeProvider clock, CancellationToken cancellation)
    {
        // Timers count whole milliseconds: rounded up, or it would wake a little early and find nothing.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Max(0, (wakeAt - clock.GetUtcNow()).TotalMilliseconds)));
        await using var timer = clock.CreateTimer(static signal => ((Signal)signal!).Set(), this, wait, Timeout.InfiniteTimeSpan);
        await _set.Reader.ReadAsync(cancellation);
    }
}

/// <summary>A commit wakes the worker of the next step through these, so that nothing waits for a poll.</summary>
internal sealed class SpineSignals
{
    /// <summary>Rows wait in the inbox.</summary>
    public Signal Inbox { get; } = new();
    /// <summary>Rows wait in the outbox, or a chat has become free.</summary>
    public Signal Outbox { get; } = new();
    /// <summary>Called beside <see cref="Outbox"/> for an account whose messages another node may send.</summary>
    public Action<long>? Elsewhere { get; set; }

    /// <summary>A message of the account is committed.</summary>
    public void OutboxWritten(long accountId)
    {
        Outbox.Set();
        Elsewhere?.Invoke(accountId);
    }

    /// <summary>A timer was set that is due before the one waited for.</summary>
    public Signal Timers { get; } = new();
}
