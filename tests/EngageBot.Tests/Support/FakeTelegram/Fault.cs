using System.Text.Json;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>What goes wrong with a call.</summary>
public abstract record Fault
{
    private Fault() { }

    /// <summary>Refused in the Bot API's words; nothing is done.</summary>
    public sealed record Refuse(int Code, string Description, int? RetryAfter = null, long? MigrateTo = null) : Fault;
    /// <summary>Some proxy's page, or nothing at all, with that status; nothing is done.</summary>
    public sealed record Page(int Status, string Body, bool Done = false) : Fault;
    /// <summary>Does it if asked to, and never answers.</summary>
    public sealed record Hang(bool Done) : Fault;
    /// <summary>Does it if asked to, and cuts the connection.</summary>
    public sealed record Cut(bool Done) : Fault;
    /// <summary>Does it, and cuts in the middle of the answer.</summary>
    public sealed record CutAnswer : Fault;

    public static Fault TooManyRequests(int seconds) => new Refuse(429, $"Too Many Requests: retry after {seconds}", RetryAfter: seconds);
    public static Fault Blocked { get; } = new Refuse(403, "Forbidden: bot was blocked by the user");
    public static Fault ServerError { get; } = new Refuse(500, "Internal Server Error: restart");
    public static Fault Html { get; } = new Page(502, "<html><body>Bad gateway</body></html>");
}

/// <summary>A call the fake has received.</summary>
public sealed record FakeCall(string Method, JsonElement Parameters, DateTimeOffset At)
{
    private int _status;

    /// <summary>What it was answered; 0 while it is open or was cut.</summary>
    public int Status => Volatile.Read(ref _status);
    public long ChatId => Parameters.ValueKind == JsonValueKind.Object && Parameters.TryGetProperty("chat_id", out var id) ? id.GetInt64() : 0;
    public string? Text => Parameters.TryGetProperty("text", out var text) ? text.GetString() : null;

    internal void Answered(int status) => Volatile.Write(ref _status, status);
}

/// <summary>A fault waiting for its call.</summary>
internal sealed class FaultRule(string method, Fault fault, int times, long? chatId, Func<FakeCall, bool>? when)
{
    private int _left = times;

    public Fault Fault => fault;

    public bool Takes(FakeCall call)
    {
        if (!method.Equals(call.Method, StringComparison.OrdinalIgnoreCase) || (chatId is { } only && call.ChatId != only)) return false;
        if (when is not null && !when(call)) return false;
        return Interlocked.Decrement(ref _left) >= 0;
    }
}
