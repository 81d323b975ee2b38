using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Loyalty;

namespace EngageBot.Plays;

/// <summary>What the bot begins by itself.</summary>
internal static class PlaysModule
{
    /// <summary>Needs the store, the inbox, <c>AddConversations</c>, <c>AddLoyalty</c>, segments and a <see cref="TellStaff"/>.</summary>
    public static void AddPlays(this IServiceCollection services)
    {
        services.AddSingleton<LivePlays>().AddSingleton<PlayWake>().AddSingleton<PlayFollow>().AddSingleton<PlayStarts>().AddSingleton<PlayClock>().AddSingleton<PlaysApi>().AddSingleton<ContactPlansApi>();
        services.AddRuleKind(PlayRules.Kind).AddRuleKind(GuideRules.Kind).AddRuleKind(ContactPlanRules.Kind).AddRuleKind(NewsRules.Kind);
        services.AddSingleton<PlayEvents>();
        services.AddSingleton<IPurchaseConsequence>(provider => provider.GetRequiredService<PlayEvents>());
        // Asked for late: what is told to contacts comes from many parts, and some of them stand behind the dialogs that plays are read with.
        services.AddSingleton<OccasionHappened>(provider => (scope, contact, name, occasion, data) =>
            provider.GetRequiredService<PlayEvents>().HappenedAsync(scope, contact, name, occasion, data));
        services.AddSingleton<Callbacks>().AddSingleton<CallbackClock>();
        services.AddDialogAction<GiveOfPlay>();
        services.AddDialogAction<BookCallback>();
        services.AddDialogAction<ReadGuide>();
        services.AddDialogAction<KeepAnswer>();
        services.AddDialogAction<NewsTold>();
        services.AddDialogAction<RecordLeaving>();
        services.AddHostedService(provider => provider.GetRequiredService<PlayClock>());
        services.AddHostedService(provider => provider.GetRequiredService<CallbackClock>());
    }

    public static void MapPlays(this IEndpointRouteBuilder routes)
    {
        PlaysApi.Map(routes);
        ContactPlansApi.Map(routes);
    }
}
