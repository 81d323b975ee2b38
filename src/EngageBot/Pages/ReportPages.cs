using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Complaints;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Surveys;
using static EngageBot.Pages.StaffHtml;

namespace EngageBot.Pages;

/// <summary>What promises were worth and what surveys brought, with plots and the numbers beside them.</summary>
internal sealed class ReportPages(IStore store, StaffPages pages, TimeProvider clock)
{
    public const string Promises = StaffPages.Root + "/promises";
    public const string Surveys = StaffPages.Root + "/surveys";

    private const int DaysUsual = 90;
    private const int DaysMost = 730;

    /// <summary>Fewer answers say little about a difference.</summary>
    private const long Few = 30;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Promises, (Delegate)PromisesAsync);
        routes.MapGet(Surveys, (Delegate)SurveysAsync);
        routes.MapGet(Surveys + "/{key}", SurveyAsync);
    }

    private Task<IResult> PromisesAsync(HttpContext http) => ShowAsync(http, Promises, "promises", (source, member, html, days) =>
    {
        var now = clock.GetUtcNow();
        var report = CaseReports.Read(source, member.BusinessId, now.AddDays(-days), now.AddMilliseconds(1), now);
        var text = html.Text;
        return $"""
            {Period(html, Promises, days)}
            {(report.Promises.IsEmpty ? $"<p>{E(text["no_promises"])}</p>" : Shares(text, text["by_person"], report.Promises, text["nobodys"]) + Shares(text, text["by_shop"], report.PromisesByShop, text["no_shop"]))}
            """;
    });

    private static string Shares(ConsoleText text, string title, ImmutableArray<PromiseShare> shares, string nobody)
    {
        var bars = shares.Select(s => new Bar(s.Name ?? nobody, s.Kept, s.Late, s.Broken)).ToList();
        return $"""
            <h2>{E(title)}</h2>
            <ul class="key"><li class="part0">{E(text["kept"])}</li><li class="part1">{E(text["late"])}</li><li class="part2">{E(text["broken"])}</li></ul>
            {Plot.Bars($"{text["promises"]}: {title}", bars)}
            <div class="scroll" tabindex="0" role="region" aria-label="{E(title)}"><table>
            <thead><tr><th scope="col">{E(text["who"])}</th><th scope="col" class="number">{E(text["kept"])}</th><th scope="col" class="number">{E(text["late"])}</th><th scope="col" class="number">{E(text["broken"])}</th><th scope="col" class="number">{E(text["share"])}</th></tr></thead>
            <tbody>
            {string.Join('\n', shares.Select(s => $"<tr><th scope=\"row\">{E(s.Name ?? nobody)}</th><td class=\"number\">{s.Kept}</td><td class=\"number\">{s.Late}</td><td class=\"number\">{s.Broken}</td><td class=\"number\">{100.0 * s.Kept / Math.Max(1, s.Kept + s.Late + s.Broken):0}</td></tr>"))}
            </tbody></table></div>
            """;
    }

    private Task<IResult> SurveysAsync(HttpContext http) => ShowAsync(http, Surveys, "surveys", (source, member, html, days) =>
    {
        var (now, text) = (clock.GetUtcNow(), html.Text);
        var all = RuleBook.All(source, member.BusinessId, SurveyRules.Kind, now);
        var span = new SurveySpan(now.AddDays(-days), now.AddMilliseconds(1));
        return Period(html, Surveys, days) + (all.IsEmpty ? $"<p>{E(text["no_surveys"])}</p>" : $"""
            <div class="scroll" tabindex="0" role="region" aria-label="{E(text["surveys"])}"><table>
            <thead><tr><th scope="col">{E(text["survey"])}</th><th scope="col">{E(text["result"])}</th><th scope="col" class="number">{E(text["asked"])}</th><th scope="col" class="number">{E(text["answered"])}</th><th scope="col" class="number">{E(text["low"])}</th></tr></thead>
            <tbody>
            {string.Join('\n', all.Select(survey =>
            {
                var counts = SurveyResults.Counts(source, member.BusinessId, survey.Key, span);
                var first = SurveyResults.Read(source, member.BusinessId, survey, span, SurveySplit.None).FirstOrDefault(q => q.Tally is not null);
                return $"<tr><th scope=\"row\"><a href=\"{Surveys}/{E(survey.Key)}?days={days}\">{E(In(survey.Rules.Name, text.Language))}</a></th><td>{E(first?.Tally is { } tally ? Measured(tally) : "–")}</td><td class=\"number\">{counts.Asked}</td><td class=\"number\">{counts.Answered}</td><td class=\"number\">{counts.Low}</td></tr>";
            }))}
            </tbody></table></div>
            """);
    });

    private Task<IResult> SurveyAsync(HttpContext http, string key) => ShowAsync(http, Surveys, "survey", (source, member, html, days) =>
    {
        var (now, text) = (clock.GetUtcNow(), html.Text);
        if (RuleBook.At(source, member.BusinessId, SurveyRules.Kind, key, now) is not { } survey) return $"<p>{E(text["no_surveys"])}</p>";
        var span = new SurveySpan(now.AddDays(-days), now.AddMilliseconds(1));
        var counts = SurveyResults.Counts(source, member.BusinessId, key, span);
        var body = new StringBuilder(Period(html, $"{Surveys}/{key}", days));
        body.Append(CultureInfo.InvariantCulture, $"<p><strong>{E(In(survey.Rules.Name, text.Language))}</strong> · {E(text["asked"])}: {counts.Asked} · {E(text["answered"])}: {counts.Answered} · {E(text["low"])}: {counts.Low}</p>");
        foreach (var question in SurveyResults.Read(source, member.BusinessId, survey, span, SurveySplit.Week)) body.Append(Question(text, question));
        return body.ToString();
    });

    private static string Question(ConsoleText text, QuestionResult result)
    {
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<h2>{E(In(result.Question.Text, text.Language))}</h2>");
        if (result.Tally is { } tally) html.Append(Scale(text, result, tally));
        else if (!result.Options.IsEmpty)
            html.Append(Plot.Bars(text["distribution"], [.. result.Options.Select(o => new Bar(Label(result, o, text.Language), (double)o.Picked))]))
                .Append(Table(text["option"], text["people"], result.Options.Select(o => (Label(result, o, text.Language), o.Picked.ToString(CultureInfo.InvariantCulture)))));
        else html.Append(CultureInfo.InvariantCulture, $"<p>{E(text["words_given"])}: {result.Answers}</p>");
        return html.ToString();
    }

    private static string Scale(ConsoleText text, QuestionResult result, ScoreTally tally)
    {
        var (least, most) = ((int)result.Question.Scale!.Value.Least, (int)result.Question.Scale.Value.Most);
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<p><strong>{E(Measured(tally))}</strong>{(tally.N < Few ? $" <span class=\"quiet\">{E(text["few"])}</span>" : "")}</p><h3>{E(text["distribution"])}</h3>");
        var scores = Enumerable.Range(least, most - least + 1).ToArray();
        html.Append(Plot.Bars($"{text["distribution"]}: {Measured(tally)}", [.. scores.Select(s => Coloured(tally.Kind, s, tally.Counts[s]))]));
        html.Append(Table(text["score"], text["people"], scores.Select(s => (s.ToString(CultureInfo.InvariantCulture), tally.Counts[s].ToString(CultureInfo.InvariantCulture)))));
        var weeks = result.Parts.Where(p => p.Tally.N > 0).TakeLast(26).ToArray();
        if (weeks.Length == 0) return html.ToString();
        var (low, high, scaled) = tally.Kind switch { SurveyKind.ZeroToTen => (-100.0, 100.0, 1.0), SurveyKind.OneToFive => (0, 100, 100), _ => (1, 7, 1) };
        html.Append(CultureInfo.InvariantCulture, $"<h3>{E(text["trend"])}</h3>");
        html.Append(Plot.Trend($"{text["trend"]}: {tally.Measure.ToUpperInvariant()}", [.. weeks.Select(w => new TrendPoint(Monday(w.Part, text.Language), w.Tally.Value!.Value * scaled, w.Tally.Margin * scaled, w.Tally.N))], low, high));
        return html.Append(Table(text["week"], text["result"], weeks.Select(w => (Monday(w.Part, text.Language), Measured(w.Tally))))).ToString();
    }

    /// <summary>Good, middling and poor scores as the measure takes them; the number stands beside each.</summary>
    private static Bar Coloured(SurveyKind kind, int score, long count)
    {
        var part = kind switch { SurveyKind.ZeroToTen => score >= 9 ? 0 : score >= 7 ? 1 : 2, SurveyKind.OneToFive => score >= 4 ? 0 : score == 3 ? 1 : 2, _ => score >= 5 ? 0 : score >= 3 ? 1 : 2 };
        double[] parts = [0, 0, 0];
        parts[part] = count;
        return new(score.ToString(CultureInfo.InvariantCulture), parts);
    }

    private static string Measured(ScoreTally tally) => $"{tally.Measure.ToUpperInvariant()} {tally.Text}";

    private static string Monday(string day, string language) => StaffTime.Day(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), language);

    private static string Label(QuestionResult result, OptionCount option, string language) => result.Question.Options.FirstOrDefault(o => o.Id == option.Id) is { } own ? In(own.Label, language) : option.Label;

    private static string In(ImmutableSortedDictionary<string, string> words, string language) => words.GetValueOrDefault(language) ?? words.Values.FirstOrDefault() ?? "";

    private static string Table(string first, string second, IEnumerable<(string, string)> rows) => $"""
        <table><thead><tr><th scope="col">{E(first)}</th><th scope="col" class="number">{E(second)}</th></tr></thead>
        <tbody>{string.Concat(rows.Select(r => $"<tr><th scope=\"row\">{E(r.Item1)}</th><td class=\"number\">{E(r.Item2)}</td></tr>"))}</tbody></table>
        """;

    private static string Period(StaffHtml html, string path, int days) => $"""
        <form class="filter" method="get" action="{path}"><div><label for="days">{E(html.Text["days"])}</label>
        <select id="days" name="days">{string.Concat(((int[])[7, 30, 90, 365]).Append(days).Distinct().Order().Select(d => $"<option{(d == days ? " selected" : "")}>{d}</option>"))}</select></div>
        <button>{E(html.Text["filter"])}</button></form>
        <p class="quiet">{E(string.Format(CultureInfo.InvariantCulture, html.Text["period"], days))}</p>
        """;

    /// <summary>A page for those who may see reports.</summary>
    private async Task<IResult> ShowAsync(HttpContext http, string current, string title, Func<RowSource, StaffMember, StaffHtml, int, string> write)
    {
        if (await pages.WhoAsync(http) is not { } member) return pages.SignIn(http);
        var days = int.TryParse(http.Request.Query["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, DaysMost) : DaysUsual;
        var frame = pages.Frame(http, member);
        var (reader, main) = await store.ReadAsync(connection =>
        {
            RowSource source = connection;
            return ValueTask.FromResult(StaffRows.ActorOf(source, member.Id, clock.GetUtcNow()) is { } actor && actor.May(Permission.SeeReports)
                ? (actor, write(source, member, frame, days)) : ((Actor.Staff?)null, ""));
        }, http.RequestAborted);
        return reader is null
            ? pages.Page(http, 403, member, html => html.Document(html.Text[title], $"<h1>{E(html.Text[title])}</h1>\n<p role=\"alert\">{E(html.Text["not_allowed"])}</p>"))
            : pages.Page(http, 200, member, html => html.Console(html.Text[title], current, reader, $"<h1>{E(html.Text[title])}</h1>\n{main}"));
    }
}
