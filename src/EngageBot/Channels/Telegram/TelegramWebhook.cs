using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using EngageBot.Http;

namespace EngageBot.Channels.Telegram;

/// <summary>Where Telegram brings updates: one a request, one request a chat at a time, many chats at once.</summary>
/// <remarks>
/// 200 is said after the commit and never before; whatever can only fail again is put in quarantine and answered 200 as well, since an
/// update that is not taken holds back its chat for a day. Only a store that cannot write now is answered 503: Telegram comes again.
/// </remarks>
internal sealed partial class TelegramWebhook(
    TelegramSettings settings, TelegramArrivals arrivals, TimeProvider clock, ILogger<TelegramWebhook> log)
{
    public const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";
    /// <summary>Far above any update: a text has at most 4096 characters.</summary>
    public const int BodyLimitBytes = 1024 * 1024;

    private readonly byte[] _secret = Encoding.UTF8.GetBytes(settings.WebhookSecret);

    public async Task HandleAsync(HttpContext context)
    {
        if (!IsSigned(context.Request))
        {
            TelegramMeters.Update("unsigned");
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        try
        {
            var (reading, tooLarge) = await ReadAsync(context.Request);
            await arrivals.AcceptAsync(reading, context.RequestAborted);
            if (tooLarge) TelegramMeters.Update("oversized");
            context.Response.StatusCode = tooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status200OK;
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // Nobody waits for the answer: it comes again.
        }
        catch (BadHttpRequestException e)
        {
            context.Response.StatusCode = e.StatusCode;
        }
#pragma warning disable CA1031 // Whatever kept the row from being committed: the update must come again, not be lost.
        catch (Exception e)
#pragma warning restore CA1031
        {
            TelegramMeters.Update("postponed");
            LogPostponed(e.GetType().Name);
            context.Response.Headers.RetryAfter = "1";
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    private bool IsSigned(HttpRequest request) =>
        request.Headers[SecretHeader] is [{ Length: > 0 } given] && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _secret);

    private async Task<(TelegramArrivals.Reading Reading, bool TooLarge)> ReadAsync(HttpRequest request)
    {
        using var late = new CancellationTokenSource(RequestBody.Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, late.Token);
        try
        {
            return await ReadAsync(request.BodyReader, both.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw RequestBody.TooSlow();
        }
    }

    private static async Task<(TelegramArrivals.Reading Reading, bool TooLarge)> ReadAsync(PipeReader body, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellation);
            var bytes = read.Buffer;
            if (bytes.Length > BodyLimitBytes)
            {
                var beginning = bytes.Slice(0, BodyLimitBytes).ToArray();
                body.AdvanceTo(bytes.End);
                return (TelegramArrivals.Oversized(beginning, BodyLimitBytes), true);
            }
            if (read.IsCompleted)
            {
                var reading = bytes.IsSingleSegment ? TelegramArrivals.Read(bytes.FirstSpan) : TelegramArrivals.Read(bytes.ToArray());
                body.AdvanceTo(bytes.End);
                return (reading, false);
            }
            body.AdvanceTo(bytes.Start, bytes.End);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A Telegram update could not be stored ({Reason}); Telegram is asked to bring it again")]
    private partial void LogPostponed(string reason);
}
