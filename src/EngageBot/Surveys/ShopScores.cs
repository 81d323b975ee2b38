using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>What one shop got for one measure.</summary>
/// <param name="ByVisits">From mystery shoppers; else from customers.</param>
internal sealed record ShopScore(string Shop, bool ByVisits, ScoreTally Tally);

/// <summary>Scores of shops over all surveys: what customers say beside what visits found.</summary>
internal static class ShopScores
{
    public static ImmutableArray<ShopScore> Read(RowSource source, BusinessId business, SurveySpan span, DateTimeOffset now)
    {
        var all = new List<ShopScore>();
        foreach (var survey in RuleBook.All(source, business, SurveyRules.Kind, now))
            foreach (var result in SurveyResults.Read(source, business, survey, span, SurveySplit.Shop))
                all.AddRange(result.Parts.Where(p => p.Part.Length > 0).Select(p => new ShopScore(p.Part, survey.Rules.ByStaff, p.Tally)));
        return
        [
            .. all.GroupBy(s => (s.Shop, s.ByVisits, s.Tally.Kind)).OrderBy(g => g.Key.Shop, StringComparer.Ordinal).ThenBy(g => g.Key.ByVisits).ThenBy(g => g.Key.Kind)
                .Select(g => new ShopScore(g.Key.Shop, g.Key.ByVisits, g.Select(s => s.Tally).Aggregate((a, b) => a.Plus(b)))),
        ];
    }
}

/// <summary>Whether a complaint that was dealt with changed what people say of the shop.</summary>
/// <param name="People">Who gave a score before their complaint and after its end.</param>
internal sealed record ComplainersNps(long People, ScoreTally Before, ScoreTally After)
{
    public static ComplainersNps Read(RowSource source, BusinessId business, SurveySpan span, DateTimeOffset now)
    {
        var pairs = new List<(string Who, long Before, long After)>();
        foreach (var survey in RuleBook.All(source, business, SurveyRules.Kind, now))
            foreach (var question in survey.Rules.Questions.Where(q => q.Kind == SurveyKind.ZeroToTen))
                pairs.AddRange(source.Rows(Pairs, command => command.Set("@business", business.ToString()).Set("@from", span.From).Set("@until", span.Until).Set("@survey", survey.Key).Set("@question", question.Id),
                    row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2))));
        // Whoever complained twice, or was asked by two surveys, is one person with one score before and one after.
        var people = pairs.DistinctBy(p => p.Who).ToArray();
        return new(people.Length, ScoreTally.Of(SurveyKind.ZeroToTen, people.Select(p => (p.Before, 1L))), ScoreTally.Of(SurveyKind.ZeroToTen, people.Select(p => (p.After, 1L))));
    }

    /// <summary>The last score before, the complaint's own included, and the first one after.</summary>
    private const string Pairs = """
        SELECT x.contact_id, x.said_before, x.said_after FROM (
          SELECT c.contact_id, c.number,
            (SELECT a.score FROM survey_answers a JOIN survey_asks s ON s.id = a.ask_id WHERE s.contact_id = c.contact_id AND s.survey = @survey AND a.question = @question AND a.score IS NOT NULL
               AND a.said_at <= c.opened_at ORDER BY a.said_at DESC, a.ask_id DESC LIMIT 1) AS said_before,
            (SELECT a.score FROM survey_answers a JOIN survey_asks s ON s.id = a.ask_id WHERE s.contact_id = c.contact_id AND s.survey = @survey AND a.question = @question AND a.score IS NOT NULL
               AND a.said_at >= c.closed_at ORDER BY a.said_at, a.ask_id LIMIT 1) AS said_after
          FROM cases c WHERE c.business_id = @business AND c.kind = 'Complaint' AND c.closed_at IS NOT NULL AND c.opened_at >= @from AND c.opened_at < @until) x
        WHERE x.said_before IS NOT NULL AND x.said_after IS NOT NULL ORDER BY x.number DESC
        """;
}
