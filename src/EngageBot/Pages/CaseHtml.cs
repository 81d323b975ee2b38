using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Complaints;
using static EngageBot.Pages.StaffHtml;

namespace EngageBot.Pages;

/// <summary>What became of what somebody sent: shown above the case.</summary>
/// <param name="Draft">The words that were not sent, to be mended.</param>
/// <param name="MaySend">Only asked about: they may go out as they are.</param>
internal sealed record CaseTrouble(string Lead, IReadOnlyList<CaseRemark> Remarks, string Draft, bool MaySend);

/// <summary>Until when the customer's channel takes free words.</summary>
internal readonly record struct CaseWindow(DateTimeOffset Until, bool IsOpen);

/// <summary>The pages of cases as HTML; everything from outside is escaped.</summary>
internal sealed class CaseHtml(StaffHtml frame, CasePageWords words, TimeZoneInfo zone)
{
    public string List(IReadOnlyList<Case> cases) => frame.Document(words.Cases, $"""
        <h1>{E(words.Cases)}</h1>
        {(cases.Count == 0 ? $"<p>{E(words.None)}</p>" : $"""
        <table>
        <thead><tr><th scope="col">{E(words.Number)}</th><th scope="col">{E(words.Title)}</th><th scope="col">{E(words.State)}</th><th scope="col">{E(words.Owner)}</th><th scope="col">{E(words.Waits)}</th></tr></thead>
        <tbody>
        {string.Join('\n', cases.Select(Row))}
        </tbody>
        </table>
        """)}
        """, wide: true);

    public string NotAllowed() => frame.Document(words.Cases, $"<h1>{E(words.Cases)}</h1>\n<p role=\"alert\">{E(words.NotAllowed)}</p>");

    /// <param name="key">Makes what this page sends once-only.</param>
    public string One(Case of, string customer, IReadOnlyList<CaseEntry> timeline, IReadOnlyList<CasePromise> promises, CaseTrouble? trouble, CaseWindow? window, string csrf, string key) =>
        frame.Document($"{of.Number}. {of.Title}", $"""
        <p><a href="{CasePages.Root}">{E(words.Back)}</a></p>
        <h1>{of.Number}. {E(of.Title)}</h1>
        {(trouble is null ? "" : Trouble(trouble))}
        <dl>
        <dt>{E(words.State)}</dt><dd>{E(words.States[of.State])}</dd>
        <dt>{E(words.Owner)}</dt><dd>{E(of.OwnerName ?? words.Nobody)}</dd>
        <dt>{E(words.Customer)}</dt><dd>{E(customer)}</dd>
        {(of.WaitingSince is { } since ? $"<dt>{E(words.Waits)}</dt><dd>{Time(since)}</dd>" : "")}
        {string.Concat(promises.Where(p => p.State is PromiseState.Open).Select(p => $"<dt>{E(words.Promises)}</dt><dd>{Time(p.DueAt)}</dd>"))}
        {(window is { } end ? $"<dt>{E(words.Window)}</dt><dd>{(end.IsOpen ? Time(end.Until) : E(words.WindowOver))}</dd>" : "")}
        </dl>
        <ol class="timeline">
        {string.Join('\n', timeline.Select(Line))}
        </ol>
        {Form(of, "answer", csrf, key, $"""
        <label for="words">{E(words.Answer)}</label>
        <textarea id="words" name="words" rows="5" maxlength="4000" required>{E(trouble?.Draft ?? "")}</textarea>
        <button>{E(words.Send)}</button>{(trouble is { MaySend: true } ? $"\n<button name=\"sure\" value=\"yes\">{E(words.SendAnyway)}</button>" : "")}
        """)}
        {Form(of, "note", csrf, key, $"""
        <label for="note">{E(words.Note)}</label>
        <textarea id="note" name="words" rows="3" maxlength="4000" required aria-describedby="never"></textarea>
        <p id="never">{E(words.NoteHint)}</p>
        <button>{E(words.Keep)}</button>
        """)}
        {Form(of, "take", csrf, key, $"<button>{E(words.Take)}</button>")}
        {(of.IsLive ? Form(of, "done", csrf, key, $"<button>{E(words.Resolve)}</button>") : Form(of, "reopen", csrf, key, $"<button>{E(words.Reopen)}</button>"))}
        """, wide: true);

    /// <summary>How a verb ended, where it did not do what was asked.</summary>
    public CaseTrouble? TroubleOf(CaseOutcome outcome, string draft) => outcome switch
    {
        CaseOutcome.Mend mend => new(mend.Remarks.Any(r => r.Blocks) ? words.Mend : words.Think, mend.Remarks, draft, !mend.Remarks.Any(r => r.Blocks)),
        CaseOutcome.Taken taken => new(string.Format(CultureInfo.InvariantCulture, words.Taken, taken.By, taken.Words ?? "–"), [], draft, false),
        CaseOutcome.Denied => new(words.Denied, [], draft, false),
        CaseOutcome.Done => null,
        _ => new(words.NotNow, [], draft, false),
    };

    private string Row(Case of) => $"""
        <tr><td>{of.Number}</td><td><a href="{CasePages.Root}/{of.Number}">{E(of.Title)}</a></td><td>{E(words.States[of.State])}</td><td>{E(of.OwnerName ?? words.Nobody)}</td><td>{(of.WaitingSince is { } since ? Time(since) : "–")}</td></tr>
        """;

    private string Line(CaseEntry entry) => $"""
        <li class="{E(words.Kinds[entry.Kind])}"><p>{Time(entry.At)} · {E(words.Kinds[entry.Kind])}{(entry.AuthorName is { } author ? $" · {E(author)}" : "")}</p><p>{E(entry.Words ?? entry.Media ?? "")}</p></li>
        """;

    private static string Trouble(CaseTrouble trouble) => $"""
        <div role="alert"><p>{E(trouble.Lead)}</p>
        {(trouble.Remarks.Count == 0 ? "" : $"<ul>{string.Concat(trouble.Remarks.Select(r => $"<li>{(r.Words.Length == 0 ? "" : $"<q>{E(r.Words)}</q> ")}{E(r.Why)}</li>"))}</ul>")}
        </div>
        """;

    private static string Form(Case of, string verb, string csrf, string key, string fields) => $"""
        <form method="post" action="{CasePages.Root}/{of.Number}/{verb}">
        {Hidden("csrf", csrf)}{Hidden("key", key)}
        {fields}
        </form>
        """;

    private string Time(DateTimeOffset at) => $"<time datetime=\"{at.UtcDateTime:yyyy-MM-ddTHH:mm}Z\">{LocalDays.Minute(at, zone)}</time>";
}
