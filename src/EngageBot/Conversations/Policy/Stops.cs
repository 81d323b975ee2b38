using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations.Policy;

/// <summary>How somebody came to hear no more of it, with what proves it.</summary>
/// <param name="How"><see cref="Stops.Stop"/>, <see cref="Stops.Complaint"/>, or <c>dialog</c> for an answer to a question.</param>
/// <param name="Channel">The channel it came by; absent where it came to the shop's people.</param>
/// <param name="Everywhere">It holds on every channel, not on that one alone.</param>
/// <param name="Wording">The shop's own note, where a person of it wrote it down.</param>
internal sealed record StopOrder(
    BusinessId Business, ContactId Contact, string Purpose, string How, string? Channel, bool Everywhere, string Language, long? InboxId = null, string Wording = "");

/// <summary>The customer wants no more of it: from this commit on nothing of it leaves, and what waited is called off (law 8).</summary>
/// <remarks>A stop is a no in the table of consents, nothing else; a later yes of the customer's own ends it. Their own conversation goes on.</remarks>
internal static class Stops
{
    /// <summary>They said so, by word, command or button.</summary>
    public const string Stop = "stop";

    /// <summary>They complained, here or to the platform.</summary>
    public const string Complaint = "complaint";

    /// <returns>How many messages that waited were called off.</returns>
    public static int Apply(WriteScope scope, StopOrder order, DateTimeOffset now)
    {
        foreach (var channel in Channels(scope, order))
        {
            scope.Command("""
                INSERT INTO consents (business_id, contact_id, purpose, channel, granted, wording, language, source, inbox_id, given_at)
                VALUES (@business, @contact, @purpose, @channel, 0, @wording, @language, @source, @inbox, @now)
                """)
                .Set("@business", order.Business.ToString()).Set("@contact", order.Contact.ToString()).Set("@purpose", order.Purpose).Set("@channel", channel)
                .Set("@wording", order.Wording).Set("@language", order.Language).Set("@source", order.How).Set("@inbox", order.InboxId).Set("@now", now)
                .ExecuteNonQuery();
        }
        return order.Purpose == "marketing" ? CallOff(scope, order, now) : 0;
    }

    /// <summary>Everywhere means where they have a chat, and where they once said yes.</summary>
    private static IEnumerable<string> Channels(WriteScope scope, StopOrder order)
    {
        if (!order.Everywhere) return order.Channel is { } one ? [one] : [];
        var channels = ((RowSource)scope).Rows(
            """
            SELECT a.channel FROM chats c JOIN channel_accounts a ON a.id = c.account_id WHERE c.contact_id = @contact
            UNION SELECT channel FROM consents WHERE contact_id = @contact AND purpose = @purpose
            """,
            command => command.Set("@contact", order.Contact.ToString()).Set("@purpose", order.Purpose), row => row.GetString(0));
        return order.Channel is { } own ? channels.Append(own).Distinct() : channels;
    }

    /// <summary>What waits in the outbox would be turned away at its time; it is taken out now, so that nobody counts on it.</summary>
    private static int CallOff(WriteScope scope, StopOrder order, DateTimeOffset now)
    {
        var waiting = ((RowSource)scope).Rows(
            """
            SELECT o.id, o.source, o.occasion, o.topic, o.key, a.channel FROM chats c
              JOIN channel_accounts a ON a.id = c.account_id JOIN outbox o ON o.account_id = c.account_id AND o.chat_key = c.external_id
            WHERE c.contact_id = @contact AND o.state IN ('Queued', 'Sending') AND o.state = 'Queued' AND o.kind = 'Promotion' AND COALESCE(o.occasion, '') <> 'change'
            """,
            command => command.Set("@contact", order.Contact.ToString()),
            row => (Id: row.GetInt64(0), About: row.TextAt(1) is { } source ? new Proactive(source, row.TextAt(2) ?? "", row.TextAt(3)) : new Proactive(NotSent.Dialogs, row.GetString(4)),
                Channel: row.GetString(5)));
        var calledOff = 0;
        foreach (var row in waiting.Where(row => order.Everywhere || row.Channel == order.Channel))
        {
            var no = new SendPermit.No(NoSend.Suppressed, $"The contact said stop while it waited ({order.How}).");
            if (scope.Command("UPDATE outbox SET state = 'Cancelled', deferred = 0, error = @why WHERE id = @id AND state = 'Queued'")
                .Set("@why", no.Why).Set("@id", row.Id).ExecuteNonQuery() == 0) continue;
            NotSent.Record(scope, order.Business, order.Contact, row.About, no, now);
            calledOff++;
        }
        return calledOff;
    }
}
