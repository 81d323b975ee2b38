using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(EngageBot.BrowserTests.Chromium))]

namespace EngageBot.BrowserTests;

/// <summary>One headless browser for the whole run; each test opens a context of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] KnownPlaces = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (FindBrowser() is not { } path) return;
        Assertions.SetDefaultExpectTimeout(20_000);     // a busy machine is slow, not wrong
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Skips the test visibly where there is no browser; fails it where one is demanded.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions options)
    {
        Machine.Needs(_browser is not null, "No Chromium found: install it (apt-get install chromium) or set ENGAGEBOT_BROWSER to its path.");
        return await _browser!.NewContextAsync(options);
    }

    private static string? FindBrowser() =>
        Environment.GetEnvironmentVariable("ENGAGEBOT_BROWSER") is { Length: > 0 } own ? own : KnownPlaces.FirstOrDefault(File.Exists);
}
