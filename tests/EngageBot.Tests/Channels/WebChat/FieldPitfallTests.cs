using System.Net.WebSockets;
using System.Text.Json.Nodes;
using EngageBot.Tests.Http;

namespace EngageBot.Tests.Channels.WebChat;

/// <summary>What went wrong in other products of the field, tried on the web chat of the whole program.</summary>
public sealed class FieldPitfallTests(OpenDoors open) : IClassFixture<OpenDoors>
{
    private const string Picture = "\u0089PNG\r\n\u001a\n and the rest";
    private readonly Doors _doors = open.Rested();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact, Trait("Pitfall", "P18")]
    public async Task A_picture_and_words_at_the_same_instant_are_one_person_in_one_chat()
    {
        await BeginAsync("besa");
        await Task.WhenAll(SayAsync("look at this"), SendPictureAsync(), SayAsync("and this"), SendPictureAsync());
        await SettledAsync();
        Assert.Equal(1, await CountAsync("SELECT COUNT(*) FROM chats WHERE external_id = 'besa'"));
        Assert.Equal(1, await CountAsync("SELECT COUNT(DISTINCT contact_id) FROM chats WHERE external_id = 'besa'"));
        Assert.Equal(5, await CountAsync("SELECT COUNT(*) FROM inbox WHERE chat_key = 'besa' AND state = 'Handled'"));
    }

    [Fact, Trait("Pitfall", "P19")]
    public async Task Somebody_with_two_open_conversations_has_one_chat_and_is_answered_where_they_write()
    {
        var first = await BeginAsync("drin");
        await SayAsync("/contacts");
        await SettledAsync();
        var second = await BeginAsync("drin");
        await SayAsync("/help");
        await SettledAsync();
        await SayAsync("/contacts", first);
        await SettledAsync();
        Assert.Equal(1, await CountAsync("SELECT COUNT(*) FROM chats WHERE external_id = 'drin'"));
        foreach (var conversation in (string[])[first, second]) Assert.Equal("bot", (await ShownAsync(conversation))[^1]["from"]!["role"]!.ToString());
    }

    [Fact, Trait("Pitfall", "P21")]
    public async Task What_could_not_be_stored_is_not_taken_for_known_when_it_comes_again()
    {
        await BeginAsync("era");
        await SettledAsync();
        const string activity = """{"type":"message","text":"/contacts","channelData":{"clientActivityID":"e1"}}""";
        await using (_doors.Lock()) Assert.Equal(503, (await _doors.PostAsync(_doors.Activities, activity)).Status);
        Assert.Equal(200, (await _doors.PostAsync(_doors.Activities, activity)).Status);
        Assert.Equal(200, (await _doors.PostAsync(_doors.Activities, activity)).Status);
        await SettledAsync();
        Assert.Single(await ShownAsync(_doors.Conversation), a => a["text"]?.ToString() == "/contacts");
        Assert.Equal(2, await CountAsync("SELECT COUNT(*) FROM inbox WHERE chat_key = 'era' AND state = 'Handled'"));
    }

    [Fact, Trait("Pitfall", "P23")]
    public async Task Words_sent_after_a_picture_stay_after_it()
    {
        await BeginAsync("flori");
        await SendPictureAsync();
        await SayAsync("that was the receipt");
        await SettledAsync();
        var mine = (await ShownAsync(_doors.Conversation)).Where(a => a["from"]!["role"]!.ToString() == "user").ToList();
        Assert.NotNull(mine[0]["attachments"]);
        Assert.Equal("that was the receipt", mine[1]["text"]!.ToString());
        Assert.Equal(1, await CountAsync("""
            SELECT COUNT(*) FROM inbox p JOIN inbox w ON w.chat_key = p.chat_key AND w.id > p.id AND w.content LIKE '%that was the receipt%' WHERE p.chat_key = 'flori' AND p.content LIKE '%.png%'
            """));
    }

    [Fact, Trait("Pitfall", "P24")]
    public async Task Ten_messages_typed_at_once_are_each_answered_once_one_after_another()
    {
        await BeginAsync("gent");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(n => SayAsync(n % 2 == 0 ? "/contacts" : "/help")));
        await SettledAsync();
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM inbox WHERE chat_key = 'gent' AND (state <> 'Handled' OR attempts <> 1)"));
        var said = (await ShownAsync(_doors.Conversation)).Count(a => a["from"]!["role"]!.ToString() == "bot");
        Assert.Equal(await CountAsync("SELECT COUNT(*) FROM outbox WHERE chat_key = 'gent' AND state = 'Sent'"), said);
        Assert.True(said >= 11, $"{said} answers to ten messages and an opening");
    }

    [Fact, Trait("Pitfall", "P35")]
    public async Task A_button_of_a_question_that_is_over_says_so_and_chooses_nothing()
    {
        await BeginAsync("hana");
        await SettledAsync();
        using var stream = await OpenStreamAsync();
        var actions = (await stream.NextOfAsync("message"))["suggestedActions"]!["actions"]!.AsArray();
        await TapAsync(actions.Single(a => a!["title"]!.ToString() == "Join")!);
        await SettledAsync();
        var before = await CountAsync("SELECT COUNT(*) FROM outbox WHERE chat_key = 'hana'");
        await TapAsync(actions.Single(a => a!["title"]!.ToString() == "Look around")!);
        Assert.Equal("notice", (await stream.NextOfAsync("event"))["name"]!.ToString());
        await SettledAsync();
        Assert.Equal(before, await CountAsync("SELECT COUNT(*) FROM outbox WHERE chat_key = 'hana'"));
    }

    [Fact, Trait("Pitfall", "P36")]
    public async Task Thanks_after_a_dialog_has_ended_begins_none()
    {
        await BeginAsync("ina");
        await SayAsync("/contacts");
        await SettledAsync();
        var before = await CountAsync("SELECT COUNT(*) FROM outbox WHERE chat_key = 'ina' AND content LIKE '%Aroma Coffee, seaside%'");
        Assert.Equal(1, before);
        foreach (var word in (string[])["thanks", "ok", "👍"]) await SayAsync(word);
        await SettledAsync();
        Assert.Equal(before, await CountAsync("SELECT COUNT(*) FROM outbox WHERE chat_key = 'ina' AND content LIKE '%Aroma Coffee, seaside%'"));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM outbox WHERE chat_key = 'ina' AND content LIKE '%Joining is free%'"));
    }

    private async Task<string> BeginAsync(string user)
    {
        var answer = await _doors.PostAsync("/v3/directline/conversations", $$$"""{"user":{"id":"{{{user}}}"},"locale":"en-GB"}""");
        return _doors.Conversation = JsonNode.Parse(answer.Text)!["conversationId"]!.ToString();
    }

    private async Task SayAsync(string words, string? conversation = null) =>
        Assert.Equal(200, (await _doors.PostAsync($"/v3/directline/conversations/{conversation ?? _doors.Conversation}/activities",
            $$"""{"type":"message","text":"{{words}}"}""")).Status);

    private async Task TapAsync(JsonNode action) => Assert.Equal(200, (await _doors.PostAsync(_doors.Activities, new JsonObject
    {
        ["type"] = "message", ["text"] = action["text"]!.DeepClone(), ["value"] = action["value"]!.DeepClone(),
        ["channelData"] = new JsonObject { ["messageBack"] = new JsonObject { ["displayText"] = action["displayText"]!.DeepClone() } },
    }.ToJsonString())).Status);

    private async Task SendPictureAsync() => Assert.Equal(200, (await _doors.PostAsync(
        $"/v3/directline/conversations/{_doors.Conversation}/upload", System.Text.Encoding.Latin1.GetBytes(Picture), "image/png")).Status);

    private async Task<WebChatHost.StreamReader> OpenStreamAsync()
    {
        var again = JsonNode.Parse((await _doors.GetAsync($"/v3/directline/conversations/{_doors.Conversation}?watermark=")).Text)!;
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(again["streamUrl"]!.ToString()), Cancellation);
        return new(socket);
    }

    private async Task<List<JsonNode>> ShownAsync(string conversation) =>
        [.. JsonNode.Parse((await _doors.GetAsync($"/v3/directline/conversations/{conversation}/activities")).Text)!["activities"]!.AsArray().Select(a => a!)];

    private Task<long> CountAsync(string sql) => _doors.Host.CountAsync(sql);

    private Task SettledAsync() => _doors.SettledAsync();
}
