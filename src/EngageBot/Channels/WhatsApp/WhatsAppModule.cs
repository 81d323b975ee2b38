using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Puts the channel into the application.</summary>
internal static class WhatsAppModule
{
    /// <summary>The key under which the host registers the <see cref="ChannelAccount"/> of the settings' number.</summary>
    public const string AccountKey = "whatsapp";

    private const string Path = "/webhooks/whatsapp/main";

    /// <summary>Registers the channel if it has a number; otherwise only what verbs need.</summary>
    /// <remarks>The host registers the <see cref="ChannelAccount"/> under <see cref="AccountKey"/>, the spine, data protection and a <see cref="MasterKey"/>,
    /// and may register <see cref="TemplateNews"/> and <see cref="TemplateRefused"/>.</remarks>
    /// <exception cref="CannotStartException">A setting is wrong: one line that names it and says what is allowed.</exception>
    public static IServiceCollection AddWhatsApp(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<NumberRows>();
        if (WhatsAppSettings.Read(configuration) is not { } settings) return services;
        services.AddSingleton(settings).AddSingleton<GraphApi>().AddSingleton<WhatsAppState>().AddSingleton<ReadMarks>().AddSingleton<ReceiptTag>();
        services.AddSingleton(s => new WhatsAppNumbers(new WhatsAppNumber(
            s.GetRequiredKeyedService<ChannelAccount>(AccountKey), settings.PhoneNumberId, settings.BusinessAccountId, settings.AccessToken)));
        services.AddSingleton<WhatsAppUsers>().AddSingleton<Conclusions>().AddSingleton<WhatsAppReceipts>().AddSingleton<Pieces>().AddSingleton<WhatsAppFiles>().AddSingleton<WhatsAppMedia>();
        services.AddSingleton<WebhookReader>().AddSingleton<WhatsAppArrivals>().AddSingleton<WhatsAppWebhook>();
        services.AddSingleton(s => ChannelFor(s, s.GetRequiredService<WhatsAppNumbers>().Main));
        services.AddSingleton<IChannel>(s => s.GetRequiredService<WhatsAppChannel>());
        services.AddHostedService<WhatsAppSetup>().AddSingleton<ParkedReceipts>().AddHostedService(s => s.GetRequiredService<ParkedReceipts>());
        return services;
    }

    /// <summary>Maps the webhook if the channel is on; otherwise nothing.</summary>
    public static IEndpointRouteBuilder MapWhatsApp(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<WhatsAppSettings>() is null) return routes;
        routes.MapGet(Path, context => context.RequestServices.GetRequiredService<WhatsAppWebhook>().VerifyAsync(context));
        routes.MapPost(Path, context => context.RequestServices.GetRequiredService<WhatsAppWebhook>().HandleAsync(context));
        return routes;
    }

    /// <summary>The way out by a number.</summary>
    public static WhatsAppChannel ChannelFor(IServiceProvider services, WhatsAppNumber number) => ActivatorUtilities.CreateInstance<WhatsAppChannel>(services, number);
}
