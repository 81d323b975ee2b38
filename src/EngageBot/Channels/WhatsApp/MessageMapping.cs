using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using EngageBot.Messaging;
using static EngageBot.Channels.WhatsApp.WebhookJson;

namespace EngageBot.Channels.WhatsApp;

/// <summary>WhatsApp's words into ours. Pure; what has neither a sender nor an id is the only thing it refuses.</summary>
internal static partial class MessageMapping
{
    /// <param name="value">The <c>value</c> around the message: it names the senders.</param>
    /// <exception cref="JsonException">The message lacks what every message has.</exception>
    public static Heard Map(JsonElement value, JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object) throw new JsonException("a message is no object");
        if (Text(message, "group_id") is not null) return Heard.Ignored.It;
        var type = Text(message, "type") ?? "unknown";
        if (type == "system") return MapSystem(message);
        var id = Text(message, "id") ?? throw new JsonException("a message without an id");
        var who = PersonOf(value, Text(message, "from"), Text(message, "from_user_id"), Text(message, "from_parent_user_id"));
        if (who.IsNobody) throw new JsonException("a message of nobody");
        // Bounded from above: a clock of theirs that runs ahead must not hold the window open.
        var at = Instant(message, "timestamp") ?? throw new JsonException("a message without a time");
        var from = new Sender(who.WaId ?? who.UserId!, who.Name, null);
        switch (type)
        {
            case "reaction" or "revoke":
                return Heard.Ignored.It;
            case "edit":
                return MapEdit(message, who, id, at, from);
            case "request_welcome":
                return new Heard.Content(who, id, at, new InboundContent.Opened(from, null), Opens: true);
            default:
                return new Heard.Content(who, id, at, MapContent(message, type, from, id, at), Opens: true);
        }
    }

    /// <summary>The person of a message or receipt; the list of contacts beside it knows more of them.</summary>
    public static WhatsAppPerson PersonOf(JsonElement value, string? waId, string? userId, string? parentUserId)
    {
        waId = Digits(waId);
        JsonElement? card = null;
        var contacts = 0;
        foreach (var contact in Items(value, "contacts"))
        {
            contacts++;
            if ((waId is not null && Digits(Text(contact, "wa_id")) == waId) || (userId is not null && Text(contact, "user_id") == userId)) card = contact;
        }
        // A number that is withheld leaves one card that can be nobody else's.
        if (card is null && contacts == 1 && waId is null && userId is null) card = First(value, "contacts");
        if (card is not { } known) return new(waId, userId, parentUserId, null);
        return new(
            waId ?? Digits(Text(known, "wa_id")), userId ?? Text(known, "user_id"), parentUserId ?? Text(known, "parent_user_id"),
            Text(Object(known, "profile"), "name") is { } name ? TextSplitter.Shorten(name, 200) : null);
    }

    /// <summary>A phone number as an id: digits only.</summary>
    public static string? Digits(string? text) =>
        text?.TrimStart('+') is { Length: > 0 and <= 20 } digits && digits.All(char.IsAsciiDigit) ? digits : null;

    private static InboundContent MapContent(JsonElement message, string type, Sender from, string id, DateTimeOffset at)
    {
        var body = Object(message, type);
        var caption = Text(body, "caption");
        switch (type)
        {
            case "text" when Text(body, "body") is { } words:
                return MapWords(words, from, id);
            case "image" when Text(body, "id") is { } file:
                return new InboundContent.SharedPhoto(from, file, caption, id);
            case "document" when Text(body, "id") is { } file:
                // A picture sent "as a file" answers a question for a picture all the same.
                return MimeOf(body) is "image/jpeg" or "image/png" or "image/webp"
                    ? new InboundContent.SharedPhoto(from, file, caption, id)
                    : new InboundContent.SharedFile(from, file, Text(body, "filename"), caption, id);
            case "video" when Text(body, "id") is { } file:
                return new InboundContent.SharedFile(from, file, null, caption, id);
            case "audio" when Text(body, "id") is { } file && !IsVoice(body):
                return new InboundContent.SharedFile(from, file, null, caption, id);
            case "audio":
                return new InboundContent.Unreadable(from, "voice", id);
            case "location" when Coordinate(body, "latitude") is { } latitude && Coordinate(body, "longitude") is { } longitude:
                return new InboundContent.SharedLocation(from, latitude, longitude, id);
            case "contacts":
                return MapCard(message, from, id);
            case "interactive" when Reply(body) is { } token:
                return new InboundContent.Tapped(from, token, id, Text(Object(message, "context"), "id"), at);
            case "button" when (Text(body, "payload") ?? Text(body, "text")) is { } token:
                return new InboundContent.Tapped(from, token, id, Text(Object(message, "context"), "id"), at);
            case "unsupported":
                return new InboundContent.Unreadable(from, Word(Text(body, "type")) ?? "unknown", id);
            default:
                return new InboundContent.Unreadable(from, Word(type) ?? "unknown", id);
        }
    }

    /// <summary>Opening a chat through a link is an ordinary text here: what the link carried stands in it alone.</summary>
    private static InboundContent MapWords(string words, Sender from, string id)
    {
        var said = words.Trim();
        if (said.StartsWith("ref_", StringComparison.Ordinal) && TypedCommand.IsPayload(said)) return new InboundContent.Opened(from, said);
        if (TypedCommand.Read(words) is not { } command) return new InboundContent.Said(from, words, id);
        return command.Name == "start" ? new InboundContent.Opened(from, command.Payload) : new InboundContent.Said(from, command.ToString(), id);
    }

    /// <summary>A card of the address book proves nothing about who sent it, not even one's own.</summary>
    private static InboundContent MapCard(JsonElement message, Sender from, string id)
    {
        foreach (var card in Items(message, "contacts"))
            foreach (var phone in Items(card, "phones"))
                if ((Text(phone, "wa_id") ?? Text(phone, "phone")) is { } number) return new InboundContent.SharedContact(from, number, Own: false, id);
        return new InboundContent.Unreadable(from, "contact", id);
    }

    private static Heard MapEdit(JsonElement message, WhatsAppPerson who, string id, DateTimeOffset at, Sender from)
    {
        var edit = Object(message, "edit");
        var now = Object(edit, "message");
        if (Text(edit, "original_message_id") is not { } original || Text(now, "type") is not { } type) return Heard.Ignored.It;
        var whole = MapContent(now, type, from, original, at);
        var words = whole switch
        {
            InboundContent.Said said => said.Words,
            InboundContent.SharedPhoto photo => photo.Caption,
            InboundContent.SharedFile file => file.Caption,
            _ => null,
        };
        return words is { Length: > 0 } ? new Heard.Edit(who, id, at, original, words, whole) : Heard.Ignored.It;
    }

    private static Heard MapSystem(JsonElement message)
    {
        var system = Object(message, "system");
        var type = Text(system, "type");
        if (type is not ("user_changed_number" or "user_changed_user_id" or "customer_changed_number")) return Heard.Ignored.It;
        var before = Text(message, "from_user_id") ?? Text(system, "previous_user_id");
        var after = Text(system, "user_id");
        if (before is null && Text(system, "body") is { } words && ChangeOfId().Match(words) is { Success: true } change)
            (before, after) = (change.Groups[1].Value, after ?? change.Groups[2].Value);
        var from = Digits(Text(message, "from"));
        var number = type == "user_changed_user_id" ? Digits(Text(system, "new_wa_id")) : Digits(Text(system, "new_wa_id")) ?? Digits(Text(system, "wa_id"));
        // With another id the number may stay the same, and is named again.
        from ??= type == "user_changed_user_id" ? Digits(Text(system, "wa_id")) : null;
        var old = new WhatsAppPerson(from, before == after ? null : before, null, null);
        var now = new WhatsAppPerson(number, after, Text(system, "parent_user_id"), null);
        return old.IsNobody || now.IsNobody ? Heard.Ignored.It : new Heard.Renamed(old, now);
    }

    private static string? Reply(JsonElement interactive) => Text(interactive, "type") switch
    {
        "button_reply" => Text(Object(interactive, "button_reply"), "id"),
        "list_reply" => Text(Object(interactive, "list_reply"), "id"),
        _ => null,
    };

    private static bool IsVoice(JsonElement audio) => audio.TryGetProperty("voice", out var voice) && voice.ValueKind == JsonValueKind.True;

    private static string? MimeOf(JsonElement file) => Text(file, "mime_type") is { } type ? type.Split(';')[0].Trim().ToLower(CultureInfo.InvariantCulture) : null;

    private static double? Coordinate(JsonElement place, string name) => place.TryGetProperty(name, out var value) switch
    {
        true when value.ValueKind == JsonValueKind.Number => value.GetDouble(),
        true when value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    /// <summary>A kind as we would show it; what looks otherwise is nobody's kind.</summary>
    private static string? Word(string? kind) => kind is { Length: > 0 and <= 40 } && kind.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? kind : null;

    [GeneratedRegex(@"changed from ([A-Z]{2}\.[A-Za-z0-9.]{1,140}) to ([A-Z]{2}\.[A-Za-z0-9.]{1,140})", RegexOptions.CultureInvariant)]
    private static partial Regex ChangeOfId();
}
