using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Causes;
using EngageBot.Loyalty.Raffles;
using EngageBot.Loyalty.Referrals;

namespace EngageBot.Loyalty.Deeds;

/// <summary>What members do besides buying.</summary>
internal static class DeedsModule
{
    /// <summary>Needs <c>Occasions</c>.</summary>
    public static void AddDeeds(this IServiceCollection services)
    {
        services.AddRuleKind(ReferralRules.Kind).AddRuleKind(AchievementRules.Kind).AddRuleKind(RaffleRules.Kind)
            .AddRuleKind(CauseRules.Kind).AddRuleKind(HandInRules.Kind).AddRuleKind(ShopProfile.Kind);
        services.AddSingleton<Bonuses>().AddSingleton<DeedsApi>();
        services.AddSingleton<ReferralBook>().AddSingleton<IPurchaseConsequence>(provider => provider.GetRequiredService<ReferralBook>());
        services.AddSingleton<IPurchaseConsequence, AchievementBook>();
        services.AddSingleton<RaffleBook>().AddSingleton<IPurchaseConsequence>(provider => provider.GetRequiredService<RaffleBook>());
        services.AddSingleton<RaffleClock>().AddHostedService(provider => provider.GetRequiredService<RaffleClock>());
        services.AddSingleton<CauseBook>();
        services.AddDialogAction<InviteFriends>();
        services.AddDialogAction<EnterRaffle>();
        services.AddDialogAction<GivePoints>();
    }
}
