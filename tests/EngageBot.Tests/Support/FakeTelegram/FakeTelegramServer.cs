using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EngageBot.Tests.Support.FakeTelegram;

/// <summary>A strict Bot API on a port of its own: refuses what the real one refuses, and what it would silently ignore.</summary>
/// <remarks>Plain class, thread-safe; test users live in it. <see cref="KeepsMessages"/> off makes it light enough for load.</remarks>
public sealed class FakeTelegramServer : IAsyncDisposable
{
    private const int CallsKept = 100_000;

    private readonly ConcurrentDictionary<long, FakeChat> _chats = new();
    private readonly ConcurrentQueue<FakeCall> _calls = new();
    private readonly ConcurrentQueue<FakeDelivery> _deliveries = new();
    private readonly ConcurrentDictionary<string, bool> _taps = new();
    private readonly List<FaultRule> _faults = [];
    private readonly List<(Func<bool> Holds, TaskCompletionSource Then)> _waiters = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly BotApiMethods _methods;
    private readonly TimeProvider _clock;
    private WebApplication? _app;
    private long _nextUser = 5_000_000_000;
    private int _nextMessage = 100;
    private int _nextTap;
    private long _callCount;

    private FakeTelegramServer(TimeProvider clock, long firstUpdateId)
    {
        _clock = clock;
        Updates = new FakeUpdates(this, firstUpdateId);
        _methods = new BotApiMethods(this);
    }

    public string Token { get; init; } = "7300000001:AAFakeTokenFakeTokenFakeTokenFakeToken_-1";
    public string BotName { get; init; } = "EngageTestBot";
    public long BotId => long.Parse(Token.AsSpan(0, Token.IndexOf(':', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
    /// <summary>What <c>Channels:Telegram:ApiRoot</c> must say.</summary>
    public Uri Root { get; private set; } = null!;
    public FakeUpdates Updates { get; }
    /// <summary>Off for load: chats keep no messages, calls are only counted.</summary>
    public bool KeepsMessages { get; init; } = true;
    /// <summary>How long each call takes.</summary>
    public TimeSpan Latency { get; set; }
    /// <summary>Messages to people the fake has never seen are taken, instead of "chat not found".</summary>
    public bool KnowsEverybody { get; set; }
    /// <summary>The pause before a webhook's first retry; it doubles. The real one starts at a second.</summary>
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMilliseconds(20);
    /// <summary>Only Telegram's own server insists on https and certain ports; one's own does not.</summary>
    public bool IsOwnServer { get; set; } = true;
    /// <summary>The commands last set, by language.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<string>> Commands { get; } = new();

    public IReadOnlyList<FakeCall> Calls => [.. _calls];
    public long CallCount => Interlocked.Read(ref _callCount);
    public IReadOnlyList<FakeDelivery> Deliveries => [.. _deliveries];
    /// <summary>Taps that the bot answered, with its text.</summary>
    public ConcurrentDictionary<string, string> TapAnswers { get; } = new();
    /// <summary>What can be downloaded, by file id.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();
    /// <summary>What was refused because the fake is strict; empty for a bot that speaks the Bot API.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    internal HttpClient Http { get; } = new(new SocketsHttpHandler { UseCookies = false });
    internal DateTimeOffset Now => _clock.GetUtcNow();
    internal long UnixNow => Now.ToUnixTimeSeconds();

    /// <param name="port">0 for any free one; a fixed one to come back where it was.</param>
    public static async Task<FakeTelegramServer> StartAsync(TimeProvider? clock = null, int port = 0, bool keepsMessages = true, long firstUpdateId = 900_000_000)
    {
        var server = new FakeTelegramServer(clock ?? TimeProvider.System, firstUpdateId) { KeepsMessages = keepsMessages };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        server._app = builder.Build();
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync();
        server.Root = new Uri(server._app.Urls.First());
        return server;
    }

    /// <summary>A new person who has opened the bot before; <paramref name="id"/> to choose one.</summary>
    public FakeUser User(string name = "Arta", string? language = "en", long? id = null)
    {
        var user = new FakeUser(this, id ?? Interlocked.Increment(ref _nextUser), name, language);
        _chats[user.Id] = user;
        return user;
    }

    /// <summary>A supergroup the bot is in.</summary>
    public FakeGroup Group(string title, long id)
    {
        var group = new FakeGroup(this, id, title);
        _chats[id] = group;
        return group;
    }

    public IReadOnlyList<FakeCall> CallsOf(string method) => [.. _calls.Where(c => c.Method.Equals(method, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The next calls of a method go wrong.</summary>
    public void Fail(string method, Fault fault, int times = 1, long? chatId = null, Func<FakeCall, bool>? when = null)
    {
        lock (_gate) _faults.Add(new FaultRule(method, fault, times, chatId, when));
    }

    /// <summary>Everything goes well again.</summary>
    public void Heal()
    {
        lock (_gate) _faults.Clear();
    }

    /// <summary>Until so many calls of a method have come.</summary>
    public Task WhenCalledAsync(string method, int times = 1) => WhenAsync(() => CallsOf(method).Count >= times, $"{times} × {method}");

    /// <summary>Until so many deliveries to the webhook have ended.</summary>
    public Task WhenDeliveredAsync(int times) => WhenAsync(() => _deliveries.Count >= times, $"{times} deliveries");

    /// <summary>Until something that calls, deliveries or answers bring about holds.</summary>
    public async Task WhenAsync(Func<bool> holds, string what)
    {
        var then = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (holds()) return;
            _waiters.Add((holds, then));
        }
        try
        {
            await then.Task.WaitAsync(FakeChat.Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{what} did not come; calls: {string.Join(", ", _calls.TakeLast(30).Select(c => $"{c.Method}={c.Status}"))}");
        }
    }

    /// <summary>Posts anything to the webhook the bot has set.</summary>
    public Task<FakeDelivery> PostToWebhookAsync(string json, long updateId = 0) =>
        (Updates.Webhook ?? throw new InvalidOperationException("The bot has set no webhook.")).PostAsync(updateId, json, _stopping.Token);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is not { } app) return;
        await _stopping.CancelAsync();
        Updates.SetWebhook(null);
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
        {
            await app.StopAsync(limit.Token);
            await app.DisposeAsync();
        }
        Http.Dispose();
        _stopping.Dispose();
    }

    internal FakeChat? FindChat(long id) => _chats.TryGetValue(id, out var chat) ? chat : KnowsEverybody ? _chats.GetOrAdd(id, i => new FakeUser(this, i, "Somebody", null)) : null;

    internal int NewMessageId() => Interlocked.Increment(ref _nextMessage);

    internal string NewTap()
    {
        var id = $"tap{Interlocked.Increment(ref _nextTap)}";
        _taps[id] = true;
        return id;
    }

    internal bool TakeTap(string id) => _taps.TryRemove(id, out _);

    internal JsonObject BotJson() => new() { ["id"] = BotId, ["is_bot"] = true, ["first_name"] = "EngageBot", ["username"] = BotName };

    internal void Delivered(FakeDelivery delivery)
    {
        if (KeepsMessages) _deliveries.Enqueue(delivery);
        Changed();
    }

    /// <summary>Calls in flight end when the fake or the caller goes.</summary>
    internal CancellationToken Stopping => _stopping.Token;

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path.StartsWith($"/file/bot{Token}/photos/", StringComparison.Ordinal) && Files.TryGetValue(path[(path.LastIndexOf('/') + 1)..], out var file))
        {
            await context.Response.Body.WriteAsync(file);
            return;
        }
        var slash = path.LastIndexOf('/');
        var token = path.StartsWith("/bot", StringComparison.Ordinal) && slash > 4 ? path[4..slash] : "";
        var method = path[(slash + 1)..];
        if (token != Token)
        {
            // A token that is none is not found; one that was revoked is unauthorised.
            await WriteAsync(context, token.Contains(':', StringComparison.Ordinal) ? Answer.No(401, "Unauthorized") : Answer.No(404, "Not Found"));
            return;
        }
        var (parameters, uploads, wrong) = await RequestReader.ReadAsync(context.Request, method, context.RequestAborted);
        var call = new FakeCall(method, parameters, Now);
        // Before the call is seen: a test that waits for a call and then breaks the next one must not break this one.
        var fault = FaultFor(call);
        Interlocked.Increment(ref _callCount);
        if (KeepsMessages && _calls.Count < CallsKept) _calls.Enqueue(call);
        Changed();
        if (Latency > TimeSpan.Zero) await Task.Delay(Latency, TimeProvider.System, context.RequestAborted);
        if (fault is not null)
        {
            await GoWrongAsync(context, call, fault, uploads);
            return;
        }
        var answer = wrong is not null ? Strict(wrong) : await PerformAsync(call, uploads, context.RequestAborted);
        call.Answered(answer.Status);
        await WriteAsync(context, answer);
        Changed();
    }

    private async Task<Answer> PerformAsync(FakeCall call, IReadOnlyDictionary<string, byte[]> uploads, CancellationToken gone)
    {
        if (!BotApiSpec.Knows(call.Method)) return Answer.No(404, "Not Found: method not found");
        if (BotApiSpec.Check(call.Method, call.Parameters) is { } wrong) return Strict(wrong);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, _stopping.Token);
        return await _methods.PerformAsync(call, uploads, either.Token);
    }

    private Answer Strict(string wrong)
    {
        Violations.Enqueue(wrong);
        return Answer.Bad($"the fake refuses this: {wrong}");
    }

    private Fault? FaultFor(FakeCall call)
    {
        lock (_gate)
            foreach (var rule in _faults)
                if (rule.Takes(call)) return rule.Fault;
        return null;
    }

    private async Task GoWrongAsync(HttpContext context, FakeCall call, Fault fault, IReadOnlyDictionary<string, byte[]> uploads)
    {
        if (fault is Fault.Hang { Done: true } or Fault.Cut { Done: true } or Fault.CutAnswer or Fault.Page { Done: true })
            await PerformAsync(call, uploads, context.RequestAborted);
        switch (fault)
        {
            case Fault.Refuse refuse:
                call.Answered(refuse.Code);
                await WriteAsync(context, Answer.No(refuse.Code, refuse.Description, refuse.RetryAfter, refuse.MigrateTo));
                break;
            case Fault.Page page:
                call.Answered(page.Status);
                context.Response.StatusCode = page.Status;
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync(page.Body);
                break;
            case Fault.Hang:
                using (var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token))
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, either.Token);
                break;
            case Fault.CutAnswer:
                context.Response.ContentLength = 500;
                await context.Response.WriteAsync("{\"ok\":true,\"result\":{\"message_id\":");
                await context.Response.Body.FlushAsync();
                context.Abort();
                break;
            default:
                context.Abort();
                break;
        }
        Changed();
    }

    private static async Task WriteAsync(HttpContext context, Answer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        if (answer.Status == 429 && JsonDocument.Parse(answer.Json).RootElement.TryGetProperty("parameters", out var p) && p.TryGetProperty("retry_after", out var seconds))
            context.Response.Headers.RetryAfter = seconds.GetRawText();
        await context.Response.WriteAsync(answer.Json);
    }

    private void Changed()
    {
        lock (_gate)
        {
            if (_waiters.Count == 0) return;
            foreach (var (_, then) in _waiters.Where(w => w.Holds())) then.TrySetResult();
            _waiters.RemoveAll(w => w.Then.Task.IsCompleted);
        }
    }
}
