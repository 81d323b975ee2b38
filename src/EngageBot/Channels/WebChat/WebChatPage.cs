using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace EngageBot.Channels.WebChat;

/// <summary>Our own light page on <c>/</c>, and the token it asks for: the secret never reaches a browser.</summary>
internal sealed class WebChatPage(WebChatApi api, WebChatOrigins origins, WebMembers members, TimeProvider clock)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    private readonly RateGate _tokens = new(clock, perSecond: 0.5, burst: 30);

    public void Map(IEndpointRouteBuilder routes)
    {
        Serve(routes, "/", "index.html", "text/html; charset=utf-8");
        Serve(routes, "/texts.js", "texts.js", "text/javascript; charset=utf-8");
        Serve(routes, "/chat.js", "chat.js", "text/javascript; charset=utf-8");
        Serve(routes, "/chat.css", "chat.css", "text/css; charset=utf-8");
        Serve(routes, "/chat.svg", "chat.svg", "image/svg+xml");
        routes.MapGet("/chat/demo", (RequestDelegate)DemoAsync).WithMetadata(DirectLineAnswers.Errors);
        routes.MapPost("/chat/token", (RequestDelegate)TokenAsync).WithMetadata(DirectLineAnswers.Errors);
    }

    // From the assembly, so that the page is there wherever the process was started.
    private static void Serve(IEndpointRouteBuilder routes, string path, string file, string contentType)
    {
        using var stream = typeof(WebChatPage).Assembly.GetManifestResourceStream($"page/{file}")
            ?? throw new InvalidOperationException($"The page's {file} is not built in.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var small = Compress(content);
        var tag = $"\"{Convert.ToHexString(SHA256.HashData(content).AsSpan(0, 8))}\"";
        routes.MapMethods(path, ["GET", "HEAD"], (RequestDelegate)(async context =>
        {
            var headers = context.Response.Headers;
            headers.ETag = tag;
            headers.CacheControl = "no-cache";
            headers.XContentTypeOptions = "nosniff";
            headers.ContentSecurityPolicy = Policy;
            // Not "no-referrer": it would make browsers hide the origin of our own POST.
            headers["Referrer-Policy"] = "same-origin";
            if (context.Request.Headers.IfNoneMatch == tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
            headers.ContentType = contentType;
            headers.Vary = "Accept-Encoding";
            var takesGzip = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
            if (takesGzip) headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(takesGzip ? small : content, context.RequestAborted);
        }));
    }

    private static byte[] Compress(byte[] content)
    {
        using var small = new MemoryStream();
        using (var gzip = new GZipStream(small, CompressionLevel.SmallestSize)) gzip.Write(content);
        return small.ToArray();
    }

    private async Task DemoAsync(HttpContext context)
    {
        var language = context.Request.Query["lang"].ToString() is { Length: 2 } asked ? asked : "en";
        IReadOnlyList<DemoMemberAnswer> list =
            [.. (await members.DemoAsync(language, context.RequestAborted)).Select(m => new DemoMemberAnswer(m.Key, m.Name, m.Level, m.Description))];
        await context.AnswerAsync(200, JsonSerializer.Serialize(list, WebChatJson.Default.IReadOnlyListDemoMemberAnswer));
    }

    private async Task TokenAsync(HttpContext context)
    {
        if (!origins.IsOwnPage(context.Request))
        {
            await context.RefuseAsync(403, "BadArgument", "Only the page of this server gets a token here.");
            return;
        }
        if (!_tokens.TryPass(WebChatOrigins.VisitorOf(context)))
        {
            await context.RefuseAsync(429, "TooManyRequests", "Too many new chats from this address: wait a minute.");
            return;
        }
        var (readable, request) = await context.ReadOptionalAsync(WebChatJson.Default.PageTokenRequest, clock);
        if (!readable || await IdentifyAsync(request, context.RequestAborted) is not { } who)
        {
            await context.RefuseAsync(400, "BadArgument", "Neither a demo member nor a token to go on with.");
            return;
        }
        var token = api.Issue(who.ConversationId, who.UserId, who.Name);
        var shop = await members.ShopNameAsync(context.RequestAborted);
        await context.AnswerAsync(200, new(who.ConversationId, token, api.TokenSeconds, who.UserId, shop), WebChatJson.Default.PageTokenAnswer);
    }

    private async Task<WebToken?> IdentifyAsync(PageTokenRequest? request, CancellationToken cancellation)
    {
        if (request?.Token is { } old) return api.MayRenew(old, out var token) ? token : null;
        if (request?.Member is not { } key) return new(WebChatApi.NewConversation(), WebChatApi.NewVisitor(), 0);
        var member = (await members.DemoAsync("en", cancellation)).FirstOrDefault(m => m.Key == key);
        if (member is null) return null;
        // Apart, because several visitors may be the same demo member and must not read each other's words.
        var user = WebChatApi.MemberUser(member.Contact, RandomNumberGenerator.GetHexString(12, lowercase: true));
        return new(WebChatApi.NewConversation(), user, 0, member.Name);
    }
}
