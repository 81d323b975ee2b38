using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Referrals;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Demo;

/// <summary>What members of the demo can do besides buying, from the day of its start on.</summary>
internal static class DemoDeeds
{
    public static void Publish(WriteScope scope, BusinessId business, DateTimeOffset now)
    {
        RuleBook.Publish(scope, business, ReferralRules.Kind, "friends", new(ReferralPays.FirstPurchase, new BonusRule(50), new BonusRule(20), MinPurchaseMinor: 500), now, now);
        RuleBook.Publish(scope, business, AchievementRules.Kind, "regular",
            new(Names("A regular", "Свой человек", "Klient i rregullt"), AchievementCount.Visits, 5, new BonusRule(30), "☕", WithinDays: 30), now, now);
        RuleBook.Publish(scope, business, AchievementRules.Kind, "all_houses",
            new(Names("All three houses", "Все три кофейни", "Të tri kafenetë"), AchievementCount.Shops, 3, new BonusRule(40), WithinDays: 60), now, now);
    }

    private static ImmutableSortedDictionary<string, string> Names(string english, string russian, string albanian) =>
        new Dictionary<string, string> { ["en"] = english, ["ru"] = russian, ["sq"] = albanian }.ToImmutableSortedDictionary();
}
