using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EngageBot.Channels.Telegram;

/// <summary>The methods of the Bot API this product uses, one call each: no retry, no pause, no exception for what a platform may answer.</summary>
/// <remarks>
/// The token is part of every address, so this class owns its connections: no logging handler, no tracing, no redirects.
/// Connections to the platform are not limited; pacing is the sender's business.
/// </remarks>
internal sealed class TelegramApi : IDisposable
{
    /// <summary>Longest wait for one answer, uploads included.</summary>
    public static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(30);
    /// <summary>What a long poll may take beyond its own <c>timeout</c>.</summary>
    public static readonly TimeSpan PollMargin = TimeSpan.FromSeconds(15);
    /// <summary>Answers are read up to this size: a hundred updates of the largest kind stay well below it.</summary>
    private const int AnswerLimitBytes = 16 * 1024 * 1024;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    // Not a client: that adds a token of its own to each call, and we have ours.
    private readonly HttpMessageInvoker _http;
    private readonly ConcurrentDictionary<string, Uri> _methods = new(StringComparer.Ordinal);
    private readonly string _methodBase;
    private readonly string _fileBase;
    private readonly TimeProvider _clock;

    public TelegramApi(TelegramSettings settings, TimeProvider clock)
    {
        _clock = clock;
        _methodBase = $"{settings.ApiRoot.AbsoluteUri.TrimEnd('/')}/bot{settings.Token}/";
        _fileBase = $"{settings.FileRoot.AbsoluteUri.TrimEnd('/')}/file/bot{settings.Token}/";
        _http = PlatformHttp.Open();
    }

    public Task<ApiResult<User>> GetMe(CancellationToken cancellation) =>
        CallAsync("getMe", null, TelegramJson.Wire.ApiResponseUser, CallLimit, cancellation);

    /// <returns>The array as it came, so that one unreadable update does not hide its neighbours.</returns>
    public Task<ApiResult<JsonElement>> GetUpdates(GetUpdatesRequest request, CancellationToken cancellation) =>
        CallAsync("getUpdates", Body(request, TelegramJson.Wire.GetUpdatesRequest), TelegramJson.Wire.ApiResponseJsonElement,
            TimeSpan.FromSeconds(request.Timeout) + PollMargin, cancellation);

    public Task<ApiResult<bool>> SetWebhook(SetWebhookRequest request, CancellationToken cancellation) =>
        CallAsync("setWebhook", Body(request, TelegramJson.Wire.SetWebhookRequest), TelegramJson.Wire.ApiResponseBoolean, CallLimit, cancellation);

    /// <summary>Pending updates survive.</summary>
    public Task<ApiResult<bool>> DeleteWebhook(CancellationToken cancellation) =>
        CallAsync("deleteWebhook", null, TelegramJson.Wire.ApiResponseBoolean, CallLimit, cancellation);

    public Task<ApiResult<WebhookInfo>> GetWebhookInfo(CancellationToken cancellation) =>
        CallAsync("getWebhookInfo", null, TelegramJson.Wire.ApiResponseWebhookInfo, CallLimit, cancellation);

    public Task<ApiResult<Message>> SendMessage(SendMessageRequest request, CancellationToken cancellation) =>
        CallAsync("sendMessage", Body(request, TelegramJson.Wire.SendMessageRequest), TelegramJson.Wire.ApiResponseMessage, CallLimit, cancellation);

    /// <returns>The message, or <c>true</c>; nobody reads it.</returns>
    public Task<ApiResult<JsonElement>> EditMessageText(EditMessageTextRequest request, CancellationToken cancellation) =>
        CallAsync("editMessageText", Body(request, TelegramJson.Wire.EditMessageTextRequest), TelegramJson.Wire.ApiResponseJsonElement,
            CallLimit, cancellation);

    /// <returns>The message, or <c>true</c>; nobody reads it.</returns>
    public Task<ApiResult<JsonElement>> EditMessageCaption(EditMessageCaptionRequest request, CancellationToken cancellation) =>
        CallAsync("editMessageCaption", Body(request, TelegramJson.Wire.EditMessageCaptionRequest), TelegramJson.Wire.ApiResponseJsonElement,
            CallLimit, cancellation);

    public Task<ApiResult<JsonElement>> DeleteMessage(DeleteMessageRequest request, CancellationToken cancellation) =>
        CallAsync("deleteMessage", Body(request, TelegramJson.Wire.DeleteMessageRequest), TelegramJson.Wire.ApiResponseJsonElement, CallLimit, cancellation);

    /// <returns>The message, or <c>true</c>; nobody reads it.</returns>
    public Task<ApiResult<JsonElement>> EditMessageReplyMarkup(EditMessageReplyMarkupRequest request, CancellationToken cancellation) =>
        CallAsync("editMessageReplyMarkup", Body(request, TelegramJson.Wire.EditMessageReplyMarkupRequest),
            TelegramJson.Wire.ApiResponseJsonElement, CallLimit, cancellation);

    public Task<ApiResult<bool>> AnswerCallbackQuery(AnswerCallbackQueryRequest request, CancellationToken cancellation) =>
        CallAsync("answerCallbackQuery", Body(request, TelegramJson.Wire.AnswerCallbackQueryRequest), TelegramJson.Wire.ApiResponseBoolean,
            CallLimit, cancellation);

    /// <summary>Shows a message of one chat in another, without saying where it comes from: any kind of media, whatever its size.</summary>
    public async Task<ApiResult<Message>> CopyMessage(CopyMessageRequest request, CancellationToken cancellation) =>
        await CallAsync("copyMessage", Body(request, TelegramJson.Wire.CopyMessageRequest), TelegramJson.Wire.ApiResponseMessageIdentifier,
            CallLimit, cancellation).ConfigureAwait(false) switch
        {
            ApiResult<MessageIdentifier>.Done done => new ApiResult<Message>.Done(new Message { Id = done.Value.MessageId }),
            ApiResult<MessageIdentifier>.Failed failed => new ApiResult<Message>.Failed(failed.Failure),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    public Task<ApiResult<Message>> SendPhoto(SendPhotoRequest request, CancellationToken cancellation) =>
        CallAsync("sendPhoto", BodyWithFile(request, TelegramJson.Wire.SendPhotoRequest, "photo", request.Photo),
            TelegramJson.Wire.ApiResponseMessage, CallLimit, cancellation);

    public Task<ApiResult<Message>> SendDocument(SendDocumentRequest request, CancellationToken cancellation) =>
        CallAsync("sendDocument", BodyWithFile(request, TelegramJson.Wire.SendDocumentRequest, "document", request.Document),
            TelegramJson.Wire.ApiResponseMessage, CallLimit, cancellation);

    public Task<ApiResult<Message>> SendLocation(SendLocationRequest request, CancellationToken cancellation) =>
        CallAsync("sendLocation", Body(request, TelegramJson.Wire.SendLocationRequest), TelegramJson.Wire.ApiResponseMessage, CallLimit, cancellation);

    public Task<ApiResult<bool>> SendChatAction(SendChatActionRequest request, CancellationToken cancellation) =>
        CallAsync("sendChatAction", Body(request, TelegramJson.Wire.SendChatActionRequest), TelegramJson.Wire.ApiResponseBoolean,
            CallLimit, cancellation);

    public Task<ApiResult<bool>> SetMyCommands(SetMyCommandsRequest request, CancellationToken cancellation) =>
        CallAsync("setMyCommands", Body(request, TelegramJson.Wire.SetMyCommandsRequest), TelegramJson.Wire.ApiResponseBoolean,
            CallLimit, cancellation);

    public Task<ApiResult<ForumTopic>> CreateForumTopic(CreateForumTopicRequest request, CancellationToken cancellation) =>
        CallAsync("createForumTopic", Body(request, TelegramJson.Wire.CreateForumTopicRequest), TelegramJson.Wire.ApiResponseForumTopic, CallLimit, cancellation);

    public Task<ApiResult<bool>> EditForumTopic(EditForumTopicRequest request, CancellationToken cancellation) =>
        CallAsync("editForumTopic", Body(request, TelegramJson.Wire.EditForumTopicRequest), TelegramJson.Wire.ApiResponseBoolean, CallLimit, cancellation);

    public Task<ApiResult<bool>> CloseForumTopic(ForumTopicRequest request, CancellationToken cancellation) =>
        CallAsync("closeForumTopic", Body(request, TelegramJson.Wire.ForumTopicRequest), TelegramJson.Wire.ApiResponseBoolean, CallLimit, cancellation);

    public Task<ApiResult<bool>> ReopenForumTopic(ForumTopicRequest request, CancellationToken cancellation) =>
        CallAsync("reopenForumTopic", Body(request, TelegramJson.Wire.ForumTopicRequest), TelegramJson.Wire.ApiResponseBoolean, CallLimit, cancellation);

    public Task<ApiResult<bool>> SetMessageReaction(SetMessageReactionRequest request, CancellationToken cancellation) =>
        CallAsync("setMessageReaction", Body(request, TelegramJson.Wire.SetMessageReactionRequest), TelegramJson.Wire.ApiResponseBoolean, CallLimit, cancellation);

    public Task<ApiResult<TGFile>> GetFile(GetFileRequest request, CancellationToken cancellation) =>
        CallAsync("getFile", Body(request, TelegramJson.Wire.GetFileRequest), TelegramJson.Wire.ApiResponseTGFile, CallLimit, cancellation);

    /// <summary>The bytes of a file that <see cref="GetFile"/> has made ready.</summary>
    /// <returns><see langword="null"/> if it is gone or larger than <paramref name="limitBytes"/>.</returns>
    /// <exception cref="HttpRequestException">The connection failed.</exception>
    public async Task<byte[]?> DownloadFile(string filePath, int limitBytes, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _fileBase + filePath);
        return await PlatformHttp.DownloadAsync(_http, request, limitBytes, CallLimit, _clock, cancellation).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private static LeavingContent Body<T>(T request, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(request, type), Json);

    /// <summary>JSON, or a form where the file's bytes travel along; objects inside a form are JSON text.</summary>
    private static LeavingContent BodyWithFile<T>(T request, JsonTypeInfo<T> type, string field, InputFile file)
    {
        if (file.Content is not { } bytes) return Body(request, type);
        var form = new FormBody(bytes.Length);
        foreach (var property in JsonSerializer.SerializeToElement(request, type).EnumerateObject())
            if (!property.NameEquals(field)) form.Add(property.Name, property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : property.Value.GetRawText());
        return form.With(field, file.Reference, "application/octet-stream", bytes.Span);
    }

    private async Task<ApiResult<T>> CallAsync<T>(
        string method, LeavingContent? body, JsonTypeInfo<ApiResponse<T>> type, TimeSpan limit, CancellationToken cancellation)
    {
        using var tooLate = new CancellationTokenSource(limit, _clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(tooLate.Token, cancellation);
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, AddressOf(method)) { Content = body };
        HttpStatusCode? status = null;
        try
        {
            using var response = await _http.SendAsync(request, stop.Token).ConfigureAwait(false);
            status = response.StatusCode;
            var result = await ReadAsync(response, type, stop.Token).ConfigureAwait(false);
            TelegramMeters.Called(method, (int)status);
            return result;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            TelegramMeters.Called(method, 0);
            var reason = PlatformHttp.NoAnswer(e, method, $"to {method}", tooLate.IsCancellationRequested ? limit : null);
            return new ApiResult<T>.Failed(new ApiFailure.NoAnswer(reason, PlatformHttp.MayHaveHappened(status, body)));
        }
    }

    /// <summary>Read once: an address is long, and the methods are few.</summary>
    private Uri AddressOf(string method) => _methods.GetOrAdd(method, static (name, root) => new Uri(root + name), _methodBase);

    private static async Task<ApiResult<T>> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<ApiResponse<T>> type, CancellationToken cancellation)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var status = (int)response.StatusCode;
        // The header is the only place a proxy's 429 says it.
        var wait = response.Headers.RetryAfter?.Delta is { } delta ? (int)Math.Ceiling(delta.TotalSeconds) : (int?)null;
        var buffer = ArrayPool<byte>.Shared.Rent(8 * 1024);
        try
        {
            var length = 0;
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(length), cancellation).ConfigureAwait(false);
                if (read == 0) break;
                length += read;
                if (length > AnswerLimitBytes) return NotJson<T>(status, wait);
                if (length == buffer.Length) buffer = Grown(buffer);
            }
            return Judge(JsonSerializer.Deserialize(buffer.AsSpan(0, length), type), status, wait);
        }
        catch (JsonException)
        {
            return NotJson<T>(status, wait);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grown(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 4);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }

    private static ApiResult<T> Judge<T>(ApiResponse<T>? answer, int status, int? wait) => answer switch
    {
        null => NotJson<T>(status, wait),
        { Ok: true, Result: { } result } => new ApiResult<T>.Done(result),
        { Ok: true } => NotJson<T>(status, wait),
        _ => new ApiResult<T>.Failed(new ApiFailure.Refused(
            answer.ErrorCode ?? status,
            answer.Description ?? "no reason given",
            answer.Parameters is null && wait is not null ? new ResponseParameters { RetryAfter = wait } : answer.Parameters)),
    };

    /// <summary>A page of a proxy or an overloaded front end. After a success status, or a gateway's time-out, the request may have been done.</summary>
    private static ApiResult<T> NotJson<T>(int status, int? wait) => new ApiResult<T>.Failed(status switch
    {
        429 => new ApiFailure.Refused(429, "Too Many Requests", new ResponseParameters { RetryAfter = wait }),
        _ => new ApiFailure.NoAnswer($"status {status} without a Bot API answer", PlatformHttp.MayHaveHappened(status)),
    });
}
