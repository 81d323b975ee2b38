using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Http.Description;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Loyalty.Codes;
using EngageBot.Loyalty.Counter;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Demo;
using EngageBot.Loyalty.Earning;
using EngageBot.Loyalty.Imports;
using EngageBot.Loyalty.Reports;
using EngageBot.Loyalty.Rewards;
using EngageBot.Loyalty.Till;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Points, purchases and what tills call.</summary>
internal static class LoyaltyModule
{
    /// <summary>Needs the store, the inbox, <c>AddConversations</c> or its <c>Occasions</c>, <c>AddBusinesses</c> and <c>AddApiEdge</c>.</summary>
    public static IServiceCollection AddLoyalty(this IServiceCollection services)
    {
        services.AddSingleton<RecordPurchase>().AddSingleton<RecordReturn>().AddSingleton<LoyaltyApi>().AddSingleton<LedgerReportsApi>().AddSingleton<CsvImports>();
        services.AddSingleton<DemoBusiness>().AddSingleton<FirstStart>();
        services.AddSingleton<PointsClock>();
        services.AddSingleton<TillMembers>().AddSingleton<Redemptions>().AddSingleton<TillUndo>().AddSingleton<TillApi>().AddSingleton<CoalitionApi>();
        services.AddSingleton<MemberCodes>().AddDialogAction<NewCode>();
        services.AddSingleton<PruneAlso>(provider => cancellation =>
            MemberCodes.PruneAsync(provider.GetRequiredService<IStore>(), provider.GetRequiredService<TimeProvider>().GetUtcNow(), cancellation));
        services.AddRuleKind(ProgrammeRules.Kind);
        services.AddSingleton<ProgrammeApi>().AddSingleton<BuyStatus>().AddSingleton<DryRun>().AddSingleton<StatusClock>();
        services.AddHostedService(provider => provider.GetRequiredService<StatusClock>());
        services.AddDialogAction<JoinMembership>();
        services.AddRewards();
        services.AddRuleKind(CoalitionRules.Kind);
        services.AddDialogAction<JoinCoalition>();
        services.AddDialogAction<LeaveCoalition>();
        services.AddSingleton<IPurchaseConsequence, CoalitionByPurchase>();
        services.AddSingleton<IPurchaseConsequence, BearerInvitation>();
        services.AddDeeds();
        services.AddCounter();
        return services.AddHostedService(provider => provider.GetRequiredService<PointsClock>());
    }

    public static IEndpointRouteBuilder MapLoyalty(this IEndpointRouteBuilder routes)
    {
        LoyaltyApi.Map(routes);
        ProgrammeApi.Map(routes);
        DeedsApi.Map(routes);
        LedgerReportsApi.Map(routes);
        PublicDeeds.Map(routes);
        TillApi.Map(routes);
        CoalitionApi.Map(routes);
        OpenApi.Map(routes);
        return routes;
    }
}
