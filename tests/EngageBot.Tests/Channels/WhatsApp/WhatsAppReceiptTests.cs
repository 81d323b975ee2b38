using System.Text.Json.Nodes;
using EngageBot.Channels.WhatsApp;
using EngageBot.Storage;
using EngageBot.Tests.Support.FakeWhatsApp;

namespace EngageBot.Tests.Channels.WhatsApp;

public abstract class WhatsAppReceiptContract(WhatsAppHost host)
{
    private FakeWhatsAppServer WhatsApp => host.WhatsApp;

    [Fact]
    public async Task A_message_climbs_from_sent_to_delivered_to_read_and_never_back()
    {
        var (ben, answer) = await host.GuestAsync();
        await TellAsync(ben, answer, "delivered", "sent");
        await host.UntilAsync(WhatsAppHost.StatesOf(ben.WaId!), "Delivered");
        await TellAsync(ben, answer, "read", "delivered", "sent", "read");
        await host.UntilAsync(WhatsAppHost.StatesOf(ben.WaId!), "Read");
        await TellAsync(ben, answer, "failed");
        Assert.Equal(["Read"], await host.TextsAsync(WhatsAppHost.StatesOf(ben.WaId!)));
    }

    [Fact]
    public async Task Read_may_come_without_delivered()
    {
        var (ben, answer) = await host.GuestAsync();
        await TellAsync(ben, answer, "read");
        await host.UntilAsync(WhatsAppHost.StatesOf(ben.WaId!), "Read");
    }

    [Fact]
    public async Task A_receipt_may_overtake_the_answer_to_the_send()
    {
        var ben = WhatsApp.User("Ben");
        ben.BeforeAnswer = message => TellAsync(ben, message, "delivered");
        await ben.SendsAsync("/contacts");
        var answer = await ben.WaitForTextAsync("+355");
        await host.UntilAsync($"SELECT state || external_id FROM outbox WHERE chat_key = '{ben.WaId}'", $"Delivered{answer.Id}");
    }

    [Fact]
    public async Task A_lost_answer_is_made_up_for_by_a_receipt_and_nothing_is_said_twice()
    {
        var ben = WhatsApp.User("Ben");
        WhatsApp.Fail("messages", new GraphFault.Cut(Done: true), when: call => call.To == ben.WaId);
        await ben.SendsAsync("/contacts");
        var answer = await ben.WaitForTextAsync("+355");
        await host.UntilAsync(WhatsAppHost.StatesOf(ben.WaId!), "Queued");
        await TellAsync(ben, answer, "sent");
        await host.UntilAsync(WhatsAppHost.StatesOf(ben.WaId!), "Sent");
        Assert.Single(ben.Messages);
    }

    [Fact]
    public async Task What_fails_after_it_was_taken_says_why_and_whoever_cannot_be_reached_is_marked()
    {
        var (ben, answer) = await host.GuestAsync();
        await TellAsync(ben, answer, "failed", code: 131026);
        await host.UntilAsync(WhatsAppHost.StatesOf(ben.WaId!), "Dead");
        Assert.Contains("131026", Assert.Single(await host.TextsAsync($"SELECT error FROM outbox WHERE chat_key = '{ben.WaId}'")), StringComparison.Ordinal);
        Assert.Equal(1, await host.CountAsync($"SELECT COUNT(*) FROM chats WHERE external_id = '{ben.WaId}' AND unreachable_at IS NOT NULL"));
        await ben.SendsAsync("/help");                                               // whoever writes can be reached again
        await host.UntilAsync($"SELECT COUNT(*) FROM chats WHERE external_id = '{ben.WaId}' AND unreachable_at IS NULL", "1");
    }

    [Fact]
    public async Task What_failed_for_a_reason_that_passes_is_sent_again()
    {
        var (ben, answer) = await host.GuestAsync();
        await TellAsync(ben, answer, "failed", code: 131016);
        await ben.WaitAsync(_ => ben.Messages.Count == 2, "the answer once more");
        await host.UntilAsync(WhatsAppHost.StatesOf(ben.WaId!), "Sent");
    }

    [Fact]
    public async Task Whoever_stopped_promotions_at_the_platform_gets_none_and_keeps_their_own_conversation()
    {
        var (ben, answer) = await host.GuestAsync();
        await TellAsync(ben, answer, "failed", code: 131050);
        await host.UntilAsync(NoesOf(ben), "1");
        await WhatsApp.PostAsync(Wish(ben, "stop"));
        await host.UntilAsync(NoesOf(ben), "2");
        await ben.SendsAsync("/help");
        await ben.WaitAsync(_ => ben.Messages.Count >= 2, "an answer");
    }

    [Fact]
    public async Task Receipts_of_messages_nobody_knows_are_kept_until_somebody_does()
    {
        var (ben, answer) = await host.GuestAsync();
        var stranger = answer with { Id = WhatsApp.NewId("wamid.later") };
        Assert.Equal(200, await WhatsApp.PostAsync(WhatsApp.Receipt(ben, stranger, "delivered", withCallback: false)));
        Assert.Equal(200, await WhatsApp.PostAsync(WhatsApp.Receipt(ben, stranger, "delivered", withCallback: false)));
        Assert.Equal(1, await host.CountAsync($"SELECT COUNT(*) FROM whatsapp_receipts WHERE external_id = '{stranger.Id}'"));
        await host.UntilAsync(WhatsAppHost.StatesOf(ben.WaId!), "Sent");
        await host.Store.WriteAsync(async scope => await scope.Command("UPDATE outbox SET external_id = @id WHERE chat_key = @chat")
            .Set("@id", stranger.Id).Set("@chat", ben.WaId).ExecuteNonQueryAsync(), CancellationToken.None);
        await host.Get<ParkedReceipts>().OnceAsync(CancellationToken.None);
        Assert.Equal(["Delivered"], await host.TextsAsync(WhatsAppHost.StatesOf(ben.WaId!)));
        Assert.Equal(0, await host.CountAsync($"SELECT COUNT(*) FROM whatsapp_receipts WHERE external_id = '{stranger.Id}'"));
    }

    [Fact]
    public async Task A_receipt_that_names_a_row_we_did_not_sign_moves_nothing()
    {
        var (ben, answer) = await host.GuestAsync();
        await host.UntilAsync(WhatsAppHost.StatesOf(ben.WaId!), "Sent");
        var row = answer.Callback!.Split('.')[0];
        var receipt = WhatsApp.Receipt(ben, answer with { Id = WhatsApp.NewId() }, "read");
        receipt["value"]!["statuses"]![0]!["biz_opaque_callback_data"] = $"{row}.0.1.000000000000";
        Assert.Equal(200, await WhatsApp.PostAsync(receipt));
        Assert.Equal(["Sent"], await host.TextsAsync(WhatsAppHost.StatesOf(ben.WaId!)));
    }

    [Fact]
    public async Task Too_much_to_one_person_holds_that_chat_back_and_no_other()
    {
        var (ana, ben) = (WhatsApp.User("Ana"), WhatsApp.User("Ben"));
        WhatsApp.Fail("messages", new GraphFault.Refuse(131056), times: 2, when: call => call.To == ana.WaId);
        await ana.SendsAsync("/contacts");
        await ben.SendsAsync("/contacts");
        await ben.WaitForTextAsync("+355");
        await ana.WaitForTextAsync("+355");
        Assert.Equal(3, WhatsApp.Calls.Count(c => c.What == "messages" && c.To == ana.WaId));
    }

    private async Task TellAsync(FakeWhatsAppUser user, FakeWhatsAppMessage message, params string[] statuses)
    {
        foreach (var status in statuses) Assert.Equal(200, await WhatsApp.PostAsync(WhatsApp.Receipt(user, message, status)));
    }

    private async Task TellAsync(FakeWhatsAppUser user, FakeWhatsAppMessage message, string status, int code) =>
        Assert.Equal(200, await WhatsApp.PostAsync(WhatsApp.Receipt(user, message, status, code)));

    private static string NoesOf(FakeWhatsAppUser user) =>
        $"SELECT COUNT(*) FROM consents s JOIN chats c ON c.contact_id = s.contact_id WHERE c.external_id = '{user.WaId}' AND s.purpose = 'marketing' AND s.granted = 0 AND s.channel = 'whatsapp'";

    private static JsonObject Wish(FakeWhatsAppUser user, string value)
    {
        var change = FakeWhatsAppServer.Change(user.PhoneNumberId, null, "user_preferences", new JsonObject
        {
            ["wa_id"] = user.WaId, ["category"] = "marketing_messages", ["value"] = value, ["timestamp"] = 1_790_000_000, ["detail"] = "by the user",
        });
        change["field"] = "user_preferences";
        return change;
    }
}

public sealed class WhatsAppReceiptTests(WhatsAppHost host) : WhatsAppReceiptContract(host), IClassFixture<WhatsAppHost>;

public sealed class WhatsAppReceiptsOnPostgres(WhatsAppHostOnPostgres host) : WhatsAppReceiptContract(host), IClassFixture<WhatsAppHostOnPostgres>;
