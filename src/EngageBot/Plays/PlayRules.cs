using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Plays;
using EngageBot.Loyalty;

namespace EngageBot.Plays;

/// <summary>Whom a play that follows a segment or a lapse takes in when it is switched on.</summary>
internal enum PlayTakesIn
{
    /// <summary>Only those who come into it from then on.</summary>
    Newcomers,
    /// <summary>Also those who are in it at that moment.</summary>
    Everybody,
}

/// <summary>What a play may cost in a span.</summary>
/// <param name="Points">Points, and the price in points of what is given away.</param>
/// <param name="Messages">People it begins with.</param>
internal sealed record PlayBudgetRules(BudgetPeriod Per, long? Points = null, long? Messages = null);

/// <summary>A play switched on in one business, with what the business sets for itself; the key is the play's name.</summary>
/// <param name="On">False is paused: nobody is taken in and nothing begins.</param>
/// <param name="Parameters">By name, as the play's file would write them.</param>
/// <param name="HoldoutPercent">Instead of the play's own.</param>
/// <param name="Budget">Instead of the play's own.</param>
/// <param name="At">The time of day, instead of the play's own.</param>
/// <param name="LeapDay"><c>feb_28</c> or <c>mar_1</c>, instead of the play's own.</param>
/// <param name="SkipAfter">Instead of the play's own lateness.</param>
/// <param name="TakesIn">Whom it takes in when it is switched on.</param>
/// <param name="Topic">The contact policy's topic that its messages belong to.</param>
internal sealed record PlayRules(
    bool On = true,
    ImmutableSortedDictionary<string, string>? Parameters = null,
    int? HoldoutPercent = null,
    PlayBudgetRules? Budget = null,
    string? At = null,
    string? LeapDay = null,
    string? SkipAfter = null,
    PlayTakesIn TakesIn = PlayTakesIn.Newcomers,
    string? Topic = null)
{
    public static RuleKind<PlayRules> Kind { get; } = new(
        "play", "A play switched on, with what this business sets for itself.", () => PlayJson.Default.PlayRules, rules => rules.Errors(), Beside);

    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = Parameters ?? ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What does not fit the play itself.</summary>
    public IEnumerable<RuleError> Against(Play play)
    {
        foreach (var (name, text) in Parameters)
            if (!play.Parameters.TryGetValue(name, out var declared))
                yield return new($"parameters.{name}", $"is no parameter of {play.Name}. {Dialogs.Loading.Nearest.Suggest(name, [.. play.Parameters.Keys])}");
            else if (declared.Read(text) is null)
                yield return new($"parameters.{name}", $"is no {declared.Type.Kind.ToString().ToLowerInvariant()}: '{text}'.");
        foreach (var parameter in play.Parameters.Values)
            if (parameter is { Default: null, Optional: false } && !Parameters.ContainsKey(parameter.Name))
                yield return new($"parameters.{parameter.Name}", parameter.Of is null ? "has to be set." : $"has to be set: the key of a {parameter.Of}.");
    }

    [JsonIgnore]
    public TimeOnly? AtTime => At is null ? null : TimeOf(At);

    [JsonIgnore]
    public TimeSpan? Lateness => SkipAfter is null ? null : DurationText.Parse(SkipAfter, out _)?.Length;

    private IEnumerable<RuleError> Errors()
    {
        if (Parameters.Count > 50) yield return new("parameters", "are at most 50.");
        foreach (var (name, text) in Parameters)
            if (text is null || text.Length > 500) yield return new($"parameters.{name}", "is text of at most 500 characters.");
        if (HoldoutPercent is < 0 or > 50) yield return new("holdout_percent", "is between 0 and 50.");
        if (Budget is { Points: null, Messages: null }) yield return new("budget", "limits points or messages.");
        if (Budget is { Points: < 1 or > 1_000_000_000 }) yield return new("budget.points", "is between 1 and 1,000,000,000.");
        if (Budget is { Messages: < 1 or > 100_000_000 }) yield return new("budget.messages", "is between 1 and 100,000,000.");
        if (At is not null && TimeOf(At) is null) yield return new("at", "is a time such as \"10:00\".");
        if (LeapDay is not (null or "feb_28" or "mar_1")) yield return new("leap_day", "is feb_28 or mar_1.");
        if (SkipAfter is not null && DurationText.Parse(SkipAfter, out _) is not { Working: false, Length.Ticks: > 0 }) yield return new("skip_after", "is a length of time such as 12h or 2d.");
        if (Topic is not null && !RuleKinds.IsKey(Topic)) yield return new("topic", RuleKinds.KeyForm);
    }

    private static IEnumerable<RuleError> Beside(RuleSurroundings around, PlayRules rules)
    {
        var plays = LivePlays.Released(around.Source);
        if (!plays.TryGetValue(around.Key, out var play))
        {
            yield return new("", $"There is no play '{around.Key}'. {Dialogs.Loading.Nearest.Suggest(around.Key, [.. plays.Keys])}");
            yield break;
        }
        foreach (var error in rules.Against(play)) yield return error;
        foreach (var parameter in play.Parameters.Values)
            if (parameter.Of is { } kind && rules.Parameters.TryGetValue(parameter.Name, out var key) && !IsThere(around, kind, key))
                yield return new($"parameters.{parameter.Name}", $"names the {kind} '{key}', which is not there or not in force then.");
    }

    private static bool IsThere(RuleSurroundings around, string kind, string key) =>
        RuleBook.InForce(RuleBook.Versions(around.Source, around.Business, kind, key), around.From)?.Content is not null;

    private static TimeOnly? TimeOf(string text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}

/// <summary>How a play's settings are read and written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnum<BudgetPeriod>), typeof(SnakeCaseEnum<PlayTakesIn>), typeof(SnakeCaseEnum<ContactKind>), typeof(SnakeCaseEnum<NewsSort>)])]
[JsonSerializable(typeof(PlayRules))]
[JsonSerializable(typeof(GuideRules))]
[JsonSerializable(typeof(NewsRules))]
[JsonSerializable(typeof(ContactPlanRules))]
internal sealed partial class PlayJson : JsonSerializerContext;
