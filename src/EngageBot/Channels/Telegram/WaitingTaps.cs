using System.Collections.Concurrent;

namespace EngageBot.Channels.Telegram;

/// <summary>Taps whose turn is not done yet: one that waits too long is answered with nothing, so that the customer's button stops spinning.</summary>
/// <remarks>Best effort and forgotten by a restart; the turn's own answer still goes out afterwards where the platform takes it.</remarks>
internal sealed class WaitingTaps(TelegramApi api, TimeProvider clock)
{
    /// <summary>How long a tap may spin.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Older taps are not answered: the platform takes no answer any more, and nobody looks at the button (core.telegram.org/bots/api
    /// gives no number; "query is too old" is its word, read 2026-11).</summary>
    public static readonly TimeSpan Answerable = TimeSpan.FromMinutes(1);

    /// <summary>Beyond so many taps at once nobody is watching spinners.</summary>
    private const int TapsMax = 10_000;

    private readonly ConcurrentDictionary<string, ITimer> _timers = new();

    /// <summary>A tap is in the inbox.</summary>
    public void Arrived(string tapId)
    {
        if (_timers.Count >= TapsMax) return;
        var timer = clock.CreateTimer(_ => StopSpinning(tapId), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_timers.TryAdd(tapId, timer)) timer.Change(Patience, Timeout.InfiniteTimeSpan);
        else timer.Dispose();
    }

    /// <summary>Its turn answers it now.</summary>
    public void Answered(string tapId)
    {
        if (_timers.TryRemove(tapId, out var timer)) timer.Dispose();
    }

    private void StopSpinning(string tapId)
    {
        if (!_timers.TryRemove(tapId, out var timer)) return;
        timer.Dispose();
        _ = StopSpinningAsync(tapId);
    }

    private async Task StopSpinningAsync(string tapId)
    {
        if (await api.AnswerCallbackQuery(new AnswerCallbackQueryRequest(tapId, null), CancellationToken.None).ConfigureAwait(false) is ApiResult<bool>.Failed)
            TelegramMeters.TapAnswerFailed();
    }
}
