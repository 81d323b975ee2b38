using System.Collections.Immutable;
using System.Text.Encodings.Web;
using EngageBot.Staff;

namespace EngageBot.Pages;

/// <summary>The staff's pages as HTML; everything from outside is escaped.</summary>
internal sealed class StaffHtml(StaffWords words, string language)
{
    public const string Style = """
        :root { color-scheme: light dark; --ink: #1d2433; --paper: #fff; --ground: #f3f4f7; --soft: #4d566b; --deed: #1b5dab; --line: #8b93a5; --alarm: #a8201a; --warn: #8a5300; --good: #2a6b3c; }
        @media (prefers-color-scheme: dark) { :root { --ink: #eef0f5; --paper: #1c212d; --ground: #12151d; --soft: #b4bccd; --deed: #8fc0ff; --line: #6d7690; --alarm: #ffb0a8; --warn: #ffcf87; --good: #93d8a6; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
        main { max-width: 34rem; margin: 3rem auto; padding: 2rem; background: var(--paper); border-radius: .75rem; }
        h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem; margin: 1rem 0 1.5rem; }
        dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        label { display: block; margin: 1rem 0 .25rem; }
        input { width: 100%; padding: .6rem .75rem; font: inherit; letter-spacing: .1em; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .5rem; }
        button { margin-top: 1rem; padding: .6rem 1.25rem; font: inherit; font-weight: 600; color: var(--paper); background: var(--deed); border: 0; border-radius: .5rem; cursor: pointer; }
        main.wide { max-width: 60rem; } table { width: 100%; border-collapse: collapse; } th, td { padding: .4rem .5rem; text-align: left; border-bottom: 1px solid var(--line); }
        a { color: var(--deed); } textarea { width: 100%; padding: .6rem .75rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .5rem; }
        .timeline { padding-left: 0; list-style: none; } .timeline li { padding: .5rem 0; border-bottom: 1px solid var(--line); } .timeline p { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
        .timeline p:first-child { color: var(--soft); }
        .timeline li p.way { font-size: .875rem; color: var(--soft); } .timeline li p.failed { color: var(--alarm); font-weight: 600; }
        .timeline li.note { border-left: 4px solid var(--line); padding-left: .75rem; } .timeline li.customer { border-left: 4px solid var(--deed); padding-left: .75rem; }
        nav { max-width: 60rem; margin: 1rem auto 0; padding: 0 1rem; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; } nav + main { margin-top: 1rem; }
        nav a { padding: .25rem 0; } nav a[aria-current] { color: var(--ink); font-weight: 700; text-decoration: none; border-bottom: 3px solid var(--deed); }
        .skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
        h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; } .scroll { overflow-x: auto; } td { vertical-align: top; } td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
        .badge { display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: 1rem; font-size: .875rem; font-weight: 600; white-space: nowrap; }
        .urgent, .overdue { color: var(--alarm); } .high { color: var(--warn); } .badge.normal { color: var(--soft); font-weight: 400; }
        .attention { padding: .75rem 1rem; margin-bottom: 1.5rem; border: 2px solid var(--alarm); border-radius: .5rem; } .attention h2 { margin-top: 0; color: var(--alarm); }
        .attention li { margin-bottom: .5rem; } .attention form { display: inline; }
        form.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin-bottom: 1rem; } form.filter label { margin: 0; } form.filter button, .small { margin: 0; padding: .4rem .9rem; }
        select, input[type=date], input[type=time], input[type=datetime-local] { width: auto; max-width: 100%; padding: .4rem .5rem; font: inherit; letter-spacing: 0; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; }
        input[type=checkbox] { width: auto; } .pages { display: flex; gap: 1.5rem; margin-top: 1rem; } .quiet { color: var(--soft); }
        .plot { width: 100%; max-width: 44rem; height: auto; font: .8rem system-ui, sans-serif; } .plot text { fill: var(--ink); } .plot .grid { stroke: var(--line); stroke-dasharray: 2 4; }
        .plot .part0 { fill: var(--good); } .plot .part1 { fill: var(--warn); } .plot .part2 { fill: var(--alarm); } .plot .trend { fill: none; stroke: var(--deed); stroke-width: 2; }
        .plot .margin { stroke: var(--deed); stroke-width: 6; opacity: .25; } .plot .point { fill: var(--deed); }
        .key { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; } .key li::before { content: ""; display: inline-block; width: .9em; height: .9em; margin-right: .4em; border-radius: .2em; vertical-align: -.1em; }
        .key .part0::before { background: var(--good); } .key .part1::before { background: var(--warn); } .key .part2::before { background: var(--alarm); }
        :focus-visible { outline: 3px solid var(--deed); outline-offset: 2px; }
        @media (max-width: 30rem) { main { margin: 0; min-height: 100vh; border-radius: 0; } dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
        """;

    public string SignIn(string csrf) => Document(words.SignIn, $"""
        <h1>{E(words.SignIn)}</h1>
        <p id="how">{E(words.How)}</p>
        {CodeForm(csrf)}
        """);

    public string Gone(string csrf) => Trouble(words.Gone, words.GoneWhy, csrf);

    public string Again(string csrf) => Trouble(words.Again, words.AgainWhy, csrf);

    public string Invitation(LinkLook.Open open, string token, string csrf)
    {
        var known = open.Member.State is StaffState.Active;
        var lead = known ? string.Format(null, words.Back, open.Member.Name)
            : open.By is { } by ? string.Format(null, words.InvitedBy, by, open.Member.Name, open.BusinessName)
            : string.Format(null, words.Invited, open.Member.Name, open.BusinessName);
        return Document(words.SignIn, $"""
            <h1>{E(open.BusinessName)}</h1>
            <p>{E(lead)}</p>
            {Facts(open.Member, open.Shops)}
            <form method="post" action="{StaffPages.Root}/in">
            {Hidden("csrf", csrf)}{Hidden("t", token)}
            <button>{E(known ? words.SignIn : words.Accept)}</button>
            </form>
            """);
    }

    public string Home(StaffMember member, Actor.Staff? reader, string business, ImmutableArray<string> shops, string csrf, bool till) => Document(business, $"""
        <h1>{E(business)}</h1>
        {(member.State is StaffState.Suspended ? $"<p role=\"alert\">{E(words.Suspended)}</p>" : "")}
        {Facts(member, shops)}
        <form method="post" action="{StaffPages.Root}/out">
        {Hidden("csrf", csrf)}
        <button>{E(words.SignOut)}</button>
        </form>
        {(till ? TillForm(csrf) : "")}
        """, ways: reader is null || ConsolePages.Of(reader).Length < 2 ? "" : Ways(StaffPages.Root, reader));

    private string Trouble(string what, string why, string csrf) => Document(what, $"""
        <h1>{E(what)}</h1>
        <p role="alert">{E(why)}</p>
        <p id="how">{E(words.How)}</p>
        {CodeForm(csrf)}
        """);

    private string Facts(StaffMember member, ImmutableArray<string> shops) => $"""
        <dl>
        <dt>{E(words.Name)}</dt><dd>{E(member.Name)}</dd>
        <dt>{E(words.Role)}</dt><dd>{E(words.RoleNames[member.Role])}</dd>
        <dt>{E(words.Shops)}</dt><dd>{E(shops.IsEmpty ? words.EveryShop : string.Join(", ", shops))}</dd>
        </dl>
        """;

    private string TillForm(string csrf) => $"""
        <form method="post" action="{StaffPages.Root}/till">
        {Hidden("csrf", csrf)}
        <button>{E(words.OpenTill)}</button>
        </form>
        """;

    private string CodeForm(string csrf) => $"""
        <form method="post" action="{StaffPages.Root}/in">
        {Hidden("csrf", csrf)}
        <label for="t">{E(words.Code)}</label>
        <input id="t" name="t" required maxlength="64" autocomplete="one-time-code" autocapitalize="characters" spellcheck="false" aria-describedby="how">
        <button>{E(words.SignIn)}</button>
        </form>
        """;

    /// <summary>What the console says.</summary>
    public ConsoleText Text { get; } = new(language);

    /// <summary>A page of the console: the ways to the others stand above it.</summary>
    /// <param name="current">The address of this one, or of the one it belongs to.</param>
    public string Console(string title, string current, Actor.Staff reader, string main) => Document(title, main, wide: true, Ways(current, reader));

    /// <summary>The pages that somebody may open.</summary>
    private string Ways(string current, Actor.Staff reader) => $"""
        <nav aria-label="{E(Text["pages"])}"><a class="skip" href="#main">{E(Text["skip"])}</a>
        {string.Join('\n', ConsolePages.Of(reader).Select(page => $"<a href=\"{page.Path}\"{(page.Path == current ? " aria-current=\"page\"" : "")}>{E(Text[page.Name])}</a>"))}
        </nav>
        """;

    /// <summary>A whole page.</summary>
    /// <param name="wide">With room for a table.</param>
    /// <param name="ways">The ways to other pages.</param>
    public string Document(string title, string main, bool wide = false, string ways = "") => $"""
        <!doctype html>
        <html lang="{language}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <title>{E(title)}</title>
        <link rel="stylesheet" href="{StaffPages.Root}/style.css">
        </head>
        <body>
        {ways}
        <main id="main"{(wide ? " class=\"wide\"" : "")}>
        {main}
        </main>
        </body>
        </html>
        """;

    /// <summary>A field nobody fills in.</summary>
    public static string Hidden(string name, string value) => $"<input type=\"hidden\" name=\"{name}\" value=\"{E(value)}\">";

    /// <summary>Text from outside.</summary>
    public static string E(string text) => HtmlEncoder.Default.Encode(text);
}
