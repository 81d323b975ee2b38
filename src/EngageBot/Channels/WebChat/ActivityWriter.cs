using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EngageBot.Dialogs.Engine;

namespace EngageBot.Channels.WebChat;

/// <summary>From our words to Direct Line activities.</summary>
internal static class ActivityWriter
{
    /// <summary>How every stored activity of the bot begins.</summary>
    public const string BotStart = """{"from":{"id":"bot","role":"bot"}""";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = WebChatJson.Default,
    };

    /// <summary>The user's own activity as everybody sees it: what the client sent, with our id, time, channel and sender.</summary>
    public static string Echo(JsonObject activity, string conversationId, string userId, string? name, string id, string timestamp)
    {
        activity["id"] = id;
        activity["timestamp"] = timestamp;
        activity["channelId"] = "directline";
        activity["conversation"] = new JsonObject { ["id"] = conversationId };
        var from = new JsonObject { ["id"] = userId };
        if (name is not null) from["name"] = name;
        from["role"] = "user";
        activity["from"] = from;
        return activity.ToJsonString(Plain);
    }

    /// <summary>A message of the bot.</summary>
    public static string Message(OutgoingMessage message, string conversationId, string userId, string? replyTo, string id, string timestamp)
    {
        var bold = Bold.Split(message.Text);
        var activity = FromBot("message", conversationId);
        activity["id"] = id;
        activity["timestamp"] = timestamp;
        activity["recipient"] = new JsonObject { ["id"] = userId };
        activity["locale"] = message.Language;
        activity["textFormat"] = bold.Count == 0 ? "plain" : "markdown";
        activity["text"] = bold.Count == 0 ? message.Text.Plain : Markdown(message.Text.Plain, bold);
        activity["inputHint"] = message.Expect == Expect.Nothing ? "acceptingInput" : "expectingInput";
        if (replyTo is not null) activity["replyToId"] = replyTo;
        if (message.Attachment is { } attachment) activity["attachments"] = new JsonArray([.. Attach(attachment)]);
        if (message.Buttons.Length > 0)
            activity["suggestedActions"] = new JsonObject { ["actions"] = new JsonArray([.. message.Buttons.Select(Action)]) };
        if (message.Expect is not (Expect.Nothing or Expect.Words) || message.InRows)
            activity["channelData"] = new JsonObject { ["expect"] = message.Expect.ToString().ToLowerInvariant(), ["inRows"] = message.InRows };
        return activity.ToJsonString(Plain);
    }

    /// <summary>In the place of a message that was taken away: clients show nothing for it.</summary>
    public static string Deleted(string conversationId, string id, string timestamp)
    {
        var activity = FromBot("messageDelete", conversationId);
        activity["id"] = id;
        activity["timestamp"] = timestamp;
        return activity.ToJsonString(Plain);
    }

    /// <summary>Three dots.</summary>
    public static string Typing(string conversationId) => FromBot("typing", conversationId).ToJsonString(Plain);

    /// <summary>A word over the screen. An event, because a message would take the open question's buttons away in Web Chat.</summary>
    public static string Notice(string conversationId, string text)
    {
        var activity = FromBot("event", conversationId);
        activity["name"] = "notice";
        activity["value"] = new JsonObject { ["text"] = text };
        return activity.ToJsonString(Plain);
    }

    /// <summary>An activity set as the stream and the poll carry it.</summary>
    public static string Set(ActivityPage page) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"activities":[{{string.Join(',', page.Activities)}}],"watermark":"{{page.Watermark}}"}""");

    /// <summary>A set with something that is not stored; without a watermark the client keeps its own.</summary>
    public static string Passing(string activity) => $$"""{"activities":[{{activity}}]}""";

    // "from" first: BotStart is how the stream tells the bot's words from the customer's without parsing them.
    private static JsonObject FromBot(string type, string conversationId) => new()
    {
        ["from"] = new JsonObject { ["id"] = "bot", ["role"] = "bot" },
        ["type"] = type,
        ["channelId"] = "directline",
        ["conversation"] = new JsonObject { ["id"] = conversationId },
    };

    // "messageBack" and not "postBack", so that the customer sees in Web Chat what was tapped: a postBack leaves no trace in the talk
    // (botframework-webchat 4.18, seen 2026-11).
    private static JsonObject Action(Button button) => button.Link is { } link
        ? new JsonObject { ["type"] = "openUrl", ["title"] = button.Label, ["value"] = link.AbsoluteUri }
        : new JsonObject
        {
            ["type"] = "messageBack", ["title"] = button.Label, ["text"] = button.Label, ["displayText"] = button.Label, ["value"] = button.Token,
        };

    private static IEnumerable<JsonObject> Attach(MessageAttachment attachment) => attachment.Kind switch
    {
        "picture" => [File(MediaType(attachment.Value, "image/jpeg"), attachment.Value, attachment.Label ?? "")],
        "document" => [File(MediaType(attachment.Value, "application/octet-stream"), attachment.Value,
            attachment.Label ?? attachment.Value[(attachment.Value.LastIndexOf('/') + 1)..])],
        "link" => [Card(null, attachment.Label ?? attachment.Value, attachment.Value)],
        "location" => [Card(null, attachment.Label ?? attachment.Value,
            $"https://www.openstreetmap.org/search?query={Uri.EscapeDataString(attachment.Value)}")],
        // With the value in large letters, for a till that cannot scan.
        "qr" when QrPicture.Of(attachment.Value) is { } picture =>
            [File("image/png", "data:image/png;base64," + Convert.ToBase64String(picture), attachment.Value), Card(attachment.Value, null, null)],
        _ => [Card(attachment.Value, null, null)],
    };

    private static JsonObject File(string contentType, string address, string name) =>
        new() { ["contentType"] = contentType, ["contentUrl"] = address, ["name"] = name };

    private static JsonObject Card(string? title, string? label, string? link)
    {
        var content = new JsonObject();
        if (title is not null) content["title"] = title;
        if (link is not null) content["buttons"] = new JsonArray(new JsonObject { ["type"] = "openUrl", ["title"] = label, ["value"] = link });
        return new() { ["contentType"] = "application/vnd.microsoft.card.hero", ["content"] = content };
    }

    private static string MediaType(string address, string otherwise) => Path.GetExtension(address.Split('?', '#')[0]).ToUpperInvariant() switch
    {
        ".PNG" => "image/png",
        ".JPG" or ".JPEG" => "image/jpeg",
        ".GIF" => "image/gif",
        ".WEBP" => "image/webp",
        ".SVG" => "image/svg+xml",
        ".PDF" => "application/pdf",
        _ => otherwise,
    };

    // Everything that Markdown could read is escaped; only our own stars mean anything. A lone line end is a soft break in Markdown.
    private static string Markdown(string plain, List<BoldStretch> bold)
    {
        var text = new StringBuilder(plain.Length + 16);
        var stretch = 0;
        for (var i = 0; i <= plain.Length; i++)
        {
            if (stretch < bold.Count && i == bold[stretch].Start + bold[stretch].Length)
            {
                text.Append("**");
                stretch++;
            }
            if (stretch < bold.Count && i == bold[stretch].Start) text.Append("**");
            if (i == plain.Length) break;
            if (plain[i] == '\n') text.Append("  \n");
            else if (char.IsAscii(plain[i]) && (char.IsPunctuation(plain[i]) || char.IsSymbol(plain[i]))) text.Append('\\').Append(plain[i]);
            else text.Append(plain[i]);
        }
        return text.ToString();
    }

    /// <summary>Bold stretches as Markdown can carry them: within a line, without spaces at their ends, none empty, in order.</summary>
    private static class Bold
    {
        public static List<BoldStretch> Split(FormattedText text)
        {
            var stretches = new List<BoldStretch>();
            foreach (var stretch in text.Bold.OrderBy(b => b.Start))
            {
                var start = Math.Max(stretch.Start, stretches.Count > 0 ? stretches[^1].Start + stretches[^1].Length : 0);
                var end = Math.Min(stretch.Start + stretch.Length, text.Plain.Length);
                while (start < end)
                {
                    var line = text.Plain.IndexOf('\n', start, end - start);
                    var (from, to) = (start, line < 0 ? end : line);
                    start = to + 1;
                    while (from < to && char.IsWhiteSpace(text.Plain[from])) from++;
                    while (to > from && char.IsWhiteSpace(text.Plain[to - 1])) to--;
                    if (from < to) stretches.Add(new(from, to - from));
                }
            }
            return stretches;
        }
    }
}
