using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EngageBot.Businesses;
using EngageBot.Http;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Http;

/// <summary>What a door answered.</summary>
internal sealed record DoorAnswer(int Status, string? MediaType, string Text, HttpResponseHeaders Headers);

/// <summary>One program for all tests of a class; each lets some time pass first, so that no rate is exceeded.</summary>
public sealed class OpenDoors : IAsyncLifetime
{
    private Doors _doors = null!;

    public async ValueTask InitializeAsync() => _doors = await Doors.OpenAsync();

    public ValueTask DisposeAsync() => _doors.DisposeAsync();

    internal Doors Rested()
    {
        _doors.Clock.Advance(TimeSpan.FromSeconds(10));
        return _doors;
    }
}

/// <summary>The whole program with all its doors open: Telegram by webhook, Direct Line, the page, the API.</summary>
internal sealed class Doors : IAsyncDisposable
{
    public const string Telegram = "/webhooks/telegram/main";
    public const string Api = "/api/v1/purchases";
    public const string PageToken = "/chat/token";
    private const string WebhookSecret = "a-secret_of-the-webhook";
    private const string Secret = "the-secret-of-the-shops-own-site";

    private readonly string _apiKey;
    private int _numbers = 1000;

    private Doors(EngageHost host, FakeTelegramServer telegram, TestClock clock, string apiKey) =>
        (Host, TelegramApi, Clock, _apiKey) = (host, telegram, clock, apiKey);

    public EngageHost Host { get; }
    public FakeTelegramServer TelegramApi { get; }
    public TestClock Clock { get; }
    public IStore Store => Host.Services.GetRequiredService<IStore>();

    /// <summary>A conversation that was started, for the doors that need one.</summary>
    public string Conversation { get; set; } = "";

    public string Activities => $"/v3/directline/conversations/{Conversation}/activities";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Doors> OpenAsync(params string[] settings)
    {
        var (telegram, clock, port) = (await FakeTelegramServer.StartAsync(), new TestClock(), FreePort.Next());
        var host = await EngageHost.StartAsync(clock, settings:
        [
            $"--urls=http://127.0.0.1:{port}", $"--Channels:WebChat:Secret={Secret}", "--Database:PatienceSeconds=0.05",
            $"--Channels:Telegram:Token={telegram.Token}", $"--Channels:Telegram:ApiRoot={telegram.Root}", "--Channels:Telegram:Mode=webhook",
            $"--Channels:Telegram:WebhookSecret={WebhookSecret}", $"--Channels:Telegram:PublicUrl=http://127.0.0.1:{port}", .. settings,
        ]);
        var directory = host.Services.GetRequiredService<BusinessDirectory>();
        var key = await host.Services.GetRequiredService<ApiKeys>().CreateAsync(directory.Business.Id, directory.Shops[0].Id, "till", Cancellation);
        var doors = new Doors(host, telegram, clock, key.Secret);
        await doors.BeginAsync();
        return doors;
    }

    public async Task BeginAsync() =>
        Conversation = JsonNode.Parse((await PostAsync("/v3/directline/conversations", "{}")).Text)!["conversationId"]!.ToString();

    /// <summary>As each door's rightful caller posts: with key, secret or origin.</summary>
    public Task<DoorAnswer> PostAsync(string path, string body) => PostAsync(path, Encoding.UTF8.GetBytes(body));

    public async Task<DoorAnswer> PostAsync(string path, byte[] body, string? contentType = "application/json", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (contentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in HeadersOf(path, key)) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Host.Client.SendAsync(request, Cancellation);
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(Cancellation), response.Headers);
    }

    public async Task<DoorAnswer> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in HeadersOf(path)) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Host.Client.SendAsync(request, Cancellation);
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(Cancellation), response.Headers);
    }

    /// <summary>Until all that came is handled and sent; the test's time passes, since retries wait for it.</summary>
    public Task SettledAsync() => SpineUnderTest.PassTimeUntilAsync(Clock, async () => await Host.CountAsync("""
        SELECT (SELECT COUNT(*) FROM inbox WHERE state IN ('Received', 'Handling')) + (SELECT COUNT(*) FROM outbox WHERE state IN ('Queued', 'Sending'))
        """) == 0, Cancellation);

    /// <summary>What a rightful caller sends along.</summary>
    public IEnumerable<(string Name, string Value)> HeadersOf(string path, string? key = null) => path switch
    {
        Telegram => [("X-Telegram-Bot-Api-Secret-Token", WebhookSecret)],
        PageToken => [("Sec-Fetch-Site", "same-origin")],
        _ when path.StartsWith("/api", StringComparison.Ordinal) =>
            [("Authorization", $"Bearer {_apiKey}"), ("Idempotency-Key", key ?? $"k-{Next()}")],
        _ => [("Authorization", $"Bearer {Secret}")],
    };

    /// <summary>A number no other request had.</summary>
    public int Next() => Interlocked.Increment(ref _numbers);

    public static string Purchase(string receipt, string phone = "+355690000001") =>
        JsonSerializer.Serialize(new { receipt, amount = "12.50", currency = "EUR", memberPhone = phone });

    public static string Update(long id, string words) => $$$"""
        {"update_id":{{{id}}},"message":{"message_id":{{{id}}},"date":1767225600,"from":{"id":77,"is_bot":false,"first_name":"Ana"},
         "chat":{"id":77,"type":"private"},"text":"{{{words}}}"}}
        """;

    /// <summary>The phone of a member of the demo.</summary>
    public async Task<string> MemberPhoneAsync() => (await Store.ReadRowsAsync(
        "SELECT c.phone FROM contacts c JOIN point_accounts a ON a.contact_id = c.id WHERE c.phone IS NOT NULL LIMIT 1", _ => { }, row => row.GetString(0), Cancellation))[0];

    /// <summary>The file may not grow: what a full disk is to SQLite. A limit below the present size counts as that size.</summary>
    public Task LimitPagesAsync(int pages) => Store.WriteAsync(async scope =>
    {
        await using var command = scope.Connection.CreateCommand();
#pragma warning disable CA2100 // A number.
        command.CommandText = $"PRAGMA max_page_count = {pages}";
#pragma warning restore CA2100
        await command.ExecuteScalarAsync(Cancellation);
    }, Cancellation);

    /// <summary>Another process holds the database until this is disposed.</summary>
    public SqliteConnection Lock()
    {
        var other = new SqliteConnection($"Data Source={Path.Combine(Host.Folder, "engagebot.db")};Pooling=False");
        other.Open();
        using var begin = other.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return other;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await TelegramApi.DisposeAsync();
    }
}
