using System.Text.Json.Nodes;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>A group with the bot in it. Each deed returns its update's id.</summary>
public sealed class FakeGroup : FakeChat
{
    internal FakeGroup(FakeTelegramServer server, long id, string title) : base(server, id, "supergroup", title) { }

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
        if (Server.KeepsMessages) Add(new FakeMessage { ChatId = Id, Id = id, FromBot = false, Text = text, At = Server.Now });
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
