using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Loyalty.Activities;

/// <summary>The span in which something counts so often.</summary>
internal enum ActivitySpan { Day, Week, Month, Life }

/// <summary>Something a member does elsewhere, which another program tells: subscribed to the newsletter, checked in, scanned a code.</summary>
/// <param name="Times">It pays so often …</param>
/// <param name="Per">… in a local day, a week from Monday, a calendar month, or ever.</param>
internal sealed record ActivityRules(ImmutableSortedDictionary<string, string> Name, BonusRule Gives, int Times = 1, ActivitySpan Per = ActivitySpan.Life)
{
    public static RuleKind<ActivityRules> Kind { get; } = new(
        "activity", "Something a member does that another program tells of, and how often it pays.", () => DeedsJson.Default.ActivityRules, rules => rules.Errors());

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in InLanguage.Errors(Name, "name", 60)) yield return error;
        foreach (var error in Gives.Errors("gives")) yield return error;
        if (Times is < 1 or > 1_000) yield return new("times", "is between 1 and 1,000.");
    }
}
