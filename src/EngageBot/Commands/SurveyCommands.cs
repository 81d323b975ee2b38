using System.CommandLine;
using System.Globalization;
using EngageBot.Businesses.Rules;
using EngageBot.Plays;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Surveys;

namespace EngageBot.Commands;

/// <summary><c>engagebot surveys …</c>: what customers are asked, and what they said.</summary>
internal static class SurveyCommands
{
    /// <summary>Without a span the last so many days are shown.</summary>
    private const int UsualDays = 90;

    public static Command Build() => new("surveys", "What customers are asked, and what they said.") { List(), Show(), Ready(), Add(), Leaving() };

    private static Command List()
    {
        var days = Days();
        return Verb.Of("list", "Every survey in force, how many answered, and whether anything asks it.", [days], async verb =>
        {
            var span = Span(verb, days);
            foreach (var line in await verb.ReadAsync(source => RuleBook.All(source, verb.Business.Id, SurveyRules.Kind, verb.Now).Select(s => Line(source, verb, s, span)).ToArray()))
                Console.WriteLine(line);
            return 0;
        });
    }

    private static Command Show()
    {
        var (key, days) = (Key(), Days());
        var by = new Option<string?>("--by") { Description = "shop, staff or week: scores of each." };
        return Verb.Of("show", "What one survey brought: each question with n and margin.", [key, by, days], async verb =>
        {
            SurveySplit? split = verb.Value(by) switch { null => SurveySplit.None, "shop" => SurveySplit.Shop, "staff" => SurveySplit.Staff, "week" => SurveySplit.Week, _ => null };
            if (split is not { } wished) return await Verb.FailAsync("--by is shop, staff or week.");
            var span = Span(verb, days);
            var lines = await verb.ReadAsync(source => RuleBook.At(source, verb.Business.Id, SurveyRules.Kind, verb.Required(key), verb.Now) is { } survey
                ? Lines(source, verb, survey, span, wished).ToArray() : null);
            if (lines is null) return await Verb.FailAsync($"There is no survey '{verb.Required(key)}' in force; engagebot surveys list shows them.", code: 1);
            foreach (var line in lines) Console.WriteLine(line);
            return 0;
        });
    }

    private static Command Ready()
    {
        var key = new Argument<string?>("key") { Description = "One of them: its file is printed.", Arity = ArgumentArity.ZeroOrOne };
        return Verb.Of("ready", "The surveys that come with the program; with a key, its file to change and publish.", [key], async verb =>
        {
            if (verb.Value(key) is not { } wanted)
            {
                foreach (var ready in ReadySurveys.All) Console.WriteLine($"{ready.Key,-10} {ready.Text.Split('#', 2)[1].Split('\n')[0].Trim()}");
                return 0;
            }
            if (ReadySurveys.Find(wanted) is not { } found) return await Verb.FailAsync($"No survey '{wanted}' comes with the program. {Dialogs.Loading.Nearest.Suggest(wanted, [.. ReadySurveys.All.Select(s => s.Key)])}", code: 1);
            Console.Write(found.Text);
            return 0;
        });
    }

    private static Command Add()
    {
        var key = Key();
        return Verb.Of("add", "Publishes a survey that comes with the program, as it is.", [key], async verb =>
        {
            if (ReadySurveys.Find(verb.Required(key)) is not { } found)
                return await Verb.FailAsync($"No survey '{verb.Required(key)}' comes with the program. {Dialogs.Loading.Nearest.Suggest(verb.Required(key), [.. ReadySurveys.All.Select(s => s.Key)])}", code: 1);
            var json = found.Json(verb.Part<RuleKinds>());
            var outcome = await verb.WriteAsync(scope => RuleDesk.Edit(scope, Verb.Operator, new(verb.Business.Id, SurveyRules.Kind, found.Key, json), verb.Now));
            if (outcome is not RuleOutcome.Done done) return await Verb.FailAsync($"It was not published: {outcome}", code: 1);
            Console.WriteLine(done.Changed ? $"{found.Key} is in force as version {done.Version}." : $"{found.Key} was in force before.");
            foreach (var play in PlaysOf(SurveyRules.Kind.Stored(json))) Console.WriteLine($"To ask it: engagebot plays on {play}");
            return 0;
        });
    }

    private static Command Leaving()
    {
        var days = new Option<int>("--days") { Description = "So many days back; 365 if absent.", DefaultValueFactory = _ => 365 };
        return Verb.Of("leaving", "Why people leave, month by month.", [days], async verb =>
        {
            foreach (var count in await verb.ReadAsync(source => LeavingTrend.Read(source, verb.Business.Id, Span(verb, days))))
                Console.WriteLine($"{count.Month}  {count.Reason,-12} {count.People.ToString(CultureInfo.InvariantCulture),6}");
            return 0;
        });
    }

    private static string Line(RowSource source, Verb verb, RuleInForce<SurveyRules> survey, SurveySpan span)
    {
        var counts = SurveyResults.Counts(source, verb.Business.Id, survey.Key, span);
        var silent = PlaysOf(survey.Rules).Where(play => RuleBook.At(source, verb.Business.Id, PlayRules.Kind, play, verb.Now)?.Rules.On != true).ToArray();
        return FormattableString.Invariant($"{survey.Key,-14} asked {counts.Asked,6}, answered {counts.Answered,6}, low {counts.Low,5}")
            + (survey.Rules.ByStaff ? "; filled in by staff" : silent.Length == 0 ? "" : $"; not asked by {string.Join(", ", silent)}: engagebot plays on {silent[0]}");
    }

    private static IEnumerable<string> Lines(RowSource source, Verb verb, RuleInForce<SurveyRules> survey, SurveySpan span, SurveySplit split)
    {
        yield return Line(source, verb, survey, span);
        var results = SurveyResults.Read(source, verb.Business.Id, survey, span, split);
        foreach (var result in results)
        {
            yield return $"{result.Question.Id}: {result.Question.Text["en"]}";
            if (result.Tally is { } tally) yield return $"  {tally.Measure.ToUpperInvariant()} {tally.Text}";
            foreach (var part in result.Parts) yield return $"  {(part.Part.Length == 0 ? "not known" : part.Part),-24} {part.Tally.Text}";
            foreach (var option in result.Options) yield return FormattableString.Invariant($"  {option.Label,-24} {option.Picked} of {result.Answers}");
            if (result.Question.Kind == SurveyKind.Text) yield return FormattableString.Invariant($"  {result.Answers} in words, {result.Skipped} left out");
        }
        foreach (var gap in SurveyResults.Gaps(results))
            yield return FormattableString.Invariant($"gap {100 * gap.Gap,4:0}  {gap.Label}: matters to {100 * gap.Importance:0} %, {100 * gap.Satisfaction:0} % are content");
        foreach (var share in SurveyResults.ByUpdates(source, verb.Business.Id, survey.Key, span))
            yield return FormattableString.Invariant($"heard from us {share.Updates,-4} times in 30 days: {share.Answered} of {share.Asked} answered");
    }

    private static IEnumerable<string> PlaysOf(SurveyRules rules) => rules.AskedAfter.Where(t => t != SurveyTrigger.Leaving).Select(t => t switch
    {
        SurveyTrigger.CaseClosed => "survey_after_case",
        SurveyTrigger.LevelReached => "survey_after_level",
        SurveyTrigger.Date => "survey_each_year",
        _ => "survey_after_purchase",
    });

    private static SurveySpan Span(Verb verb, Option<int> days) => new(verb.Now.AddDays(-Math.Clamp(verb.Value(days), 1, 3_660)), verb.Now.AddDays(1));

    private static Argument<string> Key() => new("key") { Description = "The survey's." };

    private static Option<int> Days() => new("--days") { Description = $"So many days back; {UsualDays} if absent.", DefaultValueFactory = _ => UsualDays };
}
