using System.Text.Json.Nodes;
using EngageBot.Storage;
using EngageBot.Tests.Support.FakeWhatsApp;

namespace EngageBot.Tests.Channels.WhatsApp;

/// <summary>Who is who: by number, by the business's own id, by both; one contact whatever changes.</summary>
public abstract class WhatsAppPeopleContract(WhatsAppHost host)
{
    private static int _next;

    private FakeWhatsAppServer WhatsApp => host.WhatsApp;

    [Fact]
    public async Task Somebody_who_withholds_their_number_is_answered_by_their_id()
    {
        var (ben, _) = await host.GuestAsync(waId: "", userId: NewId());
        Assert.Contains(WhatsApp.Calls, c => c.Text("recipient") == ben.UserId && c.Text("to") is null);
        Assert.Equal(1, await host.CountAsync($"SELECT COUNT(*) FROM chats WHERE external_id = '{ben.UserId}'"));
    }

    [Fact]
    public async Task The_same_person_with_and_without_a_number_has_one_chat_once_they_were_seen_with_both()
    {
        var (ben, _) = await host.GuestAsync(userId: NewId());
        var phone = ben.WaId;
        ben.WaId = null;                                                             // from now on the number is withheld
        await ben.SendsAsync("/help");
        await ben.WaitAsync(_ => ben.Messages.Count >= 2, "an answer");
        Assert.Equal(2, await host.CountAsync($"SELECT COUNT(*) FROM inbox WHERE chat_key = '{phone}'"));
        Assert.Equal($"+{phone}", WhatsApp.Calls.Last(c => c.What == "messages" && c.Text("to") == $"+{phone}").Text("to"));
    }

    [Fact]
    public async Task Two_chats_that_turn_out_to_be_one_persons_become_one_contact_and_what_was_learnt_stays()
    {
        var (byId, _) = await host.GuestAsync("Ben", waId: "", userId: NewId());
        var (byPhone, _) = await host.GuestAsync("Ben");
        await host.Store.WriteAsync(async scope => await scope.Command(
            "UPDATE contacts SET name = 'Benny' WHERE id = (SELECT contact_id FROM chats WHERE external_id = @chat)").Set("@chat", byId.UserId).ExecuteNonQueryAsync(), CancellationToken.None);
        byPhone.UserId = byId.UserId;
        await byPhone.SendsAsync("/help");
        await host.UntilAsync($"SELECT COUNT(DISTINCT contact_id) FROM chats WHERE external_id IN ('{byId.UserId}', '{byPhone.WaId}')", "1");
        Assert.Equal(1, await host.CountAsync($"SELECT COUNT(*) FROM whatsapp_users WHERE user_id = '{byId.UserId}' AND wa_id = '{byPhone.WaId}'"));
        Assert.Equal(["Benny"], await host.TextsAsync($"SELECT DISTINCT k.name FROM contacts k JOIN chats c ON c.contact_id = k.id WHERE c.external_id = '{byPhone.WaId}'"));
        Assert.Equal(1, await host.CountAsync($"SELECT COUNT(*) FROM chats WHERE external_id IN ('{byId.UserId}', '{byPhone.WaId}') AND unreachable_at IS NULL"));
    }

    [Fact]
    public async Task A_receipt_that_names_somebody_by_both_names_tells_that_they_are_one()
    {
        var (byPhone, answer) = await host.GuestAsync("Ben");
        byPhone.UserId = NewId();
        Assert.Equal(200, await WhatsApp.PostAsync(WhatsApp.Receipt(byPhone, answer, "delivered")));
        await host.UntilAsync($"SELECT user_id FROM whatsapp_users WHERE wa_id = '{byPhone.WaId}'", byPhone.UserId);
    }

    [Fact]
    public async Task Whoever_changes_their_number_is_the_same_contact_is_written_to_at_the_new_one_and_their_card_follows()
    {
        var (ben, _) = await host.GuestAsync("Ben");
        var (old, now) = (ben.WaId!, $"3556855{Interlocked.Increment(ref _next):D5}");
        await host.Store.WriteAsync(async scope => await scope.Command(
            "UPDATE contacts SET phone = @phone WHERE id = (SELECT contact_id FROM chats WHERE external_id = @chat)").Set("@phone", $"+{old}").Set("@chat", old).ExecuteNonQueryAsync(), CancellationToken.None);
        var change = ben.Item("system", new JsonObject { ["type"] = "user_changed_number", ["wa_id"] = now, ["body"] = "changed" });
        Assert.Equal(200, await WhatsApp.PostAsync(FakeWhatsAppServer.Change(ben.PhoneNumberId, null, "messages", change)));
        Assert.Equal(200, await WhatsApp.PostAsync(FakeWhatsAppServer.Change(ben.PhoneNumberId, null, "messages", change)));
        await host.UntilAsync($"SELECT k.phone FROM contacts k JOIN chats c ON c.contact_id = k.id WHERE c.external_id = '{old}'", $"+{now}");
        WhatsApp.Forget(old);
        ben.WaId = now;
        WhatsApp.Know(ben);
        await ben.SendsAsync("/help");
        await ben.WaitAsync(_ => ben.Messages.Count >= 2, "an answer at the new number");
        Assert.Equal(1, await host.CountAsync($"SELECT COUNT(*) FROM chats WHERE external_id IN ('{old}', '{now}')"));
    }

    [Fact]
    public async Task Whoever_gets_another_id_is_the_same_contact()
    {
        var (ben, _) = await host.GuestAsync(waId: "", userId: NewId());
        var (old, now) = (ben.UserId!, NewId());
        var change = new JsonObject
        {
            ["id"] = WhatsApp.NewId(), ["timestamp"] = "1790000000", ["type"] = "system",
            ["system"] = new JsonObject { ["type"] = "user_changed_user_id", ["body"] = $"User ben changed from {old} to {now}", ["user_id"] = now },
        };
        Assert.Equal(200, await WhatsApp.PostAsync(FakeWhatsAppServer.Change(ben.PhoneNumberId, null, "messages", change)));
        ben.UserId = now;
        WhatsApp.Know(ben);
        await ben.SendsAsync("/help");
        await ben.WaitAsync(_ => ben.Messages.Count >= 2, "an answer");
        Assert.Equal(["2"], await host.TextsAsync($"SELECT COUNT(*) FROM inbox WHERE chat_key = '{old}'"));
    }

    [Fact]
    public async Task Two_deliveries_of_one_new_persons_words_at_once_make_one_person()
    {
        var ben = WhatsApp.User("Ben", userId: NewId());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WhatsApp.PostAsync(ben.Change(ben.TextOf("/help")))));
        Assert.All(answers, status => Assert.Equal(200, status));
        await host.UntilAsync($"SELECT COUNT(*) FROM inbox WHERE chat_key = '{ben.WaId}' AND state = 'Handled'", "8");
        Assert.Equal(1, await host.CountAsync($"SELECT COUNT(*) FROM whatsapp_users WHERE wa_id = '{ben.WaId}'"));
    }

    private static string NewId() => $"AL.7{Interlocked.Increment(ref _next):D12}";
}

public sealed class WhatsAppPeopleTests(WhatsAppHost host) : WhatsAppPeopleContract(host), IClassFixture<WhatsAppHost>;

public sealed class WhatsAppPeopleOnPostgres(WhatsAppHostOnPostgres host) : WhatsAppPeopleContract(host), IClassFixture<WhatsAppHostOnPostgres>;
