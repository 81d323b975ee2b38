using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Referrals;

namespace EngageBot.Loyalty.Deeds;

/// <summary>What members do besides buying.</summary>
internal static class DeedsModule
{
    /// <summary>Needs <c>Occasions</c>.</summary>
    public static void AddDeeds(this IServiceCollection services)
    {
        services.AddRuleKind(ReferralRules.Kind).AddRuleKind(AchievementRules.Kind);
        services.AddSingleton<Bonuses>().AddSingleton<DeedsApi>();
        services.AddSingleton<ReferralBook>().AddSingleton<IPurchaseConsequence>(provider => provider.GetRequiredService<ReferralBook>());
        services.AddSingleton<IPurchaseConsequence, AchievementBook>();
        services.AddDialogAction<InviteFriends>();
    }
}
