using System.Net;
using System.Text.RegularExpressions;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Pages;

/// <summary>What came back, read.</summary>
internal sealed record BrowserPage(HttpStatusCode Status, string Html, string? Location, IReadOnlyList<string> Cookies)
{
    /// <summary>The header that sets a cookie.</summary>
    public string CookieOf(string name) => Cookies.Single(c => c.StartsWith(name + "=", StringComparison.Ordinal));
}

/// <summary>A browser without script: keeps cookies, fills in the form that the page shows.</summary>
internal sealed partial class StaffBrowser : IDisposable
{
    private readonly HttpClient _http;

    public StaffBrowser(EngageHost host, string language = "en")
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Jar }) { BaseAddress = host.Address };
        _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
    }

    public CookieContainer Jar { get; } = new();

    public BrowserPage Last { get; private set; } = null!;

    public Task<BrowserPage> OpensAsync(string path) => SendAsync(new(HttpMethod.Get, path));

    /// <summary>Sends the only form of the page on the screen.</summary>
    public Task<BrowserPage> SendsAsync(params (string Name, string Value)[] typed)
    {
        var fields = Hidden().Matches(Last.Html).DistinctBy(m => m.Groups[1].Value).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
        foreach (var (name, value) in typed) fields[name] = value;
        return PostsAsync(Action().Match(Last.Html).Groups[1].Value, fields);
    }

    public Task<BrowserPage> PostsAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) =>
        SendAsync(new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) });

    public void Dispose() => _http.Dispose();

    private async Task<BrowserPage> SendAsync(HttpRequestMessage request)
    {
        using (request)
        using (var response = await _http.SendAsync(request, TestContext.Current.CancellationToken))
        {
            Last = new(response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.Location?.ToString(),
                [.. response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []]);
            if (response.Content.Headers.ContentType?.MediaType == "text/html")
            {
                Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
                Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
                Assert.True(response.Headers.CacheControl!.NoStore);
            }
            return Last;
        }
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">")]
    private static partial Regex Hidden();

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Action();
}
