using System.Text.Json.Serialization;
using EngageBot.Businesses.Rules;

namespace EngageBot.Segments;

/// <summary>A segment that was saved under a name.</summary>
/// <param name="When">The expression; docs/segments.md lists what it may ask.</param>
/// <param name="About">For whoever chooses among segments.</param>
internal sealed record SegmentRules(string When, string? About = null)
{
    public static RuleKind<SegmentRules> Kind { get; } = new(
        "segment", "Which contacts belong together: an expression over what is known of them.", () => SegmentJson.Default.SegmentRules, rules => rules.Errors(), Beside);

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in SegmentExpression.Errors(When)) yield return Of(error);
        if (About?.Length > 200) yield return new("about", "is at most 200 characters.");
    }

    private static IEnumerable<RuleError> Beside(RuleSurroundings surroundings, SegmentRules rules)
    {
        if (ReadySegments.Find(surroundings.Key) is not null) yield return new("", $"'{surroundings.Key}' is a segment that comes with the program; give yours another key.");
        foreach (var error in SegmentExpression.Compile(rules.When, SegmentPlace.Read(surroundings.Source, surroundings.Business, surroundings.From)).Errors) yield return Of(error);
    }

    private static RuleError Of(SegmentError error) => new("when", error.ToString());
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SegmentRules))]
internal sealed partial class SegmentJson : JsonSerializerContext;
