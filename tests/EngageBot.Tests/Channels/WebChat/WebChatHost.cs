using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using EngageBot.Channels.WebChat;
using EngageBot.Dialogs.Engine;
using EngageBot.Http;
using EngageBot.Messaging;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EngageBot.Tests.Channels.WebChat;

/// <summary>The web chat over real HTTP and a real database; what the bot says is said by the test, what arrives is read from the inbox.</summary>
internal sealed class WebChatHost : IAsyncDisposable
{
    public const string Secret = "a-secret-of-the-shops-own-site";
    public const string Shop = "https://shop.example";
    public static readonly BusinessId Business = new(Guid.Parse("00000000-0000-7000-8000-000000000001"));
    public static readonly ContactId Arta = new(Guid.Parse("00000000-0000-7000-8000-00000000000a"));

    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-web-").FullName;
    private readonly ITestStore _temp;
    private WebApplication _app = null!;

    private readonly (string Name, string Value)[] _settings;

    private WebChatHost(ITestStore temp, TestClock clock, (string, string)[] settings) => (_temp, Clock, _settings) = (temp, clock, settings);

    public TestClock Clock { get; }
    public HttpClient Http { get; private set; } = null!;
    public IStore Store => _temp.Store;
    public WebChatApi Api => _app.Services.GetRequiredService<WebChatApi>();
    public string Base => Http.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <summary>Where visitors' files lie.</summary>
    public string Uploads => Path.Combine(_folder, "uploads");

    /// <summary>A part of the program under test.</summary>
    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    /// <param name="settings">Names under <c>Channels:WebChat</c>.</param>
    public static async Task<WebChatHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var clock = new TestClock();
        return await StartAsync(TempStore.Open(clock), clock, settings);
    }

    /// <summary>On a database of some engine, which goes with the host.</summary>
    public static async Task<WebChatHost> StartAsync(ITestStore store, TestClock clock, params (string Name, string Value)[] settings)
    {
        var host = new WebChatHost(store, clock, settings);
        await host.Store.WriteAsync(async scope =>
        {
            await scope.Command("INSERT INTO businesses (id, name, currency, zone, language, created_at) VALUES (@id, 'Kafe Luna', 'EUR', 'Europe/Tirane', 'sq', 0)")
                .Set("@id", Business.ToString()).ExecuteNonQueryAsync();
            await scope.Command("INSERT INTO channel_accounts (id, business_id, channel, name) VALUES (7, @id, 'web', 'main')")
                .Set("@id", Business.ToString()).ExecuteNonQueryAsync();
            await scope.Command("INSERT INTO contacts (id, business_id, name, created_at) VALUES (@contact, @id, 'Arta', 0)")
                .Set("@id", Business.ToString()).Set("@contact", Arta.ToString()).ExecuteNonQueryAsync();
        }, CancellationToken.None);
        await host.ServeAsync();
        return host;
    }

    /// <summary>Stops the process's part and starts it again on the same database; addresses change, nothing else may.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await _temp.RestartAsync();
        await ServeAsync();
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public async Task<Answer> CallAsync(HttpMethod method, string path, string? bearer, HttpContent? content = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (bearer is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (origin is not null) request.Headers.Add("Origin", origin);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var json = response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonNode.Parse(text) : null;
        return new((int)response.StatusCode, json, text, response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(",", h.Value)));
    }

    public Task<Answer> PostAsync(string path, string? bearer, string? json = null) => CallAsync(HttpMethod.Post, path, bearer, json is null ? null : Json(json));

    public Task<Answer> GetAsync(string path, string? bearer = null) => CallAsync(HttpMethod.Get, path, bearer);

    public async Task<Talk> BeginAsync(string? generate = null)
    {
        var made = await PostAsync("/v3/directline/tokens/generate", Secret, generate);
        Assert.Equal(200, made.Status);
        var started = await PostAsync("/v3/directline/conversations", made["token"], """{"locale":"sq"}""");
        Assert.Equal(201, started.Status);
        var token = Assert.IsType<TokenReading.Valid>(Api.Read(started["token"])).Token;
        return new(started["conversationId"], token.UserId, started["token"], started["streamUrl"]);
    }

    public Task<SendResult> BotSaysAsync(string userId, string key, OutgoingMessage message) =>
        _app.Services.GetRequiredService<WebChatChannel>().SendAsync(
            new(1, Business, 7, userId, null, key, OutboundKind.Reply, message, 1, null, null), TestContext.Current.CancellationToken);

    public Task<SendResult> BotSaysAsync(string userId, string key, string text) =>
        BotSaysAsync(userId, key, new OutgoingMessage { Text = FormattedText.FromPlain(text), Language = "en" });

    public Task NoticeAsync(string userId, string tapId, string text) =>
        _app.Services.GetRequiredService<WebChatChannel>().AnswerTapAsync(userId, tapId, text, null, TestContext.Current.CancellationToken);

    public Task<List<(string ExternalId, string ChatKey, InboundContent Content)>> ArrivalsAsync() =>
        Store.ReadRowsAsync("SELECT external_id, chat_key, content FROM inbox ORDER BY id", _ => { },
            row => (row.GetString(0), row.GetString(1), MessagingJson.ReadInbound(row.GetString(2))), TestContext.Current.CancellationToken);

    /// <param name="from">The visitor's address, as a proxy beside us names it.</param>
    public async Task<StreamReader> OpenStreamAsync(string streamUrl, string? from = null)
    {
        var socket = new ClientWebSocket();
        if (from is not null) socket.Options.SetRequestHeader("X-Forwarded-For", from);
        var address = new UriBuilder(streamUrl) { Host = "127.0.0.1", Port = Http.BaseAddress!.Port };
        await socket.ConnectAsync(address.Uri, TestContext.Current.CancellationToken);
        return new(socket);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _temp.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Directory"] = _folder,
            ["Channels:WebChat:Secret"] = Secret,
            ["Channels:WebChat:Origins:0"] = Shop,
        });
        builder.Configuration.AddInMemoryCollection(_settings.Select(s => KeyValuePair.Create($"Channels:WebChat:{s.Name}", (string?)s.Value)));
        var master = await MasterKey.LoadAsync(Store, Clock, CancellationToken.None);
        builder.Services.Configure<DataSettings>(builder.Configuration.GetSection("Data"));
        builder.Services.AddSingleton<TimeProvider>(Clock).AddSingleton(Store).AddSingleton(master).AddSingleton<SpineSignals>().AddSingleton<FreshRows>().AddSingleton<Inbox>();
        builder.Services.AddSingleton<ListDemoMembers>((language, _) => ValueTask.FromResult<IReadOnlyList<DemoMember>>(
            [new("arta", "Arta", language == "sq" ? "ari" : "gold", "1,240 points", Arta)]));
        builder.Services.AddWebChat(builder.Configuration, _ => new ChannelAccount(7, Business, "web", "main"));
        _app = builder.Build();
        _app.UseClearErrors();
        _app.MapWebChat();
        await _app.StartAsync();
        Http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    private async Task StopAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    internal sealed record Answer(int Status, JsonNode? Json, string Text, IReadOnlyDictionary<string, string> Headers)
    {
        public string this[string name] => Json![name]!.ToString();
        public string Code => Json!["error"]!["code"]!.ToString();
    }

    internal sealed record Talk(string Conversation, string User, string Token, string StreamUrl)
    {
        public string Path => $"/v3/directline/conversations/{Conversation}";
    }

    internal sealed class StreamReader(ClientWebSocket socket) : IDisposable
    {
        public ClientWebSocket Socket => socket;

        /// <summary>The next set that is not an empty frame.</summary>
        public async Task<JsonNode> NextAsync()
        {
            while (true)
            {
                var (buffer, text) = (new byte[4096], new MemoryStream());
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
                    if (part.MessageType == WebSocketMessageType.Close) throw new WebSocketException("closed");
                    text.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                if (text.Length > 0) return JsonNode.Parse(text.ToArray())!;
            }
        }

        /// <summary>The next activity of the type, wherever the sets are cut.</summary>
        public async Task<JsonNode> NextOfAsync(string type)
        {
            while (true)
            {
                while (_rest.TryDequeue(out var activity))
                    if (activity["type"]!.ToString() == type) return activity;
                foreach (var activity in (await NextAsync())["activities"]!.AsArray()) _rest.Enqueue(activity!);
            }
        }

        private readonly Queue<JsonNode> _rest = new();

        public void Dispose() => socket.Dispose();
    }
}
