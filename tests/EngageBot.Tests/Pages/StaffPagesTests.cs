using System.Net;
using System.Text.RegularExpressions;
using EngageBot.Businesses;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Staff;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Pages;

/// <summary>Signing in to a browser by link and by code, and out again.</summary>
public sealed partial class StaffPagesTests
{
    private readonly TestClock _clock = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_says_who_invites_is_not_used_up_by_looking_and_signs_the_browser_in_once()
    {
        await using var host = await EngageHost.StartAsync(_clock, settings: ["--demo=false"]);
        var shop = host.Services.GetRequiredService<BusinessDirectory>().Shops[0];
        var token = await host.InviteAsync(Role.Manager, "Drita <b>", null, shop.Id);
        using var browser = new StaffBrowser(host);
        for (var look = 0; look < 3; look++) await browser.OpensAsync($"/staff/join?t={token}");
        Assert.Contains("An invitation for Drita &lt;b&gt; to work at", browser.Last.Html, StringComparison.Ordinal);
        Assert.Contains("manager", browser.Last.Html, StringComparison.Ordinal);
        var entered = await browser.SendsAsync();
        Assert.Equal((HttpStatusCode.SeeOther, "/staff"), (entered.Status, entered.Location));
        var cookie = entered.CookieOf("eb_staff");
        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; path=/staff", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        var home = await browser.OpensAsync("/staff");
        Assert.Contains("<dd>Drita &lt;b&gt;</dd>", home.Html, StringComparison.Ordinal);
        Assert.Contains($"<dd>{WebUtility.HtmlEncode(shop.Name)}</dd>", home.Html, StringComparison.Ordinal);

        using var second = new StaffBrowser(host);
        Assert.Equal(HttpStatusCode.NotFound, (await second.OpensAsync($"/staff/join?t={token}")).Status);
        await second.OpensAsync("/staff");
        Assert.Equal(HttpStatusCode.NotFound, (await second.SendsAsync(("t", token))).Status);
        Assert.DoesNotContain(second.Last.Cookies, c => c.StartsWith("eb_staff", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Behind_https_the_cookie_travels_only_there()
    {
        await using var host = await EngageHost.StartAsync(_clock, settings: ["--demo=false", "--Channels:WebChat:PublicUrl=https://shop.example"]);
        using var browser = new StaffBrowser(host);
        await browser.OpensAsync($"/staff/join?t={await host.InviteAsync(Role.Owner, "Drita")}");
        Assert.Contains("; secure", (await browser.SendsAsync()).CookieOf("eb_staff"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_form_from_elsewhere_changes_nothing()
    {
        await using var host = await EngageHost.StartAsync(_clock, settings: ["--demo=false"]);
        var token = await host.InviteAsync(Role.Owner, "Drita");
        using var browser = new StaffBrowser(host);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostsAsync("/staff/in", [new("t", token)])).Status);
        Assert.Equal(0, await host.CountAsync("SELECT COUNT(*) FROM staff_sessions"));
        await browser.OpensAsync($"/staff/join?t={token}");
        await browser.SendsAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostsAsync("/staff/out", [])).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostsAsync("/staff/out", [new("csrf", "forged")])).Status);
        Assert.Contains("Drita", (await browser.OpensAsync("/staff")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_button_leads_whoever_has_the_till_to_it_in_a_web_chat_of_their_own()
    {
        await using var host = await EngageHost.StartAsync(_clock, settings: ["--demo=false"]);
        using var browser = await SignedInAsync(host);
        Assert.Contains("Open the till", (await browser.OpensAsync("/staff?lang=en")).Html, StringComparison.Ordinal);
        var csrf = Csrf().Match(browser.Last.Html).Groups[1].Value;
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostsAsync("/staff/till", [])).Status);
        var led = await browser.PostsAsync("/staff/till", [new("csrf", csrf)]);
        Assert.Equal(HttpStatusCode.SeeOther, led.Status);
        Assert.StartsWith($"/?staff={LinkToken.Prefix}", led.Location, StringComparison.Ordinal);
        var chat = new HouseTalk(host, "counter");
        await chat.HappensAsync(new InboundContent.Opened(new Sender("counter", "counter", "en"), led.Location!["/?staff=".Length..]));
        await chat.SaysAsync("yes");
        await chat.SaysAsync("/till");
        Assert.Contains("Whose", chat.Words, StringComparison.Ordinal);

        await host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
        {
            scope.Command("UPDATE staff_members SET role = 'Viewer'").ExecuteNonQuery();
            return ValueTask.CompletedTask;
        }, Cancellation);
        Assert.DoesNotContain("Open the till", (await browser.OpensAsync("/staff?lang=en")).Html, StringComparison.Ordinal);
        Assert.Equal("/staff", (await browser.PostsAsync("/staff/till", [new("csrf", csrf)])).Location);
    }

    [GeneratedRegex("name=\"csrf\" value=\"([^\"]+)\"")]
    private static partial Regex Csrf();

    [Fact]
    public async Task Signing_out_ends_the_session_on_the_server()
    {
        await using var host = await EngageHost.StartAsync(_clock, settings: ["--demo=false"]);
        using var browser = await SignedInAsync(host);
        var stolen = browser.Jar.GetCookies(new Uri(host.Address, "/staff"))["eb_staff"]!.Value;
        await browser.OpensAsync("/staff");
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SendsAsync()).Status);
        using var thief = new StaffBrowser(host);
        thief.Jar.Add(new Cookie("eb_staff", stolen, "/staff", host.Address.Host));
        Assert.DoesNotContain("Drita", (await thief.OpensAsync("/staff")).Html, StringComparison.Ordinal);
        Assert.Contains("Send /console to the bot", thief.Last.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdefABCDEF-_0123456789abcdefABC")]
    [InlineData("x")]
    public async Task A_cookie_nobody_made_is_nobodys(string forged)
    {
        await using var host = await EngageHost.StartAsync(_clock, settings: ["--demo=false"]);
        using var browser = new StaffBrowser(host);
        if (forged.Length > 0) browser.Jar.Add(new Cookie("eb_staff", forged, "/staff", host.Address.Host));
        Assert.Contains("Send /console to the bot", (await browser.OpensAsync("/staff")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_from_the_chat_signs_in_within_ten_minutes_and_once()
    {
        await using var host = await EngageHost.StartAsync(_clock, settings: ["--demo=false"]);
        var ben = new HouseTalk(host, "ben");
        await ben.HappensAsync(new InboundContent.Opened(new Sender("1", "Ben", "en"), LinkToken.Prefix + await host.InviteAsync(Role.Cashier, "Ben")));
        await ben.SaysAsync("yes");
        var code = Code().Match((await ben.SaysAsync("/console")).Words).Value;
        using var browser = new StaffBrowser(host);
        await browser.OpensAsync("/staff");
        await browser.SendsAsync(("t", $"{code[..5]}-{code[5..]}".ToLowerInvariant()));
        Assert.Contains("<dd>Ben</dd>", (await browser.OpensAsync("/staff")).Html, StringComparison.Ordinal);
        using var other = new StaffBrowser(host);
        await other.OpensAsync("/staff");
        Assert.Equal(HttpStatusCode.NotFound, (await other.SendsAsync(("t", code))).Status);

        var late = Code().Match((await ben.SaysAsync("/console")).Words).Value;
        _clock.Advance(TimeSpan.FromMinutes(10));
        await other.OpensAsync("/staff");
        Assert.Equal(HttpStatusCode.NotFound, (await other.SendsAsync(("t", late))).Status);

        var (eve, mallory) = (new HouseTalk(host, "eve"), new HouseTalk(host, "mallory"));
        Assert.Equal((await mallory.SaysAsync("/nonsense")).Words, (await eve.SaysAsync("/console")).Words);
    }

    [Fact]
    public async Task Who_is_suspended_reads_so_and_who_is_let_go_is_out()
    {
        await using var host = await EngageHost.StartAsync(_clock, settings: ["--demo=false"]);
        using var browser = await SignedInAsync(host);
        await host.InviteAsync(Role.Owner, "Second");
        await ChangeAsync(host, (scope, business, id) => StaffChanges.SetRole(scope, StaffWorld.Operator, business, id, Role.Viewer, null, _clock.GetUtcNow()));
        await ChangeAsync(host, (scope, business, id) => StaffChanges.Suspend(scope, StaffWorld.Operator, business, id, null, _clock.GetUtcNow()));
        Assert.Contains("suspended", (await browser.OpensAsync("/staff")).Html, StringComparison.Ordinal);
        await ChangeAsync(host, (scope, business, id) => StaffChanges.Remove(scope, StaffWorld.Operator, business, id, null, _clock.GetUtcNow()));
        Assert.DoesNotContain("Drita", (await browser.OpensAsync("/staff")).Html, StringComparison.Ordinal);
        Assert.Equal(1, await host.CountAsync("SELECT COUNT(*) FROM staff_sessions WHERE ended_at IS NOT NULL"));
    }

    [Fact]
    public async Task A_session_outlives_a_restart_with_its_open_form_and_ends_when_nobody_uses_it()
    {
        var folder = Directory.CreateTempSubdirectory("engagebot-staff").FullName;
        var port = FreePort.Next();
        string[] settings = ["--demo=false", $"--urls=http://127.0.0.1:{port}"];
        await using (var first = await EngageHost.StartAsync(_clock, folder, null, settings))
        {
            using var browser = await SignedInAsync(first);
            await browser.OpensAsync("/staff");
            await first.DisposeAsync();
            await using var again = await EngageHost.StartAsync(_clock, folder, null, settings);
            Assert.Equal(1, await again.CountAsync("SELECT COUNT(*) FROM data_protection_keys"));
            _clock.Set(TimeSpan.FromDays(13));
            Assert.Contains("Drita", (await browser.OpensAsync("/staff")).Html, StringComparison.Ordinal);
            _clock.Set(TimeSpan.FromDays(13));
            Assert.Contains("Drita", (await browser.OpensAsync("/staff")).Html, StringComparison.Ordinal);
            _clock.Set(TimeSpan.FromDays(14));
            Assert.DoesNotContain("Drita", (await browser.OpensAsync("/staff")).Html, StringComparison.Ordinal);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("en", "Send /console to the bot")]
    [InlineData("ru-RU,en;q=0.5", "Отправьте боту /console")]
    [InlineData("sq", "Dërgojini botit /console")]
    [InlineData("de", "Send /console to the bot")]
    public async Task The_page_speaks_the_readers_language(string accept, string words)
    {
        await using var host = await EngageHost.StartAsync(_clock, settings: ["--demo=false"]);
        using var browser = new StaffBrowser(host, accept);
        Assert.Contains(words, WebUtility.HtmlDecode((await browser.OpensAsync("/staff")).Html), StringComparison.Ordinal);
        Assert.Matches($"<html lang=\"(en|ru|sq)\">", browser.Last.Html);
    }

    private static async Task<StaffBrowser> SignedInAsync(EngageHost host)
    {
        var token = await host.InviteAsync(Role.Owner, "Drita");
        var browser = new StaffBrowser(host);
        await browser.OpensAsync($"/staff/join?t={token}");
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.SendsAsync()).Status);
        return browser;
    }

    private static Task ChangeAsync(EngageHost host, Func<WriteScope, BusinessId, StaffId, StaffOutcome> change) => host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
    {
        scope.Command("UPDATE staff_members SET state = 'Active' WHERE name = 'Second'").ExecuteNonQuery();    // so that the first is not the last owner
        var id = new StaffId(Guid.Parse((string)scope.Command("SELECT staff_id FROM staff_sessions").ExecuteScalar()!));
        Assert.IsType<StaffOutcome.Changed>(change(scope, host.Services.GetRequiredService<BusinessDirectory>().Business.Id, id));
        return ValueTask.CompletedTask;
    }, Cancellation);

    [GeneratedRegex("[2-9A-HJKMNP-Z]{10}")]
    private static partial Regex Code();
}
