using EngageBot.Businesses.Rules;
using EngageBot.Conversations;

namespace EngageBot.Loyalty.Rewards;

/// <summary>Rewards and vouchers, and what makes them move by themselves.</summary>
internal static class RewardsModule
{
    public static void AddRewards(this IServiceCollection services)
    {
        services.AddSingleton<Vouchers>().AddSingleton<VoucherClock>();
        services.AddSingleton<IPurchaseConsequence, VouchersByPurchase>();
        services.AddRuleKind(RewardRules.Kind);
        services.AddDialogAction<LookAtReward>();
        services.AddDialogAction<TakeReward>();
        services.AddDialogAction<LookAtVoucher>();
        services.AddDialogAction<GiveVoucherBack>();
        services.AddDialogAction<UnlockByPartnerCode>();
        services.AddHostedService(provider => provider.GetRequiredService<VoucherClock>());
    }
}
