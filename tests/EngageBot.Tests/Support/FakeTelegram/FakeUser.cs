using System.Text.Json.Nodes;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>A person with a Telegram app, in their private chat with the bot. Each deed returns its update's id.</summary>
public sealed class FakeUser : FakeChat
{
    internal FakeUser(FakeTelegramServer server, long id, string name, string? language) : base(server, id, "private", name) => Language = language;

    public string? Language { get; }

    /// <summary>Types a text or a command.</summary>
    /// <param name="sentAt">When the person wrote, if the bot was away then.</param>
    public Task<long> SendsAsync(string text, DateTimeOffset? sentAt = null)
    {
        var fields = new JsonObject { ["text"] = text };
        if (sentAt is { } at) fields["date"] = at.ToUnixTimeSeconds();
        if (text.StartsWith('/'))
            fields["entities"] = new JsonArray(new JsonObject { ["type"] = "bot_command", ["offset"] = 0, ["length"] = text.Split(' ', '\n')[0].Length });
        return Task.FromResult(Says(fields, text));
    }

    /// <summary>Presses the newest button with that label, inline or of the reply keyboard; waits for it to appear.</summary>
    public async Task<long> PressesAsync(string label)
    {
        var message = await WaitAsync(_ => FindWith(label) is not null, $"a button “{label}”");
        message = FindWith(label) ?? message;
        return message.Button(label) is not null ? await PressesAsync(message, label) : await SendsAsync(label);
    }

    /// <summary>Presses a button of that message, which may be an old one.</summary>
    public Task<long> PressesAsync(FakeMessage message, string label)
    {
        var button = message.Button(label) ?? throw new InvalidOperationException($"No button “{label}” on {message}.");
        return TapsAsync(button.GetProperty("callback_data").GetString()!, message.Id);
    }

    /// <summary>Sends any callback data, as a forger would.</summary>
    public Task<long> TapsAsync(string data, int? messageId)
    {
        var tap = new JsonObject { ["id"] = Server.NewTap(), ["from"] = FromJson(), ["chat_instance"] = "1", ["data"] = data };
        if (messageId is { } id)
        {
            var known = Find(id);
            tap["message"] = known is null
                ? new JsonObject { ["chat"] = ChatJson(), ["message_id"] = id, ["date"] = 0 }
                : new JsonObject { ["chat"] = ChatJson(), ["message_id"] = id, ["date"] = Server.UnixNow, ["from"] = Server.BotJson(), ["text"] = known.Text };
        }
        return Task.FromResult(Server.Updates.Add(Id, "callback_query", tap));
    }

    /// <summary>Presses the contact button: the card is the user's own.</summary>
    public async Task<long> SharesContactAsync(string phone)
    {
        await WaitAsync(m => m.AsksForContact, "a contact button");
        return await SendsContactCardAsync(phone, Id);
    }

    /// <summary>Attaches any card from the address book.</summary>
    public Task<long> SendsContactCardAsync(string phone, long? userId)
    {
        var card = new JsonObject { ["phone_number"] = phone, ["first_name"] = "Somebody" };
        if (userId is { } owner) card["user_id"] = owner;
        return Task.FromResult(Says(new JsonObject { ["contact"] = card }, phone));
    }

    /// <summary>Sends several pictures at once: a message each, the words on the first.</summary>
    public async Task<IReadOnlyList<long>> SendsAlbumAsync(string album, string? caption, params string[] fileIds)
    {
        var ids = new List<long>();
        foreach (var file in fileIds) ids.Add(await SendsPhotoAsync(file, ids.Count == 0 ? caption : null, album));
        return ids;
    }

    /// <summary>Changes the words of a message.</summary>
    public Task<long> EditsAsync(FakeMessage message, string text) => Task.FromResult(Server.Updates.Add(Id, "edited_message", new JsonObject
    {
        ["message_id"] = message.Id, ["date"] = message.At.ToUnixTimeSeconds(), ["edit_date"] = Server.UnixNow, ["from"] = FromJson(), ["chat"] = ChatJson(), ["text"] = text,
    }));

    /// <summary>The newest message of the user.</summary>
    public FakeMessage Newest => Messages.Last(m => !m.FromBot);

    public Task<long> SendsPhotoAsync(string fileId, string? caption = null, string? album = null)
    {
        var sizes = new JsonArray(Size($"{fileId}-small", 90), Size(fileId, 1280));
        var fields = new JsonObject { ["photo"] = sizes };
        if (caption is not null) fields["caption"] = caption;
        if (album is not null) fields["media_group_id"] = album;
        return Task.FromResult(Says(fields, caption ?? ""));

        static JsonObject Size(string id, int width) =>
            new() { ["file_id"] = id, ["file_unique_id"] = $"u-{id}", ["width"] = width, ["height"] = width, ["file_size"] = width * 100 };
    }

    /// <summary>Sends a message with these fields beside the usual ones, such as <c>sticker</c>.</summary>
    public Task<long> SendsFieldsAsync(JsonObject fields) => Task.FromResult(Says(fields, ""));

    /// <summary>Blocks the bot: it is refused from now on and told so.</summary>
    public Task<long> BlocksAsync()
    {
        IsBlocked = true;
        return Task.FromResult(Server.Updates.Add(Id, "my_chat_member", Membership("member", "kicked")));
    }

    public Task<long> UnblocksAsync()
    {
        IsBlocked = false;
        return Task.FromResult(Server.Updates.Add(Id, "my_chat_member", Membership("kicked", "member")));
    }

    private static readonly string[] _kinds = ["photo", "document", "video", "voice", "sticker", "contact", "location", "poll"];

    internal static string KindOf(JsonObject fields) => _kinds.FirstOrDefault(fields.ContainsKey) ?? "text";

    internal static string? FileOf(JsonObject fields) => fields[KindOf(fields)] switch
    {
        JsonArray { Count: > 0 } sizes => (string?)sizes[^1]!["file_id"],
        JsonObject file => (string?)file["file_id"],
        _ => null,
    };

    internal JsonObject FromJson()
    {
        var from = new JsonObject { ["id"] = Id, ["is_bot"] = false, ["first_name"] = Name };
        if (Language is not null) from["language_code"] = Language;
        return from;
    }

    private JsonObject ChatJson() => new() { ["id"] = Id, ["type"] = "private", ["first_name"] = Name };

    private FakeMessage? FindWith(string label) =>
        FromBot.LastOrDefault(m => m.Button(label) is not null || m.ReplyButtons.Contains(label));

    private JsonObject Membership(string before, string after) => new()
    {
        ["chat"] = ChatJson(),
        ["from"] = FromJson(),
        ["date"] = Server.UnixNow,
        ["old_chat_member"] = new JsonObject { ["status"] = before, ["user"] = Server.BotJson() },
        ["new_chat_member"] = new JsonObject { ["status"] = after, ["user"] = Server.BotJson() },
    };

    private long Says(JsonObject fields, string text)
    {
        var id = Server.NewMessageId();
        if (Server.KeepsMessages)
            Add(new FakeMessage { ChatId = Id, Id = id, FromBot = false, Text = text, Kind = KindOf(fields), File = FileOf(fields), At = Server.Now });
        fields["message_id"] = id;
        fields["date"] ??= Server.UnixNow;
        fields["from"] = FromJson();
        fields["chat"] = ChatJson();
        return Server.Updates.Add(Id, "message", fields);
    }
}
