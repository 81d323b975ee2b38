using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EngageBot.Channels.Telegram;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;

namespace EngageBot.Tests.Channels.Telegram;

public class TelegramWebhookTests : IAsyncLifetime
{
    private static readonly HttpClient Http = new();
    private FakeTelegramServer _telegram = null!;
    private TempStore _store = null!;
    private TelegramHost _host = null!;

    public async ValueTask InitializeAsync()
    {
        _telegram = await FakeTelegramServer.StartAsync();
        _store = await TelegramHost.NewStoreAsync();
        _host = await TelegramHost.StartAsync(_telegram, _store, "webhook");
        await _host.ReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_telegram.Violations);
        await _host.DisposeAsync();
        await _telegram.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task An_update_is_answered_once_it_is_stored()
    {
        var user = _telegram.User();
        var id = await user.SendsAsync("hello");
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal([$"{_telegram.BotId}:{user.Messages[0].Id}@{user.Key}/{user.Key}:Received"], await _host.InboxAsync());
        Assert.Equal(200, Assert.Single(_telegram.Deliveries).Status);
    }

    [Fact]
    public async Task The_same_update_again_is_answered_200_and_stored_once()
    {
        var user = _telegram.User();
        var id = await user.SendsAsync("hello");
        await _telegram.Updates.WhenTakenAsync();
        _telegram.Updates.AddAgain(id);
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal([200, 200], _telegram.Deliveries.Select(d => d.Status));
        Assert.Single(await _host.InboxAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a-secret_of-the-webhooK")]
    [InlineData("a-secret_of-the-webhook-and-more")]
    public async Task Without_the_secret_nothing_is_stored(string? secret)
    {
        Assert.Equal(401, (await PostAsync("""{"update_id":1,"message":{"message_id":1,"chat":{"id":5,"type":"private"},"text":"forged"}}""", secret)).Status);
        Assert.Equal(401, (await PostAsync("not even json", secret)).Status);
        Assert.Empty(await _host.InboxAsync());
    }

    [Fact]
    public async Task Two_secrets_are_none()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint) { Content = new StringContent("{}") };
        request.Headers.Add(TelegramWebhook.SecretHeader, [TelegramHost.Secret, TelegramHost.Secret]);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("")]
    [InlineData("{\"update_id\":")]
    [InlineData("[1,2,3]")]
    [InlineData("{\"update_id\":7,\"message\":{\"message_id\":1,\"chat\":{\"id\":5},\"text\":\"\\ud83d\"}}")]
    public async Task What_cannot_be_read_is_quarantined_once_and_answered_200(string body)
    {
        Assert.Equal(200, (await PostAsync(body)).Status);
        Assert.Equal(200, (await PostAsync(body)).Status);
        Assert.EndsWith(":Quarantined", Assert.Single(await _host.InboxAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_a_megabyte_is_refused_and_noted()
    {
        var body = "{\"update_id\":8,\"message\":{\"text\":\"" + new string('x', TelegramWebhook.BodyLimitBytes) + "\"}}";
        Assert.Equal(413, (await PostAsync(body)).Status);
        Assert.Equal(413, (await PostAsync(body)).Status);
        Assert.Equal(["8/:Quarantined"], await _host.InboxAsync());
        var justFits = "{\"update_id\":9,\"message\":{\"message_id\":1,\"chat\":{\"id\":5,\"type\":\"private\"},\"text\":\"" + new string('x', 1_000_000) + "\"}}";
        Assert.Equal(200, (await PostAsync(justFits)).Status);
    }

    [Fact]
    public async Task The_same_number_with_another_message_is_another_update_and_with_the_same_message_it_is_not()
    {
        foreach (var (number, message, words) in new[] { (7, 1, "before the silent week"), (7, 2, "after it"), (7, 1, "before the silent week") })
            Assert.Equal(200, (await PostAsync($$"""{"update_id":{{number}},"message":{"message_id":{{message}},"date":1,"from":{"id":5},"chat":{"id":5,"type":"private"},"text":"{{words}}"} }""")).Status);
        foreach (var tap in new[] { "t1", "t2", "t1" })
            Assert.Equal(200, (await PostAsync($$"""{"update_id":7,"callback_query":{"id":"{{tap}}","from":{"id":5},"data":"{{tap}}"} }""")).Status);
        Assert.Equal(["before the silent week", "after it"], await _host.WordsAsync());
        Assert.Equal(4, (await _host.InboxAsync()).Count);
    }

    [Fact, Trait("Pitfall", "P21")]
    public async Task A_kind_of_update_nobody_knows_is_kept_with_a_note_and_answered_200()
    {
        Assert.Equal(200, (await PostAsync("""{"update_id":1,"thing_of_2031":{}}""")).Status);
        Assert.Equal(["1/:Quarantined"], await _host.InboxAsync());
    }

    [Theory]
    [InlineData("""{"update_id":1,"inline_query":{"id":"1","from":{"id":5},"query":"","offset":""}}""")]
    [InlineData("""{"update_id":1,"channel_post":{"message_id":1,"chat":{"id":-1007,"type":"channel"},"text":"news"}}""")]
    [InlineData("""{"update_id":1,"message":{"message_id":1,"from":{"id":5},"chat":{"id":5,"type":"private"},"successful_payment":{"currency":"EUR"}}}""")]
    [InlineData("""{"update_id":1,"message":{"message_id":1,"from":{"id":6},"chat":{"id":-9,"type":"supergroup"},"text":"x"}}""")]
    public async Task Kinds_of_no_interest_are_answered_200_and_not_stored(string body)
    {
        Assert.Equal(200, (await PostAsync(body)).Status);
        Assert.Empty(await _host.InboxAsync());
    }

    [Fact, Trait("Pitfall", "P21")]
    public async Task While_the_database_is_busy_telegram_is_asked_to_come_again()
    {
        var held = TelegramHost.Lock(_store);
        var user = _telegram.User();
        await user.SendsAsync("hello");
        await _telegram.WhenDeliveredAsync(1);
        var refused = _telegram.Deliveries[0];
        Assert.Equal((503, TimeSpan.FromSeconds(1)), (refused.Status, refused.RetryAfter!.Value));
        Assert.Equal(1, _telegram.Updates.PendingCount);
        TelegramHost.Unlock(held);
        await _telegram.Updates.WhenTakenAsync();
        Assert.Equal(["hello"], await _host.WordsAsync());
    }

    [Fact]
    public async Task A_chats_messages_keep_their_order_while_a_hundred_chats_speak_at_once()
    {
        var users = Enumerable.Range(0, 100).Select(_ => _telegram.User()).ToList();
        for (var n = 0; n < 5; n++)
            foreach (var user in users) await user.SendsAsync($"{user.Key} {n}");
        await _telegram.Updates.WhenTakenAsync();
        var words = await _host.WordsAsync();
        Assert.Equal(500, words.Count);
        Assert.All(users, u => Assert.Equal(Enumerable.Range(0, 5).Select(n => $"{u.Key} {n}"), words.Where(w => w.StartsWith(u.Key, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Only_this_accounts_address_and_only_posts_are_answered()
    {
        Assert.Equal(404, (await PostAsync("{}", path: "/webhooks/telegram/other")).Status);
        using var response = await Http.GetAsync(Endpoint, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_in_the_middle_leaves_nothing_behind()
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(_host.Url.Host, _host.Url.Port, TestContext.Current.CancellationToken);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /webhooks/telegram/main HTTP/1.1\r\nHost: x\r\n{TelegramWebhook.SecretHeader}: {TelegramHost.Secret}\r\nContent-Length: 500\r\n\r\n{{\"update_id\":3,"),
            TestContext.Current.CancellationToken);
        socket.Close();
        Assert.Equal(200, (await PostAsync("""{"update_id":4}""")).Status);
        Assert.Empty(await _host.InboxAsync());
    }

    [Fact]
    public async Task The_staff_chat_is_followed_when_it_becomes_a_supergroup_and_still_after_a_restart()
    {
        const long Moved = -1009999999999;
        var (old, now, besa) = (_telegram.Group("Staff", TelegramHost.StaffChat), _telegram.Group("Staff", Moved), _telegram.User("Besa"));
        await old.SaysAsync(besa, new JsonObject { ["migrate_to_chat_id"] = Moved });
        await _telegram.Updates.WhenTakenAsync();
        await now.SaysAsync(besa, "still staff");
        await _telegram.Updates.WhenTakenAsync();
        Assert.EndsWith($"/{Moved}:Received", Assert.Single(await _host.InboxAsync()), StringComparison.Ordinal);
        Assert.Equal(1, _host.Logs.Count($"set Channels:Telegram:StaffChatId to {Moved}"));
        await _host.DisposeAsync();
        _host = await TelegramHost.StartAsync(_telegram, _store, "webhook");
        await _host.ReadyAsync();
        Assert.Equal(Moved, _host.Bot.StaffChatId);
    }

    [Fact]
    public async Task Neither_token_nor_secret_nor_words_reach_the_log()
    {
        var user = _telegram.User("Besarta-the-customer");
        await user.SendsAsync("my phone is 0691234567");
        await PostAsync("garbage my-garbled-words");
        await PostAsync("{}", "wrong-secret-of-an-attacker");
        await _telegram.Updates.WhenTakenAsync();
        Assert.NotEmpty(_host.Logs.Lines);
        foreach (var secret in new[] { _telegram.Token.Split(':')[1], TelegramHost.Secret, "0691234567", "my-garbled-words", "Besarta-the-customer" })
            Assert.Equal(0, _host.Logs.Count(secret));
    }

    private Uri Endpoint => new(_host.Url, "/webhooks/telegram/main");

    private async Task<(int Status, string? RetryAfter)> PostAsync(string body, string? secret = TelegramHost.Secret, string path = "/webhooks/telegram/main")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_host.Url, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (secret is not null) request.Headers.TryAddWithoutValidation(TelegramWebhook.SecretHeader, secret);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, response.Headers.RetryAfter?.ToString());
    }
}
