namespace EngageBot.Messaging;

/// <summary>How fast one account may send promotions.</summary>
/// <param name="OverallInterval">Between two promotions to any chats.</param>
/// <param name="PerChatInterval">Between two promotions to one chat.</param>
internal sealed record PacingLimits(TimeSpan OverallInterval, TimeSpan PerChatInterval);

/// <summary>Spaces an account's promotions.</summary>
/// <remarks>Telegram: about 30 messages a second over all chats for bulk, about one a second in one chat (core.telegram.org/bots/faq, read
/// 2026-11). Guidance, not contract: a 429's <c>retry_after</c> always overrides.</remarks>
internal sealed class SendPacer(TimeProvider clock, PacingLimits limits)
{
    /// <summary>Forgotten beyond this many chats once their interval is over.</summary>
    private const int ChatsKept = 10_000;

    /// <summary>At a pace of many a millisecond, this much may leave at one look: nobody wakes up for each.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    private readonly Dictionary<string, DateTimeOffset> _chats = new(StringComparer.Ordinal);
    private DateTimeOffset _next;
    private DateTimeOffset _swept;

    /// <summary>When the account's next promotion may leave.</summary>
    public DateTimeOffset NextAt => _next;

    /// <summary>How many promotions may leave at this look; nothing is taken.</summary>
    public int Allowed
    {
        get
        {
            var now = clock.GetUtcNow();
            if (_next > now) return 0;
            if (limits.OverallInterval >= Look) return 1;
            var from = now - Look;
            return 1 + (int)Math.Min(int.MaxValue - 1, (now - (_next > from ? _next : from)).Ticks / Math.Max(1, limits.OverallInterval.Ticks));
        }
    }

    /// <summary>How long a promotion to this chat has to wait; nothing is taken.</summary>
    public TimeSpan WaitFor(string chatKey)
    {
        var now = clock.GetUtcNow();
        var at = _chats.TryGetValue(chatKey, out var chat) && chat > _next ? chat : _next;
        return at > now ? at - now : TimeSpan.Zero;
    }

    /// <summary>Takes the next place if it is free.</summary>
    /// <returns>Zero: send now. Otherwise how long to wait before asking again; nothing was taken.</returns>
    public TimeSpan Reserve(string chatKey)
    {
        var wait = WaitFor(chatKey);
        if (wait > TimeSpan.Zero) return wait;
        var now = clock.GetUtcNow();
        // A late wake-up may catch up by one interval, or by a look where that is longer, and no more: a pause is not saved up.
        var fine = limits.OverallInterval < Look;
        var from = now - (fine ? Look : limits.OverallInterval);
        _next = (_next > from ? _next : from) + limits.OverallInterval;
        if (_next <= now && !fine) _next = now + limits.OverallInterval;
        if (limits.PerChatInterval > TimeSpan.Zero) Remember(chatKey, now);
        return TimeSpan.Zero;
    }

    private void Remember(string chatKey, DateTimeOffset now)
    {
        if (_chats.Count >= ChatsKept && now - _swept >= limits.PerChatInterval)
        {
            _swept = now;
            foreach (var (key, at) in _chats)
                if (at <= now) _chats.Remove(key);
        }
        _chats[chatKey] = now + limits.PerChatInterval;
    }
}
