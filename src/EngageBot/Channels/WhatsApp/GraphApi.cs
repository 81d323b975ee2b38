using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EngageBot.Channels.WhatsApp;

/// <summary>A file at Meta, before it is fetched.</summary>
internal sealed record GraphMedia(Uri Url, string MimeType, long Size);

/// <summary>The calls of the Graph API this product uses, one each: no retry, no pause, no exception for what a platform may answer.</summary>
/// <remarks>Connections are not limited; pacing is the sender's business.</remarks>
internal sealed class GraphApi : IDisposable
{
    /// <summary>Longest wait for one answer, uploads included.</summary>
    public static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);
    private const int AnswerLimitBytes = 4 * 1024 * 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly ProductInfoHeaderValue Agent = new("EngageBot", "1");

    private readonly HttpMessageInvoker _http;
    private readonly string _root;
    private readonly TimeProvider _clock;

    public GraphApi(WhatsAppSettings settings, TimeProvider clock)
    {
        _clock = clock;
        _root = $"{settings.ApiRoot.AbsoluteUri.TrimEnd('/')}/{settings.GraphVersion}/";
        _http = PlatformHttp.Open();
    }

    /// <summary>Sends one message.</summary>
    /// <returns>What the platform calls it; accepted, not yet delivered.</returns>
    public async Task<GraphResult<string>> SendAsync(WhatsAppNumber number, JsonObject message, CancellationToken cancellation) =>
        await PostAsync(number, $"{number.PhoneNumberId}/messages", message, cancellation).ConfigureAwait(false) switch
        {
            GraphResult<JsonElement>.Done { Value: var answer } => TextAt(answer, "messages", "id") is { } id
                ? new GraphResult<string>.Done(id)
                : new GraphResult<string>.Failed(new GraphFailure.NoAnswer("an answer without a message id", MayHaveHappened: true)),
            GraphResult<JsonElement>.Failed failed => new GraphResult<string>.Failed(failed.Failure),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>Makes an upload that messages can name for 30 days.</summary>
    public async Task<GraphResult<string>> UploadAsync(WhatsAppNumber number, ReadOnlyMemory<byte> content, string type, string name, CancellationToken cancellation) =>
        await CallAsync(number, HttpMethod.Post, $"{number.PhoneNumberId}/media", Form(content, type, name), cancellation).ConfigureAwait(false) switch
        {
            GraphResult<JsonElement>.Done { Value: var answer } when answer.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String => new GraphResult<string>.Done(id.GetString()!),
            // Nothing that anybody sees has happened: another try does no harm.
            GraphResult<JsonElement>.Failed { Failure: GraphFailure.Refused refused } => new GraphResult<string>.Failed(refused),
            GraphResult<JsonElement>.Failed { Failure: var other } => new GraphResult<string>.Failed(new GraphFailure.NoAnswer(other.ToString(), MayHaveHappened: false)),
            _ => new GraphResult<string>.Failed(new GraphFailure.NoAnswer("an upload without an id", MayHaveHappened: false)),
        };

    /// <summary>Where a file that somebody sent can be fetched for five minutes.</summary>
    public async Task<GraphResult<GraphMedia>> FindMediaAsync(WhatsAppNumber number, string mediaId, CancellationToken cancellation) =>
        await GetAsync(number, $"{Uri.EscapeDataString(mediaId)}?phone_number_id={number.PhoneNumberId}", cancellation).ConfigureAwait(false) switch
        {
            GraphResult<JsonElement>.Done { Value: var answer } => Text(answer, "url") is { } url && Uri.TryCreate(url, UriKind.Absolute, out var address)
                ? new GraphResult<GraphMedia>.Done(new(address, Text(answer, "mime_type") ?? "", WebhookJson.Number(answer, "file_size") ?? 0))
                : new GraphResult<GraphMedia>.Failed(new GraphFailure.NoAnswer("a file without an address", MayHaveHappened: false)),
            GraphResult<JsonElement>.Failed failed => new GraphResult<GraphMedia>.Failed(failed.Failure),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <summary>The bytes behind an address of <see cref="FindMediaAsync"/>.</summary>
    /// <returns><see langword="null"/> if they are gone or more than <paramref name="limitBytes"/>.</returns>
    /// <exception cref="HttpRequestException">The connection failed.</exception>
    public async Task<byte[]?> DownloadAsync(WhatsAppNumber number, Uri url, int limitBytes, CancellationToken cancellation)
    {
        using var request = Signed(number, HttpMethod.Get, url, null);
        return await PlatformHttp.DownloadAsync(_http, request, limitBytes, CallLimit, _clock, cancellation).ConfigureAwait(false);
    }

    /// <summary>Any object of the graph, as it came.</summary>
    /// <param name="path">Below the version, with its query.</param>
    public Task<GraphResult<JsonElement>> GetAsync(WhatsAppNumber number, string path, CancellationToken cancellation) =>
        CallAsync(number, HttpMethod.Get, path, null, cancellation);

    /// <summary>Any change of the graph.</summary>
    public Task<GraphResult<JsonElement>> PostAsync(WhatsAppNumber number, string path, JsonObject body, CancellationToken cancellation) =>
        CallAsync(number, HttpMethod.Post, path, new LeavingContent(Encoding.UTF8.GetBytes(body.ToJsonString(Relaxed)), Json), cancellation);

    /// <summary>Takes an object of the graph away.</summary>
    public Task<GraphResult<JsonElement>> DeleteAsync(WhatsAppNumber number, string path, CancellationToken cancellation) =>
        CallAsync(number, HttpMethod.Delete, path, null, cancellation);

    public void Dispose() => _http.Dispose();

    // Into a request body and never into a page: Cyrillic would otherwise take six characters a letter.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static LeavingContent Form(ReadOnlyMemory<byte> content, string type, string name) =>
        new FormBody(content.Length).Add("messaging_product", "whatsapp").Add("type", type)
            .With("file", new string([.. name.Where(c => c is not ('"' or '\r' or '\n'))]), type, content.Span);

    private static HttpRequestMessage Signed(WhatsAppNumber number, HttpMethod method, Uri address, HttpContent? body)
    {
        var request = new HttpRequestMessage(method, address) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", number.AccessToken);
        request.Headers.UserAgent.Add(Agent);          // Some of Meta's file servers refuse a request without one.
        return request;
    }

    private async Task<GraphResult<JsonElement>> CallAsync(WhatsAppNumber number, HttpMethod method, string path, LeavingContent? body, CancellationToken cancellation)
    {
        using var tooLate = new CancellationTokenSource(CallLimit, _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellation);
        using var request = Signed(number, method, new Uri(_root + path), body);
        HttpStatusCode? status = null;
        try
        {
            using var response = await _http.SendAsync(request, stop.Token).ConfigureAwait(false);
            status = response.StatusCode;
            var bytes = await PlatformHttp.ReadAsync(response, AnswerLimitBytes, stop.Token).ConfigureAwait(false);
            WhatsAppMeters.Called((int)status);
            return Judge(bytes, (int)status);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            WhatsAppMeters.Called(0);
            var reason = PlatformHttp.NoAnswer(e, "the call", "of the Graph API", tooLate.IsCancellationRequested ? CallLimit : null);
            return Failed(new GraphFailure.NoAnswer(reason, PlatformHttp.MayHaveHappened(status, body)));
        }
    }

    private static GraphResult<JsonElement> Judge(byte[]? bytes, int status)
    {
        if (bytes is null) return NotGraph(status);
        JsonElement answer;
        try
        {
            answer = JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return NotGraph(status);
        }
        if (answer.ValueKind != JsonValueKind.Object) return NotGraph(status);
        if (answer.TryGetProperty("error", out var error)) return Failed(WebhookJson.Failure(error));
        return status is >= 200 and < 300 ? new GraphResult<JsonElement>.Done(answer) : NotGraph(status);
    }

    /// <summary>A page of a proxy or an overloaded front end. After a success status, or a gateway's time-out, the request may have been done.</summary>
    private static GraphResult<JsonElement> NotGraph(int status) => Failed(status == 401
        ? new GraphFailure.Refused(190, "401 without a Graph API answer")
        : new GraphFailure.NoAnswer($"status {status} without a Graph API answer", PlatformHttp.MayHaveHappened(status)));

    private static GraphResult<JsonElement> Failed(GraphFailure failure) => new GraphResult<JsonElement>.Failed(failure);

    private static string? Text(JsonElement json, string name) => WebhookJson.Text(json, name);

    private static string? TextAt(JsonElement answer, string list, string name) =>
        answer.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array && items.GetArrayLength() > 0 ? Text(items[0], name) : null;
}
