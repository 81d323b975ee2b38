using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Surveys;

/// <summary>How many were asked one survey and how far they got.</summary>
internal sealed record SurveyCounts(long Asked, long Answered, long Done, long Low, long Cases);

/// <summary>What a question came to, for one shop, one of the staff or one week where it is split.</summary>
/// <param name="Part">Which; empty for all.</param>
internal sealed record QuestionPart(string Part, ScoreTally Tally);

/// <summary>How often an option was picked.</summary>
internal sealed record OptionCount(string Id, string Label, long Picked);

/// <summary>Everything about one question.</summary>
internal sealed record QuestionResult(
    SurveyQuestion Question, ScoreTally? Tally, ImmutableArray<QuestionPart> Parts, ImmutableArray<OptionCount> Options, long Answers, long Skipped);

/// <summary>How important something is to customers beside how content they are with it, both as shares of 0 to 1.</summary>
internal sealed record AxisGap(string Axis, string Label, double Importance, double Satisfaction, long ImportanceOf, long SatisfactionOf)
{
    public double Gap => Importance - Satisfaction;
}

/// <summary>How many of those who had heard so much from the shop answered.</summary>
internal sealed record UpdateShare(string Updates, long Asked, long Answered);

/// <summary>By what results are split.</summary>
internal enum SurveySplit
{
    None,
    Shop,
    Staff,
    Week,
}

/// <summary>From when until when people were asked.</summary>
internal sealed record SurveySpan(DateTimeOffset From, DateTimeOffset Until);

/// <summary>What a survey brought, read from its answers.</summary>
internal static class SurveyResults
{
    private const int PartsMax = 500;

    /// <summary>No zone differs from another by less than a quarter of an hour.</summary>
    private const long Quarter = 15 * 60_000L;

    /// <summary>Messages of the last so many days count as what somebody has heard.</summary>
    private const int UpdatesDays = 30;

    public static SurveyCounts Counts(RowSource source, BusinessId business, string survey, SurveySpan span) => source.Query("""
        SELECT COUNT(*), COUNT(answered_at), COUNT(CASE WHEN state = 'Done' THEN 1 END), COUNT(CASE WHEN low = 1 THEN 1 END), COUNT(case_id)
        FROM survey_asks WHERE business_id = @business AND survey = @survey AND asked_at >= @from AND asked_at < @until
        """,
        command => Of(command, business, survey, span),
        row => row.Read() ? new SurveyCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)) : new(0, 0, 0, 0, 0));

    /// <summary>Every question of the survey as it is now; what was asked by an older version counts where the question has kept its id and its scale.</summary>
    public static ImmutableArray<QuestionResult> Read(RowSource source, BusinessId business, RuleInForce<SurveyRules> survey, SurveySpan span, SurveySplit split)
    {
        var scores = Scores(source, business, survey.Key, span, split, split == SurveySplit.Week ? ZoneOf(source, business) : TimeZoneInfo.Utc);
        var rest = Answers(source, business, survey.Key, span);
        return [.. survey.Rules.Questions.Select(question =>
        {
            var own = scores.Where(s => s.Question == question.Id && (question.Scale is not var (least, most) || s.Score >= least && s.Score <= most)).ToArray();
            var tally = question.IsScale ? ScoreTally.Of(question.Kind, own.Select(s => (s.Score, s.Count))) : null;
            var parts = split == SurveySplit.None || tally is null ? [] : own.GroupBy(s => s.Part).OrderBy(g => g.Key, StringComparer.Ordinal).Take(PartsMax)
                .Select(g => new QuestionPart(g.Key, ScoreTally.Of(question.Kind, g.Select(s => (s.Score, s.Count))))).ToImmutableArray();
            var given = rest.Where(r => r.Question == question.Id).ToArray();
            var options = question.Options.Select(o => new OptionCount(o.Id, o.Label["en"], given.Where(g => g.Picks.Contains(o.Id)).Sum(g => g.Count))).ToImmutableArray();
            return new QuestionResult(question, tally, parts, options, given.Where(g => !g.Skipped).Sum(g => g.Count), given.Where(g => g.Skipped).Sum(g => g.Count));
        })];
    }

    /// <summary>Where what matters most is satisfied least, the widest first.</summary>
    public static ImmutableArray<AxisGap> Gaps(ImmutableArray<QuestionResult> results) =>
        [.. (from several in results
             where several.Question.Kind == SurveyKind.Several
             from option in several.Options
             from scale in results
             where scale.Question.Axis == option.Id && scale.Tally is { N: > 0 } && several.Answers > 0
             select new AxisGap(option.Id, option.Label, (double)option.Picked / several.Answers, Satisfaction(scale.Tally!), several.Answers, scale.Tally!.N))
            .OrderByDescending(g => g.Gap).ThenBy(g => g.Axis, StringComparer.Ordinal)];

    /// <summary>Whether people who had heard more answer more: shown, not assumed.</summary>
    public static ImmutableArray<UpdateShare> ByUpdates(RowSource source, BusinessId business, string survey, SurveySpan span)
    {
        var counted = source.Rows("""
            SELECT heard.updates, COUNT(*), COUNT(heard.answered_at) FROM (
              SELECT a.answered_at, (SELECT COUNT(*) FROM proactive_sends p WHERE p.contact_id = a.contact_id AND p.sent_at < a.asked_at AND p.sent_at >= a.asked_at - @days) AS updates
              FROM survey_asks a WHERE a.business_id = @business AND a.survey = @survey AND a.asked_at >= @from AND a.asked_at < @until AND a.contact_id IS NOT NULL) heard
            GROUP BY heard.updates
            """,
            command => Of(command, business, survey, span).Set("@days", UpdatesDays * 86_400_000L),
            row => (Updates: row.GetInt64(0), Asked: row.GetInt64(1), Answered: row.GetInt64(2)));
        return [.. counted.GroupBy(c => c.Updates switch { 0 => "0", <= 2 => "1-2", _ => "3+" }).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new UpdateShare(g.Key, g.Sum(c => c.Asked), g.Sum(c => c.Answered)))];
    }

    /// <summary>The share of the two best of five, the upper half of seven, the promoters of ten.</summary>
    private static double Satisfaction(ScoreTally tally)
    {
        var from = tally.Kind switch { SurveyKind.OneToFive => 4, SurveyKind.OneToSeven => 5, _ => 9 };
        return (double)tally.Counts.Skip(from).Sum() / tally.N;
    }

    private static List<(string Question, long Score, string Part, long Count)> Scores(RowSource source, BusinessId business, string survey, SurveySpan span, SurveySplit split, TimeZoneInfo zone) =>
        source.Rows(split switch
        {
            SurveySplit.Shop => ScoresBy("COALESCE((SELECT h.name FROM shops h WHERE h.id = s.shop_id), '')"),
            SurveySplit.Staff => ScoresBy("COALESCE(s.served_by, '')"),
            SurveySplit.Week => ScoresBy("CAST(s.asked_at / @quarter AS TEXT)"),
            _ => ScoresBy("''"),
        },
        command =>
        {
            Of(command, business, survey, span);
            if (split == SurveySplit.Week) command.Set("@quarter", Quarter);
        },
        row => (row.GetString(0), row.GetInt64(1), split == SurveySplit.Week ? WeekOf(row.GetString(2), zone) : row.GetString(2), row.GetInt64(3)));

    private static string ScoresBy(string part) => $"""
        SELECT x.question, x.score, x.part, COUNT(*) FROM (
          SELECT a.question, a.score, {part} AS part FROM survey_answers a JOIN survey_asks s ON s.id = a.ask_id
          WHERE s.business_id = @business AND s.survey = @survey AND s.asked_at >= @from AND s.asked_at < @until AND a.score IS NOT NULL) x
        GROUP BY x.question, x.score, x.part
        """;

    private static List<(string Question, ImmutableArray<string> Picks, bool Skipped, long Count)> Answers(RowSource source, BusinessId business, string survey, SurveySpan span) =>
        source.Rows("""
            SELECT a.question, a.picks, CASE WHEN a.score IS NULL AND a.picks IS NULL AND a.words IS NULL THEN 1 ELSE 0 END, COUNT(*)
            FROM survey_answers a JOIN survey_asks s ON s.id = a.ask_id
            WHERE s.business_id = @business AND s.survey = @survey AND s.asked_at >= @from AND s.asked_at < @until
            GROUP BY a.question, a.picks, CASE WHEN a.score IS NULL AND a.picks IS NULL AND a.words IS NULL THEN 1 ELSE 0 END
            """,
            command => Of(command, business, survey, span),
            row => (row.GetString(0), SurveyBook.Split(row.TextAt(1)), Convert.ToInt64(row.GetValue(2), System.Globalization.CultureInfo.InvariantCulture) == 1, row.GetInt64(3)));

    private static System.Data.Common.DbCommand Of(System.Data.Common.DbCommand command, BusinessId business, string survey, SurveySpan span) =>
        command.Set("@business", business.ToString()).Set("@survey", survey).Set("@from", span.From).Set("@until", span.Until);

    /// <summary>The Monday of a week by the business's own calendar.</summary>
    private static string WeekOf(string quarter, TimeZoneInfo zone) =>
        LocalDays.WeekOf(LocalDays.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(quarter, System.Globalization.CultureInfo.InvariantCulture) * Quarter), zone))
            .ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The business's own clock.</summary>
    internal static TimeZoneInfo ZoneOf(RowSource source, BusinessId business) => TimeZoneInfo.FindSystemTimeZoneById(
        source.Query("SELECT zone FROM businesses WHERE id = @business", command => command.Set("@business", business.ToString()), row => row.Read() ? row.GetString(0) : "UTC"));
}
