using System.Net;
using EngageBot.Channels.WebChat;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Channels.WebChat;

/// <summary>Many sockets, greedy sockets, sockets nobody reads.</summary>
public sealed class WebSocketLoadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_idle_sockets_hold_no_thread_and_no_database_connection()
    {
        await using var host = await WebChatHost.StartAsync();
        var before = ThreadPool.ThreadCount;
        var (sockets, talks) = (new List<WebChatHost.StreamReader>(), new List<WebChatHost.Talk>());
        foreach (var _ in Enumerable.Range(0, 200))
        {
            talks.Add(await host.BeginAsync());
            sockets.Add(await host.OpenStreamAsync(talks[^1].StreamUrl));
        }
        Assert.Equal(200, host.Get<SocketSeats>().Taken);
        Assert.InRange(ThreadPool.ThreadCount, 0, before + 20);

        // All connections for reads are free: as many reads as there are go on at once.
        var (inside, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await Task.WhenAll(Enumerable.Range(0, new SqliteStoreOptions("").Readers).Select(_ => Task.Run(() => host.Store.ReadAsync(async _ =>
        {
            if (Interlocked.Increment(ref inside) == new SqliteStoreOptions("").Readers) all.SetResult();
            await all.Task.WaitAsync(TimeSpan.FromSeconds(30));
            return true;
        }, Cancellation))));

        await host.BotSaysAsync(talks[123].User, "k", "awake");
        Assert.Equal("awake", (await sockets[123].NextOfAsync("message"))["text"]!.ToString());
        foreach (var socket in sockets) socket.Dispose();
        await SpineUnderTest.UntilAsync(() => host.Get<SocketSeats>().Taken == 0, Cancellation);
    }

    [Fact]
    public async Task Sockets_of_a_conversation_of_an_address_and_of_the_server_are_finite_and_say_so()
    {
        await using var host = await WebChatHost.StartAsync(("Sockets", "30"), ("SocketsPerAddress", "25"));
        var talk = await host.BeginAsync();
        var open = new List<WebChatHost.StreamReader>();
        for (var i = 0; i < SocketSeats.MostOfAConversation; i++) open.Add(await host.OpenStreamAsync(await StreamOfAsync(host, talk)));
        Assert.Contains("open in too many places", await RefusalAsync(host, talk, 429), StringComparison.Ordinal);
        var other = await host.BeginAsync();
        for (var i = 0; i < 5; i++) open.Add(await host.OpenStreamAsync(await StreamOfAsync(host, other)));
        Assert.Contains("from this address", await RefusalAsync(host, other, 429), StringComparison.Ordinal);
        for (var i = 0; i < 5; i++) open.Add(await host.OpenStreamAsync(await StreamOfAsync(host, other), from: "203.0.113.7"));
        Assert.Contains("try again in a minute", await RefusalAsync(host, other, 503, from: "203.0.113.8"), StringComparison.Ordinal);

        open[0].Dispose();
        await SpineUnderTest.UntilAsync(() => host.Get<SocketSeats>().Taken < 30, Cancellation);
        open.Add(await host.OpenStreamAsync(await StreamOfAsync(host, talk), from: "203.0.113.8"));
        foreach (var socket in open) socket.Dispose();
    }

    [Fact]
    public async Task A_client_that_takes_nothing_is_cut_off_and_gets_everything_when_it_comes_back()
    {
        await using var host = await WebChatHost.StartAsync();
        var talk = await host.BeginAsync();
        using var deaf = await host.OpenStreamAsync(talk.StreamUrl);
        var words = new string('x', 200_000);
        var waited = host.Clock.WhenWaitedForAsync(WebChatStreams.Patience);
        foreach (var n in Enumerable.Range(1, 100)) await host.BotSaysAsync(talk.User, $"k{n}", $"{n} {words}");
        await waited;
        await SpineUnderTest.PassTimeUntilAsync(host.Clock, () => host.Get<SocketSeats>().Taken == 0, Cancellation);
        var back = await host.GetAsync($"{talk.Path}?watermark=0", WebChatHost.Secret);
        using var again = await host.OpenStreamAsync(back["streamUrl"]);
        foreach (var n in Enumerable.Range(1, 100))
            Assert.StartsWith($"{n} x", (await again.NextOfAsync("message"))["text"]!.ToString(), StringComparison.Ordinal);
    }

    private static async Task<string> StreamOfAsync(WebChatHost host, WebChatHost.Talk talk) => (await host.GetAsync(talk.Path, WebChatHost.Secret))["streamUrl"];

    /// <summary>What an attempt to open a socket is told; clients of WebSocket do not show it.</summary>
    private static async Task<string> RefusalAsync(WebChatHost host, WebChatHost.Talk talk, int status, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(await StreamOfAsync(host, talk)) { Scheme = "http", Host = "127.0.0.1" }.Uri);
        foreach (var (name, value) in new[] { ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==") })
            request.Headers.TryAddWithoutValidation(name, value);
        if (from is not null) request.Headers.Add("X-Forwarded-For", from);
        using var response = await host.Http.SendAsync(request, Cancellation);
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }
}
