using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EngageBot.Dialogs.Engine;
using EngageBot.Messaging;

namespace EngageBot.Tests.Channels.WebChat;

public sealed class DirectLineTests : IAsyncLifetime
{
    private WebChatHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await WebChatHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_conversation_is_created_once_and_opens_the_chat_once()
    {
        var talk = await _host.BeginAsync();
        var again = await _host.PostAsync("/v3/directline/conversations", talk.Token);
        Assert.Equal(200, again.Status);
        Assert.Equal(talk.Conversation, again["conversationId"]);
        Assert.StartsWith("ws://127.0.0.1", again["streamUrl"], StringComparison.Ordinal);
        Assert.Equal(1800, (int)again.Json!["expires_in"]!);
        var arrival = Assert.Single(await _host.ArrivalsAsync());
        Assert.Equal(talk.User, arrival.ChatKey);
        var opened = Assert.IsType<InboundContent.Opened>(arrival.Content);
        Assert.Null(opened.Payload);
        Assert.Equal("sq", opened.From.Language);
    }

    [Fact]
    public async Task Making_a_token_does_not_start_the_conversation()
    {
        var made = await _host.PostAsync("/directline/tokens/generate", WebChatHost.Secret);
        var found = await _host.GetAsync($"/directline/conversations/{made["conversationId"]}", made["token"]);
        Assert.Equal(404, found.Status);
        Assert.Empty(await _host.ArrivalsAsync());
    }

    [Fact]
    public async Task The_echo_keeps_the_clients_own_id_and_every_unknown_member_and_comes_before_the_answer()
    {
        var talk = await _host.BeginAsync();
        var posted = await _host.PostAsync(talk.Path + "/activities", talk.Token, """
            {"type":"message","text":"Përshëndetje 👋","channelId":"webchat","id":"mine","timestamp":"1999-01-01T00:00:00Z","locale":"sq-AL",
             "from":{"id":"somebody-else","name":"Ana"},"channelData":{"clientActivityID":"c1","attachmentSizes":[]},"entities":[{"type":"ClientCapabilities","x":1}],"strange":{"a":[1,2.50]}}
            """);
        Assert.Equal(200, posted.Status);
        Assert.Equal($"{talk.Conversation}|0000001", posted["id"]);
        await _host.BotSaysAsync(talk.User, "1:1:1", "Mirë se vini");

        var set = await _host.GetAsync(talk.Path + "/activities", talk.Token);
        var (echo, answer) = (set.Json!["activities"]![0]!, set.Json!["activities"]![1]!);
        Assert.Equal("2", set["watermark"]);
        Assert.Equal(posted["id"], echo["id"]!.ToString());
        Assert.Equal("c1", echo["channelData"]!["clientActivityID"]!.ToString());
        Assert.Equal("[]", echo["channelData"]!["attachmentSizes"]!.ToJsonString());
        Assert.Equal("""{"a":[1,2.50]}""", echo["strange"]!.ToJsonString());
        Assert.Equal("Përshëndetje 👋", echo["text"]!.ToString());
        Assert.Equal(talk.User, echo["from"]!["id"]!.ToString());
        Assert.Equal("user", echo["from"]!["role"]!.ToString());
        Assert.Equal("directline", echo["channelId"]!.ToString());
        Assert.Equal(talk.Conversation, echo["conversation"]!["id"]!.ToString());
        Assert.Equal("bot", answer["from"]!["role"]!.ToString());
        Assert.Equal(posted["id"], answer["replyToId"]!.ToString());
        Assert.True(string.CompareOrdinal(echo["timestamp"]!.ToString(), answer["timestamp"]!.ToString()) < 0, "times rise strictly, though the clock stood still");
        Assert.Equal("2026-03-02T10:00:00.000Z", echo["timestamp"]!.ToString());
    }

    [Fact]
    public async Task A_message_and_its_inbox_row_are_one_thing()
    {
        var talk = await _host.BeginAsync();
        var posted = await _host.PostAsync(talk.Path + "/activities", talk.Token, """{"type":"message","text":"hello","from":{"id":"x","name":"Ana"},"locale":"ru"}""");
        var arrival = (await _host.ArrivalsAsync())[^1];
        Assert.Equal(posted["id"], arrival.ExternalId);
        Assert.Equal(new InboundContent.Said(new Sender(talk.User, "Ana", "ru"), "hello", posted["id"]), arrival.Content);
    }

    [Theory]
    [InlineData("""{"type":"message","text":"AAAAAAAAAAAAAAAAAAAAAAAAAAAA-_","channelData":{"postBack":true}}""")]
    [InlineData("""{"type":"message","value":{"token":"AAAAAAAAAAAAAAAAAAAAAAAAAAAA-_"},"channelData":{"postBack":true}}""")]
    [InlineData("""{"type":"message","text":"Coffee","value":"AAAAAAAAAAAAAAAAAAAAAAAAAAAA-_","channelData":{"messageBack":{"displayText":"Coffee"}}}""")]
    [InlineData("""{"type":"message","text":"Coffee","channelData":{"token":"AAAAAAAAAAAAAAAAAAAAAAAAAAAA-_"}}""")]
    public async Task A_button_that_carries_a_token_is_a_tap(string activity)
    {
        var talk = await _host.BeginAsync();
        var posted = await _host.PostAsync(talk.Path + "/activities", talk.Token, activity);
        var tapped = Assert.IsType<InboundContent.Tapped>((await _host.ArrivalsAsync())[^1].Content);
        Assert.Equal("AAAAAAAAAAAAAAAAAAAAAAAAAAAA-_", tapped.Token);
        Assert.Equal(posted["id"], tapped.TapId);
    }

    [Theory]
    [InlineData("""{"type":"message","text":"AAAAAAAAAAAAAAAAAAAAAAAAAAAA-_"}""")]
    [InlineData("""{"type":"message","text":"/menu","channelData":{"postBack":true}}""")]
    public async Task Words_are_words_whatever_they_look_like(string activity)
    {
        var talk = await _host.BeginAsync();
        await _host.PostAsync(talk.Path + "/activities", talk.Token, activity);
        Assert.IsType<InboundContent.Said>((await _host.ArrivalsAsync())[^1].Content);
    }

    [Fact]
    public async Task A_sites_join_does_not_greet_twice_but_its_payload_counts()
    {
        var talk = await _host.BeginAsync();
        await _host.PostAsync(talk.Path + "/activities", talk.Token, """{"type":"event","name":"webchat/join","value":{"language":"en"}}""");
        Assert.Single(await _host.ArrivalsAsync());
        await _host.PostAsync(talk.Path + "/activities", talk.Token, """{"type":"event","name":"webchat/join","value":{"payload":"spring"}}""");
        Assert.Equal("spring", Assert.IsType<InboundContent.Opened>((await _host.ArrivalsAsync())[^1].Content).Payload);
    }

    [Theory]
    [InlineData("typing", 0)]
    [InlineData("conversationUpdate", 0)]
    [InlineData("messageReaction", 1)]
    [InlineData("some-future-type", 1)]
    public async Task Types_the_bot_does_not_know_are_accepted_and_change_nothing(string type, int echoes)
    {
        var talk = await _host.BeginAsync();
        var posted = await _host.PostAsync(talk.Path + "/activities", talk.Token, $$"""{"type":"{{type}}"}""");
        Assert.Equal(200, posted.Status);
        Assert.NotEmpty(posted["id"]);
        Assert.Single(await _host.ArrivalsAsync());
        Assert.Equal(echoes, (await _host.GetAsync(talk.Path + "/activities", talk.Token)).Json!["activities"]!.AsArray().Count);
    }

    [Fact]
    public async Task The_same_post_again_is_the_same_activity()
    {
        var talk = await _host.BeginAsync();
        const string activity = """{"type":"message","text":"once","channelData":{"clientActivityID":"c7"}}""";
        var (first, second) = (await _host.PostAsync(talk.Path + "/activities", talk.Token, activity), await _host.PostAsync(talk.Path + "/activities", talk.Token, activity));
        var other = await _host.PostAsync(talk.Path + "/activities", talk.Token, """{"type":"message","text":"other","channelData":{"clientActivityID":"c7"}}""");
        Assert.Equal(first["id"], second["id"]);
        Assert.NotEqual(first["id"], other["id"]);
        Assert.Equal(3, (await _host.ArrivalsAsync()).Count);
    }

    [Fact]
    public async Task A_watermark_gives_what_came_after_it_and_an_empty_one_everything()
    {
        var talk = await _host.BeginAsync();
        foreach (var n in Enumerable.Range(1, 3)) await _host.BotSaysAsync(talk.User, $"k{n}", $"m{n}");
        var page = await _host.GetAsync(talk.Path + "/activities?watermark=2", talk.Token);
        Assert.Equal("m3", Assert.Single(page.Json!["activities"]!.AsArray())!["text"]!.ToString());
        Assert.Equal("3", page["watermark"]);
        Assert.Equal(3, (await _host.GetAsync(talk.Path + "/activities?watermark=", talk.Token)).Json!["activities"]!.AsArray().Count);
        var nothing = await _host.GetAsync(talk.Path + "/activities?watermark=3", talk.Token);
        Assert.Equal("3", nothing["watermark"]);
        Assert.Empty(nothing.Json!["activities"]!.AsArray());
        Assert.Equal(3, (await _host.GetAsync(talk.Path + "/activities?watermark=what", talk.Token)).Json!["activities"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_message_sent_again_after_a_crash_is_shown_once_even_in_a_newer_conversation()
    {
        var first = await _host.BeginAsync("""{"user":{"id":"ana"}}""");
        var sent = Assert.IsType<SendResult.Sent>(await _host.BotSaysAsync("ana", "1:1:1", "hello"));
        _host.Clock.Advance(TimeSpan.FromSeconds(5));
        var second = await _host.BeginAsync("""{"user":{"id":"ana"}}""");
        Assert.Equal(sent, await _host.BotSaysAsync("ana", "1:1:1", "hello"));
        await _host.BotSaysAsync("ana", "1:1:2", "news");
        Assert.Single((await _host.GetAsync(first.Path + "/activities", first.Token)).Json!["activities"]!.AsArray());
        var newest = Assert.Single((await _host.GetAsync(second.Path + "/activities", second.Token)).Json!["activities"]!.AsArray());
        Assert.Equal("news", newest!["text"]!.ToString());

        _host.Clock.Advance(TimeSpan.FromSeconds(5));
        await _host.PostAsync(first.Path + "/activities", first.Token, """{"type":"message","text":"I am back in the old tab"}""");
        await _host.BotSaysAsync("ana", "2:1:1", "and so am I");
        Assert.Equal(3, (await _host.GetAsync(first.Path + "/activities", first.Token)).Json!["activities"]!.AsArray().Count);
    }

    [Fact]
    public async Task Nobody_can_be_told_anything_who_was_never_here() =>
        Assert.Equal(new SendResult.Refused("no conversation of this user", ContactUnreachable: true), await _host.BotSaysAsync("dl_nobody", "1", "hello"));

    [Fact]
    public async Task A_restart_keeps_conversation_token_and_history()
    {
        var talk = await _host.BeginAsync();
        await _host.PostAsync(talk.Path + "/activities", talk.Token, """{"type":"message","text":"before"}""");
        await _host.RestartAsync();
        await _host.BotSaysAsync(talk.User, "k", "after");
        var set = await _host.GetAsync(talk.Path + "/activities", talk.Token);
        Assert.Equal(["before", "after"], set.Json!["activities"]!.AsArray().Select(a => a!["text"]!.ToString()));
        Assert.Equal(200, (await _host.GetAsync(talk.Path, talk.Token)).Status);
    }

    [Theory]
    [InlineData("[]", "BadSyntax")]
    [InlineData("{\"type\":", "BadSyntax")]
    [InlineData("", "BadSyntax")]
    [InlineData("""{"type":"message","type":"message"}""", "BadSyntax")]
    [InlineData("""{"type":"message","text":"\ud800"}""", "BadSyntax")]
    [InlineData("""{"text":"hello"}""", "MissingProperty")]
    [InlineData("""{"type":7}""", "BadArgument")]
    public async Task A_broken_activity_gets_a_clear_error_and_leaves_no_trace(string body, string code)
    {
        var talk = await _host.BeginAsync();
        var answer = await _host.PostAsync(talk.Path + "/activities", talk.Token, body);
        Assert.Equal((400, code), (answer.Status, answer.Code));
        Assert.Empty((await _host.GetAsync(talk.Path + "/activities", talk.Token)).Json!["activities"]!.AsArray());
    }

    [Fact]
    public async Task More_than_256_KB_is_refused_and_as_much_is_taken()
    {
        var talk = await _host.BeginAsync();
        string Of(int bytes) => $$"""{"type":"message","text":"{{new string('x', bytes - 28)}}"}""";
        Assert.Equal(256 << 10, Encoding.UTF8.GetByteCount(Of(256 << 10)));
        Assert.Equal(200, (await _host.PostAsync(talk.Path + "/activities", talk.Token, Of(256 << 10))).Status);
        var refused = await _host.PostAsync(talk.Path + "/activities", talk.Token, Of((256 << 10) + 1));
        Assert.Equal((413, "MessageSizeTooBig"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_flood_is_refused_so_that_a_client_offers_to_send_again_and_passes_a_second_later()
    {
        var talk = await _host.BeginAsync();
        var statuses = new List<int>();
        for (var i = 0; i < 20; i++) statuses.Add((await _host.PostAsync(talk.Path + "/activities", talk.Token, """{"type":"message","text":"x"}""")).Status);
        Assert.Contains(429, statuses);
        Assert.All(statuses, s => Assert.True(s is 200 or 429));
        Assert.Equal(200, (await _host.GetAsync(talk.Path + "/activities", talk.Token)).Status);
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await _host.PostAsync(talk.Path + "/activities", talk.Token, """{"type":"message","text":"x"}""")).Status);
    }

    [Fact]
    public async Task A_bots_message_is_plain_unless_something_is_bold()
    {
        var talk = await _host.BeginAsync();
        await _host.BotSaysAsync(talk.User, "1", "1 * 2 <b>_x_</b>");
        await _host.BotSaysAsync(talk.User, "2", new OutgoingMessage
        {
            Text = new("You have 5 points.\n*soon* more", [new(9, 8)]), Language = "en", InRows = true,
            Buttons = [new("Yes", "token-yes"), new("Shop", "", Link: new Uri("https://shop.example/a b"))],
        });
        var activities = (await _host.GetAsync(talk.Path + "/activities", talk.Token)).Json!["activities"]!;
        Assert.Equal(("plain", "1 * 2 <b>_x_</b>"), (activities[0]!["textFormat"]!.ToString(), activities[0]!["text"]!.ToString()));
        Assert.Equal(("markdown", "You have **5 points**\\.  \n\\*soon\\* more"), (activities[1]!["textFormat"]!.ToString(), activities[1]!["text"]!.ToString()));
        Assert.Equal("""[{"type":"messageBack","title":"Yes","text":"Yes","displayText":"Yes","value":"token-yes"},{"type":"openUrl","title":"Shop","value":"https://shop.example/a%20b"}]""",
            activities[1]!["suggestedActions"]!["actions"]!.ToJsonString());
        Assert.True((bool)activities[1]!["channelData"]!["inRows"]!);
    }

    [Theory]
    [InlineData("picture", "https://shop.example/cup.png?x=1", null, """[{"contentType":"image/png","contentUrl":"https://shop.example/cup.png?x=1","name":""}]""")]
    [InlineData("document", "https://shop.example/rules.pdf", null, """[{"contentType":"application/pdf","contentUrl":"https://shop.example/rules.pdf","name":"rules.pdf"}]""")]
    [InlineData("link", "https://shop.example/", "Shop",
        """[{"contentType":"application/vnd.microsoft.card.hero","content":{"buttons":[{"type":"openUrl","title":"Shop","value":"https://shop.example/"}]}}]""")]
    [InlineData("location", "41.32,19.81", "Way", """
        [{"contentType":"application/vnd.microsoft.card.hero","content":{"buttons":[{"type":"openUrl","title":"Way","value":"https://www.openstreetmap.org/search?query=41.32%2C19.81"}]}}]
        """)]
    public async Task What_travels_with_the_words_becomes_an_attachment(string kind, string value, string? label, string expected)
    {
        var talk = await _host.BeginAsync();
        await _host.BotSaysAsync(talk.User, "1", new OutgoingMessage { Text = FormattedText.FromPlain("Here"), Language = "en", Attachment = new(kind, value, label) });
        var message = (await _host.GetAsync(talk.Path + "/activities", talk.Token)).Json!["activities"]![0]!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), message["attachments"]), message["attachments"]!.ToJsonString());
    }

    [Fact]
    public async Task A_code_is_a_picture_to_scan_and_letters_to_read_out()
    {
        var talk = await _host.BeginAsync();
        await _host.BotSaysAsync(talk.User, "1", new OutgoingMessage { Text = FormattedText.FromPlain("Here"), Language = "en", Attachment = new("qr", "LUNA-42", null) });
        var attachments = (await _host.GetAsync(talk.Path + "/activities", talk.Token)).Json!["activities"]![0]!["attachments"]!;
        Assert.StartsWith("data:image/png;base64,iVBOR", attachments[0]!["contentUrl"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal("LUNA-42", attachments[1]!["content"]!["title"]!.ToString());
    }

    [Fact]
    public async Task An_allowed_site_is_let_in_by_its_preflight_and_no_other()
    {
        var welcome = await _host.CallAsync(HttpMethod.Options, "/v3/directline/conversations", null, origin: WebChatHost.Shop);
        Assert.Equal(204, welcome.Status);
        Assert.Equal(WebChatHost.Shop, welcome.Headers["Access-Control-Allow-Origin"]);
        Assert.Contains("x-ms-bot-agent", welcome.Headers["Access-Control-Allow-Headers"], StringComparison.Ordinal);
        var stranger = await _host.CallAsync(HttpMethod.Options, "/v3/directline/conversations", null, origin: "https://evil.example");
        Assert.False(stranger.Headers.ContainsKey("Access-Control-Allow-Origin"));
        var talk = await _host.BeginAsync();
        Assert.Equal(403, (await _host.CallAsync(HttpMethod.Get, talk.Path + "/activities", talk.Token, origin: "https://evil.example")).Status);
        var answer = await _host.CallAsync(HttpMethod.Get, talk.Path + "/activities", talk.Token, origin: WebChatHost.Shop);
        Assert.Equal((200, WebChatHost.Shop), (answer.Status, answer.Headers["Access-Control-Allow-Origin"]));
    }

    [Fact]
    public async Task Behind_a_proxy_the_stream_has_the_public_address()
    {
        var talk = await _host.BeginAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, talk.Path) { Headers = { { "Authorization", "Bearer " + talk.Token }, { "X-Forwarded-Proto", "https" }, { "X-Forwarded-Host", "chat.shop.example" } } };
        using var response = await _host.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.StartsWith("wss://chat.shop.example/v3/directline/conversations/", answer["streamUrl"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_call_is_answered() => Assert.Equal((int)HttpStatusCode.OK, (await _host.GetAsync("/v3/directline/session/getsessionid")).Status);
}
