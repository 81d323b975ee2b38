using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EngageBot.Tests.Support;

namespace EngageBot.BrowserTests.Clients;

/// <summary>The program as its own process, with a secret for the shop's site; it can be killed and started again.</summary>
internal sealed class ClientBot : IDisposable
{
    private const string Secret = "the-secret-of-the-shops-own-site";
    private readonly string _folder = Directory.CreateTempSubdirectory("engagebot-clients-").FullName;
    private readonly int _port = FreePort.Next();
    private readonly Dictionary<string, string> _settings;
    private readonly HttpClient _http = new();
    private BotProcess? _bot;

    private ClientBot(string? origin)
    {
        _settings = new() { ["Channels:WebChat:Secret"] = Secret };
        if (origin is not null) _settings["Channels:WebChat:Origins:0"] = origin;
    }

    /// <summary>What clients are given as their <c>domain</c>.</summary>
    public string Domain => $"http://127.0.0.1:{_port}/v3/directline";

    public static async Task<ClientBot> StartAsync(string? origin = null)
    {
        var bot = new ClientBot(origin);
        await bot.RunAsync();
        return bot;
    }

    public async Task RunAsync() => _bot = await BotProcess.StartAsync(_folder, _port, _settings);

    public async Task KillAsync()
    {
        await _bot!.KillAsync();
        _bot.Dispose();
        _bot = null;
    }

    /// <summary>As the shop's own server does: the secret stays with it, the browser gets a token.</summary>
    public async Task<(string Conversation, string Token)> NewTokenAsync()
    {
        var made = await CallAsync(HttpMethod.Post, "/tokens/generate", Secret);
        return (made["conversationId"]!.ToString(), made["token"]!.ToString());
    }

    /// <summary>What is stored of a conversation: the truth that clients are held against.</summary>
    public async Task<List<JsonNode>> StoredAsync(string conversation) =>
        [.. (await CallAsync(HttpMethod.Get, $"/conversations/{conversation}/activities", Secret))["activities"]!.AsArray().Select(a => a!)];

    public void Dispose()
    {
        _bot?.Dispose();
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<JsonNode> CallAsync(HttpMethod method, string path, string bearer)
    {
        using var request = new HttpRequestMessage(method, Domain + path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", bearer) } };
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }
}
