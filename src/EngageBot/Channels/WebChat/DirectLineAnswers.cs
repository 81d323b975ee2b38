using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EngageBot.Channels.WebChat;

/// <summary>Answers and bodies as Direct Line words them.</summary>
internal static class DirectLineAnswers
{
    private const string MediaType = "application/json; charset=utf-8";

    public static Task AnswerAsync<T>(this HttpContext context, int status, T answer, JsonTypeInfo<T> type) =>
        context.AnswerAsync(status, JsonSerializer.Serialize(answer, type));

    public static Task AnswerAsync(this HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = MediaType;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    /// <summary>Not 403 or 404 unless meant: to the clients they say that the token or the conversation is over
    /// (directlinejs 0.15, read 2026-11).</summary>
    public static Task RefuseAsync(this HttpContext context, int status, string code, string message) =>
        context.AnswerAsync(status, new ErrorAnswer(new(code, message)), WebChatJson.Default.ErrorAnswer);

    /// <summary>The body, or <see langword="null"/> if it is longer than allowed.</summary>
    public static async Task<byte[]?> ReadBodyAsync(this HttpContext context, int mostBytes)
    {
        if (context.Request.ContentLength > mostBytes) return null;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            if (body.Length + read > mostBytes) return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    /// <summary>A small optional body: an empty one reads as nothing asked for.</summary>
    /// <returns><see langword="false"/> if it is no JSON of that shape.</returns>
    public static async Task<(bool Readable, T? Body)> ReadOptionalAsync<T>(this HttpContext context, JsonTypeInfo<T> type) where T : class
    {
        if (await context.ReadBodyAsync(16 * 1024) is not { } bytes) return (false, null);
        if (bytes.AsSpan().IndexOfAnyExcept(" \r\n\t"u8) < 0) return (true, null);
        try
        {
            return (true, JsonSerializer.Deserialize(bytes, type));
        }
        catch (JsonException)
        {
            return (false, null);
        }
    }
}
