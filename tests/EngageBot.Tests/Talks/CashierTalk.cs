using System.Collections.Immutable;
using System.Text.RegularExpressions;
using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;
using EngageBot.Loyalty.Codes;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Staff;
using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>From the owner's link to points in a member's hand and back again, with nothing but words in chats of the whole program.</summary>
public sealed partial class CashierTalk
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private delegate Task Says(string words);

    private delegate Task Hears(string words);

    [Fact]
    public async Task On_telegram_an_owner_brings_a_cashier_who_earns_redeems_returns_and_undoes_for_a_member()
    {
        await using var bot = await TelegramBotInTest.StartAsync("webhook");
        var (drita, ben, arta) = (bot.Drita, bot.Telegram.User("Ben"), bot.Telegram.User("Arta"));
        await drita.SendsAsync($"/start {LinkToken.Prefix}{await OwnerTokenAsync(bot.Host)}");
        await drita.PressesAsync("Yes, I accept");
        await drita.WaitForTextAsync("Welcome to the team");
        var token = await bot.Host.InviteAsync(Role.Cashier, "Ben", await ActorInAsync(bot.Host, drita.Key), bot.Host.Services.GetRequiredService<BusinessDirectory>().Shops[0].Id);
        await ben.SendsAsync($"/start {LinkToken.Prefix}{token}");
        await ben.WaitForTextAsync("owner invites Ben to work at");
        await ben.PressesAsync("Yes, I accept");
        await ben.WaitForTextAsync("/till");
        var member = await JoinAsync(bot.Host, arta);

        await WorkAsync(words => ben.SendsAsync(words), ben.WaitForTextAsync, await CodeAsync(arta));
        await arta.WaitForTextAsync("12 points");                                     // the member hears of it
        await EndAsync(bot.Host, member, await ActorInAsync(bot.Host, ben.Key));
        Assert.Empty(bot.Telegram.Violations);
    }

    [Fact]
    public async Task In_the_web_chat_a_cashier_does_the_same()
    {
        var clock = new TestClock();
        await using var host = await EngageHost.StartAsync(clock);
        using var ben = await WebVisitor.BeginAsync(host);
        await ben.SaysAsync($"/start {LinkToken.Prefix}{await host.InviteAsync(Role.Cashier, "Ben", null, host.Services.GetRequiredService<BusinessDirectory>().Shops[0].Id)}");
        await ben.WaitForTextAsync("An invitation for Ben");
        await ben.SaysAsync("Yes, I accept");
        await ben.WaitForTextAsync("/till");
        var (store, business) = (host.Services.GetRequiredService<IStore>(), host.Services.GetRequiredService<BusinessDirectory>().Business.Id);
        var (member, code) = await store.WriteAsync(scope =>
        {
            var contact = ContactId.New(clock.GetUtcNow());
            scope.Command("INSERT INTO contacts (id, business_id, created_at) VALUES (@id, @business, @now)")
                .Set("@id", contact.ToString()).Set("@business", business.ToString()).Set("@now", clock.GetUtcNow()).ExecuteNonQuery();
            Join(scope, business, contact, clock.GetUtcNow());
            return ValueTask.FromResult((contact, host.Services.GetRequiredService<MemberCodes>().Make(scope, business, contact, clock.GetUtcNow()).Digits));
        }, Cancellation);

        await WorkAsync(
            words =>
            {
                clock.Advance(TimeSpan.FromSeconds(2));                               // nobody types without a pause
                return ben.SaysAsync(words);
            },
            ben.WaitForTextAsync, code);
        var staff = await store.ReadRowsAsync("SELECT staff_id FROM staff_chats", _ => { }, row => new StaffId(Guid.Parse(row.GetString(0))), Cancellation);
        await EndAsync(host, member, (await host.ReadAsync(rows => StaffRows.ActorOf(rows, staff.Single(), clock.GetUtcNow())))!);
    }

    private static async Task WorkAsync(Says say, Hears hear, string code)
    {
        async Task DoAsync(string words, string answer)
        {
            await say(words);
            await hear(answer);
        }

        await DoAsync("/till", "Whose account?");
        await DoAsync(code, "0 points to spend");
        await DoAsync("Purchase", "How much was paid");
        await DoAsync("100,00 €", "number of the receipt");
        await DoAsync("A-17", "Post it?");
        await DoAsync("yes", "Posted: +100 points.");
        await hear("100 points to spend");
        await DoAsync("Spend", "How much does the receipt come to");
        await DoAsync("20", "Up to 100 points may be spent on it");
        await DoAsync("30", "number of the receipt");
        await DoAsync("A-18", "Left to pay");
        await DoAsync("yes", "Taken: 30 points.");
        await hear("89 points to spend");                                             // the rest, in money, has earned 19
        await DoAsync("Undo the last", "Taken back: 30 points.");
        await DoAsync("Return", "receipt that comes back");
        await DoAsync("A-17", "goes back in money");
        await DoAsync("50", "of receipt A-17 go back");
        await DoAsync("yes", "50 points went back with it");
        await hear("50 points to spend");
        await DoAsync("Purchase", "How much was paid");
        await DoAsync("12.50", "number of the receipt");
        await DoAsync("Without a number", "Post it?");
        await DoAsync("yes", "Posted: +12 points.");
        await hear("62 points to spend");
        await DoAsync("Undo the last", "Taken back: 12 points.");
        await DoAsync("Done", "The till is closed.");
    }

    private static async Task EndAsync(EngageHost host, ContactId member, Actor.Staff ben)
    {
        Assert.Equal(50, await host.ReadAsync(rows => BalanceQuery.Read(rows, member, host.Services.GetRequiredService<TimeProvider>().GetUtcNow())!.AvailablePoints));
        Assert.Empty((await host.ReadAsync(LedgerVerify.Run)).Findings);
        Assert.Equal(4, await host.CountAsync($"SELECT COUNT(*) FROM counter_deeds WHERE actor = '{ben.Name}'"));
        Assert.Equal(2, await host.CountAsync($"SELECT COUNT(*) FROM audit WHERE verb = 'till.undone' AND actor = '{ben.Name}'"));
        Assert.Equal(0, await host.CountAsync("SELECT COUNT(*) FROM refusals"));
    }

    /// <summary>Arta writes to the bot and is a member by the shop's hand; a point for each euro, usable at once.</summary>
    private static async Task<ContactId> JoinAsync(EngageHost host, FakeUser arta)
    {
        await arta.SendsAsync("/contacts");
        await arta.WaitForTextAsync("+355");
        var (store, business, now) = (host.Services.GetRequiredService<IStore>(), host.Services.GetRequiredService<BusinessDirectory>().Business.Id, host.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        return await store.WriteAsync(scope =>
        {
            var contact = new ContactId(Guid.Parse((string)scope.Command("SELECT contact_id FROM chats WHERE external_id = @key").Set("@key", arta.Key).ExecuteScalar()!));
            Join(scope, business, contact, now);
            return ValueTask.FromResult(contact);
        }, Cancellation);
    }

    private static void Join(WriteScope scope, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        Programmes.Publish(scope, business, new(new(PerMinor: 100, Points: 1), PendingDays: 0, new(ExpiryPolicy.Never), Tiers: [])
        {
            Spend = new(), Unit = new(ImmutableSortedDictionary<string, UnitName>.Empty.Add("en", new("point", "points")), ValueMinor: 1),
        }, now);
        JoinProgramme.Join(scope, business, contact, now);
    }

    private static async Task<string> CodeAsync(FakeUser arta)
    {
        await arta.SendsAsync("/card");
        return Code().Match((await arta.WaitAsync(m => Code().IsMatch(m.Text), "a code")).Text).Value;
    }

    private static async Task<string> OwnerTokenAsync(EngageHost host)
    {
        var lines = await host.Services.GetRequiredService<FirstOwner>().InviteAsync(Cancellation);
        return Token().Match(string.Join('\n', lines)).Groups[1].Value;
    }

    private static async Task<Actor.Staff> ActorInAsync(EngageHost host, string chatKey)
    {
        var chat = await host.CountAsync($"SELECT id FROM chats WHERE external_id = '{chatKey}'");
        return (await host.ReadAsync(rows => StaffRows.ActorInChat(rows, chat, host.Services.GetRequiredService<TimeProvider>().GetUtcNow())))!;
    }

    [GeneratedRegex(@"\d{4} \d{4}")]
    private static partial Regex Code();

    [GeneratedRegex("inv_([A-Za-z0-9_-]{32})")]
    private static partial Regex Token();
}
