using System.Net;
using Microsoft.Extensions.Options;

namespace EngageBot.Channels.WebChat;

/// <summary>Whose pages may talk to us, and under which address the world sees us.</summary>
internal sealed class WebChatOrigins(IOptions<WebChatSettings> settings)
{
    /// <summary>Scheme and host as the browser knows them.</summary>
    /// <remarks>A caller who forges the forwarded headers only spoils the addresses in its own answers; a page elsewhere cannot set them,
    /// because the preflight does not allow them.</remarks>
    public Uri PublicAddress(HttpRequest request)
    {
        if (settings.Value.PublicUrl is { } configured) return configured;
        var scheme = First(request.Headers["X-Forwarded-Proto"]) is { } forwarded and ("https" or "http") ? forwarded : request.Scheme;
        var host = First(request.Headers["X-Forwarded-Host"]) ?? request.Host.Value;
        return Uri.TryCreate($"{scheme}://{host}", UriKind.Absolute, out var address) ? address : new Uri($"{request.Scheme}://{request.Host.Value}");
    }

    /// <summary>No page (a server, a tool), our own page, or a page of the settings.</summary>
    public bool MayTalk(HttpRequest request) =>
        OriginOf(request) is not { } origin || origin == Own(request) || settings.Value.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase);

    /// <summary>Only our own page: the browser says so itself, or names an origin that is ours.</summary>
    public bool IsOwnPage(HttpRequest request) => First(request.Headers["Sec-Fetch-Site"]) is { } site
        ? site == "same-origin"
        : OriginOf(request) is { } origin && string.Equals(origin, Own(request), StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds what lets an allowed page elsewhere read the answer.</summary>
    public void Welcome(HttpContext context)
    {
        context.Response.Headers.Vary = "Origin";
        if (OriginOf(context.Request) is not { } origin || !MayTalk(context.Request)) return;
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowMethods = "GET, POST, OPTIONS";
        headers.AccessControlAllowHeaders = "authorization, content-type, x-ms-bot-agent, x-requested-with";
        headers.AccessControlMaxAge = "600";
    }

    /// <summary>Who to count a visitor's requests under. A proxy beside us is believed when it names the visitor; whoever comes from
    /// elsewhere cannot give another name.</summary>
    public static string VisitorOf(HttpContext context)
    {
        var peer = context.Connection.RemoteIpAddress;
        var named = context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        return peer is not null && IsBeside(peer) && named.Length is > 0 and <= 45 ? named : peer?.ToString() ?? "";
    }

    public static string? OriginOf(HttpRequest request) => First(request.Headers.Origin);

    private static bool IsBeside(IPAddress peer)
    {
        if (IPAddress.IsLoopback(peer) || peer.IsIPv6UniqueLocal) return true;
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return address.GetAddressBytes() is [10, ..] or [192, 168, ..] or [172, >= 16 and <= 31, _, _];
    }

    private string Own(HttpRequest request) => PublicAddress(request).GetLeftPart(UriPartial.Authority);

    private static string? First(string? header) => string.IsNullOrWhiteSpace(header) ? null : header.Split(',')[0].Trim();
}
