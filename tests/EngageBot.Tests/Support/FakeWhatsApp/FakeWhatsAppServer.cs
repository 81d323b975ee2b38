using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace EngageBot.Tests.Support.FakeWhatsApp;

/// <summary>A strict Cloud API on a port of its own: refuses what the real one refuses; and Meta's webhook, signed and escaped as the real one.</summary>
public sealed partial class FakeWhatsAppServer : IAsyncDisposable
{
    public const string PhoneNumberId = "106540352242922";
    public const string BusinessAccountId = "102290129340398";
    public const string AccessToken = "EAAtesttokentesttokentesttoken1";
    public const string AppSecret = "0123456789abcdef0123456789abcdef";
    public const string VerifyToken = "a-word-of-our-own";

    private readonly ConcurrentDictionary<string, FakeWhatsAppUser> _users = new();
    private readonly ConcurrentQueue<GraphCall> _calls = new();
    private readonly List<GraphFaultRule> _faults = [];
    private readonly List<(Func<bool> Holds, TaskCompletionSource Then)> _waiters = [];
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _clock;
    private TaskCompletionSource _healed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication? _app;
    private long _nextUser = 355_690_000_000;
    private long _nextId = 1000;

    private FakeWhatsAppServer(TimeProvider clock) => _clock = clock;

    /// <summary>What <c>Channels:WhatsApp:ApiRoot</c> must say.</summary>
    public Uri Root { get; private set; } = null!;
    /// <summary>Where the bot's webhook is.</summary>
    public Uri? Webhook { get; set; }
    public string Version { get; init; } = "v24.0";
    /// <summary>The numbers of the app, with their tokens.</summary>
    public ConcurrentDictionary<string, string> Numbers { get; } = new() { [PhoneNumberId] = AccessToken };
    /// <summary>The receipts that follow each message by themselves.</summary>
    public string[] Receipts { get; set; } = ["sent", "delivered", "read"];
    public bool KeepsMessages { get; set; } = true;
    /// <summary>An app is told what happens on the business account.</summary>
    public bool IsSubscribed { get; set; } = true;
    /// <summary>How many people may be written to first, in Meta's words; absent where a version does not tell.</summary>
    public string? Tier { get; set; }
    public TimeSpan RetryPause { get; set; } = TimeSpan.FromMilliseconds(20);
    /// <summary>What can be fetched, by media id.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();
    /// <summary>What was uploaded, by media id.</summary>
    public ConcurrentDictionary<string, (byte[] Content, string Type)> Uploads { get; } = new();
    /// <summary>What was refused because the fake is strict; empty for a bot that speaks the Cloud API.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();
    public IReadOnlyList<GraphCall> Calls => [.. _calls];
    /// <summary>Messages taken so far.</summary>
    public long Sent => Interlocked.Read(ref _sent);
    private long _sent;

    internal HttpClient Http { get; } = new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 512 }) { Timeout = TimeSpan.FromSeconds(60) };
    internal DateTimeOffset Now => _clock.GetUtcNow();

    public static async Task<FakeWhatsAppServer> StartAsync(TimeProvider? clock = null)
    {
        var server = new FakeWhatsAppServer(clock ?? TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server._app = builder.Build();
        server._app.Run(server.HandleAsync);
        await server._app.StartAsync();
        server.Root = new Uri(server._app.Urls.First());
        return server;
    }

    /// <summary>The settings of a bot that uses this server.</summary>
    public string[] Settings() =>
    [
        $"--Channels:WhatsApp:PhoneNumberId={PhoneNumberId}", $"--Channels:WhatsApp:BusinessAccountId={BusinessAccountId}", $"--Channels:WhatsApp:AccessToken={AccessToken}",
        $"--Channels:WhatsApp:AppSecret={AppSecret}", $"--Channels:WhatsApp:VerifyToken={VerifyToken}", $"--Channels:WhatsApp:ApiRoot={Root}",
    ];

    /// <param name="waId">Absent for the next free number; empty where it is withheld.</param>
    public FakeWhatsAppUser User(string name = "Arta", string? waId = null, string? userId = null, string phoneNumberId = PhoneNumberId)
    {
        waId ??= Interlocked.Increment(ref _nextUser).ToString(CultureInfo.InvariantCulture);
        var user = new FakeWhatsAppUser(this, name, waId.Length == 0 ? null : waId, userId, phoneNumberId);
        Know(user);
        return user;
    }

    internal void Know(FakeWhatsAppUser user)
    {
        if (user.WaId is { } number) _users[number] = user;
        if (user.UserId is { } id) _users[id] = user;
    }

    internal void Forget(string name) => _users.TryRemove(name, out _);

    /// <summary>The next calls go wrong.</summary>
    public void Fail(string what, GraphFault fault, int times = 1, Func<GraphCall, bool>? when = null)
    {
        lock (_gate) _faults.Add(new GraphFaultRule(what, fault, times, when));
    }

    public void Heal()
    {
        lock (_gate) _faults.Clear();
        Interlocked.Exchange(ref _healed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    public string NewId(string kind = "wamid.") => kind + Interlocked.Increment(ref _nextId).ToString(CultureInfo.InvariantCulture);

    /// <summary>Until something that calls or answers bring about holds.</summary>
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
            await then.Task.WaitAsync(FakeWhatsAppUser.Patience);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{what} did not come; calls: {string.Join(", ", _calls.TakeLast(20).Select(c => $"{c.What} {c.To}"))}");
        }
    }

    /// <summary>One webhook with everything in it, once.</summary>
    public Task<int> PostAsync(params JsonObject[] changes) => PostRawAsync(Envelope(changes));

    /// <summary>Any bytes, signed as Meta signs them unless a signature is given.</summary>
    public async Task<int> PostRawAsync(byte[] body, string? signature = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Webhook) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Hub-Signature-256", signature ?? Sign(body));
        using var response = await Http.SendAsync(request, _stopping.Token);
        return (int)response.StatusCode;
    }

    public static string Sign(byte[] body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(AppSecret), body));

    /// <summary>As Meta does it: again until it is taken.</summary>
    internal async Task DeliverAsync(params JsonObject[] changes)
    {
        var body = Envelope(changes);
        for (var pause = RetryPause; ; pause = pause * 2 < TimeSpan.FromSeconds(1) ? pause * 2 : pause)
        {
            try
            {
                if (await PostRawAsync(body) == 200) return;
            }
            catch (HttpRequestException)
            {
                // The bot is down.
            }
            await Task.Delay(pause, TimeProvider.System, _stopping.Token);
        }
    }

    /// <summary>Meta's own spelling: what is not ASCII as <c>\u</c>, a slash with a backslash.</summary>
    public static byte[] Envelope(params JsonObject[] changes) => Encoding.ASCII.GetBytes(new JsonObject
    {
        ["object"] = "whatsapp_business_account",
        ["entry"] = new JsonArray([.. changes.Select(change => new JsonObject { ["id"] = BusinessAccountId, ["changes"] = new JsonArray(change.DeepClone()) })]),
    }.ToJsonString().Replace("/", "\\/", StringComparison.Ordinal));

    /// <summary>The value of field <c>messages</c>.</summary>
    public static JsonObject Change(string phoneNumberId, JsonArray? contacts, string list, params JsonObject[] items)
    {
        var value = new JsonObject
        {
            ["messaging_product"] = "whatsapp", ["metadata"] = new JsonObject { ["display_phone_number"] = "15550783881", ["phone_number_id"] = phoneNumberId },
            [list] = new JsonArray([.. items.Select(item => item.DeepClone())]),
        };
        if (contacts is not null) value["contacts"] = contacts;
        return new JsonObject { ["field"] = "messages", ["value"] = value };
    }

    /// <summary>A receipt for one of the bot's messages.</summary>
    public JsonObject Receipt(FakeWhatsAppUser user, FakeWhatsAppMessage message, string status, int? code = null, bool withCallback = true)
    {
        var receipt = new JsonObject { ["id"] = message.Id, ["status"] = status, ["timestamp"] = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
        if (user.WaId is not null) receipt["recipient_id"] = user.WaId;
        if (user.UserId is not null) receipt["recipient_user_id"] = user.UserId;
        if (withCallback && message.Callback is { } callback) receipt["biz_opaque_callback_data"] = callback;
        if (code is { } number) receipt["errors"] = new JsonArray(new JsonObject { ["code"] = number, ["title"] = "failed", ["error_data"] = new JsonObject { ["details"] = "as ordered" } });
        return Change(user.PhoneNumberId, null, "statuses", receipt);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is not { } app) return;
        await _stopping.CancelAsync();
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2)))
        {
            await app.StopAsync(limit.Token);
            await app.DisposeAsync();
        }
        Http.Dispose();
    }

    internal void Changed()
    {
        lock (_gate)
        {
            if (_waiters.Count == 0) return;
            foreach (var (_, then) in _waiters.Where(w => w.Holds())) then.TrySetResult();
            _waiters.RemoveAll(w => w.Then.Task.IsCompleted);
        }
    }

    private GraphFault? FaultFor(GraphCall call)
    {
        lock (_gate) return _faults.FirstOrDefault(rule => rule.Takes(call))?.Fault;
    }
}
