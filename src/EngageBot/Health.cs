using EngageBot.Channels.Telegram;
using EngageBot.Channels.WhatsApp;
using EngageBot.Conversations;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot;

/// <summary>What an orchestrator asks.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live"));
        routes.MapGet("/health/ready", ReadyAsync);
        routes.MapGet("/health/dialogs", Dialogs);
        routes.MapGet("/health/channels", Channels);
    }

    /// <summary>A line for each channel. One in trouble does not make the product unready: the others work.</summary>
    private static IResult Channels(ChannelList channels, IServiceProvider services)
    {
        var bot = services.GetService<TelegramBot>();
        var whatsApp = services.GetService<WhatsAppState>()?.Troubles ?? [];
        var lines = channels.All.Select(c => c.Account.Channel).Distinct().Order(StringComparer.Ordinal).Select(channel => channel switch
        {
            "telegram" when bot is not null => $"telegram: {StateOf(bot)}",
            "whatsapp" when whatsApp.Count > 0 => $"whatsapp: {string.Join("; ", whatsApp)}",
            _ => $"{channel}: ok",
        });
        return Results.Text(string.Join('\n', lines), statusCode: bot is { Troubles.Count: > 0 } || whatsApp.Count > 0 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    private static string StateOf(TelegramBot bot) =>
        bot.Troubles is { Count: > 0 } troubles ? string.Join("; ", troubles) : bot.Ready.IsCompleted ? "ok" : "starting";

    /// <summary>Which release is live, and whether the folder is it; what is wrong with the folder stands in the log.</summary>
    private static IResult Dialogs(StartUp start, DialogCatalog dialogs) => start.Done
        ? Results.Json(new { release = dialogs.Live.Release, since = dialogs.Live.PublishedAt, folder = dialogs.Standing.Folder, errors = dialogs.Standing.Errors })
        : Results.Text("starting", statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>Ready once everything is prepared, and only while the writer commits.</summary>
    private static async Task<IResult> ReadyAsync(StartUp start, IStore store, CancellationToken cancellation)
    {
        if (!start.Done) return Results.Text("starting", statusCode: StatusCodes.Status503ServiceUnavailable);
        try
        {
            await store.WriteAsync(static _ => ValueTask.CompletedTask, cancellation);
            return Results.Text("ready");
        }
        catch (DatabaseUnavailableException unavailable)
        {
            return Results.Text(unavailable.Message, statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
