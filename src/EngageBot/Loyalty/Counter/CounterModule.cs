using EngageBot.Conversations;

namespace EngageBot.Loyalty.Counter;

/// <summary>The till in chat: what cashiers do by talking to the bot.</summary>
internal static class CounterModule
{
    public static void AddCounter(this IServiceCollection services)
    {
        services.AddOptions<CounterSettings>().BindConfiguration(CounterSettings.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddDialogAction<FindMember>();
        services.AddDialogAction<QuoteAtCounter>();
        services.AddDialogAction<PurchaseAtCounter>();
        services.AddDialogAction<TermsAtCounter>();
        services.AddDialogAction<RedeemAtCounter>();
        services.AddDialogAction<RefuseAtCounter>();
        services.AddDialogAction<ReturnAtCounter>();
        services.AddDialogAction<UndoAtCounter>();
    }
}
