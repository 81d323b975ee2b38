using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Staff;
using EngageBot.Storage;
using static EngageBot.Pages.StaffHtml;

namespace EngageBot.Pages;

/// <summary>Who works when and who is away, on a page: the same verbs as on the command line.</summary>
internal sealed class RotaPages(IStore store, BusinessDirectory businesses, RotaDesk desk, StaffPages pages, TimeProvider clock)
{
    public const string Root = StaffPages.Root + "/rota";

    private const int MostShown = 200;
    private const string LocalFormat = "yyyy-MM-dd'T'HH:mm";

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(7);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, (Delegate)OpenAsync);
        routes.MapPost(Root + "/{verb}", DoAsync);
    }

    private Task<IResult> OpenAsync(HttpContext http) => ShowAsync(http, null);

    private sealed record Shown(
        Actor.Staff Reader, List<Shift> Shifts, List<Absence> Absences, List<StaffMember> People, ImmutableArray<(DateTimeOffset From, DateTimeOffset To)> Gaps);

    private async Task<IResult> ShowAsync(HttpContext http, string? trouble)
    {
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var (now, page) = (clock.GetUtcNow(), businesses.Of(member.BusinessId));
        var shown = await store.ReadAsync(connection =>
        {
            RowSource source = connection;
            return ValueTask.FromResult(Actor(source, member, now) is not { } reader ? null : new Shown(
                reader, RotaDesk.Shifts(source, member.BusinessId, now, MostShown), RotaDesk.Absences(source, member.BusinessId, now, MostShown),
                [.. StaffRows.All(source, member.BusinessId).Where(m => m.State is StaffState.Active)],
                Rota.IsKept(source, member.BusinessId, now) ? RotaDesk.Gaps(source, member.BusinessId, WorkingTime.Of(source, page, now), now, now + Ahead) : []));
        }, http.RequestAborted);
        if (shown is null) return pages.Page(http, 403, member, html => html.Document(html.Text["rota"], $"<h1>{E(html.Text["rota"])}</h1>\n<p role=\"alert\">{E(html.Text["not_allowed"])}</p>"));
        var csrf = pages.Csrf(http);
        return pages.Page(http, trouble is null ? 200 : 409, member, html => html.Console(html.Text["rota"], Root, shown.Reader, Write(html.Text, shown, page, csrf, trouble is null ? null : html.Text[trouble], now)));
    }

    private static string Write(ConsoleText text, Shown shown, BusinessPage page, string csrf, string? trouble, DateTimeOffset now)
    {
        string Name(StaffId id) => shown.People.FirstOrDefault(p => p.Id == id)?.Name ?? "–";
        string Time(DateTimeOffset at) => $"<time datetime=\"{at.UtcDateTime:yyyy-MM-ddTHH:mm}Z\">{E(StaffTime.Near(at, page.Zone, now, text.Language))}</time>";
        string Row(string what, long id, string who, DateTimeOffset from, DateTimeOffset to, string kind) =>
            $"<tr><th scope=\"row\">{E(who)}</th><td>{Time(from)}</td><td>{Time(to)}</td><td>{E(kind)}</td><td><form method=\"post\" action=\"{Root}/{what}\">{Hidden("csrf", csrf)}{Hidden("id", id.ToString(CultureInfo.InvariantCulture))}<button class=\"small\" aria-label=\"{E($"{text["remove"]}: {who}")}\">{E(text["remove"])}</button></form></td></tr>";
        string Table(string title, string last, IEnumerable<string> rows) =>
            $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{E(title)}\"><table><thead><tr><th scope=\"col\">{E(text["person"])}</th><th scope=\"col\">{E(text["from"])}</th><th scope=\"col\">{E(text["until"])}</th><th scope=\"col\">{E(last)}</th><td></td></tr></thead><tbody>{string.Join('\n', rows)}</tbody></table></div>";
        return $"""
            <h1>{E(text["rota"])}</h1>
            {(trouble is null ? "" : $"<p role=\"alert\">{E(trouble)}</p>")}
            {(shown.Gaps.IsEmpty ? "" : $"<section class=\"attention\"><h2>{E(text["gaps"])}</h2><ul>{string.Concat(shown.Gaps.Take(10).Select(g => $"<li>{Time(g.From)} – {Time(g.To)}</li>"))}</ul></section>")}
            {(shown.Shifts.Count == 0 ? $"<p>{E(text["no_shifts"])}</p>" : Table(text["rota"], text["shop"], shown.Shifts.Select(s => Row("shift-removed", s.Id, Name(s.StaffId), s.StartsAt, s.EndsAt, page.Shops.FirstOrDefault(h => h.Id == s.ShopId)?.Name ?? text["any_shop"]))))}
            <h2>{E(text["add_shift"])}</h2>
            {Form(text, shown, "shift", csrf, now, page.Zone, page.Shops.Length < 2 ? "" : Choice("shop", text["shop"], "shift", [("", text["any_shop"]), .. page.Shops.Select(s => (s.Id.ToString(), s.Name))]), text["add_shift"])}
            <h2>{E(text["absences"])}</h2>
            {(shown.Absences.Count == 0 ? $"<p>{E(text["no_absences"])}</p>" : Table(text["absences"], text["kind"], shown.Absences.Select(a => Row("absence-removed", a.Id, Name(a.StaffId), a.StartsAt, a.EndsAt, text[a.Kind.ToString()]))))}
            <h2>{E(text["add_absence"])}</h2>
            {Form(text, shown, "absence", csrf, now, page.Zone, Choice("kind", text["kind"], "absence", Enum.GetNames<AbsenceKind>().Select(k => (k, text[k]))), text["add_absence"])}
            """;
    }

    private static string Form(ConsoleText text, Shown shown, string what, string csrf, DateTimeOffset now, TimeZoneInfo zone, string more, string button)
    {
        var start = TimeZoneInfo.ConvertTime(now, zone).DateTime.Date.AddDays(1).AddHours(9);
        return $"""
            <form class="filter" method="post" action="{Root}/{what}">
            {Hidden("csrf", csrf)}
            {Choice("staff", text["person"], what, shown.People.Select(p => (p.Id.ToString(), p.Name)))}
            <div><label for="{what}-from">{E(text["from"])}</label><input id="{what}-from" type="datetime-local" name="from" required value="{start.ToString(LocalFormat, CultureInfo.InvariantCulture)}"></div>
            <div><label for="{what}-to">{E(text["until"])}</label><input id="{what}-to" type="datetime-local" name="to" required value="{start.AddHours(8).ToString(LocalFormat, CultureInfo.InvariantCulture)}"></div>
            {more}
            <button>{E(button)}</button>
            </form>
            """;
    }

    private static string Choice(string name, string label, string form, IEnumerable<(string Value, string Label)> options) =>
        $"<div><label for=\"{form}-{name}\">{E(label)}</label><select id=\"{form}-{name}\" name=\"{name}\">{string.Concat(options.Select(o => $"<option value=\"{E(o.Value)}\">{E(o.Label)}</option>"))}</select></div>";

    private async Task<IResult> DoAsync(HttpContext http, string verb)
    {
        if (await pages.FormAsync(http) is not { } form) return pages.Again(http);
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var (now, zone) = (clock.GetUtcNow(), businesses.Of(member.BusinessId).Zone);
        var outcome = await store.WriteAsync(async scope =>
        {
            if (Actor(scope, member, now) is not { } by) return new RotaOutcome.Unknown();
            var business = member.BusinessId;
            var id = long.TryParse(form["id"], NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : 0;
            if (verb is "shift-removed") return RotaDesk.RemoveShift(scope, by, business, id, now);
            if (verb is "absence-removed") return RotaDesk.RemoveAbsence(scope, by, business, id, now);
            if (!Guid.TryParse(form["staff"], out var who) || Local(form["from"], zone) is not { } from || Local(form["to"], zone) is not { } to) return new RotaOutcome.Impossible();
            return verb switch
            {
                "shift" => RotaDesk.AddShift(scope, by, business, new(who), Guid.TryParse(form["shop"], out var shop) ? new ShopId(shop) : null, from, to, now),
                "absence" when Enum.TryParse<AbsenceKind>(form["kind"], out var kind) && Enum.IsDefined(kind) => await desk.AddAbsenceAsync(scope, by, business, new(who), kind, from, to, now),
                _ => new RotaOutcome.Impossible(),
            };
        }, CancellationToken.None);
        return outcome is RotaOutcome.Done ? StaffPages.Redirect(http, Root) : await ShowAsync(http, outcome is RotaOutcome.Impossible ? "impossible" : "not_allowed");
    }

    private static DateTimeOffset? Local(string? written, TimeZoneInfo zone) =>
        DateTime.TryParseExact(written, LocalFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? LocalDays.At(local, zone) : null;

    private static Actor.Staff? Actor(RowSource source, StaffMember member, DateTimeOffset now) =>
        StaffRows.ActorOf(source, member.Id, now) is { } actor && actor.May(Permission.ManageCashiers) ? actor : null;
}
