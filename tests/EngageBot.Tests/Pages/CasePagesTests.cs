using System.Net;
using System.Text.RegularExpressions;
using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Staff;
using EngageBot.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EngageBot.Tests.Pages;

/// <summary>Cases in a browser: the second surface, with the same verbs, the same manners and one claim.</summary>
public sealed partial class CasePagesTests : IAsyncLifetime
{
    private EngageHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await EngageHost.StartAsync(new TestClock(), settings: ["--demo=false"]);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_case_is_found_read_answered_and_solved()
    {
        await OpenedAsync("My kettle <b>leaks</b>");
        using var browser = await SignedInAsync("Drita", Role.Manager);
        var list = await browser.OpensAsync("/staff/cases");
        Assert.Contains("<a href=\"/staff/cases/1\">", list.Html, StringComparison.Ordinal);
        var one = await browser.OpensAsync("/staff/cases/1");
        Assert.Contains("My kettle &lt;b&gt;leaks&lt;/b&gt;", one.Html, StringComparison.Ordinal);

        var blocked = await PostAsync(browser, "answer", ("words", "You are wrong."));
        Assert.Equal(HttpStatusCode.Conflict, blocked.Status);
        Assert.Contains("Nobody wins an argument", blocked.Html, StringComparison.Ordinal);
        Assert.Contains(">You are wrong.</textarea>", blocked.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"sure\"", blocked.Html, StringComparison.Ordinal);
        var asked = await PostAsync(browser, "answer", ("words", "We are swamped, please come at 16:00."));
        Assert.Contains("name=\"sure\"", asked.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await PostAsync(browser, "answer", ("words", "We are swamped, please come at 16:00."), ("sure", "yes"))).Status);
        Assert.Equal(1, await _host.CountAsync("SELECT COUNT(*) FROM case_entries WHERE kind = 'Staff'"));

        await browser.OpensAsync("/staff/cases/1");
        Assert.Equal(HttpStatusCode.SeeOther, (await PostAsync(browser, "note", ("words", "the seal is a known defect"))).Status);
        Assert.Contains("the seal is a known defect", (await browser.OpensAsync("/staff/cases/1")).Html, StringComparison.Ordinal);
        // As long as the field takes, in any alphabet.
        Assert.Equal(HttpStatusCode.SeeOther, (await PostAsync(browser, "note", ("words", new string('ж', 4_000)))).Status);
        await browser.OpensAsync("/staff/cases/1");
        Assert.Contains("Write what happened", (await PostAsync(browser, "note", ("words", "an idiot"))).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await PostAsync(browser, "done")).Status);
        Assert.Contains("solved", (await browser.OpensAsync("/staff/cases/1")).Html, StringComparison.Ordinal);
        Assert.Contains("Nobody waits for us now", (await browser.OpensAsync("/staff/cases")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_case_that_waits_stays_in_the_list_however_many_newer_ones_are_over()
    {
        await OpenedAsync("My kettle leaks");
        await _host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
        {
            var old = CaseRows.ByNumber(scope, _host.Services.GetRequiredService<BusinessDirectory>().Business.Id, 1)!;
            for (var number = 2; number < 220; number++)
                CaseRows.Insert(scope, old with { Id = CaseId.New(old.OpenedAt), Number = number, State = CaseState.Closed, ClosedAt = old.OpenedAt, Source = $"test:{number}", NextLookAt = null });
            return ValueTask.FromResult(0);
        }, Cancellation);
        using var browser = await SignedInAsync("Drita", Role.Manager);
        var list = await browser.OpensAsync("/staff/cases");
        Assert.Contains("<a href=\"/staff/cases/1\">", list.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a href=\"/staff/cases/219\">", list.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_comes_second_sees_who_has_it_and_what_was_said_and_a_form_counts_once()
    {
        await OpenedAsync("My kettle leaks");
        using var drita = await SignedInAsync("Drita", Role.Manager);
        using var anna = await SignedInAsync("Anna", Role.Manager);
        await anna.OpensAsync("/staff/cases/1");
        await drita.OpensAsync("/staff/cases/1");
        for (var again = 0; again < 2; again++) await PostAsync(drita, "answer", ("words", "We exchange it today."));
        var late = await PostAsync(anna, "answer", ("words", "We repair it today."));
        Assert.Contains("Drita has this case", late.Html, StringComparison.Ordinal);
        Assert.Contains("We exchange it today.", late.Html, StringComparison.Ordinal);
        Assert.Contains(">We repair it today.</textarea>", late.Html, StringComparison.Ordinal);
        Assert.Equal(1, await _host.CountAsync("SELECT COUNT(*) FROM case_entries WHERE kind = 'Staff'"));
        Assert.Equal(1, await _host.CountAsync("SELECT COUNT(*) FROM inbox WHERE content LIKE '%staff-replied%'"));
    }

    [Fact]
    public async Task Cases_are_for_those_who_handle_them()
    {
        await OpenedAsync("My kettle leaks");
        using var nobody = new StaffBrowser(_host);
        Assert.Contains("Send /console to the bot", (await nobody.OpensAsync("/staff/cases/1")).Html, StringComparison.Ordinal);
        using var viewer = await SignedInAsync("Vera", Role.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.OpensAsync("/staff/cases")).Status);
        Assert.DoesNotContain("kettle", (await viewer.OpensAsync("/staff/cases/1")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await viewer.PostsAsync("/staff/cases/1/take", [])).Status);
    }

    private async Task OpenedAsync(string words)
    {
        var (account, business) = (_host.Services.GetRequiredService<BusinessDirectory>().Accounts.First(a => a.Channel == "web"), _host.Services.GetRequiredService<BusinessDirectory>().Business.Id);
        var now = _host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await _host.Services.GetRequiredService<IStore>().WriteAsync(async scope =>
        {
            var chat = Chats.FindOrCreate(scope, account, "a-visitor", null, "en", now);
            await _host.Services.GetRequiredService<CaseDesk>().OpenAsync(scope, CaseHand.Customer, new(business, chat.ContactId, CaseKind.Complaint, words, "chat", "en") { Chat = chat.Id }, now);
        }, Cancellation);
    }

    private async Task<StaffBrowser> SignedInAsync(string name, Role role)
    {
        var browser = new StaffBrowser(_host);
        await browser.OpensAsync($"/staff/join?t={await _host.InviteAsync(role, name)}");
        await browser.SendsAsync();
        return browser;
    }

    /// <summary>Sends one of the forms of the page on the screen.</summary>
    private static Task<BrowserPage> PostAsync(StaffBrowser browser, string verb, params (string Name, string Value)[] typed) => browser.PostsAsync($"/staff/cases/1/{verb}",
    [
        .. Hidden().Matches(browser.Last.Html).DistinctBy(m => m.Groups[1].Value).Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value))),
        .. typed.Select(field => KeyValuePair.Create(field.Name, field.Value)),
    ]);

    [GeneratedRegex("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">")]
    private static partial Regex Hidden();
}
