using System.Net.WebSockets;

namespace EngageBot.Tests.Channels.WebChat;

public sealed class WebStreamTests : IAsyncLifetime
{
    private WebChatHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await WebChatHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_stream_brings_the_echo_then_typing_then_the_answer_to_every_tab()
    {
        var talk = await _host.BeginAsync();
        var second = await _host.GetAsync(talk.Path, talk.Token);
        using var one = await _host.OpenStreamAsync(talk.StreamUrl);
        using var two = await _host.OpenStreamAsync(second["streamUrl"]);
        await one.Socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        await _host.PostAsync(talk.Path + "/activities", talk.Token, """{"type":"message","text":"hello","channelData":{"clientActivityID":"c1"}}""");
        foreach (var stream in new[] { one, two })
        {
            var echo = await stream.NextAsync();
            Assert.Equal("1", echo["watermark"]!.ToString());
            Assert.Equal("c1", echo["activities"]![0]!["channelData"]!["clientActivityID"]!.ToString());
            var typing = await stream.NextAsync();
            Assert.Null(typing["watermark"]);
            Assert.Equal(("typing", "bot"), (typing["activities"]![0]!["type"]!.ToString(), typing["activities"]![0]!["from"]!["id"]!.ToString()));
        }
        await _host.BotSaysAsync(talk.User, "k", "hi");
        foreach (var stream in new[] { one, two }) Assert.Equal("hi", (await stream.NextAsync())["activities"]![0]!["text"]!.ToString());
        Assert.Equal(2, (await _host.GetAsync(talk.Path + "/activities", talk.Token)).Json!["activities"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_reconnect_continues_after_its_watermark_and_a_reload_gets_everything()
    {
        var talk = await _host.BeginAsync();
        foreach (var n in Enumerable.Range(1, 3)) await _host.BotSaysAsync(talk.User, $"k{n}", $"m{n}");
        var reconnected = await _host.GetAsync(talk.Path + "?watermark=2", talk.Token);
        Assert.NotEqual(talk.StreamUrl, reconnected["streamUrl"]);
        using var stream = await _host.OpenStreamAsync(reconnected["streamUrl"]);
        Assert.Equal("m3", Assert.Single((await stream.NextAsync())["activities"]!.AsArray())!["text"]!.ToString());
        var reloaded = await _host.GetAsync(talk.Path + "?watermark=", reconnected["token"]);
        using var all = await _host.OpenStreamAsync(reloaded["streamUrl"]);
        Assert.Equal(3, (await all.NextAsync())["activities"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_stream_address_is_good_once_for_a_minute_and_only_for_its_conversation()
    {
        var (talk, other) = (await _host.BeginAsync(), await _host.BeginAsync());
        await Assert.ThrowsAsync<WebSocketException>(() => _host.OpenStreamAsync(talk.StreamUrl.Replace(talk.Conversation, other.Conversation, StringComparison.Ordinal)));
        var again = (await _host.GetAsync(talk.Path, talk.Token))["streamUrl"];
        using (await _host.OpenStreamAsync(again)) { }
        await Assert.ThrowsAsync<WebSocketException>(() => _host.OpenStreamAsync(again));
        var late = (await _host.GetAsync(talk.Path, talk.Token))["streamUrl"];
        _host.Clock.Advance(TimeSpan.FromSeconds(61));
        await Assert.ThrowsAsync<WebSocketException>(() => _host.OpenStreamAsync(late));
        await Assert.ThrowsAsync<WebSocketException>(() => _host.OpenStreamAsync($"{_host.Base.Replace("http", "ws", StringComparison.Ordinal)}{talk.Path}/stream?t={talk.Token}"));
    }

    [Fact]
    public async Task A_ticket_is_no_token()
    {
        var talk = await _host.BeginAsync();
        var ticket = new Uri(talk.StreamUrl).Query.Split("t=")[1];
        Assert.Equal(403, (await _host.GetAsync(talk.Path + "/activities", ticket)).Status);
    }

    [Fact]
    public async Task A_long_history_comes_whole_and_in_order()
    {
        var talk = await _host.BeginAsync();
        foreach (var n in Enumerable.Range(1, 230)) await _host.BotSaysAsync(talk.User, $"k{n}", $"m{n}");
        using var stream = await _host.OpenStreamAsync(talk.StreamUrl);
        foreach (var n in Enumerable.Range(1, 230)) Assert.Equal($"m{n}", (await stream.NextOfAsync("message"))["text"]!.ToString());
    }

    [Fact]
    public async Task A_notice_is_shown_to_who_is_there_and_kept_nowhere()
    {
        var talk = await _host.BeginAsync();
        using var stream = await _host.OpenStreamAsync(talk.StreamUrl);
        var posted = await _host.PostAsync(talk.Path + "/activities", talk.Token, """{"type":"message","text":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","channelData":{"postBack":true}}""");
        await stream.NextOfAsync("message");
        await _host.NoticeAsync(talk.User, posted["id"], "This question is answered");
        var notice = await stream.NextOfAsync("event");
        Assert.Equal("This question is answered", notice["value"]!["text"]!.ToString());
        Assert.Single((await _host.GetAsync(talk.Path + "/activities", talk.Token)).Json!["activities"]!.AsArray());
    }

    [Fact]
    public async Task When_the_server_stops_the_socket_is_closed_and_the_client_goes_on_where_it_was()
    {
        var talk = await _host.BeginAsync();
        using var stream = await _host.OpenStreamAsync(talk.StreamUrl);
        await _host.BotSaysAsync(talk.User, "k1", "before");
        var watermark = (await stream.NextAsync())["watermark"]!.ToString();
        await _host.RestartAsync();
        await Assert.ThrowsAsync<WebSocketException>(stream.NextAsync);
        await _host.BotSaysAsync(talk.User, "k2", "after");
        var reconnected = await _host.GetAsync($"{talk.Path}?watermark={watermark}", talk.Token);
        using var next = await _host.OpenStreamAsync(reconnected["streamUrl"]);
        Assert.Equal("after", Assert.Single((await next.NextAsync())["activities"]!.AsArray())!["text"]!.ToString());
    }
}
