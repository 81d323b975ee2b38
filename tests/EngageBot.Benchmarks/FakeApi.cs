using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace EngageBot.Benchmarks;

/// <summary>A Bot API that answers at once (or after a fixed time) and hands each message to the user it is for. Built for speed, not strictness.</summary>
internal sealed class FakeApi(TimeSpan callTime) : IDisposable
{
    private readonly ConcurrentDictionary<long, Channel<string>> _inboxes = new();
    private readonly Channel<byte[]> _updates = Channel.CreateUnbounded<byte[]>();
    private QuickHttp? _http;
    private readonly byte[] _second = Encoding.UTF8.GetBytes(Second);
    private string _webhook = "\"\"";
    private int _messageId;
    private long _calls;
    private long _nextUpdate = 1;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>What a message to a chat is refused with, as JSON; absent: none is.</summary>
    public Func<long, string?>? Trouble { get; set; }

    /// <summary>How often each chat from <see cref="CountedFrom"/> on has got each of two texts; they are counted and not kept.</summary>
    public ConcurrentDictionary<(long Chat, bool Second), int> Counted { get; } = new();

    /// <summary>What stands in the second of two texts.</summary>
    public const string Second = "wine";

    /// <summary>Chats from this one on are only counted.</summary>
    public long CountedFrom { get; set; } = long.MaxValue;

    /// <summary>Calls of any method so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    public void Start() => Address = (_http = new(AnswerAsync)).Start();

    /// <summary>The keyboards and texts sent to one chat, in order: the raw body of each <c>sendMessage</c>.</summary>
    public ChannelReader<string> Inbox(long chat) => _inboxes.GetOrAdd(chat, _ => Channel.CreateUnbounded<string>()).Reader;

    public long NextUpdateId() => Interlocked.Increment(ref _nextUpdate);

    /// <summary>Leaves an update for the next <c>getUpdates</c>.</summary>
    public void Offer(byte[] update) => _updates.Writer.TryWrite(update);

    public void Dispose() => _http?.Dispose();

    private async ValueTask<QuickAnswer> AnswerAsync(QuickRequest request)
    {
        Interlocked.Increment(ref _calls);
        var path = request.Path;
        var method = path[(path.LastIndexOf('/') + 1)..];
        if (callTime > TimeSpan.Zero && method != "getUpdates") await Task.Delay(callTime, TimeProvider.System);
        if (path.StartsWith("/v", StringComparison.Ordinal)) return new(200, Graph(request.Body));
        var answer = method switch
        {
            "getMe" => """{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}""",
            "sendMessage" or "editMessageText" => Deliver(request.Body),
            "getUpdates" => await UpdatesAsync(),
            "getMyCommands" => """{"ok":true,"result":[]}""",
            "setWebhook" => Remember(request.Body),
            "getWebhookInfo" => $$"""{"ok":true,"result":{"url":{{_webhook}},"has_custom_certificate":false,"pending_update_count":0} }""",
            _ => """{"ok":true,"result":true}""",
        };
        if (!answer.StartsWith("{\"ok\":false", StringComparison.Ordinal)) return new(200, answer);
        return new(answer.Contains("429", StringComparison.Ordinal) ? 429 : 403, answer);
    }

    /// <summary>The Cloud API: messages, read marks, and what number it is.</summary>
    private string Graph(ReadOnlyMemory<byte> body)
    {
        if (body.Length == 0) return """{"id":"106540352242922","display_phone_number":"+1 555-078-3881"}""";
        if (ChatOf(body.Span) is not (> 0 and var chat)) return """{"success":true}""";
        _inboxes.GetOrAdd(chat, _ => Channel.CreateUnbounded<string>()).Writer.TryWrite(Encoding.UTF8.GetString(body.Span));
        return string.Create(CultureInfo.InvariantCulture, $$"""{"messaging_product":"whatsapp","messages":[{"id":"wamid.{{Interlocked.Increment(ref _messageId)}}"}] }""");
    }

    private string Deliver(ReadOnlyMemory<byte> body)
    {
        var chat = ChatOf(body.Span);
        if (chat >= CountedFrom && Trouble?.Invoke(chat) is { } trouble) return trouble;
        var id = Interlocked.Increment(ref _messageId);
        if (chat >= CountedFrom) Counted.AddOrUpdate((chat, body.Span.IndexOf(_second) >= 0), 1, static (_, n) => n + 1);
        else _inboxes.GetOrAdd(chat, _ => Channel.CreateUnbounded<string>()).Writer.TryWrite(Encoding.UTF8.GetString(body.Span));
        return string.Create(CultureInfo.InvariantCulture,
            $$"""{"ok":true,"result":{"message_id":{{id}},"date":1700000000,"chat":{"id":{{chat}},"type":"private"} } }""");
    }

    private string Remember(ReadOnlyMemory<byte> body)
    {
        _webhook = JsonDocument.Parse(body).RootElement.GetProperty("url").GetRawText();
        return """{"ok":true,"result":true}""";
    }

    private static long ChatOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !(reader.ValueTextEquals("chat_id") || reader.ValueTextEquals("to"))) continue;
            reader.Read();
            return reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : long.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
        }
        return 0;
    }

    private async Task<string> UpdatesAsync()
    {
        try
        {
            using var wait = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await _updates.Reader.WaitToReadAsync(wait.Token);
        }
        catch (OperationCanceledException)
        {
            return """{"ok":true,"result":[]}""";
        }
        var all = new StringBuilder("""{"ok":true,"result":[""");
        for (var n = 0; n < 100 && _updates.Reader.TryRead(out var update); n++)
        {
            if (n > 0) all.Append(',');
            all.Append(Encoding.UTF8.GetString(update));
        }
        return all.Append("]}").ToString();
    }
}
