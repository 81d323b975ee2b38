using System.Globalization;
using EngageBot.Loyalty;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeWhatsApp;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>The talk every channel must be able to hold, with the whole program and a strict Cloud API; managers answer from their chat on Telegram.</summary>
public abstract class WhatsAppTalk : IAsyncLifetime
{
    private WhatsAppBotInTest _bot = null!;

    /// <summary>Settings of the database; none for the embedded one.</summary>
    protected virtual Task<string[]> DatabaseAsync() => Task.FromResult<string[]>([]);

    public async ValueTask InitializeAsync() => _bot = await WhatsAppBotInTest.StartAsync(settings: await DatabaseAsync());

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact]
    public async Task A_customer_joins_by_the_number_they_write_from_sees_a_real_balance_in_three_languages_and_reaches_a_person_who_answers()
    {
        var (phone, contact) = await SomeMemberOfTheShopAsync();
        var arta = _bot.WhatsApp.User("Arta", waId: phone.TrimStart('+'));

        await JoinAsync(arta);
        var balance = await BalanceAsync(contact);
        Assert.True(balance.AvailablePoints > 0);
        var points = balance.AvailablePoints.ToString("N0", CultureInfo.InvariantCulture);

        await arta.SendsAsync("/balance");
        await arta.WaitForTextAsync($"you have *{points} point");
        await arta.SendsAsync("/history");
        await arta.WaitForTextAsync("for a purchase");

        await arta.SendsAsync("/language");
        await AnswersAsync(arta, "Which language suits you?", "Русский");
        await arta.SendsAsync("баланс");
        Assert.Contains(points.Replace(",", "\u00A0", StringComparison.Ordinal), (await arta.WaitForTextAsync("у вас")).Text, StringComparison.Ordinal);
        await arta.SendsAsync("/language");
        await AnswersAsync(arta, "Какой язык", "Shqip");
        await arta.SendsAsync("sa pikë kam");
        await arta.WaitForTextAsync("keni ");

        await AskAPersonAsync(arta);
        await arta.Delivered;
        await _bot.SettleAsync();
        Assert.Empty(_bot.WhatsApp.Violations);
        Assert.Empty(_bot.Telegram.Violations);
        Assert.Equal(0, await _bot.Host.CountAsync("SELECT COUNT(*) FROM inbox WHERE state <> 'Handled'"));
        Assert.Equal(0, await _bot.Host.CountAsync("SELECT SUM(balance_points) FROM point_accounts"));
        Assert.Equal(0, await _bot.Host.CountAsync("SELECT COUNT(*) FROM outbox o JOIN channel_accounts a ON a.id = o.account_id WHERE a.channel = 'whatsapp' AND o.state <> 'Read'"));
        Assert.Equal(0, await _bot.Host.CountAsync("SELECT COUNT(*) FROM whatsapp_receipts"));
    }

    [Fact]
    public async Task A_manager_who_answers_silences_the_bot_until_the_chat_is_handed_back()
    {
        var ben = _bot.WhatsApp.User("Ben");
        await ben.SendsAsync("/human");
        await ben.SendsAsync("My cup was cold");
        var shown = await _bot.StaffRoom.WaitForTextAsync("My cup was cold");
        Assert.Contains("WhatsApp", shown.Text, StringComparison.Ordinal);
        await _bot.StaffRoom.SignsAsync(_bot.Drita, shown, "💩");                    // what is for colleagues stays there
        await _bot.StaffRoom.SignsAsync(_bot.Drita, shown, "🙏");
        var sign = await ben.WaitAsync(m => m.Kind == "reaction", "a sign");
        Assert.Equal("🙏", sign.Text);
        await _bot.StaffRoom.SignsAsync(_bot.Drita, shown, null);
        await ben.WaitAsync(m => m is { Kind: "reaction", Text: "" }, "no sign any more");
        await _bot.StaffRoom.SaysAsync(_bot.Drita, "We are sorry, Ben. A new one is ready for you.", replyTo: shown);
        await ben.WaitForTextAsync("A new one is ready");

        await ben.SendsAsync("balance");                                             // words are for the manager now
        await _bot.StaffRoom.WaitForTextAsync("balance");
        await ben.SendsAsync("/contacts");                                           // a command still reaches the bot
        await ben.WaitForTextAsync("+355");

        await _bot.StaffRoom.SaysAsync(_bot.Drita, "/done", replyTo: shown);
        await ben.WaitForTextAsync("The bot is back");
        var before = ben.Messages.Count;
        await ben.SendsAsync("menu");
        await ben.WaitAsync(m => ben.Messages.Count > before && m.Options.Count > 2, "the menu");
        Assert.Empty(_bot.WhatsApp.Violations);
    }

    private static async Task JoinAsync(FakeWhatsAppUser arta)
    {
        await arta.SendsAsync("/start");
        await AnswersAsync(arta, "Would you like to join", "Join");
        await AnswersAsync(arta, "Do you agree?", "Yes, I agree");
        await AnswersAsync(arta, "send you offers", "Yes, send them");
        await AnswersAsync(arta, "how your visit was", "No, thanks");
        await AnswersAsync(arta, "Shall we call you Arta?", "Yes, that's it");
        await AnswersAsync(arta, "Does that suit you?", "Yes, English");
        await arta.WaitForTextAsync("known to us through WhatsApp");
        await arta.WaitForTextAsync("birthday");
        await arta.SendsAsync("5 November");
        await arta.WaitForTextAsync("Done, Arta");
        await arta.WaitForTextAsync("We found your earlier card");
    }

    private static async Task AnswersAsync(FakeWhatsAppUser who, string question, string label) => await who.PressesAsync(await who.WaitForTextAsync(question), label);

    private async Task AskAPersonAsync(FakeWhatsAppUser arta)
    {
        await arta.SendsAsync("/human");
        await arta.SendsAsync("A keni qumësht pa laktozë?");
        var shown = await _bot.StaffRoom.WaitForTextAsync("A keni qumësht pa laktozë?");
        Assert.Contains("Arta", shown.Text, StringComparison.Ordinal);
        await _bot.StaffRoom.SaysAsync(_bot.Drita, "Po, kemi!", replyTo: shown);
        var answer = await arta.WaitForTextAsync("Po, kemi!");
        Assert.Contains("Drita", answer.Text, StringComparison.Ordinal);
    }

    private async Task<(string Phone, ContactId Contact)> SomeMemberOfTheShopAsync()
    {
        var rows = await _bot.Host.Services.GetRequiredService<IStore>().ReadRowsAsync(
            """
            SELECT k.phone, k.id FROM contacts k JOIN point_accounts a ON a.contact_id = k.id
            WHERE a.kind = 'Available' AND a.balance_points > 1000 AND k.phone IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chats c WHERE c.contact_id = k.id) LIMIT 1
            """, _ => { }, row => (row.GetString(0), new ContactId(Guid.Parse(row.GetString(1)))), CancellationToken.None);
        var member = Assert.Single(rows);
        // Whoever is found by their number is spoken with as before; this one in English.
        await _bot.Host.Services.GetRequiredService<IStore>().WriteAsync(async scope =>
            await scope.Command("UPDATE contacts SET language = 'en' WHERE id = @id").Set("@id", member.Item2.ToString()).ExecuteNonQueryAsync(), CancellationToken.None);
        return member;
    }

    private Task<Balance> BalanceAsync(ContactId contact) => _bot.Host.Services.GetRequiredService<IStore>().ReadAsync(
        connection => ValueTask.FromResult(BalanceQuery.Read(connection, contact, TimeProvider.System.GetUtcNow())!), CancellationToken.None);
}

public sealed class WhatsAppTalkEmbedded : WhatsAppTalk;

public sealed class WhatsAppTalkOnPostgres : WhatsAppTalk
{
    protected override async Task<string[]> DatabaseAsync() =>
        ["--Database:Provider=postgres", $"--Database:ConnectionString={await PostgresServer.CreateDatabaseAsync()}"];
}
