using System.Net;
using System.Text.RegularExpressions;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Surveys;
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
        var refused = (await PostAsync(browser, "note", ("words", "an idiot"))).Html;
        Assert.Contains("Write what happened", refused, StringComparison.Ordinal);
        Assert.Contains(">an idiot</textarea>", refused, StringComparison.Ordinal);
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
    public async Task A_case_of_a_colleague_is_taken_over_only_by_whoever_was_told_whose_it_is()
    {
        await OpenedAsync("My kettle leaks");
        using var drita = await SignedInAsync("Drita", Role.Manager);
        using var anna = await SignedInAsync("Anna", Role.Manager);
        await drita.OpensAsync("/staff/cases/1");
        await PostAsync(drita, "take");
        await anna.OpensAsync("/staff/cases/1");
        var asked = await PostAsync(anna, "take");
        Assert.Equal(HttpStatusCode.Conflict, asked.Status);
        Assert.Contains("Take it over from Drita", asked.Html, StringComparison.Ordinal);
        Assert.Equal(1, await _host.CountAsync("SELECT COUNT(*) FROM cases WHERE owner_name = 'Drita'"));
        await PostAsync(anna, "take", ("over", "yes"));
        Assert.Equal(1, await _host.CountAsync("SELECT COUNT(*) FROM cases WHERE owner_name = 'Anna'"));
    }

    [Theory, InlineData("en", "said nothing"), InlineData("ru", "промолчали"), InlineData("sq", "heshtën"), Trait("Row", "S131"), Trait("Row", "S264")]
    public async Task A_cause_is_named_planned_and_shown_with_those_who_said_nothing(string language, string words)
    {
        await OpenedAsync("My kettle leaks");
        using var browser = await SignedInAsync("Drita", Role.Manager);
        await browser.OpensAsync("/staff/cases/1");
        Assert.Equal(HttpStatusCode.SeeOther, (await PostAsync(browser, "cause", ("words", "seal & lid"), ("fault", "yes"))).Status);
        Assert.Contains("seal &amp; lid", (await browser.OpensAsync($"/staff/causes?lang={language}")).Html, StringComparison.Ordinal);
        var one = await browser.OpensAsync($"/staff/causes?cause=seal%20%26%20lid&lang={language}");
        Assert.Contains(words, WebUtility.HtmlDecode(one.Html), StringComparison.Ordinal);
        var who = (await _host.Services.GetRequiredService<IStore>().ReadRowsAsync("SELECT id FROM staff_members WHERE name = 'Drita'", _ => { }, row => row.GetString(0), Cancellation)).Single();
        var day = _host.Services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(3).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostsAsync("/staff/causes/plan", [.. HiddenOf(browser), new("staff", who), new("day", day)])).Status);
        Assert.Equal(1, await _host.CountAsync("SELECT COUNT(*) FROM case_causes WHERE owner_name = 'Drita'"));
        await browser.OpensAsync("/staff/causes?cause=seal%20%26%20lid");
        // The play that says it is off: nobody is told that they were told.
        var off = await browser.PostsAsync("/staff/causes/fixed", [.. HiddenOf(browser), new("en", "It is mended."), new("ru", "Починили."), new("sq", "U rregullua.")]);
        Assert.Equal(HttpStatusCode.Conflict, off.Status);
        Assert.Contains("engagebot plays on we_are_sorry", off.Html, StringComparison.Ordinal);
    }

    [Theory, InlineData("en", "You are wrong.", "We look at both charges now and write to you by 16:00 today."), InlineData("ru", "Вы не правы.", "Сейчас проверим оба списания и напишем до 16:00 сегодня."), InlineData("sq", "E keni gabim.", "Po i shikojmë të dyja pagesat dhe ju shkruajmë deri në orën 16:00 sot."), Trait("Row", "S163")]
    public async Task Answers_are_practised_with_nobody_and_what_was_weak_comes_again(string language, string wrong, string right)
    {
        using var browser = await SignedInAsync("Drita", Role.Manager);
        var first = await TryAsync(wrong);
        Assert.Contains("<q>", first.Html, StringComparison.Ordinal);
        Assert.Contains("argument", first.Html, StringComparison.Ordinal);                        // weak from now on
        // Another situation that tempts to the same comes next.
        Assert.Contains("value=\"rude\"", first.Html, StringComparison.Ordinal);
        var second = await TryAsync(right);
        Assert.DoesNotContain("argument", second.Html, StringComparison.Ordinal);
        Assert.Matches(@"\b1\D+2\b", second.Html);
        Assert.Equal((0, 0, 0), (await _host.CountAsync("SELECT COUNT(*) FROM cases"), await _host.CountAsync("SELECT COUNT(*) FROM outbox WHERE kind = 'Case'"), await _host.CountAsync("SELECT COUNT(*) FROM inbox WHERE content LIKE '%staff-replied%'")));
        using var viewer = await SignedInAsync("Vera", Role.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.OpensAsync("/staff/practice")).Status);

        async Task<BrowserPage> TryAsync(string words)
        {
            await browser.OpensAsync($"/staff/practice?lang={language}");
            return await browser.PostsAsync($"/staff/practice?lang={language}", [.. HiddenOf(browser), new("words", words)]);
        }
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

    [Fact]
    public async Task The_list_is_filtered_paged_and_says_urgency_and_lateness_in_words()
    {
        await OpenedAsync("My kettle leaks");
        var (store, business) = (_host.Services.GetRequiredService<IStore>(), _host.Services.GetRequiredService<BusinessDirectory>().Business.Id);
        await store.WriteAsync(scope =>
        {
            var old = CaseRows.ByNumber(scope, business, 1)!;
            for (var number = 2; number <= 60; number++)
                CaseRows.Insert(scope, old with
                {
                    Id = CaseId.New(old.OpenedAt), Number = number, Source = $"test:{number}", NextLookAt = null, Priority = number == 60 ? CasePriority.Urgent : CasePriority.Normal,
                    Owner = number == 7 ? "staff:x" : null, OwnerName = number == 7 ? "Drita" : null, WaitingSince = old.OpenedAt.AddMinutes(number),
                });
            CasePromises.Tell(scope, CaseRows.ByNumber(scope, business, 9)!, PromiseKind.Word, old.OpenedAt.AddHours(-1), CaseHand.Clock, old.OpenedAt.AddHours(-2));
            return ValueTask.FromResult(0);
        }, Cancellation);
        using var browser = await SignedInAsync("Drita", Role.Manager);
        var first = (await browser.OpensAsync("/staff/cases")).Html;
        Assert.Contains("Cases found: 60", first, StringComparison.Ordinal);
        Assert.Equal(25, Links(first).Count);
        Assert.Equal(60, Links(first)[0]);
        Assert.Contains("<span class=\"badge urgent\">urgent</span>", first, StringComparison.Ordinal);
        Assert.Contains("Page 1 of 3", first, StringComparison.Ordinal);
        Assert.Contains(">today ", first, StringComparison.Ordinal);
        var third = (await browser.OpensAsync("/staff/cases?page=3")).Html;
        Assert.Equal(10, Links(third).Count);
        Assert.DoesNotContain("rel=\"next\"", third, StringComparison.Ordinal);
        Assert.Equal([7], Links((await browser.OpensAsync("/staff/cases?owner=staff:x")).Html));
        var late = (await browser.OpensAsync("/staff/cases?overdue=yes")).Html;
        Assert.Equal([9], Links(late));
        Assert.Contains("<span class=\"badge overdue\">overdue</span>", late, StringComparison.Ordinal);
        Assert.Contains("No case is like that", (await browser.OpensAsync("/staff/cases?state=closed")).Html, StringComparison.Ordinal);
        Assert.Equal(25, Links((await browser.OpensAsync("/staff/cases?state=nonsense&shop=nonsense&page=-4")).Html).Count);
    }

    [Fact]
    public async Task What_reached_nobody_stands_above_the_list_until_somebody_has_read_it()
    {
        await OpenedAsync("My kettle leaks");
        var (store, business) = (_host.Services.GetRequiredService<IStore>(), _host.Services.GetRequiredService<BusinessDirectory>().Business.Id);
        await store.WriteAsync(scope =>
        {
            var (of, now) = (CaseRows.ByNumber(scope, business, 1)!, _host.Services.GetRequiredService<TimeProvider>().GetUtcNow());
            var id = Tellings.Add(scope, new(business, "test", "staff.case_waits", []) { About = of.Id }, "[]", now, now)!.Value;
            Tellings.Save(scope, Tellings.Find(scope, id)! with { AloneAt = now, NextLookAt = null });
            return ValueTask.FromResult(0);
        }, Cancellation);
        using var browser = await SignedInAsync("Drita", Role.Manager);
        var list = await browser.OpensAsync("/staff/cases");
        Assert.Contains("Nobody could be told", list.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostsAsync("/staff/cases/attention/1", HiddenOf(browser))).Status);
        Assert.DoesNotContain("Nobody could be told", (await browser.OpensAsync("/staff/cases")).Html, StringComparison.Ordinal);
        Assert.Equal(1, await _host.CountAsync("SELECT COUNT(*) FROM staff_tellings WHERE seen_by LIKE 'staff:%'"));
    }

    [Fact]
    public async Task A_case_shows_how_far_each_answer_came()
    {
        await OpenedAsync("My kettle leaks");
        using var browser = await SignedInAsync("Drita", Role.Manager);
        await browser.OpensAsync("/staff/cases/1");
        await PostAsync(browser, "answer", ("words", "We exchange it today."));
        await _host.Services.GetRequiredService<IStore>().WriteAsync(scope =>
        {
            var entry = CaseEntries.Read(scope, CaseRows.ByNumber(scope, _host.Services.GetRequiredService<BusinessDirectory>().Business.Id, 1)!.Id).Single(e => e.Kind is EntryKind.Staff);
            scope.Command("DELETE FROM case_words").ExecuteNonQuery();
            scope.Command("INSERT INTO case_words (entry_id, business_id, case_id, outbox_id, state, reason, watched, began_at, changed_at) SELECT id, business_id, case_id, 0, 'Dead', 'blocked', 0, at, at FROM case_entries WHERE id = @id")
                .Set("@id", entry.Id).ExecuteNonQuery();
            return ValueTask.FromResult(0);
        }, Cancellation);
        Assert.Contains("did not arrive: the customer has blocked us", (await browser.OpensAsync("/staff/cases/1")).Html, StringComparison.Ordinal);
    }

    [Theory, InlineData("en", "Add a shift"), InlineData("ru", "Добавить смену"), InlineData("sq", "Shto një turn")]
    public async Task Shifts_and_absences_are_added_and_removed_on_a_page(string language, string words)
    {
        using var browser = await SignedInAsync("Drita", Role.Manager);
        var who = (await _host.Services.GetRequiredService<IStore>().ReadRowsAsync("SELECT id FROM staff_members WHERE name = 'Drita'", _ => { }, row => row.GetString(0), Cancellation)).Single();
        var page = await browser.OpensAsync($"/staff/rota?lang={language}");
        Assert.Contains(words, WebUtility.HtmlDecode(page.Html), StringComparison.Ordinal);
        await PostTo("shift", ("staff", who), ("from", "2027-03-02T09:00"), ("to", "2027-03-02T17:00"));
        await PostTo("absence", ("staff", who), ("kind", "Vacation"), ("from", "2027-03-05T00:00"), ("to", "2027-03-12T00:00"));
        Assert.Equal((1, 1), (await _host.CountAsync("SELECT COUNT(*) FROM shifts"), await _host.CountAsync("SELECT COUNT(*) FROM absences")));
        Assert.Equal(HttpStatusCode.Conflict, (await PostTo("shift", ("staff", who), ("from", "2027-03-02T16:00"), ("to", "2027-03-02T18:00"))).Status);
        await PostTo("shift-removed", ("id", "1"));
        await PostTo("absence-removed", ("id", "1"));
        Assert.Equal((0, 0), (await _host.CountAsync("SELECT COUNT(*) FROM shifts"), await _host.CountAsync("SELECT COUNT(*) FROM absences")));

        async Task<BrowserPage> PostTo(string verb, params (string, string)[] typed)
        {
            await browser.OpensAsync("/staff/rota");
            return await browser.PostsAsync($"/staff/rota/{verb}", [.. HiddenOf(browser).Where(f => f.Key == "csrf"), .. typed.Select(t => KeyValuePair.Create(t.Item1, t.Item2))]);
        }
    }

    [Theory, InlineData("en"), InlineData("ru"), InlineData("sq"), Trait("Row", "S260")]
    public async Task Promises_and_surveys_are_shown_with_plots_and_the_numbers_beside_them(string language)
    {
        await OpenedAsync("My kettle leaks");
        var (store, kinds, business) = (_host.Services.GetRequiredService<IStore>(), _host.Services.GetRequiredService<RuleKinds>(), _host.Services.GetRequiredService<BusinessDirectory>().Business.Id);
        var now = _host.Services.GetRequiredService<TimeProvider>().GetUtcNow();
        await store.WriteAsync(scope =>
        {
            var of = CaseRows.ByNumber(scope, business, 1)!;
            for (var i = 0; i < 5; i++) CasePromises.Tell(scope, of, PromiseKind.Word, now.AddHours(-i - 1), CaseHand.Clock, now.AddDays(-1));
            scope.Command("UPDATE case_promises SET state = CASE id % 3 WHEN 0 THEN 'Kept' WHEN 1 THEN 'Late' ELSE 'Broken' END, settled_at = CASE id % 3 WHEN 2 THEN NULL ELSE due_at END, answers = 'staff:x', answers_name = 'Drita & co', due_at = @at")
                .Set("@at", now.AddHours(-1)).ExecuteNonQuery();
            var outcome = RuleDesk.Edit(scope, new Actor.System("test"), new(business, SurveyRules.Kind, "nps", ReadySurveys.Find("nps")!.Json(kinds)), now);
            Assert.IsType<RuleOutcome.Done>(outcome);
            for (var i = 0; i < 40; i++)
            {
                scope.Command("""
                    INSERT INTO survey_asks (id, business_id, survey, version, contact_id, occasion, state, asked_at, closes_at, moved_at, answered_at, ended_at, low)
                    SELECT @id, business_id, 'nps', 1, contact_id, @occasion, 'Done', @at, @at, @at, @at, @at, 0 FROM cases
                    """).Set("@id", (long)i + 1).Set("@occasion", $"o{i}").Set("@at", now.AddDays(-i)).ExecuteNonQuery();
                scope.Command("INSERT INTO survey_answers (ask_id, question, business_id, score, complete, said_at) VALUES (@id, 'recommend', @business, @score, 1, @at)").Set("@business", business.ToString()).Set("@id", (long)i + 1).Set("@score", (long)(i % 11)).Set("@at", now).ExecuteNonQuery();
            }
            return ValueTask.FromResult(0);
        }, Cancellation);
        using var viewer = await SignedInAsync("Vera", Role.Viewer);
        var promises = (await viewer.OpensAsync($"/staff/promises?lang={language}")).Html;
        Assert.Contains("<svg class=\"plot\"", promises, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">Drita &amp; co</th>", promises, StringComparison.Ordinal);
        Assert.Contains("nps", (await viewer.OpensAsync($"/staff/surveys?lang={language}")).Html, StringComparison.Ordinal);
        var nps = (await viewer.OpensAsync($"/staff/surveys/nps?lang={language}")).Html;
        Assert.Contains("class=\"trend\"", nps, StringComparison.Ordinal);
        Assert.Matches("NPS (&#x2212;|−)\\d+ (&#xB1;|±) \\d+ \\(n = 40\\)", nps);
        Assert.DoesNotContain("%", Regex.Match(nps, "NPS [^<]*").Value, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.OpensAsync("/staff/rota")).Status);
    }

    private static List<int> Links(string html) => [.. Regex.Matches(html, "<a href=\"/staff/cases/(\\d+)\">").Select(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];

    private static IEnumerable<KeyValuePair<string, string>> HiddenOf(StaffBrowser browser) =>
        Hidden().Matches(browser.Last.Html).DistinctBy(m => m.Groups[1].Value).Select(m => KeyValuePair.Create(m.Groups[1].Value, WebUtility.HtmlDecode(m.Groups[2].Value)));

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
