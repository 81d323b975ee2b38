using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EngageBot.Channels.WhatsApp;
using EngageBot.Tests.Support.FakeWhatsApp;

namespace EngageBot.Tests.Channels.WhatsApp;

public sealed class WhatsAppWebhookTests(WhatsAppHost host) : IClassFixture<WhatsAppHost>
{
    private FakeWhatsAppServer WhatsApp => host.WhatsApp;

    [Fact]
    public async Task The_handshake_gives_the_challenge_back_as_it_came_and_nothing_else()
    {
        using var answer = await host.Client.GetAsync(Handshake("subscribe", FakeWhatsAppServer.VerifyToken), Cancellation);
        Assert.Equal("1158201444", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory, InlineData("subscribe", "another-word-of-theirs"), InlineData("unsubscribe", FakeWhatsAppServer.VerifyToken), InlineData("subscribe", "")]
    public async Task A_handshake_with_another_word_is_forbidden(string mode, string token)
    {
        using var answer = await host.Client.GetAsync(Handshake(mode, token), Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task What_is_not_signed_over_its_very_bytes_is_not_read()
    {
        var before = await host.CountAsync("SELECT COUNT(*) FROM inbox");
        var user = WhatsApp.User("Ëma");
        var body = FakeWhatsAppServer.Envelope(user.Change(user.TextOf("ëë/x")));
        Assert.Contains("\\u00EB", Encoding.ASCII.GetString(body), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(401, await WhatsApp.PostRawAsync(body, "sha256=" + new string('0', 64)));
        Assert.Equal(401, await WhatsApp.PostRawAsync(body, "sha1=00"));
        // The same JSON in another spelling.
        Assert.Equal(401, await WhatsApp.PostRawAsync(Encoding.UTF8.GetBytes(JsonNode.Parse(body)!.ToJsonString() + " "), FakeWhatsAppServer.Sign(body)));
        Assert.Equal(before, await host.CountAsync("SELECT COUNT(*) FROM inbox"));
        Assert.Equal(200, await WhatsApp.PostRawAsync(body));
        await user.WaitAsync(_ => true, "an answer");
    }

    [Fact]
    public async Task A_body_larger_than_any_of_metas_is_refused() =>
        Assert.Equal(413, await WhatsApp.PostRawAsync(new byte[WhatsAppWebhook.BodyLimitBytes + 1]));

    [Theory, InlineData("""{"object":"page","entry":[]}"""), InlineData("""{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"news_of_2031","value":{"x":1}}]}]}"""),
     InlineData("""{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"999"},"messages":[{"id":"wamid.x"}]}}]}]}"""),
     InlineData("""{"object":"whatsapp_business_account","entry":null}"""), InlineData("[]")]
    public async Task What_is_not_for_us_is_answered_200_and_leaves_no_row(string body)
    {
        var before = await host.CountAsync("SELECT COUNT(*) FROM inbox");
        Assert.Equal(200, await WhatsApp.PostRawAsync(Encoding.UTF8.GetBytes(body)));
        Assert.Equal(before, await host.CountAsync("SELECT COUNT(*) FROM inbox"));
    }

    [Fact]
    public async Task Several_entries_and_messages_in_one_request_are_each_handled_once_and_a_faulty_one_loses_none()
    {
        var (ana, ben) = (WhatsApp.User("Ana"), WhatsApp.User("Ben"));
        var broken = new JsonObject { ["id"] = WhatsApp.NewId(), ["from"] = ana.WaId, ["type"] = "text", ["text"] = new JsonObject { ["body"] = "no time" } };
        var body = FakeWhatsAppServer.Envelope(ana.Change(ana.TextOf("/contacts"), broken, ana.TextOf("/help")), ben.Change(ben.TextOf("/contacts")));
        Assert.Equal(200, await WhatsApp.PostRawAsync(body));
        Assert.Equal(200, await WhatsApp.PostRawAsync(body));
        await ben.WaitForTextAsync("+355");
        await host.UntilAsync($"SELECT COUNT(*) FROM inbox WHERE state = 'Handled' AND chat_key = '{ana.WaId}'", "2");
        Assert.Equal(1, await host.CountAsync($"SELECT COUNT(*) FROM inbox WHERE state = 'Quarantined' AND external_id = 'unreadable:{(string)broken["id"]!}'"));
        Assert.Equal(1, await host.CountAsync($"SELECT COUNT(*) FROM inbox WHERE chat_key = '{ben.WaId}'"));
    }

    [Fact]
    public async Task What_was_said_first_is_answered_first_whatever_the_order_of_a_request()
    {
        var ana = WhatsApp.User("Ana");
        var now = TimeProvider.System.GetUtcNow();
        var (second, first) = (ana.TextOf("/help", now), ana.TextOf("/contacts", now.AddSeconds(-20)));
        Assert.Equal(200, await WhatsApp.PostAsync(ana.Change(second, first)));
        await ana.WaitAsync(_ => ana.Messages.Count >= 2, "two answers");
        Assert.Contains("+355", ana.Messages[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_comes_days_late_is_answered_once_and_does_not_open_the_window_anew()
    {
        var ana = WhatsApp.User("Ana");
        await ana.SendsAsync("/contacts");
        var late = ana.TextOf("/help", TimeProvider.System.GetUtcNow().AddDays(-3));
        Assert.Equal(200, await WhatsApp.PostAsync(ana.Change(late)));
        Assert.Equal(200, await WhatsApp.PostAsync(ana.Change(late)));
        await host.UntilAsync($"SELECT COUNT(*) FROM inbox WHERE state = 'Handled' AND chat_key = '{ana.WaId}'", "2");
        var heard = long.Parse(Assert.Single(await host.TextsAsync($"SELECT heard_at FROM whatsapp_users WHERE chat_key = '{ana.WaId}'")), CultureInfo.InvariantCulture);
        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(heard), TimeProvider.System.GetUtcNow().AddMinutes(-1), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task What_was_written_is_marked_as_read_when_the_answer_leaves()
    {
        var ana = WhatsApp.User("Ana");
        var item = ana.TextOf("/contacts");
        await ana.DoesAsync(item);
        await WhatsApp.WhenAsync(() => WhatsApp.Calls.Any(c => c.What == "read" && c.Text("message_id") == (string)item["id"]!), "a read mark");
    }

    /// <summary>The answers themselves cannot leave while Graph hangs; nothing that comes in waits for them.</summary>
    [Fact]
    public async Task While_graph_hangs_five_thousand_webhooks_are_each_answered_within_a_second_and_handled_once_and_replies_leave_in_order()
    {
        var crowd = Enumerable.Range(0, 50).Select(n => WhatsApp.User($"C{n}")).ToArray();
        WhatsApp.Fail("messages", new GraphFault.Wait(), times: int.MaxValue, when: call => crowd.Any(c => c.WaId == call.To));
        string[] words = ["/help", "/contacts"];
        var slowest = 0.0;
        for (var round = 0; round < 100; round++)
        {
            var times = await Task.WhenAll(crowd.Select(async one =>
            {
                var body = FakeWhatsAppServer.Envelope(one.Change(one.TextOf(words[round % 2])));
                var began = System.Diagnostics.Stopwatch.GetTimestamp();
                Assert.Equal(200, await WhatsApp.PostRawAsync(body));
                return System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds;
            }));
            slowest = Math.Max(slowest, times.Max());
        }
        Assert.InRange(slowest, 0, 1);
        var keys = string.Join(',', crowd.Select(c => $"'{c.WaId}'"));
        await host.UntilAsync($"SELECT COUNT(*) FROM inbox WHERE state = 'Handled' AND chat_key IN ({keys})", "5000");
        WhatsApp.Heal();
        await host.UntilAsync($"SELECT COUNT(*) FROM outbox WHERE state <> 'Sent' AND chat_key IN ({keys})", "0");
        foreach (var one in crowd)
        {
            var sent = await host.TextsAsync($"SELECT external_id FROM outbox WHERE chat_key = '{one.WaId}' ORDER BY id");
            Assert.Equal(one.Messages.Select(m => m.Id).Where(sent.Contains), sent);
        }
        Assert.Empty(WhatsApp.Violations);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Uri Handshake(string mode, string token) => new($"/webhooks/whatsapp/main?hub.mode={mode}&hub.challenge=1158201444&hub.verify_token={token}", UriKind.Relative);
}
