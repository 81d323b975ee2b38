using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Surveys;
using Microsoft.AspNetCore.Http.Extensions;
using static EngageBot.Pages.StaffHtml;

namespace EngageBot.Pages;

/// <summary>What lies behind cases: who has it, by when it is mended, and whom it struck who said nothing.</summary>
internal sealed class CausePages(IStore store, BusinessDirectory businesses, SilentDesk silent, StaffPages pages, TimeProvider clock)
{
    public const string Root = StaffPages.Root + "/causes";

    private const int CausesShown = 100;
    private const int PeopleShown = 200;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, (Delegate)OpenAsync);
        routes.MapPost(Root + "/{verb}", DoAsync);
    }

    /// <summary>The page of one cause.</summary>
    public static string Address(string cause) => Root + new QueryBuilder { { "cause", cause } }.ToQueryString();

    private Task<IResult> OpenAsync(HttpContext http) => ShowAsync(http, http.Request.Query["cause"].ToString(), null);

    private async Task<IResult> ShowAsync(HttpContext http, string cause, Func<StaffHtml, string>? trouble)
    {
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var now = clock.GetUtcNow();
        var frame = pages.Frame(http, member);
        var csrf = pages.Csrf(http);
        var zone = businesses.Of(member.BusinessId).Zone;
        var (reader, main) = await store.ReadAsync(connection =>
        {
            RowSource source = connection;
            if (Actor(source, member, now) is not { } actor) return ValueTask.FromResult(((Actor.Staff?)null, ""));
            return ValueTask.FromResult(((Actor.Staff?)actor, cause.Length > 0 && CauseBook.Find(source, member.BusinessId, cause) is { } one
                ? One(frame, source, actor, member.BusinessId, one, csrf, zone, now) : All(frame, source, member.BusinessId, zone, now)));
        }, http.RequestAborted);
        if (reader is null) return pages.Page(http, 403, member, html => html.Document(html.Text["causes"], $"<h1>{E(html.Text["causes"])}</h1>\n<p role=\"alert\">{E(html.Text["not_allowed"])}</p>"));
        return pages.Page(http, trouble is null ? 200 : 409, member, html => html.Console(html.Text["causes"], Root, reader, $"""
            <h1>{E(cause.Length == 0 ? html.Text["causes"] : cause)}</h1>
            {(trouble is null ? "" : $"<p role=\"alert\">{E(trouble(html))}</p>")}
            {main}
            """));
    }

    private static string All(StaffHtml html, RowSource source, BusinessId business, TimeZoneInfo zone, DateTimeOffset now)
    {
        var text = html.Text;
        var all = CauseBook.All(source, business, CausesShown);
        return all.Count == 0 ? $"<p>{E(text["no_causes"])}</p>" : Table(text["causes"], [text["cause"], text["cases"], text["open"], text["silent"], text["responsible"], text["mended_by"]], all.Select(one =>
            $"<tr><th scope=\"row\"><a href=\"{E(Address(one.Cause))}\">{E(one.Cause)}</a></th><td class=\"number\">{one.Cases}</td><td class=\"number\">{one.Open}</td><td class=\"number\">{SilentOnes.Count(source, business, one.Cause, now)}</td><td>{E(one.OwnerName ?? "–")}</td><td>{Mended(text, one, zone, now)}</td></tr>"));
    }

    private static string One(StaffHtml html, RowSource source, Actor.Staff reader, BusinessId business, CauseStanding one, string csrf, TimeZoneInfo zone, DateTimeOffset now)
    {
        var text = html.Text;
        var people = reader.May(Permission.SeeCustomers) ? SilentOnes.Read(source, business, one.Cause, PeopleShown, now) : [];
        var staff = StaffRows.All(source, business).Where(m => m.State is StaffState.Active);
        var usual = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).Date).AddDays(7);
        return $"""
            <dl><dt>{E(text["cases"])}</dt><dd>{one.Cases}</dd><dt>{E(text["responsible"])}</dt><dd>{E(one.OwnerName ?? "–")}</dd><dt>{E(text["mended_by"])}</dt><dd>{Mended(text, one, zone, now)}</dd></dl>
            <form class="filter" method="post" action="{Root}/plan">
            {Hidden("csrf", csrf)}{Hidden("cause", one.Cause)}
            <div><label for="staff">{E(text["responsible"])}</label><select id="staff" name="staff">{string.Concat(staff.Select(m => $"<option value=\"{m.Id}\"{($"staff:{m.Id}" == one.Owner ? " selected" : "")}>{E(m.Name)}</option>"))}</select></div>
            <div><label for="day">{E(text["mended_by"])}</label><input id="day" type="date" name="day" required value="{usual:yyyy-MM-dd}"></div>
            <button>{E(text["keep"])}</button>
            </form>
            <h2>{E(text["silent"])}</h2>
            <p>{E(string.Format(CultureInfo.InvariantCulture, text["silent_why"], SilentOnes.Count(source, business, one.Cause, now), SilentDesk.Told(source, business, one.Cause)))}</p>
            {(people.Count == 0 ? "" : Table(text["silent"], [text["who"], text["shop"], text["item"], text["bought"]], people.Select(p =>
                $"<tr><th scope=\"row\">{E(p.Name ?? "–")}</th><td>{E(p.Shop ?? "–")}</td><td>{E(p.Item ?? "–")}</td><td>{E(StaffTime.Near(p.BoughtAt, zone, now, text.Language))}</td></tr>")))}
            <h2>{E(text["apologise"])}</h2>
            <p id="how">{E(text["apology_how"])}</p>
            <form method="post" action="{Root}/fixed">
            {Hidden("csrf", csrf)}{Hidden("cause", one.Cause)}
            {string.Concat(((string[])["en", "ru", "sq"]).Select(language => $"<label for=\"{language}\">{E(text[$"words_{language}"])}</label><textarea id=\"{language}\" name=\"{language}\" lang=\"{language}\" rows=\"2\" maxlength=\"{ChangeDesk.WordsMax}\" required aria-describedby=\"how\"></textarea>"))}
            <button>{E(text["send"])}</button>
            </form>
            """;
    }

    private static string Mended(ConsoleText text, CauseStanding one, TimeZoneInfo zone, DateTimeOffset now) =>
        one.FixedAt is { } done ? $"{E(text["mended"])}: {E(StaffTime.Near(done, zone, now, text.Language))}"
        : one.FixBy is not { } due ? "–"
        : $"{E(StaffTime.Near(due, zone, now, text.Language))}{(due < now ? $" <span class=\"badge overdue\">{E(text["overdue"])}</span>" : "")}";

    private static string Table(string title, string[] heads, IEnumerable<string> rows) => $"""
        <div class="scroll" tabindex="0" role="region" aria-label="{E(title)}"><table>
        <thead><tr>{string.Concat(heads.Select(head => $"<th scope=\"col\">{E(head)}</th>"))}</tr></thead>
        <tbody>{string.Join('\n', rows)}</tbody></table></div>
        """;

    private async Task<IResult> DoAsync(HttpContext http, string verb)
    {
        if (await pages.FormAsync(http) is not { } form) return pages.Again(http);
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var (now, cause, zone) = (clock.GetUtcNow(), form["cause"].ToString(), businesses.Of(member.BusinessId).Zone);
        var wrong = await store.WriteAsync(scope =>
        {
            if (Actor(scope, member, now) is not { } by) return ValueTask.FromResult<string?>("not_allowed");
            return ValueTask.FromResult(verb switch
            {
                "plan" when Guid.TryParse(form["staff"], out var who) && DateOnly.TryParseExact(form["day"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) =>
                    CauseBook.Plan(scope, by, member.BusinessId, cause, new(who), LocalDays.At(day.AddDays(1).ToDateTime(TimeOnly.MinValue), zone).AddMinutes(-1), now) switch
                    {
                        CauseOutcome.Done => null,
                        CauseOutcome.Invalid invalid => $"{invalid.Field} {invalid.Error}",
                        _ => "not_allowed",
                    },
                "fixed" => silent.Fixed(scope, by, member.BusinessId, cause, Words(form), now) switch
                {
                    FeedbackOutcome.Done => null,
                    FeedbackOutcome.Invalid invalid => $"{invalid.Field} {invalid.Error}",
                    _ => "not_allowed",
                },
                _ => "impossible",
            });
        }, CancellationToken.None);
        return wrong is null ? StaffPages.Redirect(http, Address(cause))
            : await ShowAsync(http, cause, html => wrong is "not_allowed" or "impossible" ? html.Text[wrong] : string.Format(CultureInfo.InvariantCulture, html.Text["not_done"], wrong));
    }

    private static ImmutableSortedDictionary<string, string> Words(IFormCollection form) =>
        ((string[])["en", "ru", "sq"]).Where(language => form[language].ToString().Trim().Length > 0).ToImmutableSortedDictionary(language => language, language => form[language].ToString().Trim());

    private static Actor.Staff? Actor(RowSource source, StaffMember member, DateTimeOffset now) =>
        StaffRows.ActorOf(source, member.Id, now) is { } actor && actor.May(Permission.HandleCases) ? actor : null;
}
