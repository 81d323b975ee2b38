using System.Text.Json;
using System.Text.RegularExpressions;

namespace EngageBot.Tests.Support.FakeWhatsApp;

/// <summary>What the Cloud API refuses, field by field (Meta's documentation and OpenAPI, read 2026-11).</summary>
internal static partial class GraphChecks
{
    private static readonly string[] Common = ["messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data"];

    /// <returns>Why the message is refused, or <see langword="null"/>.</returns>
    public static string? Message(JsonElement body)
    {
        if (Text(body, "messaging_product") != "whatsapp") return "messaging_product must be whatsapp";
        if (Text(body, "status") is not null) return Read(body);
        if (Text(body, "recipient_type") != "individual") return "recipient_type must be individual";
        if (body.TryGetProperty("to", out _) == body.TryGetProperty("recipient", out _)) return "one of to and recipient is needed, not both";
        if (Text(body, "to") is { } to && !Phone().IsMatch(to)) return "to must begin with a plus and the country code";
        if (Text(body, "recipient") is { } recipient && !UserId().IsMatch(recipient)) return "recipient is no user id";
        if (Text(body, "biz_opaque_callback_data") is { Length: > 512 }) return "biz_opaque_callback_data has at most 512 characters";
        if (Text(body, "type") is not { } type) return "type is missing";
        foreach (var field in body.EnumerateObject())
            if (field.Name != type && !Common.Contains(field.Name)) return $"unknown field {field.Name}";
        if (!body.TryGetProperty(type, out var content) || content.ValueKind != JsonValueKind.Object) return $"{type} is missing";
        return type switch
        {
            "text" => Only(content, "body", "preview_url") ?? Length(content, "body", 1, 4096),
            "image" => Media(content, "caption") ?? Length(content, "caption", 0, 1024),
            "document" => Media(content, "caption", "filename") ?? Length(content, "caption", 0, 1024),
            "reaction" => Only(content, "message_id", "emoji") ?? (Text(content, "message_id") is { Length: > 0 } && Text(content, "emoji") is { Length: <= 16 } ? null : "a sign needs a message and an emoji, which may be empty"),
            "location" => Only(content, "latitude", "longitude", "name", "address"),
            "interactive" => Interactive(content),
            "template" => Template(content),
            _ => $"type {type} is unknown",
        };
    }

    private static string? Read(JsonElement body) =>
        Only(body, "messaging_product", "status", "message_id", "typing_indicator")
        ?? (body.TryGetProperty("typing_indicator", out var sign) && Text(sign, "type") != "text" ? "a typing sign has the type text" : null)
        ?? (Text(body, "status") != "read" || Text(body, "message_id") is not { Length: > 0 } ? "status must be read, of a message" : null);

    private static string? Interactive(JsonElement content)
    {
        if (Only(content, "type", "header", "body", "footer", "action") is { } wrong) return wrong;
        var (type, body, action) = (Text(content, "type"), content.GetProperty("body"), content.GetProperty("action"));
        if (Length(body, "text", 1, type == "list" ? 4096 : 1024) is { } tooLong) return tooLong;
        if (string.IsNullOrWhiteSpace(Text(body, "text"))) return "the body has no words";
        if (content.TryGetProperty("header", out var header) && type != "button") return $"a {type} with a header of {Text(header, "type")}";
        return type switch
        {
            "button" => Only(action, "buttons") ?? Buttons(action.GetProperty("buttons")),
            "list" => Only(action, "button", "sections") ?? Length(action, "button", 1, 20) ?? Rows(action.GetProperty("sections")),
            "cta_url" => Text(action, "name") != "cta_url" ? "the action's name must be cta_url"
                : Length(action.GetProperty("parameters"), "display_text", 1, 20) ?? (Uri.TryCreate(Text(action.GetProperty("parameters"), "url"), UriKind.Absolute, out _) ? null : "no url"),
            _ => $"interactive type {type} is unknown",
        };
    }

    private static string? Buttons(JsonElement buttons)
    {
        var replies = buttons.EnumerateArray().Select(b => b.GetProperty("reply")).ToList();
        if (replies.Count is 0 or > 3) return $"{replies.Count} buttons";
        if (buttons.EnumerateArray().Any(b => Text(b, "type") != "reply")) return "a button that is no reply";
        return replies.Select(r => Length(r, "title", 1, 20) ?? Length(r, "id", 1, 256)).FirstOrDefault(w => w is not null) ?? Different(replies);
    }

    private static string? Rows(JsonElement sections)
    {
        var rows = sections.EnumerateArray().SelectMany(s => s.GetProperty("rows").EnumerateArray()).ToList();
        if (rows.Count is 0 or > 10 || sections.GetArrayLength() > 10) return $"{rows.Count} rows";
        if (sections.GetArrayLength() > 1 && sections.EnumerateArray().Any(s => Text(s, "title") is null)) return "a section without a title";
        return rows.Select(r => Length(r, "title", 1, 24) ?? Length(r, "id", 1, 200) ?? Length(r, "description", 0, 72)).FirstOrDefault(w => w is not null) ?? Different(rows);
    }

    private static string? Different(List<JsonElement> options) =>
        options.DistinctBy(o => Text(o, "title")).Count() != options.Count ? "two labels are the same"
        : options.DistinctBy(o => Text(o, "id")).Count() != options.Count ? "two ids are the same"
        : options.Any(o => Text(o, "title")!.Contains('\n', StringComparison.Ordinal)) ? "a label of two lines" : null;

    private static string? Template(JsonElement content)
    {
        if (Only(content, "name", "language", "components") is { } wrong) return wrong;
        if (Text(content, "name") is not { } name || !TemplateName().IsMatch(name)) return "no template name";
        if (Text(content.GetProperty("language"), "code") is null) return "no language code";
        if (!content.TryGetProperty("components", out var components)) return null;
        foreach (var parameter in components.EnumerateArray().SelectMany(c => c.GetProperty("parameters").EnumerateArray()))
            if (Text(parameter, "text") is { } text && (text.Length == 0 || text.AsSpan().IndexOfAny('\n', '\t') >= 0 || text.Contains("     ", StringComparison.Ordinal))) return "a parameter with a line break, a tab or a long gap";
        return null;
    }

    private static string? Media(JsonElement content, params string[] besides)
    {
        if (content.TryGetProperty("id", out _) == content.TryGetProperty("link", out _)) return "one of id and link is needed, not both";
        if (Text(content, "link") is { } link && !link.StartsWith("http", StringComparison.Ordinal)) return "a link that is no web address";
        return Only(content, ["id", "link", .. besides]);
    }

    private static string? Only(JsonElement json, params string[] names)
    {
        foreach (var field in json.EnumerateObject())
            if (!names.Contains(field.Name)) return $"unknown field {field.Name}";
        return null;
    }

    /// <summary>What is read counts by code points; labels and ids by UTF-16 units, the stricter reading.</summary>
    private static string? Length(JsonElement json, string name, int least, int most)
    {
        var words = Text(json, name) ?? "";
        var length = name is "body" or "caption" or "text" ? words.EnumerateRunes().Count() : words.Length;
        return length < least || length > most ? $"{name} has {length} characters, {least} to {most} are allowed" : null;
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"^\+[1-9][0-9]{6,16}$")]
    private static partial Regex Phone();

    [GeneratedRegex(@"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$")]
    private static partial Regex UserId();

    [GeneratedRegex("^[a-z0-9_]{1,512}$")]
    private static partial Regex TemplateName();
}
