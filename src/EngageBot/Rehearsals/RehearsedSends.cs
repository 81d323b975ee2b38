using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Dialogs.Model;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Rehearsals;

/// <summary>Whose chat it is.</summary>
internal sealed record RehearsedChat(ContactId Contact, TimeZoneInfo Zone);

/// <summary>Everything that would have been sent without anybody having asked: counted, and written into a file line by line.</summary>
internal sealed class RehearsedSends(TimeProvider clock, TextWriter? csv)
{
    private const string Head = "at_utc,local_time,zone,contact,source,occasion,purpose,language,words";

    private readonly Lock _gate = new();
    private readonly Dictionary<ContactId, List<DateTimeOffset>> _byContact = [];
    private Dictionary<long, RehearsedChat> _chats = [];
    private bool _begun;

    /// <summary>Offers, questions and what plays and broadcasts say.</summary>
    public int Count { get; private set; }

    /// <summary>Of these, by an approved template: WhatsApp took no free words to the customer then.</summary>
    public int ByTemplate { get; private set; }

    /// <summary>Answers and notices of what has just happened, such as points for a purchase.</summary>
    public int Others { get; private set; }

    /// <summary>When each contact was written to.</summary>
    public IReadOnlyDictionary<ContactId, List<DateTimeOffset>> ByContact => _byContact;

    /// <summary>Learns whose chats there are.</summary>
    public async Task LearnAsync(IStore store, CancellationToken cancellation) => _chats = (await store.ReadRowsAsync(
        """
        SELECT c.id, c.contact_id, COALESCE(p.zone, b.zone) FROM chats c JOIN businesses b ON b.id = c.business_id LEFT JOIN contact_preferences p ON p.contact_id = c.contact_id
        WHERE c.kind = 'Customer'
        """, _ => { },
        row => (Id: row.GetInt64(0), Chat: new RehearsedChat(new(Guid.Parse(row.GetString(1))), TimeZoneInfo.FindSystemTimeZoneById(row.GetString(2)))), cancellation))
        .ToDictionary(c => c.Id, c => c.Chat);

    /// <summary>A message leaves.</summary>
    public void Record(OutboundMessage message)
    {
        lock (_gate)
        {
            if (message.ChatId is not { } id || !_chats.TryGetValue(id, out var chat) || message.About is null && message.Kind != OutboundKind.Promotion)
            {
                Others++;
                return;
            }
            Count++;
            if (message.ByTemplate) ByTemplate++;
            var now = clock.GetUtcNow();
            if (!_byContact.TryGetValue(chat.Contact, out var sends)) _byContact[chat.Contact] = sends = [];
            sends.Add(now);
            Write(message, chat, now);
        }
    }

    private void Write(OutboundMessage message, RehearsedChat chat, DateTimeOffset now)
    {
        if (csv is null) return;
        if (!_begun) csv.WriteLine(Head);
        _begun = true;
        csv.WriteLine(string.Join(',',
            now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            LocalDays.Minute(now, chat.Zone), chat.Zone.Id, chat.Contact,
            Quoted(message.About?.Source ?? "dialog"), Quoted(message.About?.Occasion ?? message.Key), SnakeCase.Of((message.Content.Purpose ?? (message.Kind == OutboundKind.Promotion ? Purpose.Marketing : Purpose.Service)).ToString()),
            message.Content.Language, Quoted(message.Content.Text.Plain)));
    }

    // Words may begin as what a spreadsheet takes for a formula.
    private static string Quoted(string text) => $"\"{(text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
