using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Conversations.Windows;
using EngageBot.Messaging;

namespace EngageBot.Broadcasts;

/// <summary>One message to many people.</summary>
internal static class BroadcastsModule
{
    /// <summary>Needs conversations, segments and rewards. Brings the gate of all messages: <see cref="BroadcastGate"/> and, behind it, the contact policy.</summary>
    public static IServiceCollection AddBroadcasts(this IServiceCollection services)
    {
        services.AddRuleKind(BroadcastRules.Kind);
        services.AddSingleton<BroadcastSignal>().AddSingleton<BroadcastTrail>().AddSingleton<BroadcastNews>().AddSingleton<BroadcastCheck>();
        services.AddSingleton<BroadcastDesk>().AddSingleton<BroadcastCount>().AddSingleton<BroadcastPreview>().AddSingleton<BroadcastCsv>();
        services.AddSingleton<BroadcastStart>().AddSingleton<BroadcastSettling>().AddSingleton<FanOutWrite>().AddSingleton<BroadcastLeases>().AddSingleton<BroadcastTroubles>();
        services.AddSingleton<BroadcastChangeDesk>().AddSingleton<ChangeFanOut>();
        services.AddSingleton<FanOut>().AddHostedService(provider => provider.GetRequiredService<FanOut>());
        services.AddSingleton<BroadcastKeeping>().AddSingleton<PruneFirst>(provider => provider.GetRequiredService<BroadcastKeeping>().KeepAsync);
        services.AddSingleton<BroadcastsApi>();
        services.AddDialogAction<FindNotUseful>();
        services.AddDialogAction<WriteBroadcast>();
        services.AddDialogAction<PreviewBroadcast>();
        services.AddDialogAction<ShapeBroadcast>();
        services.AddDialogAction<AimBroadcast>();
        services.AddDialogAction<ScheduleBroadcast>();
        services.AddDialogAction<LookAtBroadcast>();
        services.AddDialogAction<MoveBroadcast>();
        services.AddDialogAction<EraseBroadcast>();
        services.AddDialogAction<DecideBroadcast>();
        services.AddSingleton<TemplateUsers>(BroadcastTemplates.Users);
        services.AddSingleton<MaySend>(provider =>
        {
            var (clock, window) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<WindowGate>());
            return (scope, messages) => BroadcastGate.MaySendAsync(scope, messages, clock.GetUtcNow(), window);
        });
        return services;
    }

    public static IEndpointRouteBuilder MapBroadcasts(this IEndpointRouteBuilder routes)
    {
        BroadcastsApi.Map(routes);
        return routes;
    }
}
