namespace EngageBot.Channels.Telegram;

/// <summary>Tells a flood in one chat from one of the whole bot: a 429 does not say which.</summary>
internal sealed class FloodWatch(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private long _chatId;
    private DateTimeOffset _until;

    /// <returns>Whether another chat was refused as well while an earlier pause still lasts: then it is the whole bot.</returns>
    public bool Repeats(long chatId, TimeSpan pause)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            var repeats = now < _until && chatId != _chatId;
            if (!repeats) _chatId = chatId;
            if (now + pause > _until) _until = now + pause;
            return repeats;
        }
    }
}
