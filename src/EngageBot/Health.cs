using EngageBot.Conversations;
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
    }

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
