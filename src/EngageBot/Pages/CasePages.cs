using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Turns;

namespace EngageBot.Pages;

/// <summary>The second surface of cases: a list by urgency and one case with everything, plain forms that call the same verbs as the staff chat.</summary>
internal sealed class CasePages(IStore store, BusinessDirectory businesses, CaseDesk desk, StaffPages pages, WindowClock windows, TimeProvider clock)
{
    public const string Root = StaffPages.Root + "/cases";

    private const int MostShown = 200;
    private const int LongestKey = 64;

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Root);
        group.MapGet("", (Delegate)ListAsync);
        group.MapGet("/{number:int}", (HttpContext http, int number) => OneAsync(http, number, null));
        group.MapPost("/{number:int}/{verb}", DoAsync);
    }

    private async Task<IResult> ListAsync(HttpContext http)
    {
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var now = clock.GetUtcNow();
        var cases = await store.ReadAsync(connection => ValueTask.FromResult(
            Actor(connection, member, now) is null ? null : CaseRows.Live(connection, member.BusinessId, MostShown)), http.RequestAborted);
        if (cases is null) return pages.Page(http, 403, member, html => Html(html, member, http).NotAllowed());
        return pages.Page(http, 200, member, html => Html(html, member, http).List(cases));
    }

    private async Task<IResult> OneAsync(HttpContext http, int number, Func<CaseHtml, CaseTrouble?>? trouble)
    {
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var now = clock.GetUtcNow();
        var (allowed, found) = await store.ReadAsync(connection =>
        {
            if (Actor(connection, member, now) is null) return ValueTask.FromResult((false, ((Case, string, List<CaseEntry>, List<CasePromise>, CaseWindow?)?)null));
            return ValueTask.FromResult((true, CaseRows.ByNumber(connection, member.BusinessId, number) is not { } of ? null : ((Case, string, List<CaseEntry>, List<CasePromise>, CaseWindow?)?)(
                of, CaseChats.NameOf(connection, of) ?? "–", [.. CaseEntries.Read(connection, of.Id)], [.. CasePromises.Of(connection, of.Id)],
                of.ChatId is { } chat && windows.OpenUntil(connection, chat) is { } until ? new CaseWindow(until, until > now) : null)));
        }, http.RequestAborted);
        if (!allowed) return pages.Page(http, 403, member, html => Html(html, member, http).NotAllowed());
        if (found is not var (one, customer, timeline, promises, window)) return StaffPages.Redirect(http, Root);
        return pages.Page(http, trouble is null ? 200 : 409, member, html =>
        {
            var view = Html(html, member, http);
            return view.One(one, customer, timeline, promises, trouble?.Invoke(view), window, pages.Csrf(http), Guid.CreateVersion7(now).ToString());
        });
    }

    private async Task<IResult> DoAsync(HttpContext http, int number, string verb)
    {
        if (await pages.FormAsync(http) is not { } form) return pages.Again(http);
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var (now, words, key) = (clock.GetUtcNow(), form["words"].ToString().Trim(), form["key"].ToString());
        if (key.Length is 0 or > LongestKey || words.Length > CaseDesk.LongestWords) return pages.Again(http);
        var outcome = await store.WriteAsync(async scope =>
        {
            if (Actor(scope, member, now) is not { } actor || CaseRows.ByNumber(scope, member.BusinessId, number) is not { } of) return new CaseOutcome.Unknown();
            var (by, business) = (CaseHand.Of(scope, actor), member.BusinessId);
            return verb switch
            {
                "answer" when words.Length > 0 => await desk.AnswerAsync(scope, by, business, of.Id, new(words, $"page:{key}") { Sure = form["sure"] == "yes" }, now),
                "note" when words.Length > 0 => desk.Note(scope, by, business, of.Id, words, now, $"page:{key}"),
                "take" => await desk.TakeAsync(scope, by, business, of.Id, over: true, now),
                "done" => await desk.ResolveAsync(scope, by, business, of.Id, now),
                "reopen" => desk.Reopen(scope, by, business, of.Id, now),
                _ => new CaseOutcome.NotNow(of),
            };
        }, CancellationToken.None);
        return outcome is CaseOutcome.Done
            ? StaffPages.Redirect(http, FormattableString.Invariant($"{Root}/{number}"))
            : await OneAsync(http, number, html => html.TroubleOf(outcome, verb == "answer" ? words : ""));
    }

    private CaseHtml Html(StaffHtml frame, StaffMember member, HttpContext http) => new(frame, CasePageWords.In(pages.LanguageOf(http, member)), businesses.Of(member.BusinessId).Zone);

    private static Actor.Staff? Actor(RowSource source, StaffMember member, DateTimeOffset now) =>
        StaffRows.ActorOf(source, member.Id, now) is { } actor && actor.May(Permission.HandleCases) ? actor : null;
}
