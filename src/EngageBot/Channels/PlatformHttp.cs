using System.Buffers;
using System.Net;

namespace EngageBot.Channels;

/// <summary>What the clients of all platforms do alike.</summary>
internal static class PlatformHttp
{
    /// <summary>Connections to a platform; their number is not limited, and nothing is followed or remembered.</summary>
    public static HttpMessageInvoker Open() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,                       // Also turns off tracing, which would record the address.
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),    // Follows DNS.
    });

    /// <summary>The bytes of a file.</summary>
    /// <returns><see langword="null"/> if it is gone or larger than <paramref name="limitBytes"/>.</returns>
    /// <exception cref="HttpRequestException">The connection failed.</exception>
    public static async Task<byte[]?> DownloadAsync(
        HttpMessageInvoker http, HttpRequestMessage request, int limitBytes, TimeSpan limit, TimeProvider clock, CancellationToken cancellation)
    {
        using var tooLate = new CancellationTokenSource(limit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellation);
        using var response = await http.SendAsync(request, stop.Token).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentLength > limitBytes) return null;
        return await ReadAsync(response, limitBytes, stop.Token).ConfigureAwait(false);
    }

    /// <summary>The body of an answer.</summary>
    /// <returns><see langword="null"/> if it is more than <paramref name="limitBytes"/>.</returns>
    public static async Task<byte[]?> ReadAsync(HttpResponseMessage response, int limitBytes, CancellationToken cancellation)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        using var bytes = new MemoryStream();
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var read)
            {
                if (bytes.Length + read > limitBytes) return null;
                bytes.Write(buffer, 0, read);
            }
            return bytes.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Why a call has no answer, for people.</summary>
    /// <param name="call">As a subject: <c>sendMessage</c>.</param>
    /// <param name="of">Whose answer it would have been: <c>to sendMessage</c>.</param>
    /// <param name="within">The time that was over; absent if it was not.</param>
    public static string NoAnswer(Exception error, string call, string of, TimeSpan? within) => error switch
    {
        HttpRequestException h => $"no answer {of}: {h.HttpRequestError}",
        OperationCanceledException when within is { } limit => $"no answer {of} within {limit.TotalSeconds:0} s",
        OperationCanceledException => $"{call} was given up",
        _ => $"the answer {of} was cut",
    };

    /// <summary>Whether a call without an answer may have been done all the same.</summary>
    /// <param name="status">If the answer's head came.</param>
    public static bool MayHaveHappened(HttpStatusCode? status, LeavingContent? body)
    {
        // A server error whose page was cut is still a server error: nothing was done.
        var failed = status is >= HttpStatusCode.InternalServerError and not HttpStatusCode.GatewayTimeout;
        return !failed && body is null or { HasLeft: true };
    }

    /// <summary>The same for a whole answer that is none of the platform's: after a success status, or a gateway's time-out, the request may have been done.</summary>
    public static bool MayHaveHappened(int status) => status is >= 200 and < 300 or 504;
}
