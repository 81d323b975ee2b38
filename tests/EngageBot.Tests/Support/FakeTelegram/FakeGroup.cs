using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>A group with the bot in it. Each deed returns its update's id.</summary>
public sealed class FakeGroup : FakeChat
{
    internal FakeGroup(FakeTelegramServer server, long id, string title) : base(server, id, "supergroup", title) { }

    /// <summary>The forum's topics besides the general one: whether each is open.</summary>
    public ConcurrentDictionary<int, bool> Topics { get; } = new();

    /// <summary>Its names of topics.</summary>
    public ConcurrentDictionary<int, string> TopicNames { get; } = new();

    /// <summary>It has topics.</summary>
    public bool IsForum { get; set; }

    /// <summary>The bot is an administrator that may manage topics.</summary>
    public bool MayManageTopics { get; set; } = true;

    /// <summary>The topic of that name, or of a name that holds those words.</summary>
    public int TopicNamed(string words) => TopicNames.Single(topic => topic.Value.Contains(words, StringComparison.Ordinal)).Key;

    /// <summary>Somebody writes in a topic, to nobody's message.</summary>
    public Task<long> SaysInTopicAsync(FakeUser who, int topic, string text) => SaysAsync(who, new JsonObject
    {
        ["text"] = text, ["is_topic_message"] = true, ["message_thread_id"] = topic,
        ["reply_to_message"] = new JsonObject
        {
            ["message_id"] = topic, ["date"] = Server.UnixNow, ["chat"] = ChatJson(), ["forum_topic_created"] = new JsonObject { ["name"] = "topic", ["icon_color"] = 7322096 },
        },
    });

    /// <summary>The supergroup it became: whoever writes here is told.</summary>
    public long? MovedTo { get; set; }

    /// <summary>The bot is put out, or taken in again.</summary>
    public Task<long> SetsBotAsync(string status)
    {
        IsBlocked = status is "kicked" or "left";
        return Task.FromResult(Server.Updates.Add(Id, "my_chat_member", new JsonObject
        {
            ["chat"] = ChatJson(), ["date"] = Server.UnixNow, ["new_chat_member"] = new JsonObject { ["status"] = status, ["user"] = Server.BotJson() },
        }));
    }

    /// <summary>Somebody puts a sign under a message, or takes theirs away.</summary>
    public Task<long> SignsAsync(FakeUser who, FakeMessage message, string? emoji) => Task.FromResult(Server.Updates.Add(Id, "message_reaction", new JsonObject
    {
        ["chat"] = ChatJson(), ["message_id"] = message.Id, ["user"] = who.FromJson(), ["date"] = Server.UnixNow, ["old_reaction"] = new JsonArray(),
        ["new_reaction"] = emoji is null ? new JsonArray() : new JsonArray(new JsonObject { ["type"] = "emoji", ["emoji"] = emoji }),
    }));

    /// <summary>Somebody changes the words of what they wrote.</summary>
    public Task<long> EditsAsync(FakeUser who, int messageId, string text, FakeMessage? replyTo = null)
    {
        var fields = new JsonObject
        {
            ["message_id"] = messageId, ["date"] = Server.UnixNow, ["edit_date"] = Server.UnixNow, ["from"] = who.FromJson(), ["chat"] = ChatJson(), ["text"] = text,
        };
        if (replyTo is not null) fields["reply_to_message"] = Quoted(replyTo);
        return Task.FromResult(Server.Updates.Add(Id, "edited_message", fields));
    }

    /// <summary>Somebody answers with a picture, a voice message or whatever <paramref name="media"/> is.</summary>
    public Task<long> AnswersWithAsync(FakeUser who, FakeMessage replyTo, JsonObject media)
    {
        media["reply_to_message"] = Quoted(replyTo);
        return SaysAsync(who, media);
    }

    /// <summary>Somebody writes, perhaps in answer to a message there.</summary>
    public Task<long> SaysAsync(FakeUser who, string text, FakeMessage? replyTo = null)
    {
        var fields = new JsonObject { ["text"] = text };
        if (replyTo is not null) fields["reply_to_message"] = Quoted(replyTo);
        return SaysAsync(who, fields);
    }

    /// <summary>A message with these fields beside the usual ones.</summary>
    public Task<long> SaysAsync(FakeUser? who, JsonObject fields)
    {
        var id = Server.NewMessageId();
        var text = (string?)fields["text"] ?? "";
        if (Server.KeepsMessages) Add(new FakeMessage { ChatId = Id, Id = id, FromBot = false, Text = (string?)fields["caption"] ?? text, Kind = FakeUser.KindOf(fields), File = FakeUser.FileOf(fields), At = Server.Now });
        fields["message_id"] = id;
        fields["date"] = Server.UnixNow;
        if (who is not null) fields["from"] = who.FromJson();
        fields["chat"] = ChatJson();
        return Task.FromResult(Server.Updates.Add(Id, "message", fields));
    }

    private JsonObject ChatJson() => new() { ["id"] = Id, ["type"] = "supergroup", ["title"] = Name };

    private JsonObject Quoted(FakeMessage message)
    {
        var quoted = new JsonObject { ["message_id"] = message.Id, ["date"] = Server.UnixNow, ["chat"] = ChatJson(), ["text"] = message.Text };
        if (message.FromBot) quoted["from"] = Server.BotJson();
        return quoted;
    }
}
