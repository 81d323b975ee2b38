namespace EngageBot.Messaging;

/// <summary>Growing waits between attempts, with jitter so that what failed together does not come back together.</summary>
/// <param name="First">Before the second attempt; doubles with each further one.</param>
/// <param name="Longest">Never longer than this, before jitter.</param>
internal sealed record RetrySchedule(TimeSpan First, TimeSpan Longest)
{
    private const int JitterPercent = 20;

    /// <summary>The wait after <paramref name="attempts"/> attempts (1 or more): nominal plus up to 20 %.</summary>
    /// <param name="seed">The row's id: the same row and attempt always wait equally long.</param>
    public TimeSpan After(int attempts, long seed)
    {
        var doublings = Math.Clamp(attempts - 1, 0, 40);
        var nominal = Math.Min(First.TotalMilliseconds * Math.Pow(2, doublings), Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(nominal * (1 + Fraction(seed, attempts) * JitterPercent / 100));
    }

    // SplitMix64 (Steele, Lea, Flood 2014), one step: spreads neighbouring ids evenly, and needs no state.
    private static double Fraction(long seed, int attempts)
    {
        var z = unchecked((ulong)seed * 0x9E3779B97F4A7C15 + (ulong)attempts * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
