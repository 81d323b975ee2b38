using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.Telegram;

/// <summary>Puts the channel into the application.</summary>
internal static class TelegramModule
{
    /// <summary>The key under which the host registers this channel's <see cref="ChannelAccount"/>.</summary>
    public const string AccountKey = "telegram";

    /// <summary>Registers the channel if it has a token; otherwise nothing.</summary>
    /// <remarks>The host registers the <see cref="ChannelAccount"/> under <see cref="AccountKey"/>, <see cref="IStore"/>,
    /// <see cref="Inbox"/> and a <see cref="TimeProvider"/>, and may register <see cref="CommandMenus"/>.</remarks>
    /// <exception cref="CannotStartException">A setting is wrong: one line that names it and says what is allowed.</exception>
    public static IServiceCollection AddTelegram(this IServiceCollection services, IConfiguration configuration)
    {
        if (TelegramSettings.Read(configuration) is not { } settings) return services;
        services.AddSingleton(settings);
        services.AddSingleton<TelegramApi>();
        services.AddSingleton<TelegramBot>();
        services.AddSingleton<WaitingTaps>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<TelegramMemory>(s, Account(s)));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<StaffRoom>(s, Account(s)));
        services.AddSingleton<CaseTopics>();
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<TelegramArrivals>(s, Account(s)));
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<TelegramChannel>(s, Account(s)));
        services.AddSingleton<IChannel>(s => s.GetRequiredService<TelegramChannel>());
        services.AddSingleton<TelegramFiles>();
        services.AddHostedService(s => ActivatorUtilities.CreateInstance<TelegramSetup>(s, Account(s)));
        if (settings.Mode == TelegramMode.Webhook)
        {
            services.AddSingleton<TelegramWebhook>();
            services.AddHostedService(s => ActivatorUtilities.CreateInstance<TelegramWatch>(s, Account(s)));
        }
        else services.AddHostedService(s => ActivatorUtilities.CreateInstance<TelegramPolling>(s, Account(s)));
        return services;
    }

    /// <summary>Maps the webhook if updates come that way; otherwise nothing.</summary>
    public static IEndpointRouteBuilder MapTelegram(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<TelegramSettings>() is not { Mode: TelegramMode.Webhook }) return routes;
        routes.MapPost("/webhooks/telegram/{account}", context =>
        {
            var services = context.RequestServices;
            if (Account(services).Name == (string?)context.Request.RouteValues["account"])
                return services.GetRequiredService<TelegramWebhook>().HandleAsync(context);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        return routes;
    }

    private static ChannelAccount Account(IServiceProvider services) => services.GetRequiredKeyedService<ChannelAccount>(AccountKey);
}
