using System.Collections.Immutable;

namespace EngageBot.Surveys;

/// <summary>An answer as it stands.</summary>
/// <param name="Complete">Nothing more is asked of this question; one that was skipped is complete and empty.</param>
internal sealed record GivenAnswer(string Question, long? Score, ImmutableArray<string> Picks, string? Words, bool Complete)
{
    public bool IsEmpty => Score is null && Picks.IsEmpty && Words is null;
}

/// <summary>The way through a survey that answers make: the same answers always lead the same way, whenever they were given.</summary>
/// <param name="Way">The questions on it so far, the open one last.</param>
/// <param name="Open">What is to be asked now; absent at the end.</param>
internal sealed record SurveyWalk(ImmutableArray<SurveyQuestion> Way, SurveyQuestion? Open)
{
    public static SurveyWalk Of(SurveyRules rules, IEnumerable<GivenAnswer> answers)
    {
        var given = answers.ToDictionary(a => a.Question, StringComparer.Ordinal);
        var way = ImmutableArray.CreateBuilder<SurveyQuestion>();
        // Branches lead down only, so this ends.
        for (string? id = rules.Questions[0].Id; id is not null && rules.Find(id) is { } question;)
        {
            way.Add(question);
            if (!given.TryGetValue(id, out var answer) || !answer.Complete) return new(way.DrainToImmutable(), question);
            id = question.After(answer.Score, answer.Picks, rules.Below(id));
        }
        return new(way.DrainToImmutable(), null);
    }
}
