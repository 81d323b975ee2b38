using EngageBot.Businesses.Rules;
using EngageBot.Channels.WhatsApp;
using EngageBot.Conversations.Actions;
using EngageBot.Conversations.Policy;
using EngageBot.Conversations.Releases;
using EngageBot.Conversations.Windows;
using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Conversations;

/// <summary>People, chats, dialogs and what dialogs may do to them.</summary>
internal static class ConversationsModule
{
    /// <summary>Needs a <see cref="MaySend"/>: the policy alone, or whatever asks it in the end.</summary>
    public static void AddConversations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DialogSettings>().Bind(configuration.GetSection(DialogSettings.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<WindowSettings>().Bind(configuration.GetSection(WindowSettings.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<WindowSettings>>().Value).AddSingleton<WindowGate>();
        services.AddSingleton<TemplateBook>().AddSingleton<TemplateWatch>().AddHostedService(provider => provider.GetRequiredService<TemplateWatch>());
        services.AddSingleton<WhatsAppTemplates>().AddHostedService<TemplateSync>();
        services.AddSingleton<TemplateNews>(provider => (scope, number, field, value) =>
        {
            provider.GetRequiredService<TemplateBook>().Hear(scope, number.Account.Id, field, value);
            return ValueTask.CompletedTask;
        });
        services.AddSingleton<TemplateRefused>(provider => (scope, number, template, language, code) =>
            provider.GetRequiredService<TemplateBook>().Refused(scope, number.Account.Id, template, provider.GetRequiredService<WindowSettings>().LanguageOf(language), code));
        services.AddSingleton<OffersPaused>(_ => TemplateRows.PauseOffers);
        services.AddSingleton<TemplateUsers>(provider => (_, _, template) => DialogTemplates.Users(provider, template));
        services.AddSingleton<DialogActions>();
        services.AddSingleton<DialogPublisher>().AddSingleton<DialogCatalog>().AddHostedService<DialogWatch>();
        services.AddSingleton<ConsentWording>().AddSingleton<Occasions>();
        services.AddRuleKind(ContactPolicyRules.Kind).AddSingleton<PolicyApi>();
        services.AddSingleton<BreakClock>().AddHostedService(provider => provider.GetRequiredService<BreakClock>());
        services.AddSingleton<PruneAlso>(provider => cancellation =>
            NotSent.PruneAsync(provider.GetRequiredService<IStore>(), provider.GetRequiredService<TimeProvider>().GetUtcNow(), cancellation));
        services.AddSingleton<PruneAlso>(provider => cancellation =>
            TemplateRows.PruneAsync(provider.GetRequiredService<IStore>(), provider.GetRequiredService<TimeProvider>().GetUtcNow(), cancellation));
        services.AddDialogAction<SetName>();
        services.AddDialogAction<SetLanguage>();
        services.AddDialogAction<SetTone>();
        services.AddDialogAction<SetBirthday>();
        services.AddDialogAction<SetPhone>();
        services.AddDialogAction<GiveConsent>();
        services.AddDialogAction<WithdrawConsent>();
        services.AddDialogAction<PauseOffers>();
        services.AddDialogAction<ResumeOffers>();
        services.AddDialogAction<SetQuiet>();
        services.AddDialogAction<SetChannel>();
        services.AddDialogAction<SetZone>();
        services.AddDialogAction<SwitchTopic>();
        services.AddDialogAction<SetDigest>();
        services.AddDialogAction<AddChildBirthday>();
        services.AddDialogAction<ForgetChildBirthdays>();
    }

    public static void MapContactPolicy(this IEndpointRouteBuilder routes) => PolicyApi.Map(routes);

    /// <summary>Makes an action known to dialogs.</summary>
    public static void AddDialogAction<T>(this IServiceCollection services)
        where T : class
    {
        services.AddSingleton<T>();
        services.AddSingleton(new RegisteredAction(typeof(T)));
    }
}
