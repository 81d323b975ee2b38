using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using EngageBot.Storage;

namespace EngageBot.Conversations.Policy;

/// <summary>Where a contact can be written to.</summary>
internal sealed record ChatAddress(long ChatId, long AccountId, string ChatKey, string Channel)
{
    /// <summary>See <see cref="EngageBot.Messaging.ChannelAccount.HasWindow"/>.</summary>
    public bool HasWindow => Channel == "whatsapp";
}

/// <summary>What is known of one of a contact's chats.</summary>
/// <param name="Consent"><c>granted</c>, or how the last no came (<c>dialog</c>, <c>stop</c>, <c>complaint</c> …); absent if nobody ever asked.</param>
internal sealed record ChatStanding(ChatAddress Address, bool Reachable, string? Consent);

/// <summary>Everything the policy looks at, of one contact.</summary>
/// <param name="Held">A person of the shop has the word in one of the chats.</param>
/// <param name="ReleasedAt">When a person last gave the word back.</param>
/// <param name="Chats">The one to write to first is the first: one that rings, and of those the newest.</param>
/// <param name="Sends">Offers and questions of the last days, the newest first.</param>
internal sealed record ContactStanding(
    ContactId Contact,
    TimeZoneInfo Zone,
    QuietHours? Quiet,
    string? Channel,
    string? TopicsOff,
    DateTimeOffset? PausedUntil,
    bool Held,
    DateTimeOffset? ReleasedAt,
    ImmutableArray<ChatStanding> Chats,
    IReadOnlyList<DateTimeOffset> Sends);

/// <summary>What is known of a chat at send time.</summary>
/// <param name="Sends">To its contact in the last days, the newest first, each with the message it was.</param>
internal sealed record ChatFacts(ContactStanding Standing, IReadOnlyList<(long Outbox, DateTimeOffset At)> Sends);

/// <summary>Reads what the policy looks at: of one chat at send time, of a list of contacts before that. Both read the same.</summary>
internal static class PolicyFacts
{
    /// <summary>Contacts asked about in one statement; the writer of the embedded database takes 64 parameters.</summary>
    private const int Slice = 60;

    /// <summary>Sends read of one contact; above every cap.</summary>
    private const int SendsMax = 100;

    // What both questions read of a chat, its contact and the business; the answer to consent is a word, so that it takes one look.
    private const string Columns = """
        SELECT c.contact_id, c.id, c.account_id, c.external_id, a.channel, c.unreachable_at, COALESCE(p.zone, b.zone), p.quiet_from, p.quiet_to, p.channel,
          p.topics_off, p.paused_until,
          (SELECT MIN(h.held_at) FROM chats h WHERE h.contact_id = c.contact_id), (SELECT MAX(h.released_at) FROM chats h WHERE h.contact_id = c.contact_id),
          (SELECT CASE WHEN s.granted = 1 THEN 'granted' ELSE s.source END FROM consents s
           WHERE s.contact_id = c.contact_id AND s.purpose = @purpose AND s.channel = a.channel ORDER BY s.id DESC LIMIT 1),
        """;

    private const string Tables = """
        FROM chats c JOIN channel_accounts a ON a.id = c.account_id JOIN businesses b ON b.id = c.business_id
          LEFT JOIN contact_preferences p ON p.contact_id = c.contact_id
        """;

    private const string OneChat = $"""
        {Columns}
          (SELECT r.content FROM rules r WHERE r.business_id = c.business_id AND r.kind = 'contact_policy' AND r.key = 'main' AND r.effective_from <= @now
           ORDER BY r.effective_from DESC, r.version DESC LIMIT 1)
        {Tables}
        WHERE c.id = @chat AND c.kind = 'Customer'
        """;

    // Only what was or may have been sent counts: the rows of messages that ended otherwise are kept, and left out here.
    private const string SendsOf = """
        FROM proactive_sends s LEFT JOIN outbox o ON o.id = s.outbox_id
        WHERE s.counted = 1 AND s.sent_at > @since AND (o.state IS NULL OR o.state <> 'Dead' AND o.state <> 'Expired' AND o.state <> 'Cancelled')
        """;

    private static readonly string _names = string.Join(", ", Enumerable.Range(0, Slice).Select(Name));

    private static readonly string _chatsOfMany = $"{Columns} NULL {Tables} WHERE c.contact_id IN ({_names}) AND c.kind = 'Customer' ORDER BY a.channel = 'web', c.id DESC";

    private static readonly string _manyChats = $"{Columns} NULL {Tables} WHERE c.id IN ({_names}) AND c.kind = 'Customer'";

    private static readonly string _sendsOfMany = $"SELECT s.contact_id, s.sent_at, s.outbox_id {SendsOf} AND s.contact_id IN ({_names}) ORDER BY s.sent_at DESC";

    /// <summary>What is known of the chat's contact, with this chat alone, and the business's rules.</summary>
    /// <param name="outboxId">The message asked about: it may have been begun before, and does not count against itself.</param>
    /// <returns><see langword="null"/> if there is no such chat of a customer.</returns>
    public static (ContactStanding Standing, ContactPolicyRules Rules)? OfChat(RowSource source, long chatId, string purpose, long outboxId, DateTimeOffset now)
    {
        var found = source.Query(OneChat, command => command.Set("@chat", chatId).Set("@purpose", purpose).Set("@now", now), row =>
            row.Read() ? (Standing(row, [Chat(row)], []), Rules: row.TextAt(15)) : ((ContactStanding Standing, string? Rules)?)null);
        if (found is not { } chat) return null;
        var sends = source.Rows(
            $"SELECT s.sent_at {SendsOf} AND s.contact_id = @contact AND s.outbox_id <> @outbox ORDER BY s.sent_at DESC LIMIT {SendsLimit}",
            command => command.Set("@contact", chat.Standing.Contact.ToString()).Set("@outbox", outboxId).Set("@since", Since(now)),
            row => row.InstantAt(0));
        return (chat.Standing with { Sends = sends }, chat.Rules is null ? ContactPolicyRules.Default : ContactPolicyRules.Kind.Stored(chat.Rules));
    }

    /// <summary>What is known of each of the contacts that has a chat.</summary>
    public static Dictionary<ContactId, ContactStanding> OfMany(RowSource source, IReadOnlyCollection<ContactId> contacts, string purpose, DateTimeOffset now)
    {
        var standings = new Dictionary<ContactId, ContactStanding>(contacts.Count);
        foreach (var slice in contacts.Chunk(Slice))
        {
            var sends = source.Rows(
                    _sendsOfMany, command => Bind(command.Set("@since", Since(now)), slice),
                    row => (Contact: new ContactId(Guid.Parse(row.GetString(0))), At: row.InstantAt(1)))
                .ToLookup(send => send.Contact, send => send.At);
            var chats = source.Rows(
                _chatsOfMany, command => Bind(command.Set("@purpose", purpose), slice), row => Standing(row, [Chat(row)], []));
            foreach (var chat in chats)
            {
                standings[chat.Contact] = standings.TryGetValue(chat.Contact, out var known)
                    ? known with { Chats = known.Chats.Add(chat.Chats[0]) }
                    : chat with { Sends = [.. sends[chat.Contact]] };
            }
        }
        return standings;
    }

    /// <summary>What is known of each chat of a customer, with that chat alone; and of what was sent to its contact which message each send is.</summary>
    public static Dictionary<long, ChatFacts> OfChats(RowSource source, IReadOnlyCollection<long> chats, string purpose, DateTimeOffset now)
    {
        var facts = new Dictionary<long, ChatFacts>(chats.Count);
        foreach (var slice in chats.Distinct().Chunk(Slice))
        {
            var standings = source.Rows(_manyChats, command => Bind(command.Set("@purpose", purpose), slice), row => Standing(row, [Chat(row)], []));
            var contacts = standings.Select(s => s.Contact).Distinct().ToArray();
            if (contacts.Length == 0) continue;
            var sends = source.Rows(
                    _sendsOfMany, command => Bind(command.Set("@since", Since(now)), contacts),
                    row => (Contact: new ContactId(Guid.Parse(row.GetString(0))), At: row.InstantAt(1), Outbox: row.GetInt64(2)))
                .ToLookup(send => send.Contact, send => (send.Outbox, send.At));
            foreach (var standing in standings) facts[standing.Chats[0].Address.ChatId] = new(standing, [.. sends[standing.Contact].Take(SendsMax)]);
        }
        return facts;
    }

    private static string SendsLimit { get; } = SendsMax.ToString(CultureInfo.InvariantCulture);

    // A day more than the longest span: it is counted in days of some zone.
    private static DateTimeOffset Since(DateTimeOffset now) => now.AddDays(-FrequencyCaps.DaysMax - 2);

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"@c{i}");

    private static void Bind(DbCommand command, ContactId[] slice)
    {
        // One statement for every slice: a short one names its last contact again.
        for (var i = 0; i < Slice; i++) command.Set(_each[i], slice[Math.Min(i, slice.Length - 1)].ToString());
    }

    private static void Bind(DbCommand command, long[] slice)
    {
        for (var i = 0; i < Slice; i++) command.Set(_each[i], slice[Math.Min(i, slice.Length - 1)]);
    }

    private static readonly ImmutableArray<string> _each = [.. Enumerable.Range(0, Slice).Select(Name)];

    private static ContactStanding Standing(DbDataReader row, ImmutableArray<ChatStanding> chats, IReadOnlyList<DateTimeOffset> sends) => new(
        new ContactId(Guid.Parse(row.GetString(0))), TimeZoneInfo.FindSystemTimeZoneById(row.GetString(6)),
        row.NumberAt(7) is { } from ? new QuietHours((int)from, (int)row.GetInt64(8)) : null,
        row.TextAt(9), row.TextAt(10), row.InstantOrNullAt(11), !row.IsDBNull(12), row.InstantOrNullAt(13), chats, sends);

    private static ChatStanding Chat(DbDataReader row) =>
        new(new(row.GetInt64(1), row.GetInt64(2), row.GetString(3), row.GetString(4)), row.IsDBNull(5), row.TextAt(14));
}
