using System.Security.Cryptography;
using System.Text.Json.Nodes;
using EngageBot.Http;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WebChat;

/// <summary>Who calls: the shop's own site with the secret, or a client with a token.</summary>
/// <param name="Token">Absent for the secret.</param>
internal sealed record DirectLineCaller(WebToken? Token);

/// <summary>Direct Line 3.0 as Microsoft's Web Chat and directlinejs speak it: what comes in.</summary>
internal sealed class WebChatWebhook(
    ChannelAccount account, WebChatApi api, WebChatOrigins origins, WebTranscript transcript, WebChatStreams streams, WebUploads uploads,
    WebMembers members, SocketSeats seats, Inbox inbox, IStore store, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    private const int MostActivityBytes = 256 << 10;
    private readonly RateGate _posts = new(clock, perSecond: 4, burst: 12);
    private readonly RateGate _files = new(clock, perSecond: 1 / 15.0, burst: 10);

    // Bytes from one address: what strangers can make us keep is bounded, whatever conversations they open.
    private readonly RateGate _volume = new(clock, perSecond: 64 << 10, burst: 16 << 20);

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (var prefix in (string[])["/directline", "/v3/directline"])
        {
            var group = routes.MapGroup(prefix).WithMetadata(DirectLineAnswers.Errors);
            group.MapMethods("/{**rest}", ["OPTIONS"], (RequestDelegate)PreflightAsync);
            Post(group, "/tokens/generate", GenerateAsync);
            Post(group, "/tokens/refresh", RefreshAsync);
            Post(group, "/conversations", StartAsync);
            Get(group, "/conversations/{id}", ReconnectAsync);
            Post(group, "/conversations/{id}/activities", PostAsync);
            Get(group, "/conversations/{id}/activities", PollAsync);
            Post(group, "/conversations/{id}/upload", UploadAsync);
            group.MapGet("/conversations/{id}/stream", (RequestDelegate)StreamAsync);
            group.MapGet("/uploads/{file}", (RequestDelegate)uploads.ServeAsync);
            group.MapGet("/session/getsessionid", (RequestDelegate)SessionAsync);
        }
    }

    private void Post(RouteGroupBuilder group, string path, Func<HttpContext, DirectLineCaller, Task> handle) =>
        group.MapPost(path, context => AdmitAsync(context, handle));

    private void Get(RouteGroupBuilder group, string path, Func<HttpContext, DirectLineCaller, Task> handle) =>
        group.MapGet(path, context => AdmitAsync(context, handle));

    private Task PreflightAsync(HttpContext context)
    {
        origins.Welcome(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private Task SessionAsync(HttpContext context)
    {
        origins.Welcome(context);
        return context.AnswerAsync(200, new(RandomNumberGenerator.GetHexString(32, lowercase: true)), WebChatJson.Default.SessionAnswer);
    }

    /// <summary>The one door: origin, token, and that the token is for the conversation of the path.</summary>
    private async Task AdmitAsync(HttpContext context, Func<HttpContext, DirectLineCaller, Task> handle)
    {
        origins.Welcome(context);
        if (!origins.MayTalk(context.Request))
        {
            await context.RefuseAsync(403, "BadArgument", "This site is not among the allowed origins.");
            return;
        }
        var header = context.Request.Headers.Authorization.ToString();
        var text = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : "";
        var reading = api.IsSecret(text) ? null : api.Read(text);
        var caller = new DirectLineCaller((reading as TokenReading.Valid)?.Token);
        (int Status, string Code, string Message)? refusal = reading switch
        {
            null or TokenReading.Valid => MayReach(context, caller),
            TokenReading.Expired => (403, "TokenExpired", "The token has expired."),
            _ when text.Length == 0 => (401, "Unauthorized", "Send a token: Authorization: Bearer <token>."),
            _ => (403, "BadArgument", "The token is not one of ours."),
        };
        if (refusal is { } no) await context.RefuseAsync(no.Status, no.Code, no.Message);
        else await handle(context, caller);
    }

    private static (int, string, string)? MayReach(HttpContext context, DirectLineCaller caller)
    {
        if (caller.Token is not { } token) return null;
        if (context.Request.RouteValues["id"] is string id && id != token.ConversationId)
            return (403, "BadArgument", "The token belongs to another conversation.");
        if (token.Origins is { Count: > 0 } trusted && WebChatOrigins.OriginOf(context.Request) is { } origin
            && !trusted.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return (403, "BadArgument", "The token was made for another site.");
        return null;
    }

    private async Task GenerateAsync(HttpContext context, DirectLineCaller caller)
    {
        if (caller.Token is not null)
        {
            await context.RefuseAsync(403, "BadArgument", "Only the secret makes tokens, and only on a server.");
            return;
        }
        var (readable, request) = await context.ReadOptionalAsync(WebChatJson.Default.TokenRequest, clock);
        var user = readable ? await members.UserOfAsync(request, context.RequestAborted) : null;
        if (user is null)
        {
            await RefuseUserAsync(context, readable);
            return;
        }
        var conversation = WebChatApi.NewConversation();
        var token = api.Issue(conversation, user, request?.User?.Name, request?.TrustedOrigins);
        await context.AnswerAsync(200, new(conversation, token, api.TokenSeconds), WebChatJson.Default.ConversationAnswer);
    }

    private static Task RefuseUserAsync(HttpContext context, bool readable) => readable
        ? context.RefuseAsync(400, "BadArgument", "Neither a user id nor a member we know.")
        : context.RefuseAsync(400, "BadSyntax", "The body is not JSON.");

    private async Task RefreshAsync(HttpContext context, DirectLineCaller caller)
    {
        if (caller.Token is not { } token) await context.RefuseAsync(400, "BadArgument", "Only a token can be refreshed.");
        else await context.AnswerAsync(200, new(token.ConversationId, Renew(token), api.TokenSeconds), WebChatJson.Default.ConversationAnswer);
    }

    private async Task StartAsync(HttpContext context, DirectLineCaller caller)
    {
        var (readable, request) = await context.ReadOptionalAsync(WebChatJson.Default.TokenRequest, clock);
        var token = caller.Token;
        if (token is null && readable && await members.UserOfAsync(request, context.RequestAborted) is { } user)
            token = new(WebChatApi.NewConversation(), user, 0, request?.User?.Name);
        if (!readable || token is null)
        {
            await RefuseUserAsync(context, readable);
            return;
        }
        var conversation = new WebConversation(token.ConversationId, account.Id, token.UserId);
        var sender = new Sender(token.UserId, token.Name, request?.Locale is { Length: <= 35 } locale ? locale : null);
        var payload = request?.Payload is { Length: > 0 and <= ActivityReader.LongestPayload } link ? link : null;
        var created = await store.WriteAsync(async scope =>
        {
            if (!await transcript.BeginAsync(scope, conversation)) return false;
            await inbox.AddAsync(scope, new(account.Id, OpenedOnce(conversation.Id), conversation.UserId, new InboundContent.Opened(sender, payload)));
            return true;
        }, context.RequestAborted);
        await AnswerConversationAsync(context, created ? 201 : 200, token, "");
    }

    private async Task ReconnectAsync(HttpContext context, DirectLineCaller caller)
    {
        if (await FindAsync(context, caller) is not { } token) await UnknownAsync(context);
        else await AnswerConversationAsync(context, 200, token, context.Request.Query["watermark"].ToString());
    }

    // The client takes the token of this answer for its own, and opens no stream without the address (directlinejs 0.15, read 2026-11).
    private Task AnswerConversationAsync(HttpContext context, int status, WebToken token, string watermark)
    {
        var address = origins.PublicAddress(context.Request);
        var stream = new UriBuilder(address)
        {
            Scheme = address.Scheme == "https" ? "wss" : "ws",
            Path = $"/v3/directline/conversations/{token.ConversationId}/stream",
            Query = $"watermark={Uri.EscapeDataString(watermark)}&t={api.IssueTicket(token)}",
        };
        var answer = new ConversationAnswer(token.ConversationId, Renew(token), api.TokenSeconds, stream.Uri.AbsoluteUri);
        return context.AnswerAsync(status, answer, WebChatJson.Default.ConversationAnswer);
    }

    private async Task PostAsync(HttpContext context, DirectLineCaller caller)
    {
        if (!_posts.TryPass((string)context.Request.RouteValues["id"]!))
        {
            await context.RefuseAsync(429, "TooManyRequests", "Too many messages at once: wait a second.");
            return;
        }
        if (await RequestBody.ReadAsync(context, MostActivityBytes, clock) is not { } body)
        {
            await context.RefuseAsync(413, "MessageSizeTooBig", "An activity has at most 256 KB.");
            return;
        }
        if (caller.Token is not null && !_volume.TryPass(WebChatOrigins.VisitorOf(context), body.Length))
        {
            await context.RefuseAsync(429, "TooManyRequests", "Too much at once from this address: wait a minute.");
            return;
        }
        var (activity, code) = ActivityReader.Parse(body);
        if (activity is null) await context.RefuseAsync(400, code!, "An activity is a JSON object with a type.");
        else await AcceptAsync(context, caller, activity, body, []);
    }

    private async Task UploadAsync(HttpContext context, DirectLineCaller caller)
    {
        if (!_files.TryPass((string)context.Request.RouteValues["id"]!))
        {
            await context.RefuseAsync(429, "TooManyRequests", "Too many files at once: wait a little.");
            return;
        }
        if (await RequestBody.ReadAsync(context, WebUploads.MostBytes, clock) is not { } body)
        {
            await context.RefuseAsync(413, "MessageSizeTooBig", "An upload has at most 4 MB.");
            return;
        }
        if (await UploadReader.ReadAsync(context.Request, body, context.RequestAborted) is not { } upload)
        {
            await context.RefuseAsync(400, "BadSyntax", "An upload is a file, or a multipart body of an activity and files.");
            return;
        }
        if (await FindAsync(context, caller) is null)
        {
            await UnknownAsync(context);
            return;
        }
        var kept = new List<WebUpload>();
        try
        {
            foreach (var file in upload.Files) kept.Add(await uploads.SaveAsync(file.Content, context.RequestAborted));
            UploadReader.Attach(upload, kept, origins.PublicAddress(context.Request));
            if (await AcceptAsync(context, caller, upload.Activity, null, kept)) return;
        }
        catch (IOException broken)
        {
            DeleteAll(kept);
            throw new DatabaseUnavailableException("The file could not be stored: the disk is full or cannot be written.", broken);
        }
        catch
        {
            DeleteAll(kept);
            throw;
        }
        DeleteAll(kept);
    }

    private void DeleteAll(List<WebUpload> files)
    {
        foreach (var file in files) uploads.Delete(file);
    }

    /// <summary>Echo and arrival in one commit; then 200, and everything else afterwards.</summary>
    /// <returns><see langword="false"/> if nothing was stored.</returns>
    private async Task<bool> AcceptAsync(
        HttpContext context, DirectLineCaller caller, JsonObject activity, byte[]? body, List<WebUpload> files)
    {
        if (await FindAsync(context, caller) is not { } token)
        {
            await UnknownAsync(context);
            return false;
        }
        var conversation = token.ConversationId;
        if (ActivityReader.IsPassing(activity))
        {
            await context.AnswerAsync(200, new($"{conversation}|passing"), WebChatJson.Default.ResourceAnswer);
            return false;
        }
        var sender = ActivityReader.SenderOf(activity, token.UserId, token.Name);
        var key = body is null ? null : OnceKey(ActivityReader.ClientId(activity), body);
        var (stored, refusal) = await store.WriteAsync(async scope =>
        {
            if (files.Count > 0 && await uploads.CountAsync(scope, account.Id, conversation, files) is { } exceeded)
                return ((StoredActivity?)null, (string?)exceeded);
            var echo = await transcript.AppendAsync(scope, conversation, key,
                (id, at) => ActivityWriter.Echo(activity, conversation, token.UserId, sender.Name, id, at));
            if (echo is not { Fresh: true }) return (echo, null);
            var count = 0;
            foreach (var content in ActivityReader.Read(activity, sender, echo.Id, uploads.FileOf))
                await inbox.AddAsync(scope, new(account.Id, ExternalId(content, conversation, echo.Id, count++), token.UserId, content));
            scope.AfterCommit(() => Echoed(conversation, expectsAnswer: count > 0));
            return (echo, null);
        }, context.RequestAborted);
        if (stored is not null) await context.AnswerAsync(200, new(stored.Id), WebChatJson.Default.ResourceAnswer);
        else if (refusal is not null) await context.RefuseAsync(429, "TooManyRequests", refusal);
        else await UnknownAsync(context);
        return stored is not null;
    }

    // A client that heard no answer posts again; the same id over the same bytes is the same activity.
    private static string? OnceKey(string? clientId, byte[] body) =>
        clientId is null ? null : $"c:{WholeText.Cut(clientId, 64)}:{Convert.ToHexString(SHA256.HashData(body).AsSpan(0, 8))}";

    private void Echoed(string conversation, bool expectsAnswer)
    {
        streams.Wake(conversation);
        if (expectsAnswer) streams.Show(conversation, ActivityWriter.Typing(conversation), yieldsToWords: true);
    }

    // Opening is once a conversation, whether the start or a site's webchat/join says so; a join that carries a payload stands for itself.
    private static string ExternalId(InboundContent content, string conversation, string activityId, int place) => content switch
    {
        InboundContent.Opened { Payload: null } => OpenedOnce(conversation),
        _ => place == 0 ? activityId : $"{activityId}#{place}",
    };

    private static string OpenedOnce(string conversation) => $"opened:{conversation}";

    private async Task PollAsync(HttpContext context, DirectLineCaller caller)
    {
        if (await FindAsync(context, caller) is not { } token)
        {
            await UnknownAsync(context);
            return;
        }
        var watermark = WebTranscript.ReadWatermark(context.Request.Query["watermark"]);
        var page = await transcript.ReadAsync(token.ConversationId, watermark, context.RequestAborted);
        await context.AnswerAsync(200, ActivityWriter.Set(page));
    }

    private async Task StreamAsync(HttpContext context)
    {
        var id = (string)context.Request.RouteValues["id"]!;
        if (!context.WebSockets.IsWebSocketRequest) await context.RefuseAsync(400, "BadArgument", "This is the address of a WebSocket.");
        else if (!origins.MayTalk(context.Request)) await context.RefuseAsync(403, "BadArgument", "This site is not among the allowed origins.");
        else if (!api.TryTakeTicket(context.Request.Query["t"].ToString(), out var ticket) || ticket.ConversationId != id)
            await context.RefuseAsync(403, "TokenExpired", "The address of a stream is good once, for 60 seconds.");
        else await SeatAsync(context, id);
    }

    private async Task SeatAsync(HttpContext context, string id)
    {
        var visitor = WebChatOrigins.VisitorOf(context);
        if (seats.TryTake(id, visitor) is { } full)
        {
            await context.RefuseAsync(full.Status, full.Code, full.Message);
            return;
        }
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            await streams.RunAsync(socket, id, WebTranscript.ReadWatermark(context.Request.Query["watermark"]), lifetime.ApplicationStopping);
        }
        finally
        {
            seats.Leave(id, visitor);
        }
    }

    /// <summary>The conversation of the path as a token for its user; the secret may reach any.</summary>
    private async Task<WebToken?> FindAsync(HttpContext context, DirectLineCaller caller)
    {
        var conversation = await transcript.FindAsync((string)context.Request.RouteValues["id"]!, context.RequestAborted);
        if (conversation is null || conversation.AccountId != account.Id) return null;
        return caller.Token is null ? new(conversation.Id, conversation.UserId, 0) : caller.Token.UserId == conversation.UserId ? caller.Token : null;
    }

    private static Task UnknownAsync(HttpContext context) => context.RefuseAsync(404, "NotFound", "There is no such conversation.");

    private string Renew(WebToken token) => api.Issue(token.ConversationId, token.UserId, token.Name, token.Origins);
}
