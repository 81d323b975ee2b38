using System.Text.Json.Nodes;

namespace EngageBot.BrowserTests.Clients;

/// <summary>Microsoft's <c>botframework-directlinejs</c>, as published, talks to the program as it ships.</summary>
public sealed class DirectLineJsTests : IAsyncLifetime
{
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private const int Online = 2;
    private ClientBot _bot = null!;
    private NodeClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _client = await NodeClient.StartAsync();
        _bot = await ClientBot.StartAsync();
    }

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _bot?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_starts_talks_taps_and_ends_over_a_socket_and_by_polling(bool webSocket)
    {
        var talk = await ConnectAsync(webSocket);
        await _client.BotSaysAsync("join");
        await _client.SayAsync("/menu");
        var menu = await _client.BotSaysAsync("What would you like to see?");
        var shops = menu["suggestedActions"]!["actions"]!.AsArray().Single(a => a!["title"]!.ToString() == "Shops")!;
        Assert.Equal("messageBack", shops["type"]!.ToString());
        await _client.PostAsync(new
        {
            type = "message", text = "Shops", value = shops["value"]!.ToString(), from = new { id = "me" }, channelData = new { messageBack = new { displayText = "Shops" } },
        });
        await _client.BotSaysAsync("Aroma Coffee");
        await _client.PostAsync(new { type = "typing", from = new { id = "me" } });
        await SameAsStoredAsync(talk);
        _client.Tell(new { @do = "end" });
        await _client.StatusAsync(5);
    }

    [Fact]
    public async Task It_uploads_a_picture_that_comes_back_with_an_address_and_is_answered()
    {
        var talk = await ConnectAsync(webSocket: true);
        _client.Tell(new { @do = "picture", nr = 900, text = "my receipt", name = "receipt.png", base64 = Picture });
        var id = (await _client.NextAsync(e => (int?)e["nr"] == 900))["posted"]!.ToString();
        var echo = (await _client.NextAsync(e => e["activity"]?["id"]?.ToString() == id))["activity"]!;
        var attachment = Assert.Single(echo["attachments"]!.AsArray())!;
        Assert.Equal(("receipt.png", "image/png"), (attachment["name"]!.ToString(), attachment["contentType"]!.ToString()));
        using var http = new HttpClient();
        Assert.Equal(Convert.FromBase64String(Picture), await http.GetByteArrayAsync(attachment["contentUrl"]!.ToString(), TestContext.Current.CancellationToken));
        await _client.NextAsync(e => e["activity"]?["replyToId"]?.ToString() == id);
        await SameAsStoredAsync(talk);
    }

    [Fact]
    public async Task It_refreshes_its_token_and_goes_on_with_the_new_one()
    {
        await ConnectAsync(webSocket: true);
        foreach (var _ in Enumerable.Range(0, 2)) Assert.Equal(200, (int)(await _client.CallAsync("POST /tokens/refresh"))["status"]!);
        Assert.Equal("after", await EchoedAsync("after"));
    }

    [Fact]
    public async Task After_the_server_was_killed_its_socket_comes_back_by_watermark_with_nothing_lost_and_nothing_twice()
    {
        var talk = await ConnectAsync(webSocket: true);
        await _client.BotSaysAsync("join");
        await _client.SayAsync("/menu");
        await _client.BotSaysAsync("What would you like to see?");
        await _client.SayAsync("/help");        // taken, and killed before or after it is answered: both must end the same
        await _bot.KillAsync();
        var late = _client.SayAsync("/contacts");
        await _bot.RunAsync();
        await late;
        await _client.SayAsync("/menu");
        await _client.BotSaysAsync("What would you like to see?");
        await SameAsStoredAsync(talk);
        Assert.Equal(["/menu", "/help", "/contacts", "/menu"], _client.Shown.Where(a => a["from"]!["role"]?.ToString() == "user").Select(a => a["text"]!.ToString()));
    }

    [Fact]
    public async Task A_new_client_goes_on_with_an_old_conversation_after_the_watermark_it_kept()
    {
        var talk = await ConnectAsync(webSocket: true);
        await _client.BotSaysAsync("join");
        await _client.SayAsync("/menu");
        await _client.BotSaysAsync("What would you like to see?");
        var seen = await SameAsStoredAsync(talk);
        await _bot.KillAsync();
        await _bot.RunAsync();
        foreach (var webSocket in (bool[])[true, false])
        {
            _client.Shown.Clear();
            _client.Connect(new { token = talk.Token, domain = _bot.Domain, webSocket, conversationId = talk.Conversation, watermark = $"{seen}" });
            await _client.SayAsync("/contacts");
            await _client.NextAsync(e => e["activity"]?["text"]?.ToString() == "/contacts");
            await _client.NextAsync(e => e["activity"]?["replyToId"] is not null);
            seen += await SameAsStoredAsync(talk, after: seen);
        }
    }

    private async Task<(string Conversation, string Token)> ConnectAsync(bool webSocket)
    {
        var talk = await _bot.NewTokenAsync();
        _client.Connect(new { token = talk.Token, domain = _bot.Domain, webSocket });
        await _client.StatusAsync(Online);
        return talk;
    }

    private async Task<string> EchoedAsync(string words)
    {
        var id = await _client.SayAsync(words);
        return (await _client.NextAsync(e => e["activity"]?["id"]?.ToString() == id))["activity"]!["text"]!.ToString();
    }

    /// <summary>What the application was shown is what is stored: all of it, once each, in order.</summary>
    /// <returns>How much that is.</returns>
    private async Task<int> SameAsStoredAsync((string Conversation, string Token) talk, int after = 0)
    {
        var stored = (await QuietAsync(talk.Conversation)).Skip(after).ToList();
        await SeenAsync(stored[^1]);
        Assert.Equal(stored.Select(IdOf), _client.Shown.Select(IdOf));
        return stored.Count;
    }

    /// <summary>What is stored once every message of the customer has its answer.</summary>
    private async Task<List<JsonNode>> QuietAsync(string conversation)
    {
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            await looks.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            var stored = await _bot.StoredAsync(conversation);
            if (stored[^1]["from"]!["role"]?.ToString() == "bot") return stored;
        }
    }

    private async Task SeenAsync(JsonNode last)
    {
        if (!_client.Shown.Exists(a => IdOf(a) == IdOf(last))) await _client.NextAsync(e => e["activity"] is { } a && IdOf(a) == IdOf(last));
    }

    // Typing has none.
    private static string? IdOf(JsonNode activity) => activity["id"]?.ToString();
}
