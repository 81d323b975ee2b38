using EngageBot.Conversations.Actions;
using EngageBot.Conversations.Releases;
using EngageBot.Messaging;

namespace EngageBot.Conversations;

/// <summary>People, chats, dialogs and what dialogs may do to them.</summary>
internal static class ConversationsModule
{
    public static void AddConversations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DialogSettings>().Bind(configuration.GetSection(DialogSettings.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<DialogActions>();
        services.AddSingleton<DialogPublisher>().AddSingleton<DialogCatalog>().AddHostedService<DialogWatch>();
        services.AddSingleton<ConsentWording>().AddSingleton<Occasions>();
        services.AddSingleton<MaySend>(ContactPolicy.MaySendAsync);
        services.AddDialogAction<SetName>();
        services.AddDialogAction<SetLanguage>();
        services.AddDialogAction<SetTone>();
        services.AddDialogAction<SetBirthday>();
        services.AddDialogAction<SetPhone>();
        services.AddDialogAction<GiveConsent>();
        services.AddDialogAction<WithdrawConsent>();
    }

    /// <summary>Makes an action known to dialogs.</summary>
    public static void AddDialogAction<T>(this IServiceCollection services)
        where T : class
    {
        services.AddSingleton<T>();
        services.AddSingleton(new RegisteredAction(typeof(T)));
    }
}
