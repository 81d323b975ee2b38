using EngageBot.Storage;

namespace EngageBot;

/// <summary>What an orchestrator asks.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live"));
        routes.MapGet("/health/ready", ReadyAsync);
    }

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
