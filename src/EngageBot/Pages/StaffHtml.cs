using System.Collections.Immutable;
using System.Text.Encodings.Web;
using EngageBot.Staff;

namespace EngageBot.Pages;

/// <summary>The staff's pages as HTML; everything from outside is escaped.</summary>
internal sealed class StaffHtml(StaffWords words, string language)
{
    public const string Style = """
        :root { color-scheme: light dark; --ink: #1d2433; --paper: #fff; --ground: #f3f4f7; --soft: #4d566b; --deed: #1b5dab; --line: #8b93a5; }
        @media (prefers-color-scheme: dark) { :root { --ink: #eef0f5; --paper: #1c212d; --ground: #12151d; --soft: #b4bccd; --deed: #8fc0ff; --line: #6d7690; } }
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

    public string Home(StaffMember member, string business, ImmutableArray<string> shops, string csrf, bool till) => Document(business, $"""
        <h1>{E(business)}</h1>
        {(member.State is StaffState.Suspended ? $"<p role=\"alert\">{E(words.Suspended)}</p>" : "")}
        {Facts(member, shops)}
        <form method="post" action="{StaffPages.Root}/out">
        {Hidden("csrf", csrf)}
        <button>{E(words.SignOut)}</button>
        </form>
        {(till ? TillForm(csrf) : "")}
        """);

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

    /// <summary>A whole page.</summary>
    /// <param name="wide">With room for a table.</param>
    public string Document(string title, string main, bool wide = false) => $"""
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
        <main{(wide ? " class=\"wide\"" : "")}>
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
