using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>What the methods do, with the limits and the words of the real server.</summary>
internal sealed partial class BotApiMethods(FakeTelegramServer server)
{
    private static readonly HashSet<string> Actions =
    [
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker",
        "find_location", "record_video_note", "upload_video_note",
    ];

    public async Task<Answer> PerformAsync(FakeCall call, IReadOnlyDictionary<string, byte[]> uploads, CancellationToken gone)
    {
        var p = call.Parameters;
        return call.Method.ToUpperInvariant() switch
        {
            "GETME" => Me(),
            "GETUPDATES" => await GetUpdatesAsync(p, gone),
            "SETWEBHOOK" => SetWebhook(p),
            "DELETEWEBHOOK" => DeleteWebhook(),
            "GETWEBHOOKINFO" => WebhookInfo(),
            "SENDMESSAGE" => SendMessage(p),
            "SENDPHOTO" => SendFile(p, "photo", uploads),
            "SENDDOCUMENT" => SendFile(p, "document", uploads),
            "SENDLOCATION" => SendLocation(p),
            "COPYMESSAGE" => Copy(p),
            "EDITMESSAGETEXT" => EditText(p),
            "EDITMESSAGECAPTION" => EditCaption(p),
            "DELETEMESSAGE" => Delete(p),
            "EDITMESSAGEREPLYMARKUP" => EditMarkup(p),
            "ANSWERCALLBACKQUERY" => AnswerTap(p),
            "SENDCHATACTION" => Refusal(p) ?? (Actions.Contains(p.GetProperty("action").GetString()!) ? Answer.True() : Answer.Bad("wrong parameter action in request")),
            "CREATEFORUMTOPIC" or "EDITFORUMTOPIC" or "CLOSEFORUMTOPIC" or "REOPENFORUMTOPIC" => Topic(call.Method.ToUpperInvariant(), p),
            "SETMESSAGEREACTION" => React(p),
            "GETFILE" => GetFile(p),
            "SETMYCOMMANDS" => SetCommands(p),
            _ => Answer.No(404, "Not Found: method not found"),
        };
    }

    private Answer Me()
    {
        var me = server.BotJson();
        me["can_join_groups"] = true;
        me["can_read_all_group_messages"] = false;
        me["supports_inline_queries"] = false;
        return Answer.Yes(me.ToJsonString());
    }

    private Task<Answer> GetUpdatesAsync(JsonElement p, CancellationToken gone)
    {
        if (p.TryGetProperty("allowed_updates", out var allowed)) server.Updates.Allow(allowed.EnumerateArray().Select(a => a.GetString()!));
        var limit = p.TryGetProperty("limit", out var l) ? Math.Clamp(l.GetInt32(), 1, 100) : 100;
        var timeout = p.TryGetProperty("timeout", out var t) ? Math.Clamp(t.GetInt32(), 0, 50) : 0;
        long? offset = p.TryGetProperty("offset", out var o) ? o.GetInt64() : null;
        return server.Updates.PollAsync(offset, limit, TimeSpan.FromSeconds(timeout), gone);
    }

    private Answer SetWebhook(JsonElement p)
    {
        var text = p.GetProperty("url").GetString()!;
        if (text.Length == 0) return DeleteWebhook();
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)) return Answer.Bad("invalid webhook URL specified");
        if (!server.IsOwnServer && url.Scheme != "https") return Answer.Bad("bad webhook: HTTPS url must be provided for webhook");
        if (!server.IsOwnServer && url.Port is not (443 or 80 or 88 or 8443)) return Answer.Bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443");
        var secret = p.TryGetProperty("secret_token", out var s) ? s.GetString()! : null;
        if (secret is { Length: > 256 }) return Answer.Bad("secret token is too long");
        if (secret is not null && !SecretForm().IsMatch(secret)) return Answer.Bad("secret token contains unallowed characters");
        if (p.TryGetProperty("allowed_updates", out var allowed)) server.Updates.Allow(allowed.EnumerateArray().Select(a => a.GetString()!));
        var connections = p.TryGetProperty("max_connections", out var m) ? Math.Clamp(m.GetInt32(), 1, 100) : 40;
        server.Updates.SetWebhook(new FakeWebhook(server, url, secret, connections));
        return Answer.True("Webhook was set");
    }

    private Answer DeleteWebhook()
    {
        if (server.Updates.Webhook is null) return Answer.True("Webhook is already deleted");
        server.Updates.SetWebhook(null);
        return Answer.True("Webhook was deleted");
    }

    private Answer WebhookInfo()
    {
        var webhook = server.Updates.Webhook;
        var info = new JsonObject { ["url"] = webhook?.Url.AbsoluteUri ?? "", ["has_custom_certificate"] = false, ["pending_update_count"] = server.Updates.PendingCount };
        if (webhook?.LastError is { } error)
        {
            info["last_error_date"] = server.UnixNow;
            info["last_error_message"] = error;
        }
        return Answer.Yes(info.ToJsonString());
    }

    private Answer SendMessage(JsonElement p)
    {
        var text = p.GetProperty("text").GetString()!;
        if (Encoding.UTF8.GetByteCount(text) > 32768) return Answer.Bad("text is too long");
        if (string.IsNullOrWhiteSpace(text)) return Answer.Bad("message text is empty");
        if (CodePoints(text) > 4096) return Answer.Bad("message is too long");
        return Refusal(p) ?? BadFormatting(p, "entities", text) ?? Keep(p, "text", text, "entities", null, null);
    }

    private Answer SendFile(JsonElement p, string kind, IReadOnlyDictionary<string, byte[]> uploads)
    {
        var caption = p.TryGetProperty("caption", out var c) ? c.GetString()! : "";
        if (CodePoints(caption) > 1024) return Answer.Bad("message caption is too long");
        var file = p.GetProperty(kind).GetString()!;
        var upload = uploads.GetValueOrDefault(kind);
        if (upload is { Length: 0 }) return Answer.Bad("file must be non-empty");
        if (upload is null && (file.Length == 0 || file.Contains(' ', StringComparison.Ordinal))) return Answer.Bad("wrong file identifier/HTTP URL specified");
        return Refusal(p) ?? BadFormatting(p, "caption_entities", caption) ?? Keep(p, kind, caption, "caption_entities", file, upload);
    }

    private Answer Copy(JsonElement p)
    {
        if (Refusal(p) is { } refusal) return refusal;
        var from = server.FindChat(p.GetProperty("from_chat_id").GetInt64());
        if (from?.Find(p.GetProperty("message_id").GetInt32()) is not { } original) return Answer.Bad("message to copy not found");
        if (original.Kind == "service") return Answer.Bad("message can't be copied");
        var caption = original.Kind == "text" ? original.Text : p.TryGetProperty("caption", out var c) ? c.GetString()! : original.Text;
        var answer = Keep(p, original.Kind, caption, "caption_entities", original.File, null);
        var id = JsonDocument.Parse(answer.Json).RootElement.GetProperty("result").GetProperty("message_id").GetInt32();
        return Answer.Yes(string.Create(CultureInfo.InvariantCulture, $$"""{"message_id":{{id}} }"""));
    }

    private Answer SendLocation(JsonElement p)
    {
        if (p.GetProperty("latitude").GetDouble() is < -90 or > 90 || p.GetProperty("longitude").GetDouble() is < -180 or > 180) return Answer.Bad("wrong location");
        return Refusal(p) ?? Keep(p, "location", "", "entities", $"{p.GetProperty("latitude")},{p.GetProperty("longitude")}", null);
    }

    private Answer EditText(JsonElement p)
    {
        if (!p.TryGetProperty("text", out var t) || string.IsNullOrWhiteSpace(t.GetString())) return Answer.Bad("message text is empty");
        var text = t.GetString()!;
        if (CodePoints(text) > 4096) return Answer.Bad("MESSAGE_TOO_LONG");
        if ((Refusal(p) ?? BadFormatting(p, "entities", text)) is { } refusal) return refusal;
        if (Editable(p, out var chat, out var message) is { } not) return not;
        if (message!.Kind != "text") return Answer.Bad("there is no text in the message to edit");
        var entities = p.TryGetProperty("entities", out var e) ? e : (JsonElement?)null;
        var markup = p.TryGetProperty("reply_markup", out var m) ? m : (JsonElement?)null;
        if (message.Text == text.Trim() && Same(message.Markup, markup) && Same(message.Entities, entities)) return NotModified;
        chat!.Edit(message, edited => (edited.Text, edited.Untrimmed, edited.Entities, edited.Markup) = (text.Trim(), text, entities, markup));
        return Answer.Yes(Json(message));
    }

    private Answer EditCaption(JsonElement p)
    {
        var text = p.TryGetProperty("caption", out var c) ? c.GetString()! : "";
        if (CodePoints(text) > 1024) return Answer.Bad("MESSAGE_TOO_LONG");
        if ((Refusal(p) ?? BadFormatting(p, "caption_entities", text)) is { } refusal) return refusal;
        if (Editable(p, out var chat, out var message) is { } not) return not;
        if (message!.Kind is "text" or "location" or "service") return Answer.Bad("there is no caption in the message to edit");
        var entities = p.TryGetProperty("caption_entities", out var e) ? e : (JsonElement?)null;
        var markup = p.TryGetProperty("reply_markup", out var m) ? m : (JsonElement?)null;
        if (message.Text == text.Trim() && Same(message.Markup, markup) && Same(message.Entities, entities)) return NotModified;
        chat!.Edit(message, edited => (edited.Text, edited.Untrimmed, edited.Entities, edited.Markup) = (text.Trim(), text, entities, markup));
        return Answer.Yes(Json(message));
    }

    /// <remarks>A bot deletes its own messages for 48 hours.</remarks>
    private Answer Delete(JsonElement p)
    {
        if (Refusal(p) is { } refusal) return refusal;
        var chat = server.FindChat(p.GetProperty("chat_id").GetInt64())!;
        if (chat.Find(p.GetProperty("message_id").GetInt32()) is not { } message) return Answer.Bad("message to delete not found");
        if (server.Now - message.At > TimeSpan.FromHours(48)) return Answer.Bad("message can't be deleted");
        chat.Remove(message);
        return Answer.True();
    }

    private Answer EditMarkup(JsonElement p)
    {
        if (Refusal(p) is { } refusal) return refusal;
        if (Editable(p, out var chat, out var message) is { } not) return not;
        var markup = p.TryGetProperty("reply_markup", out var m) ? m : (JsonElement?)null;
        if (Same(message!.Markup, markup)) return NotModified;
        chat!.Edit(message, edited => edited.Markup = markup);
        return Answer.Yes(Json(message));
    }

    private Answer AnswerTap(JsonElement p)
    {
        var text = p.TryGetProperty("text", out var t) ? t.GetString()! : "";
        if (text.Length > 200) return Answer.Bad("MESSAGE_TOO_LONG");
        var id = p.GetProperty("callback_query_id").GetString()!;
        if (!server.TakeTap(id)) return Answer.Bad("query is too old and response timeout expired or query ID is invalid");
        server.TapAnswers[id] = text;
        return Answer.True();
    }

    private Answer GetFile(JsonElement p)
    {
        var id = p.GetProperty("file_id").GetString()!;
        if (!server.Files.TryGetValue(id, out var bytes)) return Answer.Bad("wrong file_id or the file is temporarily unavailable");
        if (bytes.Length > 20 * 1024 * 1024) return Answer.Bad("file is too big");
        return Answer.Yes(new JsonObject { ["file_id"] = id, ["file_unique_id"] = $"u-{id}", ["file_size"] = bytes.Length, ["file_path"] = $"photos/{id}" }.ToJsonString());
    }

    private Answer SetCommands(JsonElement p)
    {
        var language = p.TryGetProperty("language_code", out var l) ? l.GetString()! : "";
        if (language.Length is not (0 or 2)) return Answer.Bad("invalid language code specified");
        var commands = p.GetProperty("commands").EnumerateArray().Select(c => (Name: c.GetProperty("command").GetString()!, About: c.GetProperty("description").GetString()!)).ToList();
        if (commands.Count > 100) return Answer.Bad("BOT_COMMANDS_TOO_MUCH");
        if (commands.Exists(c => !CommandForm().IsMatch(c.Name))) return Answer.Bad("BOT_COMMAND_INVALID");
        if (commands.Exists(c => c.About.Length is < 1 or > 256)) return Answer.Bad("BOT_COMMAND_DESCRIPTION_INVALID");
        server.Commands[language] = [.. commands.Select(c => c.Name)];
        return Answer.True();
    }

    private static Answer NotModified => Answer.Bad(
        "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message");

    /// <summary>Whether the bot may write there, and whether the keyboard is one.</summary>
    private Answer? Refusal(JsonElement p)
    {
        if (!p.TryGetProperty("chat_id", out var id) || id.ValueKind != JsonValueKind.Number) return Answer.Bad("chat_id is empty");
        if (server.FindChat(id.GetInt64()) is not { } chat) return Answer.Bad("chat not found");
        if (chat.IsBlocked) return Answer.No(403, chat is FakeGroup ? "Forbidden: bot was kicked from the supergroup chat" : "Forbidden: bot was blocked by the user");
        if (chat is FakeGroup { MovedTo: { } moved }) return Answer.No(400, "Bad Request: group chat was upgraded to a supergroup chat", migrateTo: moved);
        if (p.TryGetProperty("message_thread_id", out var topic) && (chat as FakeGroup)?.Topics.GetValueOrDefault(topic.GetInt32()) is not true)
            return Answer.Bad((chat as FakeGroup)?.Topics.ContainsKey(topic.GetInt32()) is true ? "TOPIC_CLOSED" : "message thread not found");
        return p.TryGetProperty("reply_markup", out var markup) ? BadKeyboard(markup, chat) : null;
    }

    /// <summary>One emoji of the platform's list on a message that is there.</summary>
    private Answer React(JsonElement p)
    {
        if (Refusal(p) is { } refused) return refused;
        var chat = server.FindChat(p.GetProperty("chat_id").GetInt64())!;
        if (chat.Find(p.GetProperty("message_id").GetInt32()) is not { } message) return Answer.Bad("message to react not found");
        var emojis = p.GetProperty("reaction").EnumerateArray().Select(r => r.GetProperty("emoji").GetString()!).ToArray();
        if (emojis.Length > 1 || emojis.Any(e => e is not ("👌" or "👍" or "👀" or "👎" or "🙏" or "❤"))) return Answer.Bad("REACTION_INVALID");
        message.Reactions.Add(emojis is [var emoji] ? emoji : "");
        return Answer.True();
    }

    /// <summary>Topics of a forum: made by an administrator that may, named with 1 to 128 characters, open or closed.</summary>
    private Answer Topic(string method, JsonElement p)
    {
        var chat = server.FindChat(p.GetProperty("chat_id").GetInt64());
        if (chat is null) return Answer.Bad("chat not found");
        if (chat.IsBlocked) return Answer.No(403, "Forbidden: bot was kicked from the supergroup chat");
        if (chat is not FakeGroup { IsForum: true } group) return Answer.Bad("the chat is not a forum");
        if (group.MovedTo is { } moved) return Answer.No(400, "Bad Request: group chat was upgraded to a supergroup chat", migrateTo: moved);
        if (!group.MayManageTopics) return Answer.Bad(method is "CREATEFORUMTOPIC" ? "not enough rights to create a topic" : "not enough rights to edit the topic");
        if (p.TryGetProperty("name", out var name) && name.GetString() is not { Length: >= 1 and <= 128 }) return Answer.Bad("TOPIC_TITLE_EMPTY");
        if (method is "CREATEFORUMTOPIC")
        {
            var made = (int)server.NewMessageId();
            (group.Topics[made], group.TopicNames[made]) = (true, name.GetString()!);
            return Answer.Yes(new JsonObject { ["message_thread_id"] = made, ["name"] = name.GetString(), ["icon_color"] = 7322096 }.ToJsonString());
        }
        var id = p.GetProperty("message_thread_id").GetInt32();
        if (!group.Topics.TryGetValue(id, out var open)) return Answer.Bad("message thread not found");
        if (method is "EDITFORUMTOPIC")
        {
            if (group.TopicNames.GetValueOrDefault(id) == name.GetString()) return Answer.Bad("TOPIC_NOT_MODIFIED");
            group.TopicNames[id] = name.GetString()!;
            return Answer.True();
        }
        var opens = method is "REOPENFORUMTOPIC";
        if (open == opens) return Answer.Bad("TOPIC_NOT_MODIFIED");
        group.Topics[id] = opens;
        return Answer.True();
    }

    private static Answer? BadKeyboard(JsonElement markup, FakeChat chat)
    {
        if (markup.GetRawText().Length > 10_000) return Answer.Bad("reply markup is too long");
        if (markup.TryGetProperty("keyboard", out var keyboard))
        {
            var asks = keyboard.EnumerateArray().SelectMany(r => r.EnumerateArray()).Any(b => b.TryGetProperty("request_contact", out _));
            return asks && chat.Type != "private" ? Answer.Bad("phone number can be requested in private chats only") : null;
        }
        if (!markup.TryGetProperty("inline_keyboard", out var rows)) return null;
        var total = 0;
        foreach (var row in rows.EnumerateArray())
        {
            total += row.GetArrayLength();
            if (row.GetArrayLength() is 0 or > 8 || total > 100) return Answer.Bad("reply markup is too long");
            foreach (var button in row.EnumerateArray())
            {
                var actions = button.EnumerateObject().Count(f => f.Name is not ("text" or "style" or "icon_custom_emoji_id"));
                if (actions != 1 || button.GetProperty("text").GetString()!.Length == 0) return Answer.Bad("Text buttons are unallowed in the inline keyboard");
                if (button.TryGetProperty("callback_data", out var data) && Encoding.UTF8.GetByteCount(data.GetString()!) is 0 or > 64) return Answer.Bad("BUTTON_DATA_INVALID");
                if (button.TryGetProperty("url", out var url) && !(Uri.TryCreate(url.GetString(), UriKind.Absolute, out var link) && link.Scheme is "https" or "http" or "tg"))
                    return Answer.Bad("BUTTON_URL_INVALID");
            }
        }
        return null;
    }

    private static Answer? BadFormatting(JsonElement p, string field, string text)
    {
        if (!p.TryGetProperty(field, out var entities)) return null;
        foreach (var entity in entities.EnumerateArray())
        {
            var (start, length) = (entity.GetProperty("offset").GetInt32(), entity.GetProperty("length").GetInt32());
            if (start < 0 || length <= 0 || start + length > text.Length || IsInside(text, start) || IsInside(text, start + length))
                return Answer.Bad($"can't parse entities: entity at {start}, {length} does not fit the text");
        }
        return null;
    }

    private static bool IsInside(string text, int index) => index > 0 && index < text.Length && char.IsSurrogatePair(text[index - 1], text[index]);

    private Answer? Editable(JsonElement p, out FakeChat? chat, out FakeMessage? message)
    {
        chat = server.FindChat(p.GetProperty("chat_id").GetInt64());
        message = p.TryGetProperty("message_id", out var id) ? chat!.Find(id.GetInt32()) : null;
        if (message is null) return Answer.Bad("message to edit not found");
        return !message.FromBot || message.Markup is { } old && !old.TryGetProperty("inline_keyboard", out _) ? Answer.Bad("message can't be edited") : null;
    }

    private Answer Keep(JsonElement p, string kind, string text, string entitiesField, string? file, byte[]? upload)
    {
        var chat = server.FindChat(p.GetProperty("chat_id").GetInt64())!;
        var message = new FakeMessage
        {
            ChatId = chat.Id,
            Id = server.NewMessageId(),
            FromBot = true,
            Kind = kind,
            Text = text.Trim(),
            Untrimmed = text,
            Topic = p.TryGetProperty("message_thread_id", out var topic) ? topic.GetInt32() : null,
            Entities = p.TryGetProperty(entitiesField, out var entities) ? entities : null,
            Markup = p.TryGetProperty("reply_markup", out var markup) ? markup : null,
            At = server.Now,
            File = file,
            Upload = upload,
        };
        if (server.KeepsMessages) chat.Add(message);
        return Answer.Yes(Json(message));
    }

    private string Json(FakeMessage message) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"message_id":{{message.Id}},"from":{"id":{{server.BotId}},"is_bot":true,"first_name":"EngageBot"},"chat":{"id":{{message.ChatId}},"type":"private"},"date":{{message.At.ToUnixTimeSeconds()}},"text":{{JsonSerializer.Serialize(message.Text)}}}""");

    private static bool Same(JsonElement? one, JsonElement? other) => one is { } a ? other is { } b && JsonElement.DeepEquals(a, b) : other is null;

    private static int CodePoints(string text) => text.Trim().EnumerateRunes().Count();

    [GeneratedRegex("^[A-Za-z0-9_-]+$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretForm();

    [GeneratedRegex("^[a-z0-9_]{1,32}$", RegexOptions.CultureInvariant)]
    private static partial Regex CommandForm();
}
