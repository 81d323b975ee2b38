using System.Collections.Immutable;
using EngageBot.Conversations.Policy;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations.Windows;

/// <summary>What would become of a list's messages in chats whose channel takes free words only for a while.</summary>
/// <param name="Open">Their window is open: the words go as they are.</param>
/// <param name="ByTemplate">It is closed, and the template goes.</param>
/// <param name="Later">It is closed, and the template waits, by the reason.</param>
/// <param name="LeftOut">It is closed, and nothing can go, by the reason.</param>
internal sealed record WindowForecast(int Open, int ByTemplate, ImmutableSortedDictionary<string, int> Later, ImmutableSortedDictionary<string, int> LeftOut);

/// <summary>Draws up a <see cref="WindowForecast"/>, page by page; it judges as <see cref="WindowGate"/> does, and writes nothing.</summary>
/// <param name="template">What stands in for the words.</param>
/// <param name="languageOf">The language of the words for somebody who speaks this one.</param>
internal sealed class WindowTally(WindowSettings settings, string template, Func<string?, string> languageOf)
{
    /// <summary>Chats asked about in one statement; the writer of the embedded database takes 64 parameters.</summary>
    private const int Slice = 60;

    private static readonly string _names = string.Join(", ", Enumerable.Range(0, Slice).Select(n => $"@c{n}"));

    private static readonly string _chats = $"""
        SELECT h.account_id, u.heard_at, k.language,
          CASE WHEN EXISTS (SELECT 1 FROM offer_pauses p WHERE p.account_id = h.account_id AND p.chat_key IN ('', h.external_id) AND p.until > @now) THEN 1 ELSE 0 END,
          CASE WHEN EXISTS (SELECT 1 FROM consents c WHERE c.contact_id = h.contact_id AND c.channel = 'whatsapp' AND c.granted = 1 AND NOT EXISTS (
            SELECT 1 FROM consents n WHERE n.contact_id = c.contact_id AND n.purpose = c.purpose AND n.channel = c.channel AND n.id > c.id)) THEN 1 ELSE 0 END
        FROM chats h JOIN contacts k ON k.id = h.contact_id LEFT JOIN whatsapp_users u ON u.account_id = h.account_id AND u.chat_key = h.external_id
        WHERE h.id IN ({_names})
        """;

    private readonly Dictionary<(long Account, string Language), MessageTemplate?> _templates = [];
    private readonly Dictionary<NoSend, int> _later = [];
    private readonly Dictionary<NoSend, int> _never = [];
    private int _open;
    private int _byTemplate;

    /// <summary>More people of the list who would be written to.</summary>
    public void Add(RowSource source, IEnumerable<ChatAddress> chats, bool isOffer, DateTimeOffset now)
    {
        foreach (var slice in chats.Where(chat => chat.HasWindow).Select(chat => chat.ChatId).Chunk(Slice))
            foreach (var (account, heard, language, paused, agreed) in source.Rows(_chats, command =>
            {
                command.Set("@now", now);
                for (var n = 0; n < Slice; n++) command.Set($"@c{n}", n < slice.Length ? slice[n] : 0L);
            }, row => (row.GetInt64(0), row.InstantOrNullAt(1), row.TextAt(2), row.GetInt64(3) == 1, row.GetInt64(4) == 1)))
            {
                if (isOffer && paused) Count(_later, NoSend.PlatformPause);
                else if (heard is { } at && settings.EndOf(at) > now) _open++;
                else Closed(source, account, settings.LanguageOf(languageOf(language)), agreed);
            }
    }

    /// <returns><see langword="null"/> if nobody of the list would be written to on such a channel.</returns>
    public WindowForecast? Result(RowSource source, bool isOffer, DateTimeOffset now)
    {
        if (_open + _byTemplate + _later.Count + _never.Count == 0) return null;
        var room = (int)Math.Min(WindowGate.Room(source, settings, isOffer, now) ?? int.MaxValue, _byTemplate);
        var later = new Dictionary<NoSend, int>(_later);
        if (room < _byTemplate) later[NoSend.MessagingLimit] = _byTemplate - room;
        return new(_open, room, Words(later), Words(_never));
    }

    private void Closed(RowSource source, long account, string language, bool agreed)
    {
        if (!_templates.TryGetValue((account, language), out var known)) _templates[(account, language)] = known = TemplateRows.Find(source, account, template, language);
        if (known is null) Count(_never, NoSend.NoTemplate);
        else if (known.Status != TemplateStatus.Approved) Count(_later, NoSend.TemplateNotApproved);
        else if (!agreed) Count(_never, NoSend.NoConsent);
        else _byTemplate++;
    }

    private static void Count(Dictionary<NoSend, int> counts, NoSend reason) => counts[reason] = counts.GetValueOrDefault(reason) + 1;

    private static ImmutableSortedDictionary<string, int> Words(Dictionary<NoSend, int> counts) =>
        counts.ToImmutableSortedDictionary(count => SnakeCase.Of(count.Key.ToString()), count => count.Value, StringComparer.Ordinal);
}
