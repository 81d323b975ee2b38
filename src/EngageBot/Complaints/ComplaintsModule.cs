using EngageBot.Businesses.Rules;

namespace EngageBot.Complaints;

/// <summary>What customers want of people, and what people promise them.</summary>
internal static class ComplaintsModule
{
    /// <summary>Needs the store, the inbox, businesses, <c>AddLoyalty</c> and a <see cref="Conversations.TellStaff"/>.</summary>
    public static void AddComplaints(this IServiceCollection services)
    {
        services.AddRuleKind(ServiceRules.Kind);
        services.AddRuleKind(QuickAnswer.Kind);
        services.AddSingleton<CaseDesk>().AddSingleton<RotaDesk>().AddSingleton<CasesApi>().AddSingleton<CaseClock>().AddSingleton<PlansApi>().AddSingleton<PracticeDesk>();
        services.AddHostedService(provider => provider.GetRequiredService<CaseClock>());
    }

    public static void MapComplaints(this IEndpointRouteBuilder routes)
    {
        CasesApi.Map(routes);
        PlansApi.Map(routes);
    }
}
