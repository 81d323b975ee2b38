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

    private static readonly TimeSpan Slow = TimeSpan.FromMinutes(1);
    private const int SlowestTimes = 16;

    private readonly Dictionary<string, DateTimeOffset> _chats = new(StringComparer.Ordinal);
    private DateTimeOffset _next;
    private DateTimeOffset _swept;
    private int _slowness = 1;
    private DateTimeOffset _slowUntil;

    /// <summary>When the account's next promotion may leave.</summary>
    public DateTimeOffset NextAt => _next;

    /// <summary>Twice as slow as now, at most sixteen times; after a minute without another word of the platform half of it is taken back.</summary>
    public void SlowDown()
    {
        _slowness = Math.Min(Slowness() * 2, SlowestTimes);
        _slowUntil = clock.GetUtcNow() + Slow;
    }

    /// <summary>Nothing leaves for so long.</summary>
    public void Rest(TimeSpan pause)
    {
        if (clock.GetUtcNow() + pause is var until && until > _next) _next = until;
    }

    /// <summary>How many promotions may leave at this look; nothing is taken.</summary>
    public int Allowed
    {
        get
        {
            var now = clock.GetUtcNow();
            if (_next > now) return 0;
            var interval = Interval();
            if (interval >= Look) return 1;
            var from = now - Look;
            return 1 + (int)Math.Min(int.MaxValue - 1, (now - (_next > from ? _next : from)).Ticks / Math.Max(1, interval.Ticks));
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
        var interval = Interval();
        var fine = interval < Look;
        var from = now - (fine ? Look : interval);
        _next = (_next > from ? _next : from) + interval;
        if (_next <= now && !fine) _next = now + interval;
        if (limits.PerChatInterval > TimeSpan.Zero) Remember(chatKey, now);
        return TimeSpan.Zero;
    }

    private TimeSpan Interval() => limits.OverallInterval * Slowness();

    private int Slowness()
    {
        while (_slowness > 1 && _slowUntil <= clock.GetUtcNow()) (_slowness, _slowUntil) = (_slowness / 2, _slowUntil + Slow);
        return _slowness;
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
