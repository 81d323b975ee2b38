using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EngageBot.BrowserTests;

public sealed class PageTests(Chromium chromium) : IAsyncLifetime
{
    private static readonly BrowserNewContextOptions Desktop = new() { Locale = "en-GB", ViewportSize = new() { Width = 1180, Height = 820 } };
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly List<IBrowserContext> _contexts = [];
    private ChatServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ChatServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts) await context.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_visitor_is_greeted_and_answered()
    {
        var page = await OpenAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Kafe Luna");
        await Expect(Bubble(page, "What would you like to see?")).ToBeVisibleAsync();
        await SayAsync(page, "Good evening <b>&amp;</b> *all*");
        await Expect(Bubble(page, "You wrote: Good evening <b>&amp;</b> *all*")).ToBeVisibleAsync();
        await Expect(page.Locator(".m.user")).ToHaveCountAsync(1);
        await Expect(page.Locator(".m.waiting, .m.failed")).ToHaveCountAsync(0);
        await Expect(page.Locator("#words")).ToBeFocusedAsync();
        await Expect(page.Locator("#state")).ToHaveTextAsync("Online");
    }

    [Fact]
    public async Task The_page_asks_nobody_else_and_breaks_none_of_its_own_rules()
    {
        var page = await OpenAsync();
        await SayAsync(page, "points");
        await Expect(Bubble(page, "You have 1,240 points.")).ToBeVisibleAsync();
        Assert.All(_requests, address => Assert.StartsWith(_server.Address, address.Replace("ws://", "http://", StringComparison.Ordinal), StringComparison.Ordinal));
        Assert.Contains(_requests, address => address.StartsWith("ws://", StringComparison.Ordinal));
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task A_tap_shows_its_label_and_closes_the_question_once_the_bot_has_answered()
    {
        var page = await OpenAsync();
        var points = page.GetByRole(AriaRole.Button, new() { Name = "My points" });
        await points.ClickAsync();
        await Expect(page.Locator(".m.user .bubble")).ToContainTextAsync("My points");
        await Expect(page.Locator("strong")).ToHaveTextAsync("1,240 points");
        await Expect(points.First).ToBeDisabledAsync();
        await Expect(page.Locator(".choice.chosen")).ToHaveTextAsync("My points");
        await Expect(points.Last).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_word_of_the_bot_that_is_a_command_can_be_tapped()
    {
        var page = await OpenAsync();
        await SayAsync(page, "points");
        await page.Locator(".m.bot").GetByRole(AriaRole.Button, new() { Name = "/history" }).ClickAsync();
        await Expect(Bubble(page, "You wrote: /history")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Shops" }).Last.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "+355 69 123 4567" })).ToHaveAttributeAsync("href", "tel:+355691234567");
    }

    [Fact]
    public async Task A_reload_keeps_the_conversation_and_greets_nobody_twice()
    {
        var page = await OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "My points" }).ClickAsync();
        await Expect(page.Locator(".m")).ToHaveCountAsync(5);
        await page.ReloadAsync();
        await Expect(page.Locator(".m")).ToHaveCountAsync(5);
        await Expect(page.Locator(".m.user")).ToContainTextAsync("My points");
        await Expect(page.Locator(".choice:enabled")).ToHaveCountAsync(3);
        await SayAsync(page, "still here");
        await Expect(Bubble(page, "You wrote: still here")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task While_the_answer_takes_its_time_the_page_shows_that_somebody_is_at_work()
    {
        var page = await OpenAsync();
        var answer = new TaskCompletionSource();
        _server.Bot.Before = answer.Task;
        await SayAsync(page, "hello");
        await Expect(page.Locator("#typing")).ToBeVisibleAsync();
        answer.SetResult();
        await Expect(Bubble(page, "You wrote: hello")).ToBeVisibleAsync();
        await Expect(page.Locator("#typing")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_restart_of_the_server_loses_nothing_and_shows_nothing_twice()
    {
        var page = await OpenAsync();
        await SayAsync(page, "before");
        await Expect(Bubble(page, "You wrote: before")).ToBeVisibleAsync();
        await _server.StopAsync();
        await Expect(page.Locator("#state")).Not.ToHaveTextAsync("Online");
        await SayAsync(page, "in between");
        await Expect(page.Locator(".m.failed")).ToContainTextAsync("in between");
        await _server.RunAsync();
        await Expect(Bubble(page, "You wrote: in between")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(page.Locator(".m.failed, .m.waiting")).ToHaveCountAsync(0);
        await Expect(page.Locator(".m")).ToHaveCountAsync(6);
    }

    [Fact]
    public async Task Without_a_network_words_are_kept_and_go_when_it_is_back()
    {
        var page = await OpenAsync();
        await page.Context.SetOfflineAsync(true);
        await Expect(page.Locator("#offline")).ToContainTextAsync("No connection");
        await SayAsync(page, "hello?");
        await Expect(page.Locator(".m.failed").GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();
        await page.Context.SetOfflineAsync(false);
        await Expect(Bubble(page, "You wrote: hello?")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Expect(page.Locator("#offline")).ToBeEmptyAsync();
        await Expect(page.Locator(".m.user")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Where_sockets_do_not_get_through_the_page_polls()
    {
        var page = await OpenAsync(before: p => p.AddInitScriptAsync("""
            window.WebSocket = class { constructor() { setTimeout(() => this.onclose && this.onclose(), 0); } send() {} close() {} };
            """));
        await Expect(page.Locator("#state")).ToHaveTextAsync("Online", new() { Timeout = 20_000 });
        await SayAsync(page, "hello");
        await Expect(Bubble(page, "You wrote: hello")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        Assert.Contains(_requests, address => address.Contains("/activities?watermark=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_language_changes_the_page_and_the_bot_and_stays()
    {
        var page = await OpenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Shqip" }).ClickAsync();
        await Expect(Bubble(page, "Çfarë t'ju tregojmë?")).ToBeVisibleAsync();
        await Expect(Bubble(page, "Which language")).ToHaveCountAsync(0);
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "sq");
        await Expect(page.Locator("#words")).ToHaveAttributeAsync("placeholder", "Shkruani një mesazh");
        await page.ReloadAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "sq");
        await Expect(Bubble(page, "Çfarë t'ju tregojmë?")).ToBeVisibleAsync();
        await Expect(Bubble(page, "Which language")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_browser_in_Russian_is_met_in_Russian()
    {
        var page = await OpenAsync(new() { Locale = "ru-RU" }, greeting: "Что показать?");
        await Expect(page.Locator("#hello")).ToHaveTextAsync("Добро пожаловать в Kafe Luna");
    }

    [Fact]
    public async Task A_demo_visitor_may_be_a_member_and_is_told_that_it_is_a_demo()
    {
        await _server.DisposeAsync();
        _server = await ChatServer.StartAsync(withDemo: true);
        var page = await OpenAsync();
        await Expect(page.Locator("#demo")).ToContainTextAsync("This is a demo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Arta, gold level" }).ClickAsync();
        await Expect(Bubble(page, "Hello, Arta!")).ToBeVisibleAsync();
        await Expect(Bubble(page, "Hello! I am")).ToHaveCountAsync(0);
        await Expect(page.Locator("#demo-note")).ToContainTextAsync("1,240 points");
        await page.ReloadAsync();
        await Expect(Bubble(page, "Hello, Arta!")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Arta, gold level" })).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task A_phone_number_may_be_typed_and_the_page_says_what_it_is_worth()
    {
        var page = await OpenAsync();
        await SayAsync(page, "phone");
        await Expect(page.Locator("#hint")).ToContainTextAsync("no proof");
        await Expect(page.Locator("#words")).ToHaveAttributeAsync("inputmode", "tel");
        await SayAsync(page, "+355 69 123 4567");
        await Expect(page.Locator("#hint")).ToBeEmptyAsync();
    }

    [Fact]
    public async Task A_picture_can_be_sent_and_is_seen()
    {
        var page = await OpenAsync();
        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "cup.png", MimeType = "image/png", Buffer = Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==") });
        await Expect(Bubble(page, "A fine picture")).ToBeVisibleAsync();
        var picture = page.Locator(".m.user img");
        await Expect(picture).ToHaveCountAsync(1);
        Assert.True(await picture.EvaluateAsync<bool>("async image => { await image.decode(); return image.naturalWidth === 1; }"));
        await Expect(page.Locator(".m.user")).ToHaveCountAsync(1);
        Assert.Empty(_complaints);
    }

    [Fact]
    public async Task Everything_can_be_done_with_the_keyboard_alone()
    {
        var page = await OpenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Talk to a person" })).ToBeVisibleAsync();
        await page.Locator("#words").FocusAsync();
        for (var i = 0; i < 3; i++) await page.Keyboard.PressAsync("Shift+Tab");     // paper clip, last answer, the one before
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Shops" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(Bubble(page, "Rruga e Kavajës")).ToBeVisibleAsync();
        await page.Locator("#words").FocusAsync();
        await page.Keyboard.TypeAsync("two");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Keyboard.TypeAsync("lines");
        await page.Keyboard.PressAsync("Enter");
        await Expect(Bubble(page, "You wrote: two\nlines")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, "en-GB")]
    [InlineData(ColorScheme.Dark, "sq-AL")]
    public async Task Axe_finds_nothing_serious(ColorScheme colours, string locale)
    {
        await _server.DisposeAsync();
        _server = await ChatServer.StartAsync(withDemo: true);
        var page = await OpenAsync(new() { Locale = locale, ColorScheme = colours, ReducedMotion = ReducedMotion.Reduce }, greeting: locale == "en-GB" ? "What would" : "Çfarë t'ju");
        await page.Locator(".choice").First.ClickAsync();
        await Expect(page.Locator(".choice:enabled")).ToHaveCountAsync(3);
        await SayAsync(page, "scale");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "10", Exact = true })).ToBeVisibleAsync();
        await SayAsync(page, "phone");
        await Expect(page.Locator("#hint")).Not.ToBeEmptyAsync();
        await page.Context.SetOfflineAsync(true);
        await SayAsync(page, "unsent");
        await Expect(page.Locator(".m.failed")).ToBeVisibleAsync();
        var found = (await page.RunAxe()).Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}");
        Assert.Empty(found);
    }

    [Fact]
    public async Task On_a_phone_nothing_overflows_and_every_target_is_large_enough()
    {
        await _server.DisposeAsync();
        _server = await ChatServer.StartAsync(withDemo: true);
        var page = await OpenAsync(new() { Locale = "en-GB", ViewportSize = new() { Width = 360, Height = 640 }, HasTouch = true, IsMobile = true, DeviceScaleFactor = 2 });
        await SayAsync(page, "scale");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "10", Exact = true })).ToBeInViewportAsync();
        await SayAsync(page, new string('w', 300));
        await Expect(Bubble(page, "You wrote: www")).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"));
        await Expect(page.Locator("#words")).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.Equal("16px", await page.Locator("#words").EvaluateAsync<string>("box => getComputedStyle(box).fontSize"));
        foreach (var choice in await page.Locator(".choice:enabled, .icon").AllAsync())
        {
            var box = await choice.BoundingBoxAsync();
            // The browser lays out in fractions of a pixel: 43.99997 is 44.
            Assert.True(box is not null && Math.Round(box.Height, 1) >= 44 && Math.Round(box.Width, 1) >= 44, $"{await choice.TextContentAsync()}: {box?.Width}×{box?.Height}");
        }
    }

    private static ILocator Bubble(IPage page, string text) => page.Locator(".m.bot .bubble", new() { HasText = text });

    private static async Task SayAsync(IPage page, string words)
    {
        await page.Locator("#words").FillAsync(words);
        await page.Locator("#words").PressAsync("Enter");
    }

    private async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null, string greeting = "What would you like to see?", Func<IPage, Task>? before = null)
    {
        var context = await chromium.NewContextAsync(options ?? Desktop);
        _contexts.Add(context);
        var page = await context.NewPageAsync();
        page.Request += (_, request) => _requests.Enqueue(request.Url);
        page.WebSocket += (_, socket) => _requests.Enqueue(socket.Url);
        page.Console += (_, message) => { if (message.Type == "error") _complaints.Enqueue(message.Text); };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        if (before is not null) await before(page);
        await page.GotoAsync(_server.Address);
        await Expect(Bubble(page, greeting)).ToBeVisibleAsync(new() { Timeout = 15_000 });
        return page;
    }
}
