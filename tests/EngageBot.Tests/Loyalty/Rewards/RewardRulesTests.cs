using EngageBot.Loyalty.Rewards;

namespace EngageBot.Tests.Loyalty.Rewards;

/// <summary>A reward as a shop writes it: little for the simple ones, and every mistake named at its place.</summary>
public sealed class RewardRulesTests
{
    private const string Coffee = "'name': {'en': 'A coffee'}, 'gives': {'kind': 'item', 'items': ['espresso']}";

    [Fact]
    public void The_simplest_reward_is_a_name_a_thing_and_a_price_and_the_rest_has_defaults()
    {
        var (rules, errors) = RewardRules.Kind.Parse(Json($"{{{Coffee}, 'price': {{'points': 50}}}}"));
        Assert.Empty(errors);
        Assert.Equal((30, true, true, "points"), (rules!.Valid.Days, rules.Visible, rules.Returnable, rules.Price!.Wallet));
        Assert.True(rules.Levels.IsEmpty && rules.Shops.IsEmpty && rules.Description.IsEmpty);
    }

    [Fact]
    public void What_is_stored_reads_back_as_the_same_rules()
    {
        var json = Json($$"""
            {{{Coffee}}, 'currency': 'EUR', 'price': {'points': 50}, 'from': '2026-03-01', 'to': '2026-03-31', 'levels': ['gold'], 'shops': ['main'],
             'for': {'purchases_at_least': 3}, 'limit': {'times': 2, 'per': 'month'}, 'first': 10, 'stock': {'shops': {'main': 4} }, 'valid': {'months': 1},
             'minimum': '20.00', 'alone': true, 'personal': true, 'visible': false, 'purpose': 'near_expiry',
             'issue': {'on': 'purchase', 'receipt_at_least': '50.00'} }
            """);
        var canonical = RewardRules.Kind.Canonical(json);
        Assert.Equal(canonical, RewardRules.Kind.Canonical(canonical));
        var rules = RewardRules.Kind.Stored(canonical);
        Assert.Equal((4, "50.00", PromotionPurpose.NearExpiry, false), (rules.Stock!.Shops!["main"], rules.Issue!.ReceiptAtLeast, rules.Purpose, rules.Visible));
    }

    [Theory]
    [Trait("Row", "S17")]
    [InlineData("100.00")]
    [InlineData("100.01")]
    public void A_certificate_worth_as_much_as_what_brings_it_is_refused(string value)
    {
        var wrong = Wrong($$"""{'name': {'en': 'C'}, 'currency': 'EUR', 'gives': {'kind': 'money_off', 'amount': '{{value}}'}, 'issue': {'on': 'spend', 'spend_at_least': '100.00', 'within_days': 90} }""");
        Assert.StartsWith("gives.amount is not below", wrong, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Row", "S45")]
    [InlineData("", "from is missing")]
    [InlineData("'from': '2026-03-01',", "to is missing")]
    public void A_promotion_names_its_purpose_its_dates_and_its_items(string dates, string expected) =>
        Assert.StartsWith(expected, Wrong($$"""{ {{dates}} {{Coffee}}, 'purpose': 'clear_stock' }"""), StringComparison.Ordinal);

    [Theory]
    [Trait("Row", "S45")]
    [InlineData("'purpose': 'because'")]
    public void A_purpose_nobody_knows_is_refused(string purpose) => Assert.StartsWith("purpose", Wrong($"{{{Coffee}, {purpose}}}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("{'gives': {'kind': 'gift'}}", "lacks name")]
    [InlineData("{'name': {'ru': 'Кофе'}, 'gives': {'kind': 'gift'}}", "name lacks")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'item'}}", "gives.items are missing")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'percent_off'}}", "gives.percent is between")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'money_off', 'amount': '5.00'}}", "currency is missing")]
    [InlineData("{'name': {'en': 'A'}, 'currency': 'EUR', 'gives': {'kind': 'money_off', 'amount': '5.001'}}", "gives.amount is an amount")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'gift'}, 'price': {'points': 0}}", "limit is missing")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'gift'}, 'partial': true}", "partial is for money_off")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'gift'}, 'use': 'while_valid'}", "use while_valid")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'gift'}, 'valid': {'days': 1, 'months': 1}}", "valid has exactly one")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'gift'}, 'stock': {'total': 1, 'shops': {'main': 1}}}", "stock has either")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'gift'}, 'issue': {'on': 'purchase', 'within_days': 3}}", "issue.within_days does not belong")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'gift'}, 'issue': {'on': 'holiday', 'day': '02-30'}}", "issue.day is a day")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'gift'}, 'picture': 'http://x.example/a.png'}", "picture is an https")]
    [InlineData("{'name': {'en': 'A'}, 'gives': {'kind': 'gift'}, 'colour': 'red'}", "colour is not a field")]
    public void Every_mistake_is_named_at_its_place(string json, string expected) => Assert.StartsWith(expected, Wrong(json), StringComparison.Ordinal);

    private static string Wrong(string json) => RewardRules.Kind.Check(Json(json))[0].ToString();

    private static string Json(string quoted) => quoted.Replace('\'', '"');
}
