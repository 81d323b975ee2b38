using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;

namespace EngageBot.Insights;

/// <summary>How a business counts what its measures bring; the key is always <c>main</c>.</summary>
/// <param name="MarginPercent">What is left of a receipt after the goods are paid; absent, and there is revenue but no profit in the reports.</param>
/// <param name="PointValue">What a point costs the shop, in its currency; absent for the value the programme says.</param>
/// <param name="LeastPeople">Fewer in a group say nothing.</param>
/// <param name="WornOutWeeks">So many weeks without a shown effect, and a measure is worn out.</param>
/// <param name="PauseLosing">A play that surely costs more than it brings is paused; whoever was promised something keeps it.</param>
internal sealed record MeasuringRules(decimal? MarginPercent = null, decimal? PointValue = null, int LeastPeople = 100, int WornOutWeeks = 4, bool PauseLosing = false)
{
    public const string Key = "main";

    public static MeasuringRules Unsaid { get; } = new();

    public static RuleKind<MeasuringRules> Kind { get; } = new(
        "measuring", "How a business counts what its plays and broadcasts bring.", () => MeasuringJson.Default.MeasuringRules, rules => rules.Errors());

    private IEnumerable<RuleError> Errors()
    {
        if (MarginPercent is < 0 or > 100) yield return new("margin_percent", "is between 0 and 100.");
        if (PointValue is < 0 or > 1_000_000) yield return new("point_value", "is between 0 and 1,000,000 in the business's currency, such as 0.05.");
        if (LeastPeople is < 10 or > 1_000_000) yield return new("least_people", "is between 10 and 1,000,000.");
        if (WornOutWeeks is < 2 or > 52) yield return new("worn_out_weeks", "is between 2 and 52.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(MeasuringRules))]
internal sealed partial class MeasuringJson : JsonSerializerContext;
