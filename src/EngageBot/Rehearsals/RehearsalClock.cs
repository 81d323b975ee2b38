namespace EngageBot.Rehearsals;

/// <summary>A clock that moves only when the rehearsal says so. Nothing waits by it: every worker is moved by hand.</summary>
internal sealed class RehearsalClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow()
    {
        lock (this) return _now;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>It is later now; never earlier.</summary>
    public void MoveTo(DateTimeOffset moment)
    {
        lock (this)
            if (moment > _now) _now = moment;
    }

    /// <summary>A timer that never fires: a message that takes its time is taken at once here.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Still();

    private sealed class Still : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
