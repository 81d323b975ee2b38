using EngageBot.Tests.Support;
using EngageBot.Tests.Support.FakeTelegram;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EngageBot.BrowserTests;

/// <summary>The talk every channel must be able to hold, in our page, with staff in a Telegram group.</summary>
public sealed class BrowserTalk(Chromium chromium) : IAsyncLifetime
{
    private const long StaffChatId = -1001234567890;
    private FakeTelegramServer _telegram = null!;
    private EngageHost _host = null!;
    private IBrowserContext? _context;

    public async ValueTask InitializeAsync()
    {
        _telegram = await FakeTelegramServer.StartAsync();
        _host = await EngageHost.StartAsync(settings:
        [
            $"--Channels:Telegram:Token={_telegram.Token}", $"--Channels:Telegram:ApiRoot={_telegram.Root}", $"--Channels:Telegram:StaffChatId={StaffChatId}",
        ]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_context is not null) await _context.DisposeAsync();
        await _host.DisposeAsync();
        await _telegram.DisposeAsync();
    }

    [Fact]
    public async Task A_visitor_joins_sees_points_and_history_in_three_languages_and_reaches_a_person_who_answers()
    {
        var staffRoom = _telegram.Group("Staff", StaffChatId);
        var drita = _telegram.User("Drita");
        _context = await chromium.NewContextAsync(new() { Locale = "en-GB" });
        var page = await _context.NewPageAsync();
        await page.GotoAsync(_host.Address.AbsoluteUri);

        await TapAsync(page, "Join");
        await TapAsync(page, "Yes, I agree");
        await TapAsync(page, "Yes, send them");
        await Expect(Bubble(page, "how your visit was")).ToBeVisibleAsync();
        await TapAsync(page, "No, thanks");
        await Expect(Bubble(page, "What should we call you?")).ToBeVisibleAsync();
        await SayAsync(page, "Ben");
        await TapAsync(page, "Yes, English");
        await Expect(Bubble(page, "On which day is your birthday?")).ToBeVisibleAsync();
        await SayAsync(page, "5 November");
        await Expect(Bubble(page, "Done, Ben")).ToBeVisibleAsync();

        await SayAsync(page, "/balance");
        await Expect(Bubble(page, "Your level:")).ToBeVisibleAsync();
        await SayAsync(page, "/history");
        await Expect(page.Locator(".m.bot").Last).ToBeVisibleAsync();
        await SayAsync(page, "/language ru");
        await SayAsync(page, "баланс");
        await Expect(Bubble(page, "Ваш уровень")).ToBeVisibleAsync();
        await SayAsync(page, "/language sq");
        await SayAsync(page, "sa pikë kam");
        await Expect(Bubble(page, "Niveli juaj")).ToBeVisibleAsync();

        await SayAsync(page, "/human");
        await Expect(Bubble(page, "Një person")).ToBeVisibleAsync();
        await SayAsync(page, "A keni qumësht pa laktozë?");
        var shown = await staffRoom.WaitForTextAsync("A keni qumësht pa laktozë?");
        Assert.Contains("Ben", shown.Text, StringComparison.Ordinal);
        await staffRoom.SaysAsync(drita, "Po, kemi!", replyTo: shown);
        await Expect(Bubble(page, "Po, kemi!")).ToBeVisibleAsync();
        Assert.Empty(_telegram.Violations);
    }

    private static ILocator Bubble(IPage page, string text) => page.Locator(".m.bot .bubble", new() { HasText = text }).Last;

    private static Task TapAsync(IPage page, string label) => page.GetByRole(AriaRole.Button, new() { Name = label, Exact = true }).Last.ClickAsync();

    private static async Task SayAsync(IPage page, string words)
    {
        await page.Locator("#words").FillAsync(words);
        await page.Locator("#words").PressAsync("Enter");
    }
}
