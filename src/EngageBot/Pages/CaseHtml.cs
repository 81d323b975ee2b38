using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using EngageBot.Businesses;
using EngageBot.Complaints;
using EngageBot.Conversations;
using EngageBot.Messaging;
using EngageBot.Staff;
using static EngageBot.Pages.StaffHtml;

namespace EngageBot.Pages;

/// <summary>What became of what somebody sent: shown above the case.</summary>
/// <param name="Draft">The words that were not sent, to be mended.</param>
/// <param name="MaySend">Only asked about: they may go out as they are.</param>
/// <param name="Verb">Of which form they are.</param>
internal sealed record CaseTrouble(string Lead, IReadOnlyList<CaseRemark> Remarks, string Draft, bool MaySend, string Verb)
{
    /// <summary>The words, where they are those of that form.</summary>
    public string Of(string verb) => Verb == verb ? Draft : "";

    /// <summary>A colleague has the case, and whoever asked may take it over knowingly.</summary>
    public bool MayTakeOver { get; init; }
}

/// <summary>The list of cases as somebody asked for it.</summary>
/// <param name="Alone">What reached nobody, with the case it is about.</param>
/// <param name="Troubles">What is wrong with the staff chat now.</param>
internal sealed record CaseListing(
    IReadOnlyList<ListedCase> Cases, long Total, CaseFilter Filter, int Page, int Pages, ImmutableArray<Shop> Shops, IReadOnlyList<(string Owner, string Name)> Owners,
    IReadOnlyList<(Telling Telling, Case? Case)> Alone, IReadOnlyCollection<string> Troubles);

/// <summary>Until when the customer's channel takes free words.</summary>
internal readonly record struct CaseWindow(DateTimeOffset Until, bool IsOpen);

/// <summary>One case with all that is known of it.</summary>
internal sealed record CaseView(
    Case Case, string Customer, IReadOnlyList<CaseEntry> Timeline, IReadOnlyList<CasePromise> Promises, FrozenDictionary<long, CaseDelivery> Deliveries, CaseWindow? Window);

/// <summary>The pages of cases as HTML; everything from outside is escaped.</summary>
internal sealed partial class CaseHtml(StaffHtml frame, CasePageWords words, Actor.Staff? reader, TimeZoneInfo zone, DateTimeOffset now)
{
    private ConsoleText Text => frame.Text;

    public string List(CaseListing list, string csrf) => Page(words.Cases, $"""
        <h1>{E(words.Cases)}</h1>
        {Attention(list, csrf)}
        {Filter(list)}
        {(list.Cases.Count == 0 ? $"<p>{E(list.Filter == new CaseFilter() ? words.None : Text["none"])}</p>" : $"""
        <p class="quiet" role="status">{E(Text["found"])}: {list.Total}</p>
        <div class="scroll" tabindex="0" role="region" aria-label="{E(words.Cases)}">
        <table>
        <thead><tr><th scope="col">{E(words.Number)}</th><th scope="col">{E(Text["urgency"])}</th><th scope="col">{E(words.Title)}</th><th scope="col">{E(words.State)}</th><th scope="col">{E(words.Owner)}</th><th scope="col">{E(words.Waits)}</th></tr></thead>
        <tbody>
        {string.Join('\n', list.Cases.Select(Row))}
        </tbody>
        </table>
        </div>
        {Ways(list)}
        """)}
        """);

    public string NotAllowed() => frame.Document(words.Cases, $"<h1>{E(words.Cases)}</h1>\n<p role=\"alert\">{E(words.NotAllowed)}</p>");

    /// <param name="key">Makes what this page sends once-only.</param>
    public string One(CaseView view, CaseTrouble? trouble, string csrf, string key)
    {
        var of = view.Case;
        return Page($"{of.Number}. {of.Title}", $"""
        <p><a href="{CasePages.Root}">{E(words.Back)}</a></p>
        <h1>{of.Number}. {E(of.Title)}</h1>
        {(trouble is null ? "" : Trouble(trouble))}
        <dl>
        <dt>{E(words.State)}</dt><dd>{E(words.States[of.State])}</dd>
        <dt>{E(Text["urgency"])}</dt><dd>{Urgency(of.Priority)}</dd>
        <dt>{E(words.Owner)}</dt><dd>{E(of.OwnerName ?? words.Nobody)}</dd>
        <dt>{E(words.Customer)}</dt><dd>{E(view.Customer)}</dd>
        {(of.WaitingSince is { } since ? $"<dt>{E(words.Waits)}</dt><dd>{Time(since)}</dd>" : "")}
        {string.Concat(view.Promises.Where(p => p.State is PromiseState.Open or PromiseState.Broken).Select(p => $"<dt>{E(words.Promises)}</dt><dd>{Time(p.DueAt)}{(p.State is PromiseState.Broken || p.DueAt < now ? Overdue : "")}</dd>"))}
        {(of.Cause is { } cause ? $"<dt>{E(Text["cause"])}</dt><dd><a href=\"{E(CausePages.Address(cause))}\">{E(cause)}</a></dd>" : "")}
        {(view.Window is { } end ? $"<dt>{E(words.Window)}</dt><dd>{(end.IsOpen ? Time(end.Until) : E(words.WindowOver))}</dd>" : "")}
        </dl>
        <ol class="timeline">
        {string.Join('\n', view.Timeline.Select(entry => Line(entry, view.Deliveries.GetValueOrDefault(entry.Id))))}
        </ol>
        {Form(of, "answer", csrf, key, $"""
        <label for="words">{E(words.Answer)}</label>
        <textarea id="words" name="words" rows="5" maxlength="4000" required>{E(trouble?.Of("answer") ?? "")}</textarea>
        <button>{E(words.Send)}</button>{(trouble is { MaySend: true } ? $"\n<button name=\"sure\" value=\"yes\">{E(words.SendAnyway)}</button>" : "")}
        """)}
        {Form(of, "note", csrf, key, $"""
        <label for="note">{E(words.Note)}</label>
        <textarea id="note" name="words" rows="3" maxlength="4000" required aria-describedby="never">{E(trouble?.Of("note") ?? "")}</textarea>
        <p id="never">{E(words.NoteHint)}</p>
        <button>{E(words.Keep)}</button>
        """)}
        {Form(of, "take", csrf, key, trouble is { MayTakeOver: true } ? $"<button name=\"over\" value=\"yes\">{E(string.Format(CultureInfo.InvariantCulture, Text["take_over"], of.OwnerName ?? words.Nobody))}</button>" : $"<button>{E(words.Take)}</button>")}
        {Form(of, "cause", csrf, key, $"""
        <label for="cause">{E(Text["cause"])}</label>
        <input id="cause" name="words" maxlength="{CaseDesk.LongestCause}" required value="{E(of.Cause ?? "")}">
        <label><input type="checkbox" name="fault" value="yes"{(of.OurFault ? " checked" : "")}> {E(Text["our_fault"])}</label>
        <button>{E(Text["tag_cause"])}</button>
        """)}
        {(of.IsLive ? Form(of, "done", csrf, key, $"<button>{E(words.Resolve)}</button>") : Form(of, "reopen", csrf, key, $"<button>{E(words.Reopen)}</button>"))}
        """);
    }

    /// <summary>How a verb ended, where it did not do what was asked.</summary>
    public CaseTrouble? TroubleOf(CaseOutcome outcome, string draft, string verb) => outcome switch
    {
        CaseOutcome.Mend mend => new(mend.Remarks.Any(r => r.Blocks) ? words.Mend : words.Think, mend.Remarks, draft, !mend.Remarks.Any(r => r.Blocks), verb),
        // Who wanted to take it learns who has it, and may then do so knowingly.
        CaseOutcome.Taken taken when verb == "take" => new(string.Format(CultureInfo.InvariantCulture, Text["taken_by"], taken.By, taken.Words ?? "–"), [], "", false, verb) { MayTakeOver = true },
        CaseOutcome.Taken taken => new(string.Format(CultureInfo.InvariantCulture, words.Taken, taken.By, taken.Words ?? "–"), [], draft, false, verb),
        CaseOutcome.Denied => new(words.Denied, [], draft, false, verb),
        CaseOutcome.Done => null,
        _ => new(words.NotNow, [], draft, false, verb),
    };

    private string Page(string title, string main) => reader is null ? frame.Document(title, main, wide: true) : frame.Console(title, CasePages.Root, reader, main);

    private string Attention(CaseListing list, string csrf) => list.Alone.Count == 0 && list.Troubles.Count == 0 ? "" : $"""
        <section class="attention" role="alert" aria-labelledby="attention"><h2 id="attention">{E(Text["attention"])}</h2>
        {string.Concat(list.Troubles.Select(t => $"<p>{E(t)}</p>"))}
        {(list.Alone.Count == 0 ? "" : $"""
        <p>{E(Text["attention_why"])}</p>
        <ul>{string.Concat(list.Alone.Select(a => $"<li>{(a.Case is { } of ? $"<a href=\"{CasePages.Root}/{of.Number}\">{of.Number}. {E(of.Title)}</a>" : E(a.Telling.Text))} · {Time(a.Telling.BeganAt)} <form method=\"post\" action=\"{CasePages.Root}/attention/{a.Telling.Id}\">{Hidden("csrf", csrf)}<button class=\"small\">{E(Text["seen"])}</button></form></li>"))}</ul>
        """)}
        </section>
        """;

    private string Filter(CaseListing list)
    {
        var filter = list.Filter;
        return $"""
        <form class="filter" method="get" action="{CasePages.Root}">
        {Select("state", words.State, [("", Text["live"]), ("all", Text["everything"]), .. Enum.GetValues<CaseState>().Select(s => (CaseAnswerJson.Word(s), words.States[s]))], filter.Everything ? "all" : filter.State is { } state ? CaseAnswerJson.Word(state) : "")}
        {(list.Shops.Length < 2 ? "" : Select("shop", Text["shop"], [("", Text["any_shop"]), .. list.Shops.Select(s => (s.Id.ToString(), s.Name))], filter.Shop?.ToString() ?? ""))}
        {Select("owner", words.Owner, [("", Text["any_owner"]), ("none", Text["nobodys"]), .. list.Owners], filter.Owner is null ? "" : filter.Owner.Length == 0 ? "none" : filter.Owner)}
        <label><input type="checkbox" name="overdue" value="yes"{(filter.Overdue ? " checked" : "")}> {E(Text["only_overdue"])}</label>
        <button>{E(Text["filter"])}</button>
        </form>
        """;
    }

    private static string Select(string name, string label, IEnumerable<(string Value, string Label)> options, string chosen) => $"""
        <div><label for="{name}">{E(label)}</label><select id="{name}" name="{name}">{string.Concat(options.Select(o => $"<option value=\"{E(o.Value)}\"{(o.Value == chosen ? " selected" : "")}>{E(o.Label)}</option>"))}</select></div>
        """;

    private string Ways(CaseListing list) => list.Pages < 2 ? "" : $"""
        <nav class="pages" aria-label="{E(words.Cases)}">
        {(list.Page == 0 ? "" : $"<a rel=\"prev\" href=\"{E(CasePages.Address(list.Filter, list.Page - 1))}\">{E(Text["earlier"])}</a>")}
        <span>{E(string.Format(CultureInfo.InvariantCulture, Text["page"], list.Page + 1, list.Pages))}</span>
        {(list.Page + 1 >= list.Pages ? "" : $"<a rel=\"next\" href=\"{E(CasePages.Address(list.Filter, list.Page + 1))}\">{E(Text["later"])}</a>")}
        </nav>
        """;

    private string Row(ListedCase listed) => $"""
        <tr><td>{listed.Case.Number}</td><td>{Urgency(listed.Case.Priority)}{(listed.Overdue ? Overdue : "")}</td><td><a href="{CasePages.Root}/{listed.Case.Number}">{E(listed.Case.Title)}</a></td><td>{E(words.States[listed.Case.State])}</td><td>{E(listed.Case.OwnerName ?? words.Nobody)}</td><td>{(listed.Case.WaitingSince is { } since ? Time(since) : "–")}</td></tr>
        """;

    private string Urgency(CasePriority priority)
    {
        var name = priority switch { CasePriority.Urgent => "urgent", CasePriority.High => "high", _ => "normal" };
        return $"<span class=\"badge {name}\">{E(Text[name])}</span>";
    }

    private string Overdue => $" <span class=\"badge overdue\">{E(Text["overdue"])}</span>";

    private string Line(CaseEntry entry, CaseDelivery? delivery) => $"""
        <li class="{entry.Kind.ToString().ToLowerInvariant()}"><p>{Time(entry.At)} · {E(words.Kinds[entry.Kind])}{(entry.AuthorName is { } author ? $" · {E(author)}" : "")}</p><p>{E(Words(entry))}</p>{(delivery is null ? "" : Way(delivery))}</li>
        """;

    /// <summary>What people wrote as it is; what the program noted in words of the reader.</summary>
    private string Words(CaseEntry entry)
    {
        var said = entry.Words ?? entry.Media ?? "";
        if (entry.Kind is EntryKind.Customer or EntryKind.Staff or EntryKind.Note) return said;
        said = Instant().Replace(said, at => StaffTime.Near(DateTimeOffset.ParseExact(at.Groups[1].Value, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal), zone, now, Text.Language));
        if (entry.Kind is not EntryKind.Bot || !CaseDesk.News.Concat(CaseDesk.Ends).Contains(said.Split(',')[0])) return said;
        const string Next = ", next by ";
        var what = Text[$"said_{said.Split(',')[0]}"];
        return said.IndexOf(Next, StringComparison.Ordinal) is > 0 and var next ? $"{what}; {string.Format(CultureInfo.InvariantCulture, Text["said_next"], said[(next + Next.Length)..])}" : what;
    }

    [GeneratedRegex(@"(\d{4}-\d\d-\d\d \d\d:\d\d)Z")]
    private static partial Regex Instant();

    /// <summary>How far a person's words have come.</summary>
    private string Way(CaseDelivery delivery) => delivery.Failed
        ? $"<p class=\"way failed\">{E(Text["way_failed"])}: {E(Text[$"why_{delivery.Reason ?? "refused"}"])}</p>"
        : $"<p class=\"way\">{E(Text[delivery.State switch { OutboxState.Sent => "way_sent", OutboxState.Delivered => "way_delivered", OutboxState.Read => "way_read", _ => "way_waiting" }])} · {Time(delivery.ChangedAt)}</p>";

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

    private string Time(DateTimeOffset at) => $"<time datetime=\"{at.UtcDateTime:yyyy-MM-ddTHH:mm}Z\">{E(StaffTime.Near(at, zone, now, Text.Language))}</time>";
}
