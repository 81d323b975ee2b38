using EngageBot.Businesses.Rules;
using EngageBot.Segments;

namespace EngageBot.Plays;

/// <summary>How the shop's people keep in touch with somebody.</summary>
internal enum ContactKind { Meeting, Call, Message, Email, Letter }

/// <summary>How often the shop's people are in touch with a kind of customer, by themselves; of several plans the first by key is somebody's.</summary>
/// <param name="For">A segment's name, or an expression.</param>
/// <param name="EveryDays">Whoever heard of nobody for longer is overdue.</param>
/// <param name="About">For whoever calls: what it is about.</param>
internal sealed record ContactPlanRules(string For, ContactKind By, int EveryDays, string? About = null)
{
    public static RuleKind<ContactPlanRules> Kind { get; } = new(
        "contact_plan", "How often the shop's people are in touch with a kind of customer.", () => PlayJson.Default.ContactPlanRules, rules => rules.Errors(), Beside);

    private IEnumerable<RuleError> Errors()
    {
        if (EveryDays is < 1 or > 1_830) yield return new("every_days", "is between 1 and 1,830.");
        if (string.IsNullOrWhiteSpace(For) || For.Length > 2_000) yield return new("for", "is the name of a segment or an expression.");
        if (About is { Length: > 300 }) yield return new("about", "is at most 300 characters.");
    }

    private static IEnumerable<RuleError> Beside(RuleSurroundings around, ContactPlanRules rules) =>
        SegmentBook.Prepare(around.Source, around.Business, rules.For, around.From).Errors.Select(error => new RuleError("for", error.ToString()));
}
