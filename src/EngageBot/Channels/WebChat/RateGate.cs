namespace EngageBot.Channels.WebChat;

/// <summary>Lets a key pass some times at once and then so many times a second; remembers at most a bounded number of keys.</summary>
/// <remarks>Counts by the clock's timestamps, which only go forward: a clock that is set neither opens nor shuts it.</remarks>
/// <param name="burst">How often a key passes without waiting.</param>
internal sealed class RateGate(TimeProvider clock, double perSecond, double burst)
{
    private const int MostKeys = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Left, long At)> _seen = [];

    /// <param name="cost">How many passes this one counts for.</param>
    public bool TryPass(string key, double cost = 1)
    {
        var now = clock.GetTimestamp();
        lock (_gate)
        {
            if (_seen.Count >= MostKeys) ForgetTheRested(now);
            var left = _seen.TryGetValue(key, out var seen) ? Math.Min(burst, Rested(seen, now)) : burst;
            _seen[key] = (left < cost ? left : left - cost, now);
            return left >= cost;
        }
    }

    private double Rested((double Left, long At) seen, long now) => seen.Left + clock.GetElapsedTime(seen.At, now).TotalSeconds * perSecond;

    // A key that has rested long enough to be full again need not be remembered. Under a flood of new keys everything is forgotten:
    // memory is bounded first, fairness second.
    private void ForgetTheRested(long now)
    {
        foreach (var (key, seen) in _seen)
            if (Rested(seen, now) >= burst) _seen.Remove(key);
        if (_seen.Count >= MostKeys) _seen.Clear();
    }
}
