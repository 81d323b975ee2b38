using System.Text;
using EngageBot.Messaging;

namespace EngageBot.Channels.Telegram;

/// <summary>After hours without an answer people say the same again; when all of it comes at once, it is answered once.</summary>
/// <remarks>
/// Only words that are late, and equal to the last late words of their chat with nothing between: whatever else was said is handled, for it
/// may be an answer or a wish of its own. Kept in memory: a restart in the middle only means one answer more.
/// </remarks>
internal sealed class LateRepeats(TimeProvider clock)
{
    /// <summary>From this age on a message waited for a bot that was away.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    /// <summary>Beyond so many chats the oldest knowledge is dropped at once: it costs answers too many, never words.</summary>
    private const int ChatsKept = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Words, int MessageId)> _last = new(StringComparer.Ordinal);

    public bool IsRepeat(Mapped.Content content, Message message)
    {
        var sentAt = message.Date;
        var late = sentAt > 0 && DateTimeOffset.FromUnixTimeSeconds(Math.Min(sentAt, 4_000_000_000)) < clock.GetUtcNow() - Late;
        var words = content.What switch
        {
            InboundContent.Said said => Folded(said.Words),
            InboundContent.Opened { Payload: null } => "/start",
            _ => "",
        };
        lock (_gate)
        {
            if (!late || words.Length == 0)
            {
                if (_last.Count > 0) _last.Remove(content.ChatKey);
                return false;
            }
            // The same message once more is a redelivery, which the inbox knows.
            if (_last.TryGetValue(content.ChatKey, out var before) && before.Words == words) return before.MessageId != message.Id;
            if (_last.Count >= ChatsKept) _last.Clear();
            _last[content.ChatKey] = (words, message.Id);
            return false;
        }
    }

    /// <summary>"Hello?", "hello" and "HELLO!!" are one; digits count.</summary>
    private static string Folded(string words)
    {
        if (words.Length > 200) return "";
        var folded = new StringBuilder(words.Length);
        foreach (var rune in words.EnumerateRunes())
            if (Rune.IsLetterOrDigit(rune)) folded.Append(Rune.ToLowerInvariant(rune).ToString());
        return folded.Length == 0 ? words.Trim() : folded.ToString();
    }
}
