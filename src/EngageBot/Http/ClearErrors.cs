using EngageBot.Storage;

namespace EngageBot.Http;

/// <summary>How a door words its errors; endpoints carry it as metadata. Without one it is problem+json under <c>/api</c>, else a line.</summary>
internal sealed record ErrorFormat(Func<HttpContext, ProblemType, Task> WriteAsync);

/// <summary>Every request ends with an answer that says what to do, whatever went wrong behind the door.</summary>
internal sealed partial class ClearErrors(RequestDelegate next, ILogger<ClearErrors> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.StatusCode is 404 or 405 && IsApi(context) && context.Response.ContentType is null)
                await WriteAsync(context, context.Response.StatusCode == 404 ? ProblemType.NotFound : ProblemType.MethodNotAllowed);
        }
        catch (Exception gone) when (context.RequestAborted.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            // Nobody waits for the answer.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            var problem = ProblemOf(error);
            if (problem == ProblemType.Unavailable)
            {
                context.Response.Headers.RetryAfter = "1";
                LogUnavailable(error.Message);
            }
            else if (problem == ProblemType.InternalError)
            {
                LogFailed(error);
            }
            await WriteAsync(context, problem);
        }
    }

    private static ProblemType ProblemOf(Exception error) => error switch
    {
        DatabaseUnavailableException => ProblemType.Unavailable,
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => ProblemType.BodyTooSlow,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ProblemType.BodyTooLarge,
        BadHttpRequestException => ProblemType.RequestInvalid,
        _ => ProblemType.InternalError,
    };

    private static Task WriteAsync(HttpContext context, ProblemType problem)
    {
        // What did not arrive will not be read: the connection ends with the answer.
        if (problem == ProblemType.BodyTooSlow) context.Response.Headers.Connection = "close";
        if (context.GetEndpoint()?.Metadata.GetMetadata<ErrorFormat>() is { } format) return format.WriteAsync(context, problem);
        if (IsApi(context)) return ApiAnswer.Problem(problem).ToResult().ExecuteAsync(context);
        return Results.Text(problem.Title, statusCode: problem.Status).ExecuteAsync(context);
    }

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request was answered 503: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
    private partial void LogFailed(Exception error);
}
