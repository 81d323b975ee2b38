using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Channels.Telegram;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Turns;
using Microsoft.AspNetCore.Http.Extensions;

namespace EngageBot.Pages;

/// <summary>The second surface of cases: a list by urgency and one case with everything, plain forms that call the same verbs as the staff chat.</summary>
internal sealed class CasePages(IStore store, BusinessDirectory businesses, CaseDesk desk, StaffPages pages, WindowClock windows, TimeProvider clock, TelegramBot? telegram = null)
{
    public const string Root = StaffPages.Root + "/cases";

    private const int PageSize = 25;
    private const int PagesMost = 10_000;
    private const int AloneShown = 20;
    private const int LongestKey = 64;

    public void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup(Root);
        group.MapGet("", (Delegate)ListAsync);
        group.MapGet("/{number:int}", (HttpContext http, int number) => OneAsync(http, number, null));
        group.MapPost("/{number:int}/{verb}", DoAsync);
        group.MapPost("/attention/{id:long}", SeenAsync);
    }

    private async Task<IResult> ListAsync(HttpContext http)
    {
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var (now, filter) = (clock.GetUtcNow(), FilterOf(http.Request.Query));
        var page = Math.Clamp(int.TryParse(http.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked - 1 : 0, 0, PagesMost);
        var (reader, listing) = await store.ReadAsync(connection =>
        {
            if (Actor(connection, member, now) is not { } actor) return ValueTask.FromResult(((Actor.Staff?)null, (CaseListing?)null));
            var (cases, total) = CaseList.Read(connection, member.BusinessId, filter with { Only = actor.Shops }, page, PageSize, now);
            RowSource rows = connection;
            return ValueTask.FromResult(((Actor.Staff?)actor, (CaseListing?)new CaseListing(
                cases, total, filter, page, (int)((total + PageSize - 1) / PageSize), businesses.Of(member.BusinessId).Shops, CaseList.Owners(connection, member.BusinessId),
                [.. Tellings.Alone(rows, member.BusinessId, AloneShown).Select(t => (t, t.CaseId is { } of ? CaseRows.Find(rows, member.BusinessId, of) : null))],
                telegram?.Has(TelegramTrouble.StaffChat) is true ? telegram.Troubles : [])));
        }, http.RequestAborted);
        return listing is null
            ? pages.Page(http, 403, member, html => Html(html, member, null, http).NotAllowed())
            : pages.Page(http, 200, member, html => Html(html, member, reader, http).List(listing, pages.Csrf(http)));
    }

    /// <summary>The list as its address says it.</summary>
    public static string Address(CaseFilter filter, int page)
    {
        var query = new QueryBuilder();
        if (filter.Everything || filter.State is not null) query.Add("state", filter.Everything ? "all" : CaseAnswerJson.Word(filter.State!.Value));
        if (filter.Shop is { } shop) query.Add("shop", shop.ToString());
        if (filter.Owner is { } owner) query.Add("owner", owner.Length == 0 ? "none" : owner);
        if (filter.Overdue) query.Add("overdue", "yes");
        if (page > 0) query.Add("page", (page + 1).ToString(CultureInfo.InvariantCulture));
        return Root + query.ToQueryString();
    }

    private static CaseFilter FilterOf(IQueryCollection query) => new(
        Enum.GetValues<CaseState>().Where(s => CaseAnswerJson.Word(s) == query["state"]).Select(s => (CaseState?)s).FirstOrDefault(), query["state"] == "all",
        Guid.TryParse(query["shop"], out var shop) ? new ShopId(shop) : null,
        query["owner"].ToString() switch { "" => null, "none" => "", { Length: <= LongestKey } owner => owner, _ => null }, query["overdue"] == "yes");

    /// <summary>Somebody has read what could be told to nobody.</summary>
    private async Task<IResult> SeenAsync(HttpContext http, long id)
    {
        if (await pages.FormAsync(http) is null) return pages.Again(http);
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var now = clock.GetUtcNow();
        await store.WriteAsync(scope => ValueTask.FromResult(Actor(scope, member, now) is { } actor && Tellings.Seen(scope, member.BusinessId, id, actor.Name, now)), CancellationToken.None);
        return StaffPages.Redirect(http, Root);
    }

    private async Task<IResult> OneAsync(HttpContext http, int number, Func<CaseHtml, CaseTrouble?>? trouble)
    {
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var now = clock.GetUtcNow();
        var (reader, found) = await store.ReadAsync(connection =>
        {
            if (Actor(connection, member, now) is not { } actor) return ValueTask.FromResult(((Actor.Staff?)null, (CaseView?)null));
            return ValueTask.FromResult(((Actor.Staff?)actor, CaseRows.ByNumber(connection, member.BusinessId, number) is not { } of || of.ShopId is { } shop && !actor.WorksIn(shop) ? null : (CaseView?)new CaseView(
                of, CaseChats.NameOf(connection, of) ?? "–", [.. CaseEntries.Read(connection, of.Id)], [.. CasePromises.Of(connection, of.Id)], CaseDeliveries.Of(connection, of.Id),
                of.ChatId is { } chat && windows.OpenUntil(connection, chat) is { } until ? new CaseWindow(until, until > now) : null)));
        }, http.RequestAborted);
        if (reader is null) return pages.Page(http, 403, member, html => Html(html, member, null, http).NotAllowed());
        if (found is null) return StaffPages.Redirect(http, Root);
        return pages.Page(http, trouble is null ? 200 : 409, member, html =>
        {
            var view = Html(html, member, reader, http);
            return view.One(found, trouble?.Invoke(view), pages.Csrf(http), Guid.CreateVersion7(now).ToString());
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
                "take" => await desk.TakeAsync(scope, by, business, of.Id, over: form["over"] == "yes", now),
                "cause" => desk.TagCause(scope, by, business, of.Id, words, form["fault"] == "yes", now),
                "done" => await desk.ResolveAsync(scope, by, business, of.Id, now),
                "reopen" => desk.Reopen(scope, by, business, of.Id, now),
                _ => new CaseOutcome.NotNow(of),
            };
        }, CancellationToken.None);
        return outcome is CaseOutcome.Done
            ? StaffPages.Redirect(http, FormattableString.Invariant($"{Root}/{number}"))
            : await OneAsync(http, number, html => html.TroubleOf(outcome, words, verb));
    }

    private CaseHtml Html(StaffHtml frame, StaffMember member, Actor.Staff? reader, HttpContext http) =>
        new(frame, CasePageWords.In(pages.LanguageOf(http, member)), reader, businesses.Of(member.BusinessId).Zone, clock.GetUtcNow());

    private static Actor.Staff? Actor(RowSource source, StaffMember member, DateTimeOffset now) =>
        StaffRows.ActorOf(source, member.Id, now) is { } actor && actor.May(Permission.HandleCases) ? actor : null;
}
