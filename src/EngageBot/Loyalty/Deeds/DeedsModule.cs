using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Loyalty.Achievements;
using EngageBot.Loyalty.Activities;
using EngageBot.Loyalty.Causes;
using EngageBot.Loyalty.Clubs;
using EngageBot.Loyalty.Raffles;
using EngageBot.Loyalty.Referrals;
using EngageBot.Loyalty.Reviews;
using EngageBot.Loyalty.Surprises;
using EngageBot.Loyalty.Thanks;

namespace EngageBot.Loyalty.Deeds;

/// <summary>What members do besides buying.</summary>
internal static class DeedsModule
{
    /// <summary>Needs <c>Occasions</c>.</summary>
    public static void AddDeeds(this IServiceCollection services)
    {
        services.AddRuleKind(ReferralRules.Kind).AddRuleKind(AchievementRules.Kind).AddRuleKind(RaffleRules.Kind)
            .AddRuleKind(CauseRules.Kind).AddRuleKind(HandInRules.Kind).AddRuleKind(ShopProfile.Kind)
            .AddRuleKind(ClubRules.Kind).AddRuleKind(EventRules.Kind).AddRuleKind(SurpriseRules.Kind).AddRuleKind(ReviewRules.Kind).AddRuleKind(ActivityRules.Kind)
            .AddRuleKind(ThanksRules.Kind);
        services.AddSingleton<Bonuses>().AddSingleton<DeedsApi>();
        services.AddSingleton<ReferralBook>().AddSingleton<IPurchaseConsequence>(provider => provider.GetRequiredService<ReferralBook>());
        services.AddSingleton<IPurchaseConsequence, AchievementBook>();
        services.AddSingleton<RaffleBook>().AddSingleton<IPurchaseConsequence>(provider => provider.GetRequiredService<RaffleBook>());
        services.AddSingleton<RaffleClock>().AddHostedService(provider => provider.GetRequiredService<RaffleClock>());
        services.AddSingleton<CauseBook>().AddSingleton<ReviewBook>().AddSingleton<ActivityBook>().AddSingleton<SurpriseBook>();
        services.AddSingleton<ThanksBook>().AddSingleton<IPurchaseConsequence>(provider => provider.GetRequiredService<ThanksBook>());
        services.AddSingleton<SurpriseClock>().AddHostedService(provider => provider.GetRequiredService<SurpriseClock>());
        services.AddDialogAction<InviteFriends>();
        services.AddDialogAction<EnterRaffle>();
        services.AddDialogAction<GivePoints>();
        services.AddDialogAction<JoinClub>();
        services.AddDialogAction<LeaveClub>();
        services.AddDialogAction<ReplyToEvent>();
        services.AddDialogAction<LookAtEvent>();
        services.AddDialogAction<LookAtRaffle>();
        services.AddDialogAction<WriteReview>();
        services.AddDialogAction<RateReview>();
        services.AddDialogAction<KeepReviewPhotos>();
    }
}
