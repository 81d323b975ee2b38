using System.Text;
using EngageBot.Messaging;

namespace EngageBot.Channels;

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
    private readonly Dictionary<string, (string Words, string MessageId)> _last = new(StringComparer.Ordinal);

    /// <param name="sentAt">When it was said, as far as the platform tells.</param>
    /// <param name="messageId">The platform's: the same message once more is a redelivery.</param>
    public bool IsRepeat(string chatKey, InboundContent content, DateTimeOffset? sentAt, string messageId)
    {
        var late = sentAt < clock.GetUtcNow() - Late;
        var words = content switch
        {
            InboundContent.Said said => Folded(said.Words),
            InboundContent.Opened { Payload: null } => "/start",
            _ => "",
        };
        lock (_gate)
        {
            if (!late || words.Length == 0)
            {
                if (_last.Count > 0) _last.Remove(chatKey);
                return false;
            }
            // The same message once more is a redelivery, which the inbox knows.
            if (_last.TryGetValue(chatKey, out var before) && before.Words == words) return before.MessageId != messageId;
            if (_last.Count >= ChatsKept) _last.Clear();
            _last[chatKey] = (words, messageId);
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
