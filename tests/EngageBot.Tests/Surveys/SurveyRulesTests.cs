using EngageBot.Businesses.Rules;
using EngageBot.Surveys;

namespace EngageBot.Tests.Surveys;

/// <summary>Surveys as files: what may be written, and how a mistake is shown.</summary>
public sealed class SurveyRulesTests
{
    private static readonly RuleKinds _kinds = new([SurveyRules.Kind]);

    [Fact]
    [Trait("Row", "S122")]
    public void The_surveys_that_come_with_the_program_are_valid_and_read_back_the_same()
    {
        Assert.Equal(["ces", "csat", "factors", "leaving", "mystery", "nps", "service"], ReadySurveys.All.Select(s => s.Key));
        foreach (var ready in ReadySurveys.All)
        {
            var (file, findings) = RuleFile.Read(_kinds, ready.Key + ".yaml", ready.Text, TimeZoneInfo.Utc);
            Assert.Empty(findings);
            Assert.Equal(ready.Key, file!.Key);
            var again = RuleFile.Write("survey", file.Key, SurveyRules.Kind.Canonical(file.Json!));
            Assert.Equal(SurveyRules.Kind.Canonical(file.Json!), SurveyRules.Kind.Canonical(RuleFile.Read(_kinds, "x.yaml", again, TimeZoneInfo.Utc).File!.Json!));
        }
    }

    [Fact]
    [Trait("Row", "S109")]
    [Trait("Row", "S124")]
    public void Reasons_of_leaving_are_the_six_and_four_more_and_the_factors_of_choice_are_six_with_a_score_each()
    {
        Assert.Equal(["conditions", "not_heard", "misled", "no_contact", "behind", "rarely", "price", "service", "moved", "other"], Rules("leaving").Questions[0].Options.Select(o => o.Id));
        var factors = Rules("factors");
        Assert.Equal(["prices", "service", "one_time", "programme", "related", "personal"], factors.Questions[0].Options.Select(o => o.Id));
        Assert.Equal(factors.Questions[0].Options.Select(o => o.Id), factors.Questions.Skip(1).Select(q => q.Axis));
    }

    [Fact]
    [Trait("Row", "S126")]
    public void A_survey_that_does_not_say_why_it_asks_is_refused_at_its_line()
    {
        var text = Text("nps");
        var line = text.Split('\n').ToList().FindIndex(l => l.StartsWith("why:", StringComparison.Ordinal)) + 1;
        Assert.Equal([$"nps.yaml:{line}:6: why lacks \"sq\"."], Findings(text.Replace(", sq: \"Një numër na tregon nëse jemi në rrugën e duhur.\"", "", StringComparison.Ordinal)));
        Assert.Contains(Findings(string.Join('\n', text.Split('\n').Where(l => !l.StartsWith("why:", StringComparison.Ordinal)))), f => f.Contains("lacks why", StringComparison.Ordinal));
        Assert.Contains(Findings(text.Replace("Одно число покажет нам, верно ли мы идём.", " ", StringComparison.Ordinal)), f => f.Contains("why lacks \"ru\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("  low: {en: not at all likely, ru: точно нет, sq: aspak}\n", "", "low has to say what 0 means.")]
    [InlineData("high: {en: very likely", "high: {en: very likely ❤", "has a picture in it, which leads the answer; use words.")]
    [InlineData("sq: shumë}", "sq: shumë, de: sehr}", "is no language here: en, ru, sq.")]
    [InlineData("kind: zero_to_ten", "kind: zero_to_nine", "one of")]
    [InlineData("- id: why", "- id: recommend", "stands there twice: 'recommend'.")]
    [InlineData("  kind: text\n", "  kind: text\n  next: [{go: recommend}]\n", "'recommend' is no question below this one.")]
    [InlineData("  kind: text\n", "  kind: text\n  next: [{at_most: 3, go: end}]\n", "asks for a score, and the question has none.")]
    [InlineData("  kind: text\n", "  kind: text\n  axis: prices\n", "is for a scale")]
    [InlineData("  kind: text\n", "  kind: text\n  records: leaving_reason\n", "leaving_reason is for a choice")]
    [InlineData("recontact: {days: 90}", "answer_within: 15d", "is a length of time from 1h to 14d.")]
    [InlineData("recontact: {days: 90}", "cooldown: {ignore: true, days: 3}", "is ignored or has days of its own, not both.")]
    [InlineData("sample_percent: 50", "sample_percent: 0", "is more than 0 and at most 100.")]
    [InlineData("sample_percent: 50", "quota: 0", "is between 1 and 10,000,000.")]
    public void What_does_not_fit_is_refused_with_what_is_right(string was, string now, string message)
    {
        var text = Text("nps");
        Assert.Contains(was, text, StringComparison.Ordinal);
        var findings = Findings(text.Replace(was, now, StringComparison.Ordinal));
        Assert.Contains(findings, f => f.Contains(message, StringComparison.Ordinal));
        Assert.All(findings, f => Assert.Matches(@"^nps\.yaml:\d+:\d+: ", f));
    }

    [Fact]
    public void More_than_seven_questions_for_one_person_are_refused_and_branches_count()
    {
        var factors = Text("factors");
        var more = factors + """
            - id: and_else
              kind: text
              text: {en: Anything else?, ru: Что-нибудь ещё?, sq: Diçka tjetër?}

            """;
        Assert.Contains(Findings(more), f => f.Contains("may ask one person 8 of them", StringComparison.Ordinal));
        // Whoever is content with the service is not asked the last one: nobody is asked eight.
        Assert.Empty(Findings(more.Replace("  axis: personal\n", "  axis: personal\n  next: [{go: end}]\n", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_changed_answer_leads_another_way_and_the_same_answers_lead_the_same_way()
    {
        var rules = Rules("service");
        Assert.Equal(["service"], Way(rules));
        Assert.Equal(["service", "assortment"], Way(rules, ("service", 5)));
        Assert.Equal(["service", "service_why"], Way(rules, ("service", 2)));
        // A question that is skipped takes the way down.
        Assert.Equal(["service", "service_why"], Way(rules, ("service", null)));
        Assert.Equal(["service", "service_why", "assortment"], Way(rules, ("service", 2), ("service_why", null)));
        Assert.Equal(["service", "assortment"], Way(rules, ("service", 4), ("service_why", null)));
        Assert.Null(SurveyWalk.Of(rules, [new("service", 5, [], null, true), new("assortment", 5, [], null, true)]).Open);
    }

    private static IEnumerable<string> Way(SurveyRules rules, params (string Question, int? Score)[] answers) =>
        SurveyWalk.Of(rules, answers.Select(a => new GivenAnswer(a.Question, a.Score, [], null, true))).Way.Select(q => q.Id);

    private static SurveyRules Rules(string key) => SurveyRules.Kind.Parse(ReadySurveys.Find(key)!.Json(_kinds)).Rules!;

    private static string Text(string key) => ReadySurveys.Find(key)!.Text;

    private static IEnumerable<string> Findings(string text) => RuleFile.Read(_kinds, "nps.yaml", text, TimeZoneInfo.Utc).Findings.Select(f => f.ToString());
}
