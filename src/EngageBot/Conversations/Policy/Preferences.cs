using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Conversations.Policy;

/// <summary>Writes how a contact wants to be written to. After each change what was put off is asked about again.</summary>
internal static class Preferences
{
    /// <summary>Where contacts may want to be written to; the bot serves some of them, the shop's people the others.</summary>
    public static ImmutableArray<string> Channels { get; } = ["telegram", "whatsapp", "web", "phone", "sms", "email"];

    /// <summary>A break from offers and questions; <see langword="null"/> ends it.</summary>
    public static void Pause(WriteScope scope, BusinessId business, ContactId contact, DateTimeOffset? until, DateTimeOffset now)
    {
        scope.Command("""
            INSERT INTO contact_preferences (contact_id, business_id, paused_until, changed_at) VALUES (@contact, @business, @until, @now)
            ON CONFLICT (contact_id) DO UPDATE SET paused_until = excluded.paused_until, changed_at = excluded.changed_at
            """).Set("@contact", contact.ToString()).Set("@business", business.ToString()).Set("@until", until).Set("@now", now).ExecuteNonQuery();
        AskAgain(scope, contact, now);
    }

    /// <summary>Quiet hours of their own; <see langword="null"/> goes back to the business's.</summary>
    public static void Quiet(WriteScope scope, BusinessId business, ContactId contact, QuietHours? hours, DateTimeOffset now)
    {
        scope.Command("""
            INSERT INTO contact_preferences (contact_id, business_id, quiet_from, quiet_to, changed_at) VALUES (@contact, @business, @from, @to, @now)
            ON CONFLICT (contact_id) DO UPDATE SET quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, changed_at = excluded.changed_at
            """)
            .Set("@contact", contact.ToString()).Set("@business", business.ToString()).Set("@from", (object?)(long?)hours?.From).Set("@to", (object?)(long?)hours?.To)
            .Set("@now", now).ExecuteNonQuery();
        AskAgain(scope, contact, now);
    }

    /// <summary>One of <see cref="Channels"/>, or <see langword="null"/> for whichever chat rings.</summary>
    public static void Channel(WriteScope scope, BusinessId business, ContactId contact, string? channel, DateTimeOffset now)
    {
        scope.Command("""
            INSERT INTO contact_preferences (contact_id, business_id, channel, changed_at) VALUES (@contact, @business, @channel, @now)
            ON CONFLICT (contact_id) DO UPDATE SET channel = excluded.channel, changed_at = excluded.changed_at
            """).Set("@contact", contact.ToString()).Set("@business", business.ToString()).Set("@channel", channel).Set("@now", now).ExecuteNonQuery();
        AskAgain(scope, contact, now);
    }

    /// <summary>How often they want news: <c>week</c>, <c>month</c> or <c>never</c>.</summary>
    public static void Digest(WriteScope scope, BusinessId business, ContactId contact, string every, DateTimeOffset now) =>
        scope.Command("""
            INSERT INTO contact_preferences (contact_id, business_id, digest, changed_at) VALUES (@contact, @business, @every, @now)
            ON CONFLICT (contact_id) DO UPDATE SET digest = excluded.digest
            """).Set("@contact", contact.ToString()).Set("@business", business.ToString()).Set("@every", every).Set("@now", now).ExecuteNonQuery();

    /// <summary>An IANA zone, or <see langword="null"/> for the business's.</summary>
    public static void Zone(WriteScope scope, BusinessId business, ContactId contact, string? zone, DateTimeOffset now)
    {
        scope.Command("""
            INSERT INTO contact_preferences (contact_id, business_id, zone, changed_at) VALUES (@contact, @business, @zone, @now)
            ON CONFLICT (contact_id) DO UPDATE SET zone = excluded.zone, changed_at = excluded.changed_at
            """).Set("@contact", contact.ToString()).Set("@business", business.ToString()).Set("@zone", zone).Set("@now", now).ExecuteNonQuery();
        AskAgain(scope, contact, now);
    }

    /// <summary>Switches a topic off, or on again.</summary>
    /// <returns>Whether it is wanted now.</returns>
    public static bool SwitchTopic(WriteScope scope, BusinessId business, ContactId contact, string topic, DateTimeOffset now)
    {
        var off = (Of(scope, contact)?.TopicsOff ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).ToList();
        var wanted = off.Remove(topic);
        if (!wanted) off.Add(topic);
        scope.Command("""
            INSERT INTO contact_preferences (contact_id, business_id, topics_off, changed_at) VALUES (@contact, @business, @topics, @now)
            ON CONFLICT (contact_id) DO UPDATE SET topics_off = excluded.topics_off, changed_at = excluded.changed_at
            """)
            .Set("@contact", contact.ToString()).Set("@business", business.ToString()).Set("@topics", off.Count == 0 ? null : string.Join(',', off.Order(StringComparer.Ordinal)))
            .Set("@now", now).ExecuteNonQuery();
        return wanted;
    }

    /// <summary>What the contact has said, or <see langword="null"/>.</summary>
    public static ContactPreferences? Of(RowSource source, ContactId contact) => source.Query(
        "SELECT business_id, zone, quiet_from, quiet_to, channel, topics_off, paused_until, changed_at, digest FROM contact_preferences WHERE contact_id = @contact",
        command => command.Set("@contact", contact.ToString()),
        row => !row.Read() ? null : new ContactPreferences
        {
            ContactId = contact, BusinessId = new(Guid.Parse(row.GetString(0))), Zone = row.TextAt(1), QuietFrom = (int?)row.NumberAt(2), QuietTo = (int?)row.NumberAt(3),
            Channel = row.TextAt(4), TopicsOff = row.TextAt(5), PausedUntil = row.InstantOrNullAt(6), ChangedAt = row.InstantAt(7), Digest = row.TextAt(8),
        });

    /// <summary>What the gate had put off may be free to leave now.</summary>
    private static void AskAgain(WriteScope scope, ContactId contact, DateTimeOffset now) =>
        scope.Command("""
            UPDATE outbox SET due_at = @now WHERE id IN (
              SELECT o.id FROM chats c JOIN outbox o ON o.account_id = c.account_id AND o.chat_key = c.external_id
              WHERE c.contact_id = @contact AND o.state IN ('Queued', 'Sending') AND o.deferred = 1)
            """).Set("@contact", contact.ToString()).Set("@now", now).ExecuteNonQuery();
}
