using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EngageBot.Storage;
using Microsoft.Net.Http.Headers;

namespace EngageBot.Http;

/// <summary>What every write of the API passes, in this order: key, rate, Idempotency-Key, type, size, form; then the work and its answer, in one commit.</summary>
internal sealed partial class ApiGate(IStore store, ApiKeys keys, KeyRateLimit rate, TimeProvider clock, ILogger<ApiGate> logger)
{
    private const int BodyLimit = 64 * 1024;

    /// <param name="parse">Reads the body; gives the request or the problem with it.</param>
    /// <param name="work">Runs inside the write.</param>
    public async Task<IResult> WriteAsync<T>(
        HttpContext http, Func<ReadOnlyMemory<byte>, (T? Request, ApiAnswer? Problem)> parse, Func<WriteScope, ApiCaller, T, ValueTask<ApiAnswer>> work)
        where T : class
    {
        var (caller, refused) = await AdmitAsync(http);
        if (caller is null) return refused!.ToResult();
        if (http.Request.Headers["Idempotency-Key"] is not [{ Length: > 0 and <= 255 } key] || key.Any(c => c is < '!' or > '~'))
            return ApiAnswer.Problem(ProblemType.IdempotencyKeyMissing).ToResult();
        if (!IsJson(http.Request)) return ApiAnswer.Problem(ProblemType.MediaTypeWrong).ToResult();
        if (await RequestBody.ReadAsync(http, BodyLimit, clock) is not { } body) return ApiAnswer.Problem(ProblemType.BodyTooLarge).ToResult();
        var (request, problem) = parse(body);
        if (request is null) return (problem ?? throw new UnreachableException("Neither a request nor a problem.")).ToResult();

        var hash = HashOf(http.Request, body);
        // Not the request's cancellation: a till that hangs up while its purchase commits would not know, and asks again with the same key.
        var outcome = await store.WriteAsync(
            scope => Idempotency.RunAsync(scope, caller.Shop, key, hash, clock.GetUtcNow(), () => work(scope, caller, request)), CancellationToken.None);
        return Answer(http, caller, outcome);
    }

    /// <summary>Every read of the API: key, rate, then the answer from a connection that only reads.</summary>
    public async Task<IResult> ReadAsync(HttpContext http, Func<RowSource, ApiCaller, ApiAnswer> read)
    {
        var (caller, refused) = await AdmitAsync(http);
        if (caller is null) return refused!.ToResult();
        var answer = await store.ReadAsync(connection => ValueTask.FromResult(read(connection, caller)), http.RequestAborted);
        LogAnswered(caller.KeyId, answer.Status);
        return answer.ToResult();
    }

    /// <summary>A question that needs a body and changes nothing: key, rate, type, size, form; then the work.</summary>
    public async Task<IResult> AskAsync<T>(
        HttpContext http, Func<ReadOnlyMemory<byte>, (T? Request, ApiAnswer? Problem)> parse, Func<ApiCaller, T, CancellationToken, Task<ApiAnswer>> work)
        where T : class
    {
        var (caller, refused) = await AdmitAsync(http);
        if (caller is null) return refused!.ToResult();
        if (!IsJson(http.Request)) return ApiAnswer.Problem(ProblemType.MediaTypeWrong).ToResult();
        if (await RequestBody.ReadAsync(http, BodyLimit, clock) is not { } body) return ApiAnswer.Problem(ProblemType.BodyTooLarge).ToResult();
        var (request, problem) = parse(body);
        if (request is null) return (problem ?? throw new UnreachableException("Neither a request nor a problem.")).ToResult();
        var answer = await work(caller, request, http.RequestAborted);
        LogAnswered(caller.KeyId, answer.Status);
        return answer.ToResult();
    }

    /// <summary>A look at something that leaves a trace: key, rate, then the work in a write; asking again is harmless, so no Idempotency-Key.</summary>
    public async Task<IResult> LookAsync(HttpContext http, Func<WriteScope, ApiCaller, ApiAnswer> work)
    {
        var (caller, refused) = await AdmitAsync(http);
        if (caller is null) return refused!.ToResult();
        var answer = await store.WriteAsync(scope => ValueTask.FromResult(work(scope, caller)), CancellationToken.None);
        LogAnswered(caller.KeyId, answer.Status);
        return answer.ToResult();
    }

    /// <summary>A read that is longer than one answer: key, rate, then whatever the work sends.</summary>
    public async Task<IResult> StreamAsync(HttpContext http, Func<ApiCaller, CancellationToken, Task<IResult>> work)
    {
        var (caller, refused) = await AdmitAsync(http);
        return caller is null ? refused!.ToResult() : await work(caller, http.RequestAborted);
    }

    /// <summary>Looks something up for <see cref="AskAsync"/> on a connection that only reads.</summary>
    public Task<ApiAnswer> LookAsync(Func<RowSource, ApiAnswer> look, CancellationToken cancellation) =>
        store.ReadAsync(connection => ValueTask.FromResult(look(connection)), cancellation);

    private async Task<(ApiCaller? Caller, ApiAnswer? Refused)> AdmitAsync(HttpContext http)
    {
        if (await keys.AuthenticateAsync(http.Request.Headers.Authorization, http.RequestAborted) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return (null, ApiAnswer.Problem(ProblemType.NotAuthorised));
        }
        if (rate.Take(caller.KeyId) is not { } wait) return (caller, null);
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return (null, ApiAnswer.Problem(ProblemType.TooManyRequests));
    }

    private IResult Answer(HttpContext http, ApiCaller caller, IdempotencyOutcome outcome)
    {
        switch (outcome)
        {
            case IdempotencyOutcome.Fresh fresh:
                LogAnswered(caller.KeyId, fresh.Answer.Status);
                return fresh.Answer.ToResult();
            case IdempotencyOutcome.Replayed replayed:
                http.Response.Headers["Idempotency-Replayed"] = "true";
                return replayed.Answer.ToResult();
            default:
                return ApiAnswer.Problem(ProblemType.IdempotencyKeyReused).ToResult();
        }
    }

    // A body without a type, or with the one curl puts on any -d, is read as JSON: a till is not turned away for a header.
    private static bool IsJson(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity") return false;
        if (string.IsNullOrEmpty(request.ContentType)) return true;
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.SubType == "json" || type.Suffix == "json" || type.MediaType == "application/x-www-form-urlencoded")
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private static byte[] HashOf(HttpRequest request, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "API key {KeyId} was answered {Status}")]
    private partial void LogAnswered(long keyId, int status);
}
