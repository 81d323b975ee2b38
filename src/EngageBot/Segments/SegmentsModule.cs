using EngageBot.Businesses.Rules;

namespace EngageBot.Segments;

/// <summary>Which contacts belong together, and lists of them.</summary>
internal static class SegmentsModule
{
    /// <summary>Needs the store and <c>AddApiEdge</c>.</summary>
    public static IServiceCollection AddSegments(this IServiceCollection services) =>
        services.AddRuleKind(SegmentRules.Kind).AddSingleton<Audiences>().AddSingleton<SegmentsApi>();

    public static IEndpointRouteBuilder MapSegments(this IEndpointRouteBuilder routes)
    {
        SegmentsApi.Map(routes);
        return routes;
    }
}
