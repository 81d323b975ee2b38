using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;
using EngageBot.Dialogs.Expressions;
using EngageBot.Loyalty;

namespace EngageBot.Surveys;

/// <summary>What a survey may be asked after.</summary>
internal enum SurveyTrigger
{
    Purchase,
    CaseClosed,
    LevelReached,
    /// <summary>Once a year from the first purchase on.</summary>
    Date,
    /// <summary>Somebody has just ended offers.</summary>
    Leaving,
}

/// <summary>How often one person is asked this survey; what is left out limits nothing.</summary>
/// <param name="Times">At most so often in all.</param>
/// <param name="UntilAnswered">Not again once any of its questions was answered.</param>
/// <param name="Days">At most once in so many days.</param>
internal sealed record SurveyRecontact(int? Times = null, bool UntilAnswered = false, int? Days = null);

/// <summary>How long nobody is asked this survey after any survey was shown to them; the clock is the same for all, only the length is its own.</summary>
internal sealed record SurveyCooldown(bool Ignore = false, int? Days = null)
{
    public const int UsualDays = 7;

    [JsonIgnore]
    public int Length => Ignore ? 0 : Days ?? UsualDays;
}

/// <summary>A survey as data; docs/surveys.md is its reference.</summary>
/// <param name="Name">How the shop calls it.</param>
/// <param name="Why">Why it is asked, for the customer: stands above the first question.</param>
/// <param name="AskedAfter">What makes it due; empty for one that only staff fill in, or that is asked by hand.</param>
/// <param name="SamplePercent">So many of a hundred people are asked, always the same ones.</param>
/// <param name="Quota">So many people may answer it; then it is over.</param>
/// <param name="AnswerWithin">How long an answer is taken, from <c>1h</c> to <c>14d</c>.</param>
/// <param name="OpensCases">A low score brings a person.</param>
/// <param name="ByStaff">A form for a mystery shopper: never shown to customers.</param>
/// <param name="Thanks">Instead of the usual thanks.</param>
internal sealed record SurveyRules(
    ImmutableSortedDictionary<string, string> Name,
    ImmutableSortedDictionary<string, string> Why,
    ImmutableArray<SurveyQuestion> Questions,
    ImmutableArray<SurveyTrigger> AskedAfter = default,
    decimal SamplePercent = 100,
    long? Quota = null,
    SurveyRecontact? Recontact = null,
    SurveyCooldown? Cooldown = null,
    string AnswerWithin = "14d",
    bool OpensCases = true,
    bool ByStaff = false,
    ImmutableSortedDictionary<string, string>? Thanks = null)
{
    /// <summary>After seven questions most people have left.</summary>
    public const int LongestWay = 7;

    private const int QuestionsMax = 20;

    /// <summary>In characters: it stands above the first question.</summary>
    private const int WhyMax = 200;

    public static RuleKind<SurveyRules> Kind { get; } = new("survey", "Questions to customers: what, after what, whom, how often.", () => SurveyJson.Default.SurveyRules, rules => rules.Errors());

    public ImmutableArray<SurveyTrigger> AskedAfter { get; init; } = AskedAfter.IsDefault ? [] : AskedAfter;

    public SurveyRecontact Recontact { get; init; } = Recontact ?? new(Times: 1);

    public SurveyCooldown Cooldown { get; init; } = Cooldown ?? new();

    [JsonIgnore]
    public TimeSpan Window => DurationText.Parse(AnswerWithin, out _)!.Length;

    public SurveyQuestion? Find(string id) => Questions.FirstOrDefault(q => q.Id == id);

    /// <summary>The answer is a score so low that a person should hear of it.</summary>
    public bool IsLow(GivenAnswer answer) => answer.Score is { } score && Find(answer.Question) is { } question && score <= question.LowUpTo;

    /// <summary>What stands below a question.</summary>
    public string? Below(string id)
    {
        for (var i = 0; i < Questions.Length - 1; i++)
            if (Questions[i].Id == id) return Questions[i + 1].Id;
        return null;
    }

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in SurveyQuestion.InEveryLanguage(Name, "name", 60)) yield return error;
        foreach (var error in SurveyQuestion.InEveryLanguage(Why, "why", WhyMax)) yield return error;
        foreach (var error in Thanks is null ? [] : SurveyQuestion.InEveryLanguage(Thanks, "thanks", SurveyQuestion.TextMax)) yield return error;
        if (Questions.IsDefault || Questions.Length is < 1 or > QuestionsMax)
        {
            yield return new("questions", $"are 1 to {QuestionsMax}.");
            yield break;
        }
        for (var i = 0; i < Questions.Length; i++)
        {
            if (Questions.Take(i).Any(q => q.Id == Questions[i].Id)) yield return new($"questions[{i}].id", $"stands there twice: '{Questions[i].Id}'.");
            foreach (var error in Questions[i].Errors($"questions[{i}]", Questions[(i + 1)..], Questions[..i])) yield return error;
        }
        if (MostQuestions() is > LongestWay and var most)
            yield return new("questions", $"may ask one person {most} of them; after {LongestWay} most people have left. Keep those whose answers change what you do.");
        if (AskedAfter.Distinct().Count() != AskedAfter.Length) yield return new("asked_after", "names something twice.");
        if (ByStaff && !AskedAfter.IsEmpty) yield return new("asked_after", "is for surveys of customers; one that staff fill in is asked after nothing.");
        if (SamplePercent is <= 0 or > 100) yield return new("sample_percent", "is more than 0 and at most 100.");
        if (Quota is < 1 or > 10_000_000) yield return new("quota", "is between 1 and 10,000,000.");
        if (Recontact.Times is < 1 or > 1_000) yield return new("recontact.times", "is between 1 and 1,000.");
        if (Recontact.Days is < 1 or > 3_660) yield return new("recontact.days", "is between 1 and 3,660.");
        if (Cooldown.Days is < 1 or > 366) yield return new("cooldown.days", "is between 1 and 366.");
        if (Cooldown is { Ignore: true, Days: not null }) yield return new("cooldown", "is ignored or has days of its own, not both.");
        if (DurationText.Parse(AnswerWithin, out _) is not { Working: false, Length: var window } || window < TimeSpan.FromHours(1) || window > TimeSpan.FromDays(14))
            yield return new("answer_within", "is a length of time from 1h to 14d.");
    }

    /// <summary>The longest way through; branches lead down only.</summary>
    private int MostQuestions()
    {
        var most = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = Questions.Length - 1; i >= 0; i--)
        {
            var question = Questions[i];
            IEnumerable<string?> ways = question.Next.Select(b => b.Go == SurveyBranch.End ? null : b.Go);
            // Whoever skips takes the first way without a condition, else the one down.
            if (!question.Next.Any(b => b.Always)) ways = ways.Append(Below(question.Id));
            most[question.Id] = 1 + ways.Max(way => way is null ? 0 : most.GetValueOrDefault(way));
        }
        return most[Questions[0].Id];
    }
}

/// <summary>How surveys are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnum<SurveyKind>), typeof(SnakeCaseEnum<SurveyTrigger>), typeof(SnakeCaseEnum<SurveyRecord>)])]
[JsonSerializable(typeof(SurveyRules))]
internal sealed partial class SurveyJson : JsonSerializerContext;
