using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Loyalty.Reviews;

/// <summary>A thank-you for an honest review, whatever it says. There is no field for a rating: no rule can ask for one.</summary>
/// <param name="EveryDays">One review of a member in so many days is thanked for.</param>
/// <param name="BoughtWithinDays">Only whoever bought in the last days reviews something they know.</param>
internal sealed record ReviewRules(BonusRule Gives, int EveryDays = 30, int BoughtWithinDays = 60)
{
    public const int WordsMax = 1_500;

    public static RuleKind<ReviewRules> Kind { get; } = new("review", "A thank-you for an honest review, whatever it says.", () => DeedsJson.Default.ReviewRules, rules => rules.Errors());

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in Gives.Errors("gives")) yield return error;
        if (EveryDays is < 1 or > 730) yield return new("every_days", "is between 1 and 730.");
        if (BoughtWithinDays is < 1 or > 730) yield return new("bought_within_days", "is between 1 and 730.");
    }
}
