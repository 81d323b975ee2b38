namespace EngageBot.Channels.WebChat;

/// <summary>Lets a key pass some times at once and then so many times a second; remembers at most a bounded number of keys.</summary>
/// <param name="burst">How often a key passes without waiting.</param>
internal sealed class RateGate(TimeProvider clock, double perSecond, int burst)
{
    private const int MostKeys = 10_000;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Left, DateTimeOffset At)> _seen = [];

    public bool TryPass(string key)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            if (_seen.Count >= MostKeys) ForgetTheRested(now);
            var left = _seen.TryGetValue(key, out var seen) ? Math.Min(burst, seen.Left + (now - seen.At).TotalSeconds * perSecond) : burst;
            if (left < 1)
            {
                _seen[key] = (left, now);
                return false;
            }
            _seen[key] = (left - 1, now);
            return true;
        }
    }

    // A key that has rested long enough to be full again need not be remembered. Under a flood of new keys everything is forgotten:
    // memory is bounded first, fairness second.
    private void ForgetTheRested(DateTimeOffset now)
    {
        foreach (var (key, seen) in _seen)
            if (seen.Left + (now - seen.At).TotalSeconds * perSecond >= burst) _seen.Remove(key);
        if (_seen.Count >= MostKeys) _seen.Clear();
    }
}
