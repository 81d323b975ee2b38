using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;

namespace EngageBot.Surveys;

/// <summary>How a question is answered.</summary>
internal enum SurveyKind
{
    /// <summary>0 to 10: would you recommend us.</summary>
    ZeroToTen,
    /// <summary>1 to 5: how content are you.</summary>
    OneToFive,
    /// <summary>1 to 7: how easy was it.</summary>
    OneToSeven,
    /// <summary>One of the options.</summary>
    Choice,
    /// <summary>Any number of the options.</summary>
    Several,
    /// <summary>Words.</summary>
    Text,
}

/// <summary>What an answer is kept as, besides.</summary>
internal enum SurveyRecord
{
    /// <summary>Why somebody leaves: the option's id is the reason, as in <c>leaving_reasons</c>.</summary>
    LeavingReason,
    /// <summary>What a customer missed.</summary>
    Missing,
    /// <summary>What another shop does.</summary>
    Competitor,
}

/// <summary>Something to choose.</summary>
internal sealed record SurveyOption(string Id, ImmutableSortedDictionary<string, string> Label);

/// <summary>Where an answer leads; the first that fits is taken.</summary>
/// <param name="Go">The id of a later question, or <c>end</c>.</param>
/// <param name="AtLeast">For scores of so much and more.</param>
/// <param name="AtMost">For scores of so much and less.</param>
/// <param name="Picked">For whoever chose one of these options.</param>
internal sealed record SurveyBranch(string Go, long? AtLeast = null, long? AtMost = null, ImmutableArray<string> Picked = default)
{
    public const string End = "end";

    public ImmutableArray<string> Picked { get; init; } = Picked.IsDefault ? [] : Picked;

    [JsonIgnore]
    public bool Always => AtLeast is null && AtMost is null && Picked.IsEmpty;

    public bool Fits(long? score, ImmutableArray<string> picks) =>
        (AtLeast is null || score >= AtLeast) && (AtMost is null || score <= AtMost) && (Picked.IsEmpty || Picked.Any(picks.Contains));
}

/// <summary>One question of a survey. Every one may be skipped.</summary>
/// <param name="Id">A small word, by which results know it.</param>
/// <param name="Text">The question, by language.</param>
/// <param name="Low">What the lowest score means.</param>
/// <param name="High">What the highest score means.</param>
/// <param name="Options">To choose from.</param>
/// <param name="Next">Where answers lead; without one to the question below.</param>
/// <param name="LowAtMost">Scores up to here open a case; 0 opens none. Absent: 6 of 10, 2 of 5 and of 7.</param>
/// <param name="Records">What the answer is kept as, besides.</param>
/// <param name="Axis">The option of an earlier question of several whose importance this score is compared with.</param>
internal sealed record SurveyQuestion(
    string Id,
    SurveyKind Kind,
    ImmutableSortedDictionary<string, string> Text,
    ImmutableSortedDictionary<string, string>? Low = null,
    ImmutableSortedDictionary<string, string>? High = null,
    ImmutableArray<SurveyOption> Options = default,
    ImmutableArray<SurveyBranch> Next = default,
    long? LowAtMost = null,
    SurveyRecord? Records = null,
    string? Axis = null)
{
    /// <summary>In characters: a question is read at a glance.</summary>
    public const int TextMax = 300;

    public const int LabelMax = 30;

    public const int OptionsMax = 12;

    public ImmutableArray<SurveyOption> Options { get; init; } = Options.IsDefault ? [] : Options;

    public ImmutableArray<SurveyBranch> Next { get; init; } = Next.IsDefault ? [] : Next;

    [JsonIgnore]
    public bool IsScale => Scale is not null;

    [JsonIgnore]
    public (long Least, long Most)? Scale => Kind switch
    {
        SurveyKind.ZeroToTen => (0, 10),
        SurveyKind.OneToFive => (1, 5),
        SurveyKind.OneToSeven => (1, 7),
        _ => null,
    };

    /// <summary>Somebody whose score is this or less has trouble; -1 where no score says so.</summary>
    public long LowUpTo => LowAtMost is 0 ? -1 : LowAtMost ?? (Kind == SurveyKind.ZeroToTen ? 6 : 2);

    /// <summary>The id of what comes after an answer; <see langword="null"/> at the end.</summary>
    /// <param name="below">The question that stands below this one.</param>
    public string? After(long? score, ImmutableArray<string> picks, string? below) =>
        Next.FirstOrDefault(branch => branch.Fits(score, picks)) is not { } taken ? below : taken.Go == SurveyBranch.End ? null : taken.Go;

    public IEnumerable<RuleError> Errors(string path, ImmutableArray<SurveyQuestion> later, ImmutableArray<SurveyQuestion> earlier)
    {
        if (!RuleKinds.IsKey(Id) || Id == SurveyBranch.End) yield return new($"{path}.id", $"is a small word, not '{Id}': letters, digits and _.");
        foreach (var error in InEveryLanguage(Text, $"{path}.text", TextMax)) yield return error;
        foreach (var error in ScaleErrors(path)) yield return error;
        foreach (var error in OptionErrors(path)) yield return error;
        for (var i = 0; i < Next.Length; i++)
            foreach (var error in BranchErrors(Next[i], $"{path}.next[{i}]", later)) yield return error;
        if (Records == SurveyRecord.LeavingReason && Kind != SurveyKind.Choice) yield return new($"{path}.records", "leaving_reason is for a choice: one main reason.");
        if (Records is SurveyRecord.Missing or SurveyRecord.Competitor && Kind != SurveyKind.Text) yield return new($"{path}.records", "missing and competitor are for text.");
        if (Axis is { } axis && !(IsScale && earlier.Any(q => q.Kind == SurveyKind.Several && q.Options.Any(o => o.Id == axis))))
            yield return new($"{path}.axis", $"is for a scale, and '{axis}' an option of a question of several above it.");
    }

    /// <summary>Customers of every language are asked: no text may lack one.</summary>
    public static IEnumerable<RuleError> InEveryLanguage(ImmutableSortedDictionary<string, string> words, string path, int longest)
    {
        foreach (var language in Languages.Spoken)
            if (!words.TryGetValue(language, out var text) || string.IsNullOrWhiteSpace(text)) yield return new(path, $"lacks \"{language}\".");
            else if (text.Length > longest) yield return new($"{path}.{language}", $"has {text.Length} characters; at most {longest}.");
        foreach (var (language, _) in words)
            if (!Languages.Spoken.Contains(language)) yield return new($"{path}.{language}", $"is no language here: {string.Join(", ", Languages.Spoken)}.");
    }

    private IEnumerable<RuleError> ScaleErrors(string path)
    {
        if (Scale is not var (least, most))
        {
            if (Low is not null || High is not null || LowAtMost is not null) yield return new(path, "has low, high or low_at_most, which belong to a scale.");
            yield break;
        }
        // A scale with one end named, or with hearts on it, leads the answer.
        if (Low is null) yield return new($"{path}.low", $"has to say what {least} means.");
        if (High is null) yield return new($"{path}.high", $"has to say what {most} means.");
        foreach (var (words, name) in new[] { (Low, "low"), (High, "high") })
            foreach (var error in words is null ? [] : InEveryLanguage(words, $"{path}.{name}", LabelMax).Concat(Neutral(words, $"{path}.{name}"))) yield return error;
        if (LowAtMost is { } low && (low < 0 || low >= most)) yield return new($"{path}.low_at_most", $"is between 0 and {most - 1}.");
    }

    private IEnumerable<RuleError> OptionErrors(string path)
    {
        if (Kind is not (SurveyKind.Choice or SurveyKind.Several))
        {
            if (!Options.IsEmpty) yield return new($"{path}.options", "belong to a choice or several.");
            yield break;
        }
        if (Options.Length is < 2 or > OptionsMax) yield return new($"{path}.options", $"are 2 to {OptionsMax}.");
        for (var i = 0; i < Options.Length; i++)
        {
            var (option, at) = (Options[i], $"{path}.options[{i}]");
            if (!RuleKinds.IsKey(option.Id)) yield return new($"{at}.id", $"is a small word, not '{option.Id}'.");
            if (Options.Take(i).Any(o => o.Id == option.Id)) yield return new($"{at}.id", $"stands there twice: '{option.Id}'.");
            foreach (var error in InEveryLanguage(option.Label, $"{at}.label", LabelMax).Concat(Neutral(option.Label, $"{at}.label"))) yield return error;
            foreach (var language in Languages.Spoken)
                if (option.Label.TryGetValue(language, out var label) && Options.Take(i).Any(o => string.Equals(o.Label.GetValueOrDefault(language), label, StringComparison.OrdinalIgnoreCase)))
                    yield return new($"{at}.label.{language}", "is the label of another option, too.");
        }
    }

    private IEnumerable<RuleError> BranchErrors(SurveyBranch branch, string path, ImmutableArray<SurveyQuestion> later)
    {
        if (branch.Go != SurveyBranch.End && !later.Any(q => q.Id == branch.Go))
            yield return new($"{path}.go", $"'{branch.Go}' is no question below this one. {Dialogs.Loading.Nearest.Suggest(branch.Go, [.. later.Select(q => q.Id), SurveyBranch.End])}");
        if ((branch.AtLeast is not null || branch.AtMost is not null) && !IsScale) yield return new(path, "asks for a score, and the question has none.");
        if (branch.AtLeast > branch.AtMost) yield return new(path, "holds for no score.");
        foreach (var pick in branch.Picked)
            if (!Options.Any(o => o.Id == pick)) yield return new($"{path}.picked", $"'{pick}' is no option. {Dialogs.Loading.Nearest.Suggest(pick, [.. Options.Select(o => o.Id)])}");
    }

    /// <summary>A heart beside the best answer made people choose the one below it.</summary>
    private static IEnumerable<RuleError> Neutral(ImmutableSortedDictionary<string, string> words, string path) =>
        from word in words
        where word.Value.EnumerateRunes().Any(r => System.Text.Rune.GetUnicodeCategory(r) is System.Globalization.UnicodeCategory.OtherSymbol or System.Globalization.UnicodeCategory.Surrogate)
        select new RuleError($"{path}.{word.Key}", "has a picture in it, which leads the answer; use words.");
}
