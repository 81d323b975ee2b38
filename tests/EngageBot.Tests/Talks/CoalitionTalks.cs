using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>A customer says yes in chat to being known at all partners, and sees the one balance wherever it grew.</summary>
[Trait("Row", "S28")]
public sealed class CoalitionTalks
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_telegram_a_stranger_joins_programme_and_coalition_buys_at_a_partners_sees_the_one_balance_and_leaves()
    {
        await using var bot = await TelegramBotInTest.StartAsync("webhook");
        var (food, shop) = await OpenAsync(bot.Host);
        var arta = bot.Telegram.User("Arta");
        await arta.SendsAsync("/together");
        Assert.Contains("City Club", (await arta.WaitForTextAsync("Would you like to join?")).Text, StringComparison.Ordinal);
        await arta.PressesAsync("Join");
        await arta.PressesAsync("Yes, I agree");
        await arta.WaitForTextAsync("May we send you offers here?");
        await arta.SendsAsync("skip");
        await arta.WaitForTextAsync("May we sometimes ask");
        await arta.SendsAsync("skip");
        await arta.WaitForTextAsync("Shall we call you");
        await arta.PressesAsync("Yes, that's it");
        await arta.WaitForTextAsync("We write in English");
        await arta.PressesAsync("Yes, English");
        await arta.WaitForTextAsync("What is your phone number?");
        await arta.SendsAsync("skip");
        await arta.WaitForTextAsync("On which day is your birthday?");
        await arta.SendsAsync("skip");
        var asked = await arta.WaitForTextAsync("May all of them know your card?");
        Assert.Contains("– Green Food", asked.Text, StringComparison.Ordinal);
        await arta.PressesAsync("Yes, I agree");
        await arta.WaitForTextAsync("your card is known in all these shops");

        var member = new ContactId(Guid.Parse(await OneAsync(bot.Host, "SELECT contact_id FROM coalition_members WHERE left_at IS NULL")));
        var agreed = await OneAsync(bot.Host, "SELECT wording FROM coalition_members");
        Assert.Contains("May all of them know your card?", agreed, StringComparison.Ordinal);
        Assert.Contains("Green Food", agreed, StringComparison.Ordinal);
        await BuyAtPartnersAsync(bot.Host, food, shop, member);
        await arta.SendsAsync("/together");
        var card = await arta.WaitForTextAsync("150 points, worth €4.50");
        Assert.Contains("Green Food", card.Text, StringComparison.Ordinal);
        await arta.SendsAsync("/balance");
        await arta.WaitForTextAsync("City Club: 150 points");
        await arta.SendsAsync("/together");
        await arta.WaitForTextAsync("is good in each of these shops");
        await arta.PressesAsync("Leave");
        await arta.PressesAsync("Yes, leave");
        await arta.WaitForTextAsync("Done: the partners know your card no longer");
        Assert.Equal("1", await OneAsync(bot.Host, "SELECT COUNT(*) FROM coalition_members WHERE left_at IS NOT NULL"));
        Assert.Empty(bot.Telegram.Violations);
    }

    [Theory]
    [InlineData("en", "/together", "May all of them know your card?", "i agree", "150 points, worth €4.50")]
    [InlineData("ru", "/together", "Можно им всем узнавать эту карту?", "да", "150 баллов, это 4,50")]
    [InlineData("sq", "/together", "A mund ta njohin të gjithë këtë kartë?", "po", "150 pikë, me vlerë 4,50")]
    public async Task A_member_joins_by_a_word_in_each_language(string language, string command, string question, string yes, string balance)
    {
        await using var host = await EngageHost.StartAsync(settings: ["--demo=false"]);
        var (food, shop) = await OpenAsync(host);
        var talk = new HouseTalk(host);
        await talk.SaysAsync("/help");
        var member = new ContactId(Guid.Parse(await OneAsync(host, "SELECT contact_id FROM chats WHERE external_id = 'house-talk'")));
        await Store(host).WriteAsync(scope =>
        {
            JoinProgramme.Join(scope, Business(host), member, Now(host));
            scope.Command("UPDATE contacts SET language = @language WHERE id = @id").Set("@language", language).Set("@id", member.ToString()).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, Cancellation);
        await talk.SaysAsync(command);
        Assert.Contains(question, talk.Words, StringComparison.Ordinal);
        await talk.SaysAsync(yes);
        Assert.Equal(1, await host.CountAsync("SELECT COUNT(*) FROM coalition_members"));
        await BuyAtPartnersAsync(host, food, shop, member);
        await talk.SaysAsync(command);
        Assert.Contains(balance, talk.Words.Replace('\u00A0', ' '), StringComparison.Ordinal);
    }

    private static async Task<(BusinessId Partner, ShopId Shop)> OpenAsync(EngageHost host) => await Store(host).WriteAsync(scope =>
    {
        var food = BusinessSetup.Open(scope, new() { Name = "Green Food" }, Now(host));
        Programmes.Publish(scope, food.Id, ProgrammeRules.Default, Now(host));
        RuleBook.Publish(scope, Business(host), CoalitionRules.Kind, "city", new CoalitionRules(
            ImmutableSortedDictionary<string, string>.Empty.Add("en", "City Club"), "EUR", new(PerMinor: 100, Points: 1), new(ExpiryPolicy.Never), new(Points: 1, Minor: 3),
            [new(Business(host).Value, "Aroma", ["coffee"]), new(food.Id.Value, "Green Food", ["food"])]), Now(host), Now(host));
        return ValueTask.FromResult((food.Id, BusinessSetup.Shops(scope, food.Id).Single().Id));
    }, Cancellation);

    private static Task BuyAtPartnersAsync(EngageHost host, BusinessId partner, ShopId shop, ContactId member) => Store(host).WriteAsync(scope =>
    {
        var seat = EngageBot.Loyalty.Coalitions.Coalitions.SeatOf(scope, partner, member, Now(host))!;
        var till = new Actor.TillKey(1, partner, shop, RoleBook.Default.Of(Role.Till));
        Assert.IsType<CoalitionOutcome.Recorded>(CoalitionTill.Earn(scope, till, seat, new(partner, shop, "G-1", 150_00, "EUR", Now(host)), Now(host)));
        return ValueTask.CompletedTask;
    }, Cancellation);

    private static async Task<string> OneAsync(EngageHost host, string sql) => (await Store(host).ReadRowsAsync(
        sql, _ => { }, row => Convert.ToString(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)!, Cancellation)).Single();

    private static IStore Store(EngageHost host) => host.Services.GetRequiredService<IStore>();

    private static BusinessId Business(EngageHost host) => host.Services.GetRequiredService<BusinessDirectory>().Business.Id;

    private static DateTimeOffset Now(EngageHost host) => host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
}
