using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EngageBot.BrowserTests;

/// <summary>The page while the server cannot keep what is written.</summary>
public sealed class PageTroubleTests(Chromium chromium) : IAsyncLifetime
{
    private ChatServer _server = null!;
    private IBrowserContext? _context;

    public async ValueTask InitializeAsync() => _server = await ChatServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_context is not null) await _context.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task On_a_full_disk_the_page_says_what_is_not_sent_and_sends_it_by_itself_once_there_is_room()
    {
        _context = await chromium.NewContextAsync(new() { Locale = "en-GB" });
        var page = await _context.NewPageAsync();
        await page.GotoAsync(_server.Address);
        await Expect(page.Locator(".m.bot").Last).ToBeVisibleAsync();
        await _server.FillDiskAsync();
        // The first may still fit into a gap of the file; the last do not.
        foreach (var n in Enumerable.Range(1, 6))
        {
            await page.Locator("#words").FillAsync($"are you there? {n} {new string('x', 1900)}");
            await page.Locator("#words").PressAsync("Enter");
        }
        await Expect(page.Locator(".m.user.failed").Last).ToContainTextAsync("Not sent.");
        await _server.MakeRoomAsync();
        await Expect(page.Locator(".m.bot", new() { HasText = "You wrote: are you there?" })).ToHaveCountAsync(6, new() { Timeout = 60_000 });
        await Expect(page.Locator(".m.user.failed")).ToHaveCountAsync(0);
        await Expect(page.Locator(".m.user")).ToHaveCountAsync(6);
    }
}
