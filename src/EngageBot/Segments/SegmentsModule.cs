using EngageBot.Businesses.Rules;
using EngageBot.Messaging;

namespace EngageBot.Segments;

/// <summary>Which contacts belong together, and lists of them.</summary>
internal static class SegmentsModule
{
    /// <summary>Needs the store and <c>AddApiEdge</c>.</summary>
    public static IServiceCollection AddSegments(this IServiceCollection services) =>
        services.AddRuleKind(SegmentRules.Kind).AddSingleton<Audiences>().AddSingleton<SegmentsApi>()
            .AddSingleton<PruneAlso>(provider => provider.GetRequiredService<Audiences>().PruneAsync);

    public static IEndpointRouteBuilder MapSegments(this IEndpointRouteBuilder routes)
    {
        SegmentsApi.Map(routes);
        return routes;
    }
}
