using System.Diagnostics;
using System.Text.Json.Nodes;
using EngageBot.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EngageBot.BrowserTests.Clients;

/// <summary>Microsoft's Web Chat, as published, on a shop's site at another origin, talks to the program as it ships.</summary>
public sealed class WebChatTests(Chromium chromium) : IAsyncLifetime
{
    private ShopSite _site = null!;
    private ClientBot _bot = null!;
    private IBrowserContext? _context;

    public async ValueTask InitializeAsync()
    {
        _site = await ShopSite.StartAsync();
        _bot = _site.Bot = await ClientBot.StartAsync(_site.Origin);
    }

    public async ValueTask DisposeAsync()
    {
        if (_context is not null) await _context.DisposeAsync();
        _bot?.Dispose();
        if (_site is not null) await _site.DisposeAsync();
    }

    [Fact]
    public async Task A_customer_joins_sees_balance_and_history_and_sends_a_picture()
    {
        var page = await OpenAsync();
        await TapAsync(page, "Join");
        await TapAsync(page, "Yes, I agree");
        await TapAsync(page, "Yes, send them");
        await TapAsync(page, "No, thanks");
        await Expect(Bubble(page, "Yes, I agree")).ToBeVisibleAsync();      // what was agreed to stands in the talk
        await Expect(Bubble(page, "What should we call you?")).ToBeVisibleAsync();
        await SayAsync(page, "Ben");
        await TapAsync(page, "Yes, English");
        await SayAsync(page, "5 November");
        await Expect(Bubble(page, "Done, Ben")).ToBeVisibleAsync();
        await SayAsync(page, "/balance");
        await Expect(Bubble(page, "Your level:")).ToBeVisibleAsync();
        await SayAsync(page, "/history");
        await Expect(Bubble(page, "points").Last).ToBeVisibleAsync();
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "receipt.png", MimeType = "image/png", Buffer = await page.ScreenshotAsync() });
        var picture = page.Locator("img[src*='/directline/uploads/']");
        await Expect(picture).ToBeVisibleAsync();
        await Expect(Bubble(page, "Thank you for the picture")).ToBeVisibleAsync();
        Assert.True(await picture.EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth > 200; }"));
        await Expect(page.GetByText("Send failed")).ToHaveCountAsync(0);
        await Expect(page.GetByText("Sending")).ToHaveCountAsync(0);
        await ShowAsync(page, "whole-talk");
    }

    [Fact]
    public async Task By_polling_the_talk_is_the_same()
    {
        var page = await OpenAsync("?poll");
        await TapAsync(page, "Look around");
        await TapAsync(page, "Shops");
        await Expect(Bubble(page, "Aroma Coffee, seaside").Last).ToBeVisibleAsync();
        await Expect(page.GetByText("Send failed")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_reload_shows_the_history_once_and_does_not_greet_again()
    {
        var page = await OpenAsync();
        await SayAsync(page, "/menu");
        await Expect(Bubble(page, "What would you like to see?")).ToHaveCountAsync(1);
        await page.ReloadAsync();
        await Expect(page.Locator("body")).ToHaveAttributeAsync("data-status", "2");
        await Expect(Bubble(page, "What would you like to see?")).ToHaveCountAsync(1);
        await Expect(Bubble(page, "Would you like to join")).ToHaveCountAsync(1);
        await TapAsync(page, "Shops");
        await Expect(Bubble(page, "Aroma Coffee, seaside").Last).ToBeVisibleAsync();
    }

    [Fact]
    public async Task After_the_server_was_killed_the_talk_goes_on_with_nothing_lost_and_nothing_twice()
    {
        var page = await OpenAsync(hurried: true);
        await SayAsync(page, "/menu");
        await Expect(Bubble(page, "What would you like to see?")).ToHaveCountAsync(1);
        await page.RunAndWaitForWebSocketAsync(async () =>
        {
            await _bot.KillAsync();
            await _bot.RunAsync();
        }, new() { Timeout = 60_000 });
        await SayAsync(page, "/contacts");
        await TapAsync(page, "Shops");
        await Expect(Bubble(page, "Aroma Coffee, seaside").Last).ToBeVisibleAsync();
        var conversation = await page.EvaluateAsync<string>("() => JSON.parse(sessionStorage.getItem('talk')).conversationId");
        // The answers to the last words are still on their way: both sides are asked until they agree, or do not in the end.
        var stored = new List<JsonNode>();
        var (shown, patience) = (0, Stopwatch.StartNew());
        while ((Said(stored).Count() < 3 || shown != stored.Count) && patience.Elapsed < TimeSpan.FromSeconds(20))
        {
            stored = [.. (await _bot.StoredAsync(conversation)).Where(a => a["type"]!.ToString() == "message")];
            shown = await page.Locator(".webchat__bubble__content").CountAsync();
        }
        Assert.Equal(["/menu", "/contacts", "Shops"], Said(stored));
        Assert.Equal(stored.Count, shown);
    }

    private static IEnumerable<string> Said(IEnumerable<JsonNode> stored) =>
        stored.Where(a => a["from"]!["role"]!.ToString() == "user").Select(a => a["text"]!.ToString());

    private async Task<IPage> OpenAsync(string query = "", bool hurried = false)
    {
        _context = await chromium.NewContextAsync(new() { Locale = "en-GB", ViewportSize = new() { Width = 480, Height = 1600 } });
        var page = await _context.NewPageAsync();
        if (hurried) await page.AddInitScriptAsync(scriptPath: NodeClient.Here("hurry.js"));
        await page.GotoAsync($"{_site.Origin}/{query}");
        await Expect(page.Locator("body")).ToHaveAttributeAsync("data-status", "2", new() { Timeout = 30_000 });
        await Expect(Bubble(page, "Would you like to join")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        return page;
    }

    private static ILocator Bubble(IPage page, string words) => page.Locator(".webchat__bubble__content", new() { HasText = words });

    private static Task TapAsync(IPage page, string label) => page.GetByRole(AriaRole.Button, new() { Name = label, Exact = true }).Last.ClickAsync();

    private static async Task SayAsync(IPage page, string words)
    {
        await page.GetByRole(AriaRole.Textbox).FillAsync(words);
        await page.GetByRole(AriaRole.Textbox).PressAsync("Enter");
    }

    /// <summary>Keeps a picture for a person to look at.</summary>
    private static async Task ShowAsync(IPage page, string name) =>
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Root, "artifacts", "screenshots", $"web-chat-{name}.png") });
}
