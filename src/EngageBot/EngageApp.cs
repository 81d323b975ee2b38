using EngageBot.Broadcasts;
using EngageBot.Businesses;
using EngageBot.Channels.Telegram;
using EngageBot.Channels.WebChat;
using EngageBot.Channels.WhatsApp;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Http;
using EngageBot.Insights;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Referrals;
using EngageBot.Messaging;
using EngageBot.Pages;
using EngageBot.Plays;
using EngageBot.Segments;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Surveys;
using EngageBot.Turns;
using Microsoft.Extensions.Options;

namespace EngageBot;

/// <summary>Puts the parts together: the one place that knows them all.</summary>
internal static class EngageApp
{
    /// <summary>Serves until it is stopped.</summary>
    /// <returns>0, or 2 after one line that names what is wrong with the settings.</returns>
    public static async Task<int> ServeAsync(string[] args)
    {
        try
        {
            await using var app = Build(args, builder => SocketThreads.StayOn(builder.Configuration));
            await PrepareAsync(app);
            await app.StartAsync();
            foreach (var address in app.Urls) await Console.Out.WriteLineAsync($"EngageBot is ready: {address}");
            foreach (var line in await app.Services.GetRequiredService<FirstOwner>().InviteAsync(CancellationToken.None)) await Console.Out.WriteLineAsync(line);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception wrong) when (StartError.Explain(wrong) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return 2;
        }
    }

    /// <summary>The application, not yet prepared; tests change its services before it is built.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? change = null)
    {
        // Settings are read once. Watching their folder would wake a thread at each write to the database, which lies in the same folder.
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        // A request is nobody's news; whoever wants it says so in Logging:LogLevel.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        // A start that fails is explained in one line by ServeAsync, not in thirty; a background service that dies is critical and still shown.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // Keys of forms lie in the database beside all else it protects; that they are not encrypted a second time is decided, not a warning.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        if (builder.Configuration["urls"] is { } urls) CheckAddresses(urls);
        else builder.WebHost.UseUrls("http://localhost:5080");
        builder.WebHost.ConfigureKestrel(ServerLimits.Apply);
        AddParts(builder.Services, builder.Configuration);
        change?.Invoke(builder);
        return builder.Build();
    }

    private static void CheckAddresses(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (!url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !url.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
                throw new CannotStartException($"urls cannot be '{url}': an address looks like http://localhost:5080; several are separated by semicolons.");
    }

    /// <summary>Brings the database, the business and the dialogs up, and opens the doors that need them.</summary>
    public static async Task PrepareAsync(WebApplication app, CancellationToken cancellation = default)
    {
        app.Services.GetService<IStartupValidator>()?.Validate();
        await app.Services.GetRequiredService<StartUp>().RunAsync(cancellation);
        app.UseClearErrors();
        app.MapHealth();
        app.MapTelegram();
        app.MapWhatsApp();
        app.MapWebChat();
        app.MapLoyalty();
        app.MapStaffPage();
        app.MapRules();
        app.MapComplaints();
        app.MapPlays();
        app.MapSurveys();
        app.MapInsights();
        app.MapSegments();
        app.MapContactPolicy();
        app.MapBroadcasts();
    }

    /// <summary>The parts, from the store upwards; commands use them without serving.</summary>
    public static void AddParts(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSpine(configuration);
        services.AddApiEdge();
        services.AddKeyedSingleton(TelegramModule.AccountKey, (provider, _) => provider.GetRequiredService<BusinessDirectory>().Account("telegram"));
        services.AddTelegram(configuration);
        services.AddKeyedSingleton(WhatsAppModule.AccountKey, (provider, _) => provider.GetRequiredService<BusinessDirectory>().Account("whatsapp"));
        services.AddWhatsApp(configuration);
        services.AddWebChat(configuration, provider => provider.GetRequiredService<BusinessDirectory>().Account("web"));
        services.AddBusinesses();
        services.AddConversations(configuration);
        services.AddLoyalty();
        services.AddComplaints();
        services.AddPlays();
        services.AddSurveys();
        services.AddInsights();
        services.AddRulesApi();
        services.AddSegments();
        services.AddBroadcasts();
        services.AddTurns(configuration);
        services.AddStaffPage();
        services.AddSingleton<CommandMenus>(provider => () =>
            CommandList.Of(provider.GetRequiredService<DialogCatalog>(), provider.GetRequiredService<BusinessDirectory>().Business.Language));
        services.AddSingleton(ChatAddresses);
        services.AddSingleton<ListDemoMembers>(provider => provider.GetRequiredService<DemoGallery>().ListAsync);
        services.AddSingleton<StartUp>().AddSingleton<FirstOwner>();
    }

    /// <summary>Where a link into a chat of ours leads, on each channel.</summary>
    private static ChatAddress ChatAddresses(IServiceProvider provider) => (channel, payload) => channel switch
    {
        "telegram" => provider.GetService<TelegramBot>()?.Name is { } bot ? $"https://t.me/{bot}?start={payload}" : null,
        "whatsapp" => provider.GetService<WhatsAppState>()?.PhoneOf(provider.GetRequiredService<BusinessDirectory>().Account("whatsapp").Id) is { } phone
            ? $"https://wa.me/{phone}?text={Uri.EscapeDataString(payload)}" : null,
        "web" => provider.GetRequiredService<IOptions<WebChatSettings>>().Value.PublicUrl is { } page ? new Uri(page, $"/?ref={Uri.EscapeDataString(payload[ReferralCodes.Prefix.Length..])}").ToString() : null,
        _ => null,
    };
}
