using System.Text.Json.Nodes;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>What the fake answers.</summary>
internal readonly record struct Answer(int Status, string Json)
{
    public static Answer Yes(string result) => new(200, $$"""{"ok":true,"result":{{result}}}""");
    public static Answer True(string? description = null) =>
        description is null ? Yes("true") : new(200, $$"""{"ok":true,"result":true,"description":"{{description}}"}""");

    public static Answer No(int code, string description, int? retryAfter = null, long? migrateTo = null)
    {
        var answer = new JsonObject { ["ok"] = false, ["error_code"] = code, ["description"] = description };
        if (retryAfter is not null || migrateTo is not null)
        {
            var parameters = new JsonObject();
            if (retryAfter is { } seconds) parameters["retry_after"] = seconds;
            if (migrateTo is { } chatId) parameters["migrate_to_chat_id"] = chatId;
            answer["parameters"] = parameters;
        }
        return new Answer(code, answer.ToJsonString());
    }

    public static Answer Bad(string description) => No(400, $"Bad Request: {description}");
}
