using System.Globalization;
using EngageBot.Complaints;
using EngageBot.Staff;
using EngageBot.Storage;
using static EngageBot.Pages.StaffHtml;

namespace EngageBot.Pages;

/// <summary>Answers are practised here: a situation, an answer, what the manners say to it, and a score; never with a customer.</summary>
internal sealed class PracticePages(IStore store, PracticeDesk desk, StaffPages pages, TimeProvider clock)
{
    public const string Root = StaffPages.Root + "/practice";

    private const int WordsMost = 4_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, (Delegate)OpenAsync);
        routes.MapPost(Root, (Delegate)TryAsync);
    }

    private Task<IResult> OpenAsync(HttpContext http) => ShowAsync(http, null);

    private async Task<IResult> ShowAsync(HttpContext http, Func<ConsoleText, string>? result)
    {
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var (now, csrf) = (clock.GetUtcNow(), pages.Csrf(http));
        var (reader, situation, own, team) = await store.ReadAsync(connection =>
        {
            RowSource source = connection;
            var actor = Actor(source, member, now);
            return ValueTask.FromResult((actor, PracticeDesk.Next(source, member.Id), PracticeDesk.Of(source, member),
                actor?.May(Permission.ManageCashiers) is true ? StaffRows.All(source, member.BusinessId).Where(m => m.State is StaffState.Active).Select(m => PracticeDesk.Of(source, m)).Where(s => s.Rounds > 0).ToList() : []));
        }, http.RequestAborted);
        if (reader is null) return pages.Page(http, 403, member, html => html.Document(html.Text["practice"], $"<h1>{E(html.Text["practice"])}</h1>\n<p role=\"alert\">{E(html.Text["not_allowed"])}</p>"));
        return pages.Page(http, 200, member, html => html.Console(html.Text["practice"], Root, reader, $"""
            <h1>{E(html.Text["practice"])}</h1>
            <p class="quiet">{E(html.Text["practice_why"])}</p>
            {result?.Invoke(html.Text)}
            <p>{E(string.Format(CultureInfo.InvariantCulture, html.Text["practice_score"], own.Passed, own.Rounds))}{(own.Weak.IsEmpty ? "" : $" {E(string.Format(CultureInfo.InvariantCulture, html.Text["practice_weak"], string.Join(", ", own.Weak)))}")}</p>
            <blockquote>{E(situation.In(html.Text.Language))}</blockquote>
            <form method="post" action="{Root}">
            {Hidden("csrf", csrf)}{Hidden("situation", situation.Key)}
            <label for="words">{E(html.Text["practice_answer"])}</label>
            <textarea id="words" name="words" rows="5" maxlength="{WordsMost}" required></textarea>
            <button>{E(html.Text["practice_try"])}</button>
            </form>
            {(team.Count == 0 ? "" : $"""
            <h2>{E(html.Text["by_person"])}</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="{E(html.Text["by_person"])}"><table>
            <thead><tr><th scope="col">{E(html.Text["person"])}</th><th scope="col">{E(html.Text["score"])}</th><th scope="col">{E(html.Text["practice_rules"])}</th></tr></thead>
            <tbody>{string.Concat(team.Select(s => $"<tr><th scope=\"row\">{E(s.Name)}</th><td>{s.Passed}/{s.Rounds}</td><td>{E(string.Join(", ", s.Weak))}</td></tr>"))}</tbody></table></div>
            """)}
            """));
    }

    private async Task<IResult> TryAsync(HttpContext http)
    {
        if (await pages.FormAsync(http) is not { } form) return pages.Again(http);
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var (now, words, language) = (clock.GetUtcNow(), form["words"].ToString().Trim(), pages.LanguageOf(http, member));
        if (words.Length is 0 or > WordsMost) return pages.Again(http);
        var remarks = await store.WriteAsync(scope => ValueTask.FromResult(Actor(scope, member, now) is null ? null : desk.Try(scope, member.BusinessId, member.Id, form["situation"].ToString(), words, language, now)), CancellationToken.None);
        return await ShowAsync(http, remarks is not { } found ? null : text => $"""
            <section role="status"><p>{E(text[found.IsEmpty ? "practice_good" : found.Any(r => r.Blocks) ? "practice_no" : "practice_so"])}</p><blockquote>{E(words)}</blockquote>
            <ul>{string.Concat(found.Select(r => $"<li>{(r.Words.Length == 0 ? "" : $"<q>{E(r.Words)}</q> ")}{E(r.Why)}</li>"))}</ul></section>
            """);
    }

    private static Actor.Staff? Actor(RowSource source, StaffMember member, DateTimeOffset now) =>
        StaffRows.ActorOf(source, member.Id, now) is { } actor && actor.May(Permission.HandleCases) ? actor : null;
}
