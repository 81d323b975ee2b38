namespace EngageBot.Tests.Support;

/// <summary>A clock that moves only when told; timers fire inside <see cref="Advance"/>, in order of their due time.</summary>
public sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<TestTimer> _timers = [];
    private readonly List<(TimeSpan Pause, int Waiters, TaskCompletionSource Seen)> _watchers = [];
    private DateTimeOffset _now = start;
    private TimeSpan _set;

    public TestClock() : this(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero)) { }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate) return _now + _set;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate) return _now.UtcTicks;
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Sets the clock on or back, as an administrator or a time server does: no time passes.</summary>
    public void Set(TimeSpan by)
    {
        lock (_gate) _set += by;
    }

    /// <summary>Lets time pass. What falls due fires in order; of a timer that repeats itself, at most a hundred ticks are heard, as after a computer's sleep.</summary>
    public void Advance(TimeSpan by)
    {
        var stride = by / 100;
        DateTimeOffset until;
        lock (_gate) until = _now + by;
        while (true)
        {
            TestTimer? due;
            lock (_gate)
            {
                due = _timers.Where(t => t.DueAt <= until).MinBy(t => t.DueAt);
                if (due is null)
                {
                    _now = until;
                    return;
                }
                if (due.DueAt > _now) _now = due.DueAt.Value;
                due.Reschedule(_now, stride);
            }
            due.Fire();
        }
    }

    /// <summary>Until somebody waits for exactly that long: then the clock may be moved.</summary>
    /// <param name="waiters">How many must wait, where others pause as long as the one that is meant.</param>
    public async Task WhenWaitedForAsync(TimeSpan pause, int waiters = 1)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (Waiting(pause) >= waiters) return;
            _watchers.Add((pause, waiters, seen));
        }
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private int Waiting(TimeSpan pause) => _timers.Count(t => t.DueAt == _now + pause);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new TestTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_gate)
        {
            _timers.Add(timer);
            foreach (var (pause, waiters, seen) in _watchers)
                if (Waiting(pause) >= waiters) seen.TrySetResult();
            _watchers.RemoveAll(w => w.Seen.Task.IsCompleted);
        }
        return timer;
    }

    private sealed class TestTimer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public DateTimeOffset? DueAt { get; private set; }

        public void Reschedule(DateTimeOffset now, TimeSpan stride) =>
            DueAt = _period > TimeSpan.Zero ? now + _period * Math.Max(1, stride.Ticks / _period.Ticks) : null;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
            }
            return true;
        }

        public void Dispose()
        {
            lock (clock._gate) clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
