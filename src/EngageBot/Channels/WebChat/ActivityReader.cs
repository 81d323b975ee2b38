using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using EngageBot.Messaging;

namespace EngageBot.Channels.WebChat;

/// <summary>From a client's activity to what happened.</summary>
internal static partial class ActivityReader
{
    private const int LongestName = 64;

    /// <summary>As many as an upload has: each is a message of its own to the bot.</summary>
    private const int MostAttachments = 10;

    /// <summary>What a link may carry on Telegram, too.</summary>
    public const int LongestPayload = 64;
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>The activity, or what is wrong with it as a Direct Line error code.</summary>
    public static (JsonObject? Activity, string? Code) Parse(ReadOnlySpan<byte> body)
    {
        // The parser reads letters only when somebody asks for them.
        if (!Utf8.IsValid(body)) return (null, "BadSyntax");
        try
        {
            if (JsonNode.Parse(body, null, Strict) is not JsonObject activity) return (null, "BadSyntax");
            _ = activity.ToJsonString();        // finds halves of surrogate pairs now rather than while storing
            if (activity["type"] is null) return (null, "MissingProperty");
            return Text(activity["type"]) is null ? (null, "BadArgument") : (activity, null);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or ArgumentException)
        {
            return (null, "BadSyntax");
        }
    }

    public static string TypeOf(JsonObject activity) => Text(activity["type"])!;

    /// <summary>Typing comes and goes, and a conversation update is the service's own word to a bot: neither is stored.</summary>
    public static bool IsPassing(JsonObject activity) => TypeOf(activity) is "typing" or "conversationUpdate";

    /// <summary>The id the client gave its own activity: what it waits to see again.</summary>
    public static string? ClientId(JsonObject activity) => Text((activity["channelData"] as JsonObject)?["clientActivityID"]);

    public static Sender SenderOf(JsonObject activity, string userId, string? tokenName)
    {
        var name = tokenName ?? Text((activity["from"] as JsonObject)?["name"]);
        var language = Text((activity["value"] as JsonObject)?["language"]) ?? Text(activity["locale"]);
        var isName = !string.IsNullOrWhiteSpace(name) && name.Length <= LongestName;
        return new(userId, isName ? name : null, language is { Length: > 0 and <= 35 } ? language : null);
    }

    /// <summary>What the activity means to the bot; empty if it means nothing.</summary>
    /// <param name="id">The id it was given.</param>
    /// <param name="fileOf">Our own file behind an attachment's address, if it is one.</param>
    public static IEnumerable<InboundContent> Read(JsonObject activity, Sender from, string id, Func<string, string?> fileOf) =>
        TypeOf(activity) switch
        {
            "message" => ReadMessage(activity, from, id, fileOf),
            "event" when Text(activity["name"]) == "webchat/join" =>
                [new InboundContent.Opened(from, Text((activity["value"] as JsonObject)?["payload"]) is { Length: <= LongestPayload } payload ? payload : null)],
            _ => [],
        };

    private static IEnumerable<InboundContent> ReadMessage(JsonObject activity, Sender from, string id, Func<string, string?> fileOf)
    {
        var words = Text(activity["text"]);
        if (TokenOf(activity, words) is { } token) return [new InboundContent.Tapped(from, token, id, Text(activity["replyToId"]))];
        if (activity["attachments"] is JsonArray { Count: > 0 } attachments) return ReadAttachments(attachments, words, from, id, fileOf);
        return string.IsNullOrWhiteSpace(words) ? [] : [new InboundContent.Said(from, words, id)];
    }

    private static string? TokenOf(JsonObject activity, string? words)
    {
        var data = activity["channelData"] as JsonObject;
        if (Text(data?["token"]) is { } token && LooksLikeAToken().IsMatch(token)) return token;
        var isTap = data?["postBack"] is JsonValue flag && flag.TryGetValue<bool>(out var posted) && posted || data?["messageBack"] is not null;
        if (!isTap) return null;
        var value = Text(activity["value"]) ?? Text((activity["value"] as JsonObject)?["token"]) ?? words;
        return value is not null && LooksLikeAToken().IsMatch(value) ? value : null;
    }

    private static IEnumerable<InboundContent> ReadAttachments(
        JsonArray attachments, string? words, Sender from, string id, Func<string, string?> fileOf)
    {
        var caption = string.IsNullOrWhiteSpace(words) ? null : words;
        var read = false;
        foreach (var attachment in attachments.OfType<JsonObject>().Take(MostAttachments))
        {
            if (Text(attachment["contentUrl"]) is not { } address || fileOf(address) is not { } file) continue;
            var kind = Text(attachment["contentType"]) ?? "";
            yield return kind.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
                ? new InboundContent.SharedPhoto(from, file, caption, id)
                : new InboundContent.SharedFile(from, file, Text(attachment["name"]), caption, id);
            (read, caption) = (true, null);
        }
        if (read) yield break;
        // A file that lies elsewhere is not fetched: an address from outside must not make us call anybody.
        yield return caption is null ? new InboundContent.Unreadable(from, "attachment", id) : new InboundContent.Said(from, caption, id);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // Ours are 22 bytes in base64url; a site's own buttons may post words instead.
    [GeneratedRegex("^[A-Za-z0-9_-]{24,64}$", RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeAToken();
}
