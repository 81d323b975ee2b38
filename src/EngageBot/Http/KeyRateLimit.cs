using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace EngageBot.Http;

/// <summary>Settings <c>Api:*</c>.</summary>
internal sealed class ApiOptions
{
    /// <summary>Requests a second a key may make for long.</summary>
    [Range(1, 10_000)] public int RequestsPerSecond { get; set; } = 50;

    /// <summary>Requests it may make at once after a pause.</summary>
    [Range(1, 100_000)] public int Burst { get; set; } = 100;
}

/// <summary>Keeps one shop's runaway till from taking the others' turn: so many requests a second a key, with room for a burst.</summary>
internal sealed class KeyRateLimit(IOptions<ApiOptions> options, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, TimeSpan> _paidUntil = [];
    private readonly long _start = clock.GetTimestamp();

    /// <returns><see langword="null"/> to go ahead, else how long to wait.</returns>
    public TimeSpan? Take(long key)
    {
        var cost = TimeSpan.FromSeconds(1.0 / options.Value.RequestsPerSecond);
        // Since the start, not by the calendar: a clock that is set back would shut every till out.
        var now = clock.GetElapsedTime(_start);
        lock (_gate)
        {
            // Each request moves the key's mark by its cost; the mark may run ahead of the clock by the burst.
            var from = _paidUntil.GetValueOrDefault(key, now);
            if (from < now) from = now;
            var ahead = from + cost - now - cost * options.Value.Burst;
            if (ahead > TimeSpan.Zero) return ahead;
            _paidUntil[key] = from + cost;
            return null;
        }
    }
}
