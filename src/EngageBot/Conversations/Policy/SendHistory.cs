using System.Collections.Immutable;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations.Policy;

/// <summary>What a contact got without having asked, or did not get, and why.</summary>
/// <param name="State">What became of the message; absent once the outbox has forgotten it.</param>
internal sealed record ProactiveEntry(string Source, string Occasion, string? Topic, DateTimeOffset At, string? State);

/// <summary>What was not sent to a contact, or not yet.</summary>
internal sealed record NotSentEntry(string Source, string Occasion, NoSend Reason, string Why, DateTimeOffset At, DateTimeOffset? Until);

/// <summary>A consent as it stands now.</summary>
internal sealed record ConsentEntry(string Purpose, string Channel, bool Granted, string How, DateTimeOffset At);

/// <summary>Answers "why did I get this" and "why was I not written to".</summary>
internal static class SendHistory
{
    /// <summary>What was begun to be sent, the newest first.</summary>
    public static ImmutableArray<ProactiveEntry> Sent(RowSource source, ContactId contact, int limit) =>
        [.. source.Rows(
            """
            SELECT s.source, s.occasion, s.topic, s.sent_at, o.state FROM proactive_sends s LEFT JOIN outbox o ON o.id = s.outbox_id
            WHERE s.contact_id = @contact ORDER BY s.sent_at DESC, s.outbox_id DESC LIMIT @limit
            """,
            command => command.Set("@contact", contact.ToString()).Set("@limit", (long)limit),
            row => new ProactiveEntry(row.GetString(0), row.GetString(1), row.TextAt(2), row.InstantAt(3), row.TextAt(4)))];

    /// <summary>What was left out or put off, the newest first; what has left since is not among it.</summary>
    public static ImmutableArray<NotSentEntry> NotSent(RowSource source, ContactId contact, int limit) =>
        [.. source.Rows(
            """
            SELECT n.source, n.occasion, n.reason, n.why, n.at, n.until FROM not_sent n
            WHERE n.contact_id = @contact AND NOT EXISTS (
              SELECT 1 FROM proactive_sends s WHERE s.contact_id = n.contact_id AND s.source = n.source AND s.occasion = n.occasion AND s.sent_at >= n.at)
            ORDER BY n.at DESC, n.id DESC LIMIT @limit
            """,
            command => command.Set("@contact", contact.ToString()).Set("@limit", (long)limit),
            row => new NotSentEntry(row.GetString(0), row.GetString(1), Enum.Parse<NoSend>(row.GetString(2)), row.GetString(3), row.InstantAt(4), row.InstantOrNullAt(5)))];

    /// <summary>The newest word on each purpose and channel.</summary>
    public static ImmutableArray<ConsentEntry> Consents(RowSource source, ContactId contact) =>
        [.. source.Rows(
            """
            SELECT purpose, channel, granted, source, given_at FROM consents c
            WHERE contact_id = @contact AND id = (SELECT MAX(id) FROM consents n WHERE n.contact_id = c.contact_id AND n.purpose = c.purpose AND n.channel = c.channel)
            ORDER BY purpose, channel
            """,
            command => command.Set("@contact", contact.ToString()),
            row => new ConsentEntry(row.GetString(0), row.GetString(1), row.GetInt64(2) == 1, row.GetString(3), row.InstantAt(4)))];
}
