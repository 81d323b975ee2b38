namespace EngageBot.Http;

/// <summary>Reads bodies that are bounded in size and in time.</summary>
internal static class RequestBody
{
    /// <summary>A whole body must be there by then. The server itself refuses one that comes slower than 240 bytes a second; this ends one
    /// that trickles just above that.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The body, or <see langword="null"/> if it is longer than allowed.</summary>
    /// <exception cref="BadHttpRequestException">It was not there in time, or broke off.</exception>
    public static async Task<byte[]?> ReadAsync(HttpContext context, int mostBytes, TimeProvider clock)
    {
        if (context.Request.ContentLength > mostBytes) return null;
        using var late = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, late.Token);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await context.Request.Body.ReadAsync(buffer, both.Token)) > 0)
            {
                if (body.Length + read > mostBytes) return null;
                body.Write(buffer, 0, read);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw TooSlow();
        }
        return body.ToArray();
    }

    /// <summary>What a body that does not arrive is answered.</summary>
    public static BadHttpRequestException TooSlow() => new("The body did not arrive in time.", StatusCodes.Status408RequestTimeout);
}
