using EngageBot.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EngageBot.BrowserTests;

/// <summary>The page over the program as it ships: its dialogs, its demo business, its own answers.</summary>
public sealed class ProgramTests(Chromium chromium) : IAsyncLifetime
{
    private EngageHost _host = null!;
    private IBrowserContext? _context;

    public async ValueTask InitializeAsync() => _host = await EngageHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_context is not null) await _context.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_guest_is_greeted_once_and_reaches_the_shops_in_two_taps()
    {
        var page = await OpenAsync("en-GB");
        await Expect(page.Locator(".m.bot")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Look around" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Shops" }).ClickAsync();
        await Expect(page.Locator(".m.user")).ToHaveCountAsync(2);
        await Expect(page.Locator(".m.bot").Nth(2)).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.Locator(".m.user")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task The_language_of_the_page_is_the_language_of_the_bot()
    {
        var page = await OpenAsync("en-GB");
        await page.GetByRole(AriaRole.Button, new() { Name = "Shqip" }).ClickAsync();
        await Expect(page.Locator(".m.bot", new() { HasText = "shqip" })).ToBeVisibleAsync();
        await Expect(page.Locator(".m.bot").Last).ToHaveAttributeAsync("lang", "sq");
        await page.Locator("#words").FillAsync("/menu");
        await page.Locator("#words").PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Dyqanet" })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_demo_member_sees_points_and_a_guest_none()
    {
        var page = await OpenAsync("sq-AL");
        await page.Locator("#chips button").Nth(2).ClickAsync();     // Besnik, who reads Albanian
        await page.GetByRole(AriaRole.Button, new() { Name = "Bilanci im" }).First.ClickAsync();
        await Expect(page.Locator(".m.bot strong").First).ToContainTextAsync(new System.Text.RegularExpressions.Regex("\\d"));
        await page.Locator("#chips button").First.ClickAsync();
        await Expect(page.Locator(".m.user")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Regjistrohem" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Bilanci im" })).ToHaveCountAsync(0);
    }

    private async Task<IPage> OpenAsync(string locale)
    {
        _context = await chromium.NewContextAsync(new() { Locale = locale });
        var page = await _context.NewPageAsync();
        await page.GotoAsync(_host.Address.AbsoluteUri);
        await Expect(page.Locator(".choice").First).ToBeEnabledAsync(new() { Timeout = 20_000 });
        return page;
    }
}
