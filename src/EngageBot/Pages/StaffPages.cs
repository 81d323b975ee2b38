using System.Diagnostics;
using EngageBot.Businesses;
using EngageBot.Channels.WebChat;
using EngageBot.Conversations;
using EngageBot.Staff;
using EngageBot.Storage;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace EngageBot.Pages;

/// <summary>Signing in by a link or a code, who one is, and signing out: plain forms, no script.</summary>
internal sealed class StaffPages(IStore store, BusinessDirectory businesses, IAntiforgery antiforgery, IOptions<WebChatSettings> web, TimeProvider clock)
{
    public const string Root = "/staff";
    private const string SessionCookie = "eb_staff";

    /// <summary>Room for the longest answer in any alphabet: a Cyrillic letter takes six bytes in a form, a smile twelve.</summary>
    private const int FormLimit = 64 * 1024;

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Root);
        group.MapGet("", (Delegate)ShowAsync);
        group.MapGet("/join", (Delegate)LookAsync);
        group.MapPost("/in", (Delegate)SignInAsync);
        group.MapPost("/out", (Delegate)SignOutAsync);
        group.MapPost("/till", (Delegate)OpenTillAsync);
        group.MapGet("/style.css", () => Results.Text(StaffHtml.Style, "text/css"));
    }

    private async Task<IResult> ShowAsync(HttpContext http)
    {
        if (await WhoAsync(http) is not { } member) return Page(http, 200, null, html => html.SignIn(Csrf(http)));
        var (shops, reader) = await store.ReadAsync(connection => ValueTask.FromResult(
            (StaffRows.ShopsOf(connection, member.Id), StaffRows.ActorOf(connection, member.Id, clock.GetUtcNow()))), http.RequestAborted);
        var till = reader?.May(Permission.LookUpMember) is true;
        var page = businesses.Of(member.BusinessId);
        return Page(http, 200, member, html => html.Home(
            member, reader, page.Business.Name, [.. page.Shops.Where(s => shops.Contains(s.Id)).Select(s => s.Name)], Csrf(http), till));
    }

    /// <summary>Sends somebody on to the web chat, where they say once more who they are, and then have the till.</summary>
    private async Task<IResult> OpenTillAsync(HttpContext http)
    {
        if (await FormAsync(http) is null) return Page(http, 400, null, html => html.Again(Csrf(http)));
        if (await WhoAsync(http) is not { } member) return Redirect(http);
        var now = clock.GetUtcNow();
        var link = await store.WriteAsync(scope => ValueTask.FromResult(
            StaffRows.ActorOf(scope, member.Id, now) is { } actor && actor.May(Permission.LookUpMember) ? StaffInvitations.ChatLink(scope, actor, now) : null), CancellationToken.None);
        return link is null ? Redirect(http) : Redirect(http, $"/?staff={LinkToken.Prefix}{Uri.EscapeDataString(link.Token)}");
    }

    /// <summary>Looking takes nothing: what previews links in messengers must not use them up.</summary>
    private async Task<IResult> LookAsync(HttpContext http)
    {
        var token = LinkToken.ReadTyped(http.Request.Query["t"]);
        var look = token is null ? new LinkLook.Gone() : await store.ReadAsync(
            connection => ValueTask.FromResult(StaffInvitations.Look(connection, LinkToken.HashOf(token), clock.GetUtcNow())), http.RequestAborted);
        return look is LinkLook.Open open
            ? Page(http, 200, open.Member, html => html.Invitation(open, token!, Csrf(http)))
            : Page(http, 404, null, html => html.Gone(Csrf(http)));
    }

    private async Task<IResult> SignInAsync(HttpContext http)
    {
        if (await FormAsync(http) is not { } form) return Page(http, 400, null, html => html.Again(Csrf(http)));
        var now = clock.GetUtcNow();
        var token = LinkToken.ReadTyped(form["t"]);
        // Whoever guesses costs a read and holds up nobody's write.
        var known = token is not null && await store.ReadAsync(connection => ValueTask.FromResult(StaffInvitations.Look(connection, LinkToken.HashOf(token), now) is LinkLook.Open), http.RequestAborted);
        var secret = !known ? null : await store.WriteAsync(scope => ValueTask.FromResult(
            StaffInvitations.Accept(scope, LinkToken.HashOf(token!), chatId: null, now) is AcceptOutcome.Accepted accepted ? StaffSessions.Begin(scope, accepted.Member.Id, now) : null),
            CancellationToken.None);
        if (secret is null) return Page(http, 404, null, html => html.Gone(Csrf(http)));
        http.Response.Cookies.Append(SessionCookie, secret, Cookie(http, StaffSessions.IdleLife));
        return Redirect(http);
    }

    private async Task<IResult> SignOutAsync(HttpContext http)
    {
        if (await FormAsync(http) is null) return Page(http, 400, null, html => html.Again(Csrf(http)));
        if (http.Request.Cookies[SessionCookie] is { Length: > 0 and <= 64 } secret)
            await store.WriteAsync(scope =>
            {
                StaffSessions.End(scope, secret, clock.GetUtcNow());
                return ValueTask.CompletedTask;
            }, CancellationToken.None);
        http.Response.Cookies.Delete(SessionCookie, Cookie(http, null));
        return Redirect(http);
    }

    /// <summary>Who is signed in.</summary>
    public Task<StaffMember?> WhoAsync(HttpContext http) => StaffSessions.FindAsync(store, http.Request.Cookies[SessionCookie], clock.GetUtcNow(), http.RequestAborted);

    /// <summary>The form that was sent.</summary>
    /// <returns><see langword="null"/> for a form that was not ours, or of another day.</returns>
    public async Task<IFormCollection?> FormAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = FormLimit;
        if (!http.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(http)) return null;
        return await http.Request.ReadFormAsync(http.RequestAborted);
    }

    /// <summary>The token that the page's forms carry.</summary>
    public string Csrf(HttpContext http) => antiforgery.GetAndStoreTokens(http).RequestToken ?? throw new UnreachableException("A form without a token.");

    private CookieOptions Cookie(HttpContext http, TimeSpan? life) => new()
    {
        Path = Root,
        HttpOnly = true,
        IsEssential = true,
        MaxAge = life,
        SameSite = SameSiteMode.Lax,                                                                // a link out of a messenger finds its reader signed in
        Secure = http.Request.IsHttps || web.Value.PublicUrl?.Scheme == Uri.UriSchemeHttps,          // behind a proxy the request itself is plain
    };

    /// <summary>Asks whoever is not signed in to do so.</summary>
    public IResult SignIn(HttpContext http) => Page(http, 200, null, html => html.SignIn(Csrf(http)));

    /// <summary>A form that was not ours, or of another day.</summary>
    public IResult Again(HttpContext http) => Page(http, 400, null, html => html.Again(Csrf(http)));

    /// <summary>A page in the reader's language.</summary>
    public IResult Page(HttpContext http, int status, StaffMember? member, Func<StaffHtml, string> write)
    {
        var language = LanguageOf(http, member);
        var html = write(new StaffHtml(StaffWords.In(language), language));
        Guard(http);
        return Results.Text(html, "text/html; charset=utf-8", statusCode: status);
    }

    /// <summary>What writes pages in the reader's language.</summary>
    public StaffHtml Frame(HttpContext http, StaffMember? member) => new(StaffWords.In(LanguageOf(http, member)), LanguageOf(http, member));

    /// <summary>Leads on after a form.</summary>
    public static IResult Redirect(HttpContext http, string to = Root)
    {
        Guard(http);
        http.Response.Headers.Location = to;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static void Guard(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";                                                 // the address of an invitation is the invitation
        headers.CacheControl = "no-store";
    }

    /// <summary>The language of the page.</summary>
    public string LanguageOf(HttpContext http, StaffMember? member) =>
        Languages.Spoken.FirstOrDefault(l => l == http.Request.Query["lang"])
        ?? member?.Language
        ?? http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).Select(l => Languages.FromHint(l.Value.Value)).FirstOrDefault(l => l is not null)
        ?? businesses.Business.Language;
}
