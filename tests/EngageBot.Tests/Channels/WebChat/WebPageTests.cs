using EngageBot.Channels.WebChat;
using EngageBot.Messaging;

namespace EngageBot.Tests.Channels.WebChat;

public sealed class WebPageTests : IAsyncLifetime
{
    private WebChatHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await WebChatHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Our_own_page_gets_a_visitors_token_and_a_strange_page_none()
    {
        var made = await AskAsync("{}", _host.Base);
        Assert.Equal((200, "Kafe Luna"), (made.Status, made["shop"]));
        Assert.StartsWith("dl_", made["userId"], StringComparison.Ordinal);
        Assert.Equal(201, (await _host.PostAsync("/directline/conversations", made["token"])).Status);
        Assert.Equal(403, (await AskAsync("{}", "https://evil.example")).Status);
        Assert.Equal(403, (await AskAsync("{}", WebChatHost.Shop)).Status);
        Assert.Equal(403, (await AskAsync("{}", null)).Status);
        Assert.Equal(403, (await AskAsync("{}", _host.Base, site: "cross-site")).Status);
        Assert.Equal(200, (await AskAsync("{}", null, site: "same-origin")).Status);
    }

    [Fact]
    public async Task A_demo_member_is_a_member_and_two_visitors_who_play_one_have_chats_of_their_own()
    {
        Assert.Equal("""[{"key":"arta","name":"Arta","level":"ari","description":"1,240 points"}]""", (await _host.GetAsync("/chat/demo?lang=sq")).Text);
        var (one, two) = (await AskAsync("""{"member":"arta"}""", _host.Base), await AskAsync("""{"member":"arta"}""", _host.Base));
        Assert.True(WebChatApi.TryReadMember(one["userId"], out var contact));
        Assert.Equal(WebChatHost.Arta, contact);
        Assert.NotEqual(one["userId"], two["userId"]);
        Assert.Equal(400, (await AskAsync("""{"member":"nobody"}""", _host.Base)).Status);
        Assert.Equal(201, (await _host.PostAsync("/directline/conversations", one["token"])).Status);
        Assert.Equal("Arta", Assert.IsType<InboundContent.Opened>(Assert.Single(await _host.ArrivalsAsync()).Content).From.Name);
    }

    [Fact]
    public async Task A_page_that_slept_goes_on_with_its_conversation_for_a_day()
    {
        var made = await AskAsync("{}", _host.Base);
        await _host.PostAsync("/directline/conversations", made["token"]);
        _host.Clock.Advance(TimeSpan.FromHours(20));
        Assert.Equal(403, (await _host.GetAsync($"/directline/conversations/{made["conversationId"]}", made["token"])).Status);
        var renewed = await AskAsync($$"""{"token":"{{made["token"]}}"}""", _host.Base);
        Assert.Equal((made["conversationId"], made["userId"]), (renewed["conversationId"], renewed["userId"]));
        Assert.Equal(200, (await _host.GetAsync($"/directline/conversations/{made["conversationId"]}", renewed["token"])).Status);
        _host.Clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(400, (await AskAsync($$"""{"token":"{{made["token"]}}"}""", _host.Base)).Status);
        Assert.Equal(400, (await AskAsync("""{"token":"forged"}""", _host.Base)).Status);
    }

    [Fact]
    public async Task One_address_cannot_take_tokens_without_end()
    {
        var statuses = new List<int>();
        for (var i = 0; i < 40; i++) statuses.Add((await AskAsync("{}", _host.Base)).Status);
        Assert.Equal(10, statuses.Count(s => s == 429));
        Assert.Equal(200, (await AskAsync("{}", _host.Base, visitor: "203.0.113.7")).Status);
        _host.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await AskAsync("{}", _host.Base)).Status);
    }

    [Fact]
    public async Task The_page_is_small_and_allows_nothing_but_itself()
    {
        long carried = 0;
        foreach (var path in (string[])["/", "/texts.js", "/chat.js", "/chat.css", "/chat.svg"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", "gzip" } } };
            using var response = await _host.Http.SendAsync(request, TestContext.Current.CancellationToken);
            carried += (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        }
        Assert.InRange(carried, 1, 30 << 10);
        var page = await _host.GetAsync("/");
        Assert.DoesNotContain(" style=", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page.Text + (await _host.GetAsync("/chat.css")).Text, StringComparison.Ordinal);
    }

    private Task<WebChatHost.Answer> AskAsync(string body, string? origin, string? site = null, string? visitor = null)
    {
        var content = WebChatHost.Json(body);
        if (site is not null) content.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        if (visitor is not null) content.Headers.TryAddWithoutValidation("X-Forwarded-For", visitor);
        return _host.CallAsync(HttpMethod.Post, "/chat/token", null, content, origin);
    }
}
