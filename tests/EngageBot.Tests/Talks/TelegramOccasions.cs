using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Codes;
using EngageBot.Loyalty.Demo;
using EngageBot.Loyalty.Earning;
using EngageBot.Loyalty.Rewards;
using EngageBot.Loyalty.Thanks;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Talks;

/// <summary>What a shop does reaches its member's chat on Telegram, through the whole program.</summary>
public sealed class TelegramOccasions : IAsyncLifetime
{
    private TelegramBotInTest _bot = null!;
    private FakeUser _arta = null!;
    private ContactId _contact;
    private ShopId _shop;
    private int _receipts;

    public async ValueTask InitializeAsync()
    {
        _bot = await TelegramBotInTest.StartAsync("webhook");
        _arta = _bot.Telegram.User("Arta");
        await _arta.SendsAsync("/help");
        await _arta.WaitForTextAsync("/balance");
        await _bot.SettleAsync();
        await WriteAsync(scope =>
        {
            // The chat becomes that of a demo member with a past.
            _contact = MemberLookup.ByPhone(scope, Business, DemoPeople.Visitors[0].Phone)!.Value;
            _shop = BusinessSetup.Shops(scope, Business)[0].Id;
            scope.Command("UPDATE chats SET contact_id = @contact WHERE kind = 'Customer'").Set("@contact", _contact.ToString()).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        });
    }

    public ValueTask DisposeAsync() => _bot.DisposeAsync();

    [Fact, Trait("Row", "S42")]
    public async Task A_card_of_thanks_comes_once_with_the_purchase_it_is_for_signed_by_a_person()
    {
        var bought = await _bot.Host.CountAsync($"SELECT COUNT(*) FROM purchases WHERE contact_id = '{_contact}'");
        await WriteAsync(scope =>
        {
            var words = new Dictionary<string, string> { ["en"] = "You came back so often that we know your table by heart." }.ToImmutableSortedDictionary();
            RuleBook.Publish(scope, Business, ThanksRules.Kind, "second", new ThanksRules((int)bought + 2, words, "Drita"), Now, Now);
            return ValueTask.CompletedTask;
        });
        await BuyAsync();
        await _bot.SettleAsync();
        Assert.DoesNotContain(_arta.FromBot, m => m.Text.Contains("by heart", StringComparison.Ordinal));
        await BuyAsync();
        await BuyAsync();
        Assert.Contains("— Drita, Aroma Coffee", (await _arta.WaitForTextAsync("by heart")).Text, StringComparison.Ordinal);
        await _bot.SettleAsync();
        Assert.Single(_arta.FromBot, m => m.Text.Contains("by heart", StringComparison.Ordinal));
    }

    [Fact, Trait("Row", "S42")]
    public async Task A_manager_thanks_in_own_words_and_the_same_card_is_not_told_twice()
    {
        var book = _bot.Host.Services.GetRequiredService<ThanksBook>();
        ImmutableArray<ThanksOutcome> outcomes = [];
        await WriteAsync(async scope =>
        {
            for (var i = 0; i < 2; i++)
                outcomes = outcomes.Add(await book.SendAsync(scope, new Actor.System("test"), Business, _contact, new("Thank you for the help with the chairs!", "Ben"), "chairs", Now));
        });
        Assert.Equal([ThanksOutcome.Told, ThanksOutcome.NoChat], outcomes);
        Assert.Contains("— Ben", (await _arta.WaitForTextAsync("the help with the chairs")).Text, StringComparison.Ordinal);
    }

    [Theory, Trait("Row", "S42")]
    [InlineData("Thank you! Take 10 off next time.", "10")]
    [InlineData("Спасибо, вот вам скидка", "скидка")]
    [InlineData("Faleminderit, kafja është falas", "falas")]
    [InlineData("Thanks, see https://shop.example", "https:")]
    [InlineData("Thank you for being here again.", null)]
    [InlineData("Спасибо, что приходите", null)]
    public void A_card_of_thanks_that_offers_something_is_refused(string words, string? found) => Assert.Equal(found, ThanksWords.OfferIn(words));

    [Fact, Trait("Row", "S3")]
    public async Task Whoever_first_buys_with_a_card_of_many_hears_once_of_their_own()
    {
        await WriteAsync(scope =>
        {
            Assert.IsType<CardOutcome.Issued>(Cards.Issue(scope, new Actor.System("test"), new(Business, _shop, "B-1", CardKind.Bearer, null), Now));
            return ValueTask.CompletedTask;
        });
        await BuyAsync(card: "B-1");
        await BuyAsync(card: "B-1");
        await _arta.WaitForTextAsync("one of your own");
        await _bot.SettleAsync();
        Assert.Single(_arta.FromBot, m => m.Text.Contains("one of your own", StringComparison.Ordinal));
    }

    [Fact, Trait("Row", "S13"), Trait("Row", "S14")]
    public async Task A_status_that_was_bought_is_told_shown_with_its_perks_and_its_end_is_told_before()
    {
        var perk = new Perk("table", new Dictionary<string, string> { ["en"] = "The table at the window" }.ToImmutableSortedDictionary());
        var vip = new StatusRule("vip", new Dictionary<string, string> { ["en"] = "VIP" }.ToImmutableSortedDictionary(), 5) { FeeMinor = 5000, NoticeDays = 4, Perks = [perk] };
        await WriteAsync(scope =>
        {
            Programmes.Publish(scope, Business, DemoBusiness.Rules with { Statuses = [vip] }, Now);
            return ValueTask.CompletedTask;
        });
        await WriteAsync(async scope => Assert.IsType<StatusOutcome.Started>(await _bot.Host.Services.GetRequiredService<BuyStatus>()
            .BuyAsync(scope, new Actor.System("test"), new(Business, _shop, _contact, Programmes.Points, "vip", "S-1", 5000, "EUR"), Now)));
        await _arta.WaitForTextAsync("Your new status is good until");
        await _arta.SendsAsync("/level");
        var shown = await _arta.WaitForTextAsync("VIP, good until");
        Assert.Contains("The table at the window", shown.Text, StringComparison.Ordinal);
        Assert.Contains("Your level:", shown.Text, StringComparison.Ordinal);
    }

    [Fact, Trait("Row", "S2")]
    public async Task The_card_is_a_picture_with_its_digits_below_and_each_new_code_ends_the_one_before()
    {
        await _arta.SendsAsync("/card");
        var card = await _arta.WaitForTextAsync("Your code:");
        Assert.Equal("photo", card.Kind);
        Assert.True(card.Upload!.Length > 100);
        var first = DigitsOf(card);
        await _arta.PressesAsync(card, "New code");
        var next = await _arta.WaitAsync(m => m.Text.Contains("Your code:", StringComparison.Ordinal) && DigitsOf(m) != first, "a second code");
        Assert.Equal("photo", next.Kind);
        Assert.False(await IsTakenAsync(first));
        Assert.True(await IsTakenAsync(DigitsOf(next)));
        Assert.False(await IsTakenAsync(DigitsOf(next), "another till"));
        Assert.Empty(_bot.Telegram.Violations);
    }

    [Fact, Trait("Row", "S31")]
    public async Task A_partners_code_is_typed_and_brings_its_offer_once()
    {
        await WriteAsync(scope =>
        {
            const string Offer = """{"name": {"en": "For the other club"}, "gives": {"kind": "percent_off", "percent": 20}, "issue": {"on": "code"}}""";
            RuleBook.Publish(scope, Business, RewardRules.Kind, "club", Offer, Now, Now, null);
            Assert.Equal(1, PartnerCodes.Add(scope, Business, "club", [PartnerCodes.HashOf("CLUB-77")]));
            return ValueTask.CompletedTask;
        });
        await _arta.SendsAsync("/partner");
        await _arta.WaitForTextAsync("Which code");
        await _arta.SendsAsync("club 77");
        Assert.Equal("photo", (await _arta.WaitForTextAsync("The code is good")).Kind);
        await _arta.SendsAsync("/partner");
        await _arta.SendsAsync("CLUB-77");
        await _arta.WaitForTextAsync("has been used before");
    }

    private static string DigitsOf(FakeMessage card) => string.Concat(card.Text.Split('\n')[0].Where(char.IsAsciiDigit));

    private async Task<bool> IsTakenAsync(string digits, string till = "till")
    {
        var codes = _bot.Host.Services.GetRequiredService<MemberCodes>();
        var taken = false;
        await WriteAsync(scope =>
        {
            taken = codes.Take(scope, new Actor.System(till), Business, _shop, digits, Now) is CodeOutcome.Shown;
            return ValueTask.CompletedTask;
        });
        return taken;
    }

    private Task BuyAsync(string? card = null) => WriteAsync(async scope => Assert.IsType<PurchaseOutcome.Recorded>(
        await _bot.Host.Services.GetRequiredService<RecordPurchase>().RecordAsync(
            scope, new Actor.System("test"), new(Business, _shop, $"T-{++_receipts}", _contact, 500, "EUR", Now) { Card = card }, Now)));

    private Task WriteAsync(Func<WriteScope, ValueTask> work) => _bot.Host.Services.GetRequiredService<IStore>().WriteAsync(work, TestContext.Current.CancellationToken);

    private BusinessId Business => _bot.Host.Services.GetRequiredService<BusinessDirectory>().Business.Id;

    private DateTimeOffset Now => _bot.Host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
}
