using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Channels.WebChat;

/// <summary>Direct Line over the program as it ships.</summary>
public sealed class WebTalkTests
{
    [Fact]
    public async Task A_tap_on_the_bots_own_button_is_echoed_and_then_answered()
    {
        await using var host = await EngageHost.StartAsync();
        var (path, stream) = await BeginAsync(host);
        using var _ = stream;
        var greeting = await stream.NextOfAsync("message");
        var button = greeting["suggestedActions"]!["actions"]![0]!;
        Assert.Equal("en", greeting["locale"]!.ToString());
        Assert.Equal("messageBack", button["type"]!.ToString());

        var tap = new JsonObject
        {
            ["type"] = "message",
            ["text"] = button["value"]!.ToString(),
            ["channelData"] = new JsonObject { ["postBack"] = true, ["clientActivityID"] = "tap-1" },
        };
        var posted = await SendAsync(host, HttpMethod.Post, path + "/activities", tap.ToJsonString());
        var echo = await stream.NextOfAsync("message");
        Assert.Equal((posted["id"]!.ToString(), "tap-1"), (echo["id"]!.ToString(), echo["channelData"]!["clientActivityID"]!.ToString()));
        var answer = await stream.NextOfAsync("message");
        Assert.Equal(("bot", posted["id"]!.ToString()), (answer["from"]!["id"]!.ToString(), answer["replyToId"]!.ToString()));
    }

    [Fact]
    public async Task A_button_nobody_made_gets_a_notice_and_the_chat_goes_on()
    {
        await using var host = await EngageHost.StartAsync();
        var (path, stream) = await BeginAsync(host);
        using var _ = stream;
        await stream.NextOfAsync("message");
        await SendAsync(host, HttpMethod.Post, path + "/activities", """{"type":"message","text":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","channelData":{"postBack":true}}""");
        Assert.Equal("notice", (await stream.NextOfAsync("event"))["name"]!.ToString());
        await SendAsync(host, HttpMethod.Post, path + "/activities", """{"type":"message","text":"/contacts"}""");
        Assert.Equal("/contacts", (await stream.NextOfAsync("message"))["text"]!.ToString());
        Assert.Equal("bot", (await stream.NextOfAsync("message"))["from"]!["id"]!.ToString());
    }

    private static async Task<(string Path, WebChatHost.StreamReader Stream)> BeginAsync(EngageHost host)
    {
        host.Client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var token = await SendAsync(host, HttpMethod.Post, "/chat/token", "{}");
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token["token"]!.ToString());
        var started = await SendAsync(host, HttpMethod.Post, "/directline/conversations", """{"locale":"en-GB"}""");
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(started["streamUrl"]!.ToString()), TestContext.Current.CancellationToken);
        return ($"/directline/conversations/{started["conversationId"]}", new(socket));
    }

    private static async Task<JsonNode> SendAsync(EngageHost host, HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, path) { Content = WebChatHost.Json(json) };
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode}");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
