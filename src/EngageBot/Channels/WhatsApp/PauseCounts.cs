namespace EngageBot.Channels.WhatsApp;

/// <summary>How often the platform has asked for the same pause just before: the next one is longer each time.</summary>
internal sealed class PauseCounts
{
    /// <summary>After a longer silence it begins anew.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(2);
    private const int ChatsMax = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Times, DateTimeOffset At)> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts one more.</summary>
    /// <returns>How many there were before; 0 for a code that asks for no pause.</returns>
    public int Count(string chatKey, int code, DateTimeOffset now)
    {
        if (code is not (4 or 80007 or 130429 or WhatsAppErrors.PairRate)) return 0;
        var key = code == WhatsAppErrors.PairRate ? chatKey : Whole;
        lock (_gate)
        {
            if (_counts.Count >= ChatsMax) _counts.Clear();
            var before = _counts.TryGetValue(key, out var known) && now - known.At < Remembered ? known.Times : 0;
            _counts[key] = (before + 1, now);
            return before;
        }
    }

    /// <summary>Something went: neither the chat nor the account is asked to wait any more.</summary>
    public void Clear(string chatKey)
    {
        lock (_gate)
        {
            if (_counts.Count == 0) return;
            _counts.Remove(chatKey);
            _counts.Remove(Whole);
        }
    }

    private const string Whole = "";
}
