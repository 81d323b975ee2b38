using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>What may be found in how a talk went.</summary>
internal enum FindingKind { LongWaits, BrokenPromises, AskedForNews, OpenedAgain, FallingScores, SeveralPeople, UnansweredQuestions }

/// <summary>Something in how the talk with a customer went that may be why they leave.</summary>
/// <param name="Count">How often.</param>
/// <param name="Detail">The longest wait in minutes; the people.</param>
internal sealed record Finding(FindingKind Kind, long Count, string? Detail = null)
{
    /// <summary>As somebody of the staff reads it.</summary>
    public string In(string language) => (Kind, language) switch
    {
        (FindingKind.LongWaits, "ru") => $"Ждали ответа дольше обещанного: {Count} раз, дольше всего {Detail} мин.",
        (FindingKind.LongWaits, "sq") => $"Pritën përgjigje më gjatë se premtimi: {Count} herë, më së gjati {Detail} min.",
        (FindingKind.LongWaits, _) => $"Waited longer for an answer than promised: {Count} times, {Detail} minutes at most.",
        (FindingKind.BrokenPromises, "ru") => $"Обещаний нарушено или выполнено поздно: {Count}.",
        (FindingKind.BrokenPromises, "sq") => $"Premtime të shkelura ose të mbajtura vonë: {Count}.",
        (FindingKind.BrokenPromises, _) => $"Promises broken or kept late: {Count}.",
        (FindingKind.AskedForNews, "ru") => $"Пришлось самим спрашивать о новостях: {Count} раз.",
        (FindingKind.AskedForNews, "sq") => $"U desh të pyesnin vetë për të reja: {Count} herë.",
        (FindingKind.AskedForNews, _) => $"Had to ask for news: {Count} times.",
        (FindingKind.OpenedAgain, "ru") => $"Обращение открывали снова: {Count} раз.",
        (FindingKind.OpenedAgain, "sq") => $"Rasti u hap sërish: {Count} herë.",
        (FindingKind.OpenedAgain, _) => $"A case was opened again: {Count} times.",
        (FindingKind.FallingScores, "ru") => $"Оценка ниже предыдущей: {Count}.",
        (FindingKind.FallingScores, "sq") => $"Vlerësime më të ulëta se më parë: {Count}.",
        (FindingKind.FallingScores, _) => $"Scores lower than the one before: {Count}.",
        (FindingKind.SeveralPeople, "ru") => $"Отвечали разные сотрудники: {Detail}.",
        (FindingKind.SeveralPeople, "sq") => $"U përgjigjën persona të ndryshëm: {Detail}.",
        (FindingKind.SeveralPeople, _) => $"Several people answered: {Detail}.",
        (FindingKind.UnansweredQuestions, "ru") => $"Вопросов без ответа: {Count}.",
        (FindingKind.UnansweredQuestions, "sq") => $"Pyetje pa përgjigje: {Count}.",
        _ => $"Questions without an answer: {Count}.",
    };
}

/// <summary>A line of what there was with a customer, of whichever case.</summary>
/// <param name="Kind">customer, staff, bot, note, grant, promise, transfer, change, purchase or score.</param>
internal sealed record HistoryLine(DateTimeOffset At, string Kind, string? Who, string Words);

/// <summary>How the talk with a customer went, over all of their cases.</summary>
internal static class TalkHistory
{
    private const int MostLines = 5_000;
    private const int MostPeople = 10;

    /// <summary>What may be why they leave; nothing is guessed, each is counted in rows.</summary>
    public static ImmutableArray<Finding> Findings(RowSource source, Case of, ServiceRules rules, DateTimeOffset now)
    {
        var said = source.Rows(
            """
            SELECT e.case_id, e.kind, COALESCE(e.author_name, e.author), e.words, e.at, c.state FROM case_entries e JOIN cases c ON c.id = e.case_id
            WHERE c.contact_id = @contact AND c.business_id = @business AND e.kind IN ('Customer', 'Staff') ORDER BY e.case_id, e.id LIMIT @limit
            """,
            command => Bind(command, of).Set("@limit", (long)MostLines),
            row => (Case: row.GetString(0), Staff: row.GetString(1) == "Staff", Who: row.GetString(2), Words: row.TextAt(3), At: row.InstantAt(4), Live: row.GetString(5) is not ("Resolved" or "Closed")));
        var waits = said.GroupBy(line => line.Case).SelectMany(lines => Waits([.. lines.Select(l => (l.Staff, l.At))], lines.First().Live ? now : null)).Where(wait => wait > TimeSpan.FromMinutes(rules.FirstReplyMinutes)).ToArray();
        var open = said.GroupBy(line => line.Case).Where(lines => lines.First().Live)
            .Sum(lines => lines.Reverse().TakeWhile(line => !line.Staff).Sum(line => line.Words?.Split('?').Length - 1 ?? 0));
        var people = said.Where(line => line.Staff).Select(line => line.Who).Distinct().ToArray();
        var counts = source.Query("SELECT COALESCE(SUM(chasers), 0), COALESCE(SUM(reopens), 0) FROM cases WHERE contact_id = @contact AND business_id = @business",
            command => Bind(command, of), row => row.Read() ? (Asked: Number(row, 0), Again: Number(row, 1)) : default);
        var broken = source.Query("SELECT COUNT(*) FROM case_promises p JOIN cases c ON c.id = p.case_id WHERE c.contact_id = @contact AND c.business_id = @business AND p.state IN ('Broken', 'Late')",
            command => Bind(command, of), row => row.Read() ? row.GetInt64(0) : 0);
        var falling = Scores(source, of).GroupBy(score => score.Of).Count(scores => scores.OrderByDescending(s => s.At).Take(2).ToArray() is [var last, var before] && last.Score < before.Score);
        return
        [
            .. ((Finding[])
            [
                new(FindingKind.LongWaits, waits.Length, waits.Length == 0 ? null : ((long)waits.Max().TotalMinutes).ToString(CultureInfo.InvariantCulture)),
                new(FindingKind.BrokenPromises, broken), new(FindingKind.AskedForNews, counts.Asked), new(FindingKind.OpenedAgain, counts.Again), new(FindingKind.FallingScores, falling),
                new(FindingKind.SeveralPeople, people.Length > 1 ? people.Length : 0, string.Join(", ", people.Take(MostPeople))), new(FindingKind.UnansweredQuestions, open),
            ]).Where(finding => finding.Count > 0),
        ];
    }

    /// <summary>What there was with them, the newest first: words, promises, receipts and scores.</summary>
    public static ImmutableArray<HistoryLine> Read(RowSource source, Case of, int limit)
    {
        var entries = source.Rows(
            """
            SELECT e.at, e.kind, COALESCE(e.author_name, e.author), COALESCE(e.words, e.media, '') FROM case_entries e JOIN cases c ON c.id = e.case_id
            WHERE c.contact_id = @contact AND c.business_id = @business ORDER BY e.at DESC, e.id DESC LIMIT @limit
            """,
            command => Bind(command, of).Set("@limit", (long)limit), row => new HistoryLine(row.InstantAt(0), SnakeCase.Of(row.GetString(1)), row.TextAt(2), row.GetString(3)));
        var bought = source.Rows("SELECT p.bought_at, h.name, p.amount_minor, p.currency FROM purchases p JOIN shops h ON h.id = p.shop_id WHERE p.contact_id = @contact AND p.business_id = @business ORDER BY p.bought_at DESC, p.id LIMIT @limit",
            command => Bind(command, of).Set("@limit", (long)limit),
            row => new HistoryLine(row.InstantAt(0), "purchase", null, FormattableString.Invariant($"{row.GetString(1)}: {row.GetInt64(2) / (decimal)MinorUnits.Scale(row.GetString(3))} {row.GetString(3)}")));
        var scores = Scores(source, of).Select(score => new HistoryLine(score.At, "score", null, FormattableString.Invariant($"{score.Of}: {score.Score}")));
        return [.. entries.Concat(bought).Concat(scores).OrderByDescending(line => line.At).Take(limit)];
    }

    /// <summary>From the customer's first words to the answer to them; what is not answered yet waits until now.</summary>
    private static IEnumerable<TimeSpan> Waits(IReadOnlyList<(bool Staff, DateTimeOffset At)> lines, DateTimeOffset? now)
    {
        DateTimeOffset? since = null;
        foreach (var (staff, at) in lines)
        {
            if (staff && since is { } began) yield return at - began;
            since = staff ? null : since ?? at;
        }
        if (since is { } open && now is { } until) yield return until - open;
    }

    private static List<(string Of, long Score, DateTimeOffset At)> Scores(RowSource source, Case of) =>
    [
        .. source.Rows(
            "SELECT s.survey, a.question, a.score, COALESCE(a.changed_at, a.said_at) FROM survey_answers a JOIN survey_asks s ON s.id = a.ask_id WHERE s.contact_id = @contact AND s.business_id = @business AND a.score IS NOT NULL ORDER BY a.said_at DESC LIMIT 200",
            command => Bind(command, of), row => ($"{row.GetString(0)}.{row.GetString(1)}", row.GetInt64(2), row.InstantAt(3))),
        .. source.Rows("SELECT rating, COALESCE(closed_at, opened_at) FROM cases WHERE contact_id = @contact AND business_id = @business AND rating IS NOT NULL ORDER BY number DESC LIMIT 50",
            command => Bind(command, of), row => ("rating", row.GetInt64(0), row.InstantAt(1))),
    ];

    private static System.Data.Common.DbCommand Bind(System.Data.Common.DbCommand command, Case of) => command.Set("@contact", of.ContactId.ToString()).Set("@business", of.BusinessId.ToString());

    private static long Number(System.Data.Common.DbDataReader row, int column) => Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);
}
