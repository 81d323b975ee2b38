namespace EngageBot.Channels.Telegram;

/// <summary>Pauses that grow from 3 to 60 seconds while something keeps failing.</summary>
internal sealed class Backoff(TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private TimeSpan _next = First;

    /// <summary>Whether the last attempt failed as well: then it has been logged.</summary>
    public bool IsRepeated => _next > First;

    public void Reset() => _next = First;

    /// <param name="atLeast">What the platform asked for.</param>
    public Task WaitAsync(TimeSpan? atLeast, CancellationToken cancellation)
    {
        var pause = atLeast > _next ? atLeast.Value : _next;
        _next = _next * 2 < Longest ? _next * 2 : Longest;
        return Task.Delay(pause, clock, cancellation);
    }
}
