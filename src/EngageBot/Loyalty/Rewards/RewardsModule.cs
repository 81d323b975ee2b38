namespace EngageBot.Loyalty.Rewards;

/// <summary>Rewards and vouchers, and what makes them move by themselves.</summary>
internal static class RewardsModule
{
    public static void AddRewards(this IServiceCollection services)
    {
        services.AddSingleton<Vouchers>().AddSingleton<VoucherClock>();
        services.AddSingleton<IPurchaseConsequence, VouchersByPurchase>();
        services.AddHostedService(provider => provider.GetRequiredService<VoucherClock>());
    }
}
