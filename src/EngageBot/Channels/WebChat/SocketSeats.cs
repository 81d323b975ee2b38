namespace EngageBot.Channels.WebChat;

/// <summary>Why a socket is not let in.</summary>
internal sealed record SeatRefusal(int Status, string Code, string Message);

/// <summary>Counts open sockets: of the process, of an address, of a conversation. All three are finite.</summary>
internal sealed class SocketSeats(int most, int mostOfAnAddress)
{
    /// <summary>Tabs that share one conversation, and no more.</summary>
    public const int MostOfAConversation = 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _taken = [];
    private int _all;

    /// <summary>Sockets open now.</summary>
    public int Taken
    {
        get { lock (_gate) return _all; }
    }

    /// <returns>Why not, or <see langword="null"/>: then <see cref="Leave"/> gives the seat back.</returns>
    public SeatRefusal? TryTake(string conversation, string address)
    {
        lock (_gate)
        {
            if (_all >= most) return new(503, "ServiceUnavailable", "Too many chats are open here now: try again in a minute.");
            if (_taken.GetValueOrDefault(OfAddress(address)) >= mostOfAnAddress)
                return new(429, "TooManyRequests", "Too many chats are open from this address: close some.");
            if (_taken.GetValueOrDefault(conversation) >= MostOfAConversation)
                return new(429, "TooManyRequests", "The conversation is open in too many places: close some.");
            _all++;
            _taken[conversation] = _taken.GetValueOrDefault(conversation) + 1;
            _taken[OfAddress(address)] = _taken.GetValueOrDefault(OfAddress(address)) + 1;
            return null;
        }
    }

    public void Leave(string conversation, string address)
    {
        lock (_gate)
        {
            _all--;
            foreach (var key in (string[])[conversation, OfAddress(address)])
                if (--_taken[key] == 0) _taken.Remove(key);
        }
    }

    // Apart from conversations, whose ids are letters and digits.
    private static string OfAddress(string address) => $"@{address}";
}
