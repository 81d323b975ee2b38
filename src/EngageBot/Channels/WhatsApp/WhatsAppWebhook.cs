using System.Security.Cryptography;
using System.Text;
using EngageBot.Http;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Where Meta asks whether the address is ours, and brings what happened: many items a request, for all numbers of the app.</summary>
/// <remarks>
/// 200 is said after the commit and never before. What can only fail again is put in quarantine and answered 200 as well; only a store that
/// cannot write now is answered 503: Meta comes again, for days.
/// </remarks>
internal sealed partial class WhatsAppWebhook(
    WhatsAppSettings settings, WebhookReader reader, WhatsAppArrivals arrivals, TimeProvider clock, ILogger<WhatsAppWebhook> log)
{
    public const string SignatureHeader = "X-Hub-Signature-256";
    /// <summary>The largest Meta sends (developers.facebook.com/docs/whatsapp, webhooks, read 2026-11).</summary>
    public const int BodyLimitBytes = 3 * 1024 * 1024;

    private readonly byte[] _appSecret = Encoding.UTF8.GetBytes(settings.AppSecret);
    private readonly byte[] _verifyToken = Encoding.UTF8.GetBytes(settings.VerifyToken);

    /// <summary>The handshake: the challenge comes back as it came, and nothing else.</summary>
    public Task VerifyAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["hub.mode"] == "subscribe" && query["hub.challenge"].ToString() is { Length: > 0 and <= 200 } challenge
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(query["hub.verify_token"].ToString()), _verifyToken))
        {
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync(challenge);
        }
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            if (await RequestBody.ReadAsync(context, BodyLimitBytes, clock) is not { } body)
            {
                WhatsAppMeters.Item("oversized");
                LogOversized(BodyLimitBytes);
                context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
                return;
            }
            if (!IsSigned(context.Request, body))
            {
                WhatsAppMeters.Item("unsigned");
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }
            await arrivals.AcceptAsync(reader.Read(body), context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status200OK;
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // Nobody waits for the answer: it comes again.
        }
        catch (BadHttpRequestException e)
        {
            context.Response.StatusCode = e.StatusCode;
        }
#pragma warning disable CA1031 // Whatever kept the rows from being committed: they must come again, not be lost.
        catch (Exception e)
#pragma warning restore CA1031
        {
            WhatsAppMeters.Item("postponed");
            LogPostponed(e.GetType().Name);
            context.Response.Headers.RetryAfter = "1";
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }

    /// <summary>Over the bytes as they came: Meta escapes them in its own way, so nothing may be parsed and written again first.</summary>
    private bool IsSigned(HttpRequest request, ReadOnlySpan<byte> body)
    {
        if (request.Headers[SignatureHeader] is not [{ Length: 7 + (2 * HMACSHA256.HashSizeInBytes) } given] || !given.StartsWith("sha256=", StringComparison.Ordinal)) return false;
        var right = Convert.ToHexStringLower(HMACSHA256.HashData(_appSecret, body));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given.AsSpan(7).ToString()), Encoding.UTF8.GetBytes(right));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What WhatsApp brought could not be stored ({Reason}); Meta is asked to bring it again")]
    private partial void LogPostponed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A webhook larger than {Bytes} bytes was refused: Meta sends none so large")]
    private partial void LogOversized(int bytes);
}
