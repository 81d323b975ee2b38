using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EngageBot.BrowserTests.Clients;

/// <summary>A shop's own site with Microsoft's Web Chat on it, as published; it stands at another origin than the bot.</summary>
internal sealed class ShopSite : IAsyncDisposable
{
    private const string Page = """
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><title>A shop with Web Chat</title><style>html, body, #chat { height: 100%; margin: 0 }</style></head>
        <body>
          <div id="chat" role="main"></div>
          <script src="/webchat.js"></script>
          <script type="module">
            const options = new URLSearchParams(location.search);
            const kept = JSON.parse(sessionStorage.getItem('talk'));
            const talk = kept ?? await (await fetch('/token', { method: 'POST' })).json();
            sessionStorage.setItem('talk', JSON.stringify(talk));
            const directLine = WebChat.createDirectLine({
              token: talk.token, domain: talk.domain, conversationId: kept?.conversationId, webSocket: !options.has('poll'),
            });
            directLine.connectionStatus$.subscribe(status => { document.body.dataset.status = status; });
            const styleOptions = { sendAttachmentOn: 'attach' };
            WebChat.renderWebChat({ directLine, locale: 'en-US', sendTypingIndicator: true, styleOptions }, document.getElementById('chat'));
          </script>
        </body>
        </html>
        """;

    private readonly WebApplication _app;

    private ShopSite(WebApplication app) => _app = app;

    /// <summary>As a browser names it.</summary>
    public string Origin => _app.Urls.Single();

    /// <summary>Gives out tokens; set once the bot runs, which must know this site's origin first.</summary>
    public ClientBot? Bot { get; set; }

    public static async Task<ShopSite> StartAsync()
    {
        var script = await NpmPackage.WebChat.FileAsync("dist/webchat.js");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = new ShopSite(builder.Build());
        site._app.MapGet("/", () => Results.Text(Page, "text/html"));
        site._app.MapGet("/webchat.js", () => Results.File(script, "text/javascript"));
        site._app.MapPost("/token", async () =>
        {
            var (conversationId, token) = await site.Bot!.NewTokenAsync();
            return Results.Json(new { conversationId, token, domain = site.Bot.Domain });
        });
        await site._app.StartAsync();
        return site;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
