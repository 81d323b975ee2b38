using System.Collections.Immutable;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Surveys;

/// <summary>What the conversation does next.</summary>
internal abstract record SurveyStep
{
    private SurveyStep() { }

    /// <summary>Ask this.</summary>
    /// <param name="Chosen">What was picked already of several.</param>
    /// <param name="First">Nothing was asked before: say why.</param>
    public sealed record Ask(OpenAsk Of, SurveyRules Rules, SurveyQuestion Question, ImmutableArray<string> Chosen, bool First) : SurveyStep;

    /// <summary>That was the last question.</summary>
    /// <param name="Again">They were thanked before, and have changed an answer.</param>
    /// <param name="Cared">A person looks at it.</param>
    public sealed record Thanks(OpenAsk Of, SurveyRules Rules, bool Again, bool Cared) : SurveyStep;

    /// <summary>The time to answer is over.</summary>
    public sealed record Closed : SurveyStep;

    /// <summary>So many have answered that no more answers are taken.</summary>
    public sealed record Full : SurveyStep;

    /// <summary>Nobody is asked anything.</summary>
    public sealed record Nothing : SurveyStep;

    /// <summary>Words of a survey in a language.</summary>
    public static string In(ImmutableSortedDictionary<string, string>? words, string language) => words is null ? "" : InLanguage.Of(words, language);
}
