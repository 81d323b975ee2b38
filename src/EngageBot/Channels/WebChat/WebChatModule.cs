using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Channels.WebChat;

/// <summary>How the program takes the web chat in.</summary>
internal static class WebChatModule
{
    /// <summary>Adds Direct Line, our own page and the channel that sends to both.</summary>
    /// <param name="account">The account of channel <c>web</c>; asked for once the database is open.</param>
    public static IServiceCollection AddWebChat(
        this IServiceCollection services, IConfiguration configuration, Func<IServiceProvider, ChannelAccount> account)
    {
        services.AddOptions<WebChatSettings>().Bind(configuration.GetSection(WebChatSettings.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<WebChatApi>().AddSingleton<WebChatOrigins>().AddSingleton<WebUploads>();
        services.AddSingleton<WebTranscript>().AddSingleton<WebChatStreams>().AddSingleton<WebPruner>();
        services.AddSingleton<PruneAlso>(provider => provider.GetRequiredService<WebPruner>().PassAsync);
        services.AddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<IOptions<WebChatSettings>>().Value;
            return new SocketSeats(settings.Sockets, settings.SocketsPerAddress);
        });
        services.AddSingleton(provider => new WebMembers(account(provider), provider.GetRequiredService<IStore>(), provider));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WebChatWebhook>(provider, account(provider)));
        services.AddSingleton<WebChatPage>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WebChatChannel>(provider, account(provider)));
        if (configuration.GetSection(WebChatSettings.Section).GetValue("Enabled", defaultValue: true))
            services.AddSingleton<IChannel>(provider => provider.GetRequiredService<WebChatChannel>());
        return services;
    }

    /// <summary>Serves them; after the master key and the accounts have been read.</summary>
    public static void MapWebChat(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<WebChatSettings>>().Value.Enabled) return;
        // Below the half minute after which common proxies cut an idle connection; who does not answer a ping is gone.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(30) });
        app.Services.GetRequiredService<WebChatWebhook>().Map(app);
        app.Services.GetRequiredService<WebChatPage>().Map(app);
    }
}
