using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EngageBot.Http;

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

    /// <summary>What goes wrong behind the door, in Direct Line's words.</summary>
    public static ErrorFormat Errors { get; } = new((context, problem) => context.RefuseAsync(problem.Status, problem.Status switch
    {
        >= 500 => "ServiceUnavailable",
        408 => "RequestTimeout",
        413 => "MessageSizeTooBig",
        _ => "BadArgument",
    }, problem.Title));

    /// <summary>A small optional body: an empty one reads as nothing asked for.</summary>
    /// <returns><see langword="false"/> if it is no JSON of that shape, or more than 16 KB.</returns>
    public static async Task<(bool Readable, T? Body)> ReadOptionalAsync<T>(this HttpContext context, JsonTypeInfo<T> type, TimeProvider clock)
        where T : class
    {
        if (await RequestBody.ReadAsync(context, 16 * 1024, clock) is not { } bytes) return (false, null);
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
