using EngageBot.Businesses.Rules;

namespace EngageBot.Insights;

/// <summary>What measures bring.</summary>
internal static class InsightsModule
{
    /// <summary>Needs the store, <c>AddApiEdge</c>, plays.</summary>
    public static IServiceCollection AddInsights(this IServiceCollection services)
    {
        services.AddRuleKind(MeasuringRules.Kind).AddSingleton<MeasureBook>().AddSingleton<MeasuresApi>().AddSingleton<RecommendersApi>().AddSingleton<LossWatch>();
        return services.AddHostedService(provider => provider.GetRequiredService<LossWatch>());
    }

    public static IEndpointRouteBuilder MapInsights(this IEndpointRouteBuilder routes)
    {
        MeasuresApi.Map(routes);
        RecommendersApi.Map(routes);
        return routes;
    }
}
