using System.Collections.Immutable;
using System.Text.Json.Serialization;
using EngageBot.Dialogs.Plays;
using EngageBot.Loyalty;

namespace EngageBot.Plays;

/// <summary>What somebody sets for a play while switching it on; what is absent stays as it is.</summary>
internal sealed record PlayWish(
    ImmutableSortedDictionary<string, string>? Parameters = null,
    int? HoldoutPercent = null,
    PlayBudgetRules? Budget = null,
    string? At = null,
    string? LeapDay = null,
    string? SkipAfter = null,
    PlayTakesIn? TakesIn = null,
    string? Topic = null)
{
    public PlayRules Over(PlayRules rules) => rules with
    {
        Parameters = Parameters is null ? rules.Parameters : rules.Parameters.SetItems(Parameters),
        HoldoutPercent = HoldoutPercent ?? rules.HoldoutPercent,
        Budget = Budget ?? rules.Budget,
        At = At ?? rules.At,
        LeapDay = LeapDay ?? rules.LeapDay,
        SkipAfter = SkipAfter ?? rules.SkipAfter,
        TakesIn = TakesIn ?? rules.TakesIn,
        Topic = Topic ?? rules.Topic,
    };
}

/// <summary>How wishes are read from the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(SnakeCaseEnum<BudgetPeriod>), typeof(SnakeCaseEnum<PlayTakesIn>)])]
[JsonSerializable(typeof(PlayWish))]
internal sealed partial class PlayWishJson : JsonSerializerContext;
