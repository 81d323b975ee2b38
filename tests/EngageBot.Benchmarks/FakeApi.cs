using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EngageBot.Benchmarks;

/// <summary>A Bot API that answers at once (or after a fixed time) and hands each message to the user it is for. Built for speed, not strictness.</summary>
internal sealed class FakeApi(TimeSpan callTime) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<long, Channel<string>> _inboxes = new();
    private readonly Channel<byte[]> _updates = Channel.CreateUnbounded<byte[]>();
    private readonly WebApplication _app = Build();
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
    public string Second { get; set; } = "wine";

    /// <summary>Chats from this one on are only counted.</summary>
    public long CountedFrom { get; set; } = long.MaxValue;

    /// <summary>Calls of any method so far.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    public async Task StartAsync()
    {
        _app.Run(AnswerAsync);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First());
    }

    /// <summary>The keyboards and texts sent to one chat, in order: the raw body of each <c>sendMessage</c>.</summary>
    public ChannelReader<string> Inbox(long chat) => _inboxes.GetOrAdd(chat, _ => Channel.CreateUnbounded<string>()).Reader;

    public long NextUpdateId() => Interlocked.Increment(ref _nextUpdate);

    /// <summary>Leaves an update for the next <c>getUpdates</c>.</summary>
    public void Offer(byte[] update) => _updates.Writer.TryWrite(update);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(o => o.AddServerHeader = false).UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _calls);
        var path = context.Request.Path.Value!;
        var method = path[(path.LastIndexOf('/') + 1)..];
        var body = await ReadAsync(context.Request);
        if (path.StartsWith("/v", StringComparison.Ordinal))
        {
            if (callTime > TimeSpan.Zero) await Task.Delay(callTime, TimeProvider.System);
            await WriteAsync(context, Graph(body));
            return;
        }
        if (callTime > TimeSpan.Zero && method != "getUpdates") await Task.Delay(callTime, TimeProvider.System);
        var answer = method switch
        {
            "getMe" => """{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}}""",
            "sendMessage" or "editMessageText" => Deliver(body),
            "getUpdates" => await UpdatesAsync(context.RequestAborted),
            "getMyCommands" => """{"ok":true,"result":[]}""",
            "setWebhook" => Remember(body),
            "getWebhookInfo" => $$"""{"ok":true,"result":{"url":{{_webhook}},"has_custom_certificate":false,"pending_update_count":0} }""",
            _ => """{"ok":true,"result":true}""",
        };
        if (answer.StartsWith("{\"ok\":false", StringComparison.Ordinal)) context.Response.StatusCode = answer.Contains("429", StringComparison.Ordinal) ? 429 : 403;
        await WriteAsync(context, answer);
    }

    private static Task WriteAsync(HttpContext context, string answer)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = Encoding.UTF8.GetByteCount(answer);
        return context.Response.WriteAsync(answer);
    }

    /// <summary>The Cloud API: messages, read marks, and what number it is.</summary>
    private string Graph(string body)
    {
        if (body.Length == 0) return """{"id":"106540352242922","display_phone_number":"+1 555-078-3881"}""";
        if (ChatOf(body) is not (> 0 and var chat)) return """{"success":true}""";
        _inboxes.GetOrAdd(chat, _ => Channel.CreateUnbounded<string>()).Writer.TryWrite(body);
        return string.Create(CultureInfo.InvariantCulture, $$"""{"messaging_product":"whatsapp","messages":[{"id":"wamid.{{Interlocked.Increment(ref _messageId)}}"}] }""");
    }

    private string Deliver(string body)
    {
        var chat = ChatOf(body);
        if (chat >= CountedFrom && Trouble?.Invoke(chat) is { } trouble) return trouble;
        var id = Interlocked.Increment(ref _messageId);
        if (chat >= CountedFrom) Counted.AddOrUpdate((chat, body.Contains(Second, StringComparison.Ordinal)), 1, static (_, n) => n + 1);
        else _inboxes.GetOrAdd(chat, _ => Channel.CreateUnbounded<string>()).Writer.TryWrite(body);
        return string.Create(CultureInfo.InvariantCulture,
            $$"""{"ok":true,"result":{"message_id":{{id}},"date":1700000000,"chat":{"id":{{chat}},"type":"private"} } }""");
    }

    private string Remember(string body)
    {
        _webhook = JsonDocument.Parse(body).RootElement.GetProperty("url").GetRawText();
        return """{"ok":true,"result":true}""";
    }

    private static long ChatOf(string body)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(body));
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || !(reader.ValueTextEquals("chat_id") || reader.ValueTextEquals("to"))) continue;
            reader.Read();
            return reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : long.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
        }
        return 0;
    }

    private async Task<string> UpdatesAsync(CancellationToken gone)
    {
        try
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(gone);
            wait.CancelAfter(TimeSpan.FromSeconds(1));
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

    private static async Task<string> ReadAsync(HttpRequest request)
    {
        var length = (int)(request.ContentLength ?? 0);
        if (length == 0)
        {
            using var reader = new StreamReader(request.Body);
            return await reader.ReadToEndAsync();
        }
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        await request.Body.ReadExactlyAsync(buffer.AsMemory(0, length));
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }
}
