using System.Globalization;
using EngageBot.Loyalty;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>The talk every channel must be able to hold, with the whole program and a strict Bot API; one subclass for each way updates come in.</summary>
public abstract class TelegramTalk : IAsyncLifetime
{
    private const long StaffChatId = -1001234567890;
    private const string Secret = "a-secret-for-the-webhook";

    private FakeTelegramServer _telegram = null!;
    private EngageHost _host = null!;
    private FakeGroup _staffRoom = null!;
    private FakeUser _drita = null!;

    protected abstract string Mode { get; }

    /// <summary>Settings of the database; none for the embedded one.</summary>
    protected virtual Task<string[]> DatabaseAsync() => Task.FromResult<string[]>([]);

    public async ValueTask InitializeAsync()
    {
        _telegram = await FakeTelegramServer.StartAsync();
        _staffRoom = _telegram.Group("Staff", StaffChatId);
        _drita = _telegram.User("Drita");
        var port = FreePort.Next();
        _host = await EngageHost.StartAsync(settings:
        [
            $"--urls=http://127.0.0.1:{port}",
            $"--Channels:Telegram:Token={_telegram.Token}", $"--Channels:Telegram:ApiRoot={_telegram.Root}", $"--Channels:Telegram:Mode={Mode}",
            $"--Channels:Telegram:WebhookSecret={Secret}", $"--Channels:Telegram:PublicUrl=http://127.0.0.1:{port}",
            $"--Channels:Telegram:StaffChatId={StaffChatId.ToString(CultureInfo.InvariantCulture)}",
            .. await DatabaseAsync(),
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _telegram.DisposeAsync();
    }

    [Fact]
    public async Task A_customer_joins_sees_a_real_balance_in_three_languages_and_reaches_a_person_who_answers()
    {
        var (phone, contact) = await SomeMemberOfTheShopAsync();
        var arta = _telegram.User("Arta");

        await JoinAsync(arta, phone);
        var balance = await BalanceAsync(contact);
        Assert.True(balance.AvailablePoints > 0);
        var points = balance.AvailablePoints.ToString("N0", CultureInfo.InvariantCulture);

        await arta.SendsAsync("/balance");
        await arta.WaitForTextAsync($"you have {points} point");
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
        Assert.Empty(_telegram.Violations);
        Assert.Equal(0, await _host.CountAsync("SELECT COUNT(*) FROM inbox WHERE state <> 'Handled'"));
        Assert.Equal(0, await _host.CountAsync("SELECT SUM(balance_points) FROM point_accounts"));
    }

    [Fact]
    public async Task A_manager_who_answers_silences_the_bot_until_the_chat_is_handed_back()
    {
        var ben = _telegram.User("Ben");
        await ben.SendsAsync("/human");
        await ben.SendsAsync("My cup was cold");
        var shown = await _staffRoom.WaitForTextAsync("My cup was cold");
        await _staffRoom.SaysAsync(_drita, "We are sorry, Ben. A new one is ready for you.", replyTo: shown);
        await ben.WaitForTextAsync("A new one is ready");

        await ben.SendsAsync("balance");                                             // words are for the manager now
        await _staffRoom.WaitForTextAsync("balance");
        await ben.SendsAsync("/contacts");                                           // a command still reaches the bot
        var before = (await ben.WaitForTextAsync("+355")).Id;

        await _staffRoom.SaysAsync(_drita, "/done", replyTo: shown);
        await ben.WaitForTextAsync("The bot is back");
        await ben.SendsAsync("menu");
        await ben.WaitAsync(m => m.Id > before && m.Buttons.Count > 2, "the menu");
    }

    private static async Task JoinAsync(FakeUser arta, string phone)
    {
        await arta.SendsAsync("/start");
        await AnswersAsync(arta, "Would you like to join", "Join");
        await AnswersAsync(arta, "Do you agree?", "Yes, I agree");
        await AnswersAsync(arta, "send you offers", "Yes, send them");
        await AnswersAsync(arta, "how your visit was", "No, thanks");
        await AnswersAsync(arta, "Shall we call you Arta?", "Yes, that's it");
        await AnswersAsync(arta, "Does that suit you?", "Yes, English");
        await arta.SharesContactAsync(phone);
        await arta.WaitForTextAsync("birthday");
        await arta.SendsAsync("5 November");
        await arta.WaitForTextAsync("Done, Arta");
        await arta.WaitForTextAsync("We found your earlier card");
    }

    private static async Task AnswersAsync(FakeUser who, string question, string label) =>
        await who.PressesAsync(await who.WaitForTextAsync(question), label);

    private async Task AskAPersonAsync(FakeUser arta)
    {
        await arta.SendsAsync("/human");
        await arta.SendsAsync("A keni qumësht pa laktozë?");
        var shown = await _staffRoom.WaitForTextAsync("A keni qumësht pa laktozë?");
        Assert.Contains("Arta", shown.Text, StringComparison.Ordinal);
        await _staffRoom.SaysAsync(_drita, "Po, kemi!", replyTo: shown);
        var answer = await arta.WaitForTextAsync("Po, kemi!");
        Assert.Contains("Drita", answer.Text, StringComparison.Ordinal);
    }

    private async Task<(string Phone, ContactId Contact)> SomeMemberOfTheShopAsync()
    {
        var rows = await _host.Services.GetRequiredService<IStore>().ReadRowsAsync(
            """
            SELECT k.phone, k.id FROM contacts k JOIN point_accounts a ON a.contact_id = k.id
            WHERE a.kind = 'Available' AND a.balance_points > 1000 AND k.phone IS NOT NULL AND NOT EXISTS (SELECT 1 FROM chats c WHERE c.contact_id = k.id) LIMIT 1
            """, _ => { }, row => (row.GetString(0), new ContactId(Guid.Parse(row.GetString(1)))), CancellationToken.None);
        return Assert.Single(rows);
    }

    private Task<Balance> BalanceAsync(ContactId contact) => _host.Services.GetRequiredService<IStore>().ReadAsync(
        connection => ValueTask.FromResult(BalanceQuery.Read(connection, contact, TimeProvider.System.GetUtcNow())!), CancellationToken.None);
}

public sealed class TelegramTalkByWebhook : TelegramTalk
{
    protected override string Mode => "webhook";
}

public sealed class TelegramTalkByPolling : TelegramTalk
{
    protected override string Mode => "polling";
}

public sealed class TelegramTalkOnPostgres : TelegramTalk
{
    protected override string Mode => "polling";

    protected override async Task<string[]> DatabaseAsync() =>
        ["--Database:Provider=postgres", $"--Database:ConnectionString={await PostgresServer.CreateDatabaseAsync()}"];
}
