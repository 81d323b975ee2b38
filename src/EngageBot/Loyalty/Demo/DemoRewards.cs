using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Rewards;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Demo;

/// <summary>What the coffee house gives for points, so that a stranger has something to take.</summary>
internal static class DemoRewards
{
    public static void Publish(WriteScope scope, BusinessId business, DateTimeOffset now)
    {
        foreach (var (key, rules) in All) RuleBook.Publish(scope, business, RewardRules.Kind, key, rules, now, now);
    }

    private static ImmutableArray<(string Key, RewardRules Rules)> All { get; } =
    [
        ("espresso", new(Names("An espresso", "Эспрессо", "Një ekspres"), new(GiftKind.Item, ["espresso", "filter coffee"]), Price: new(40))),
        ("cake", new(Names("A piece of cake", "Кусок торта", "Një copë tortë"), new(GiftKind.Item, ["cheesecake", "chocolate cake", "trileçe"]), Price: new(90))),
        ("five_off", new(Names("5 euros off", "Скидка 5 евро", "5 euro zbritje"), new(GiftKind.MoneyOff, Amount: "5.00"), Currency: "EUR", Price: new(150), Minimum: "10.00")),
        ("beans", new(Names("A bag of beans", "Пачка кофе в зёрнах", "Një qese kafe kokërr"), new(GiftKind.Gift), Price: new(400), Stock: new(Total: 20))),
        ("next_visit", new(Names("10 % off the next visit", "Скидка 10 % на следующий визит", "10 % zbritje për vizitën e radhës"), new(GiftKind.PercentOff, Percent: 10),
            Currency: "EUR", Valid: new(Days: 14), Issue: new(IssueOn.Purchase, ReceiptAtLeast: "20.00"))),
    ];

    private static ImmutableSortedDictionary<string, string> Names(string english, string russian, string albanian) =>
        new Dictionary<string, string> { ["en"] = english, ["ru"] = russian, ["sq"] = albanian }.ToImmutableSortedDictionary();
}
