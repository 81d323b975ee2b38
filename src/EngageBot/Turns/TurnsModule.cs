using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Turns.Log;

namespace EngageBot.Turns;

/// <summary>What happens to an inbox row, and what messaging must not know of it.</summary>
internal static class TurnsModule
{
    /// <summary>What staff were told is forgotten after so long; what a case needs stands in its timeline.</summary>
    private static readonly TimeSpan TellingsKept = TimeSpan.FromDays(30);

    public static void AddTurns(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StaffSettings>().Bind(configuration.GetSection(StaffSettings.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<TurnLogSettings>().Bind(configuration.GetSection(TurnLogSettings.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<TurnLog>().AddTransient<ChatHistory>();
        services.AddSingleton<PruneAlso>(provider => provider.GetRequiredService<TurnLog>().PruneAsync);
        services.AddSingleton<HostTexts>();
        services.AddSingleton<StaffDirectory>();
        services.AddSingleton<CaseManners>();
        services.AddSingleton<ReadDraft>(provider => provider.GetRequiredService<CaseManners>().ReadDraft);
        services.AddSingleton<ReadNote>(provider => provider.GetRequiredService<CaseManners>().ReadNote);
        services.AddSingleton<CaseCommands>().AddSingleton<PlanCommands>().AddSingleton<StaffDesk>().AddSingleton<StaffReactions>().AddSingleton<CaseTalk>();
        services.AddSingleton<WindowClock>().AddSingleton<WindowWords>().AddSingleton<WindowWatch>().AddHostedService(provider => provider.GetRequiredService<WindowWatch>());
        services.AddSingleton<InvitationWords>();
        services.AddSingleton<StaffNotes>().AddSingleton<TellStaff>(provider => provider.GetRequiredService<StaffNotes>().TellAsync);
        services.AddSingleton<DeliveryWatch>().AddHostedService(provider => provider.GetRequiredService<DeliveryWatch>());
        services.AddSingleton<TellingWatch>().AddHostedService(provider => provider.GetRequiredService<TellingWatch>());
        services.AddSingleton<PruneAlso>(provider => cancellation =>
            Tellings.PruneAsync(provider.GetRequiredService<IStore>(), provider.GetRequiredService<TimeProvider>().GetUtcNow() - TellingsKept, cancellation));
        services.AddSingleton<Albums>();
        services.AddSingleton<FactGroups>();
        services.AddSingleton<DemoGallery>();
        services.AddSingleton<ActionCalls>().AddSingleton<ApplyEffects>().AddHostedService<ActionWorker>();
        services.AddSingleton<ConversationTurn>();
        services.AddDialogAction<MessageToHuman>();
        services.AddDialogAction<HandOver>();
        services.AddDialogAction<OpenCase>();
        services.AddDialogAction<SameTrouble>();
        services.AddDialogAction<HearAnger>();
        services.AddDialogAction<LookAtCase>();
        services.AddDialogAction<AddToCase>();
        services.AddDialogAction<CategoriseCase>();
        services.AddDialogAction<AddPicture>();
        services.AddDialogAction<ChooseRhythm>();
        services.AddDialogAction<AnotherPerson>();
        services.AddDialogAction<CaseSolved>();
        services.AddDialogAction<ReopenCase>();
        services.AddDialogAction<RateCase>();
        services.AddDialogAction<AskNews>();
        services.AddDialogAction<LookAtInvitation>();
        services.AddDialogAction<AcceptInvitation>();
        services.AddDialogAction<SignInCode>();
        services.AddSingleton<PruneAlso>(provider => cancellation =>
            StaffSessions.PruneAsync(provider.GetRequiredService<IStore>(), provider.GetRequiredService<TimeProvider>().GetUtcNow(), cancellation));
        services.AddSingleton<HandleEvent>(provider => provider.GetRequiredService<ConversationTurn>().HandleAsync);
    }
}
