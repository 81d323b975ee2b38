using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Loyalty.Causes;

/// <summary>Something good that members may give points to.</summary>
/// <param name="About">By language: who gets what for the points.</param>
/// <param name="Steps">Amounts offered as buttons, ascending; a member gives one of them.</param>
/// <param name="InEconomy">Offered by a business that serves those who count every coin, too: a deliberate choice of the shop.</param>
internal sealed record CauseRules(
    ImmutableSortedDictionary<string, string> Name, ImmutableSortedDictionary<string, string> About, ImmutableArray<long> Steps, bool InEconomy = false)
{
    public static RuleKind<CauseRules> Kind { get; } = new("cause", "Something good that members may give points to.", () => DeedsJson.Default.CauseRules, rules => rules.Errors());

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in InLanguage.Errors(Name, "name", 60)) yield return error;
        foreach (var error in InLanguage.Errors(About, "about", 400)) yield return error;
        if (Steps.IsDefaultOrEmpty || Steps.Length > 5) yield return new("steps", "are 1 to 5 amounts, such as [10, 50, 100].");
        else
            for (var i = 0; i < Steps.Length; i++)
                if (Steps[i] is < 1 or > 1_000_000 || i > 0 && Steps[i] <= Steps[i - 1]) yield return new($"steps[{i}]", "is between 1 and 1,000,000 and above the one before.");
    }
}

/// <summary>What a shop takes back for a good end: clothes, bottles, batteries.</summary>
/// <param name="Per">So many grams or pieces bring the bonus once; what is less brings nothing.</param>
/// <param name="Unit">What the cashier counts.</param>
/// <param name="TimesPerDay">At most so often for one member on one day.</param>
internal sealed record HandInRules(
    ImmutableSortedDictionary<string, string> Name, HandInUnit Unit, long Per, BonusRule Gives, int TimesPerDay = 10)
{
    public static RuleKind<HandInRules> Kind { get; } = new("hand_in", "What members hand in, and what it gives.", () => DeedsJson.Default.HandInRules, rules => rules.Errors());

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in InLanguage.Errors(Name, "name", 60)) yield return error;
        if (Per is < 1 or > 1_000_000) yield return new("per", "is between 1 and 1,000,000.");
        if (TimesPerDay is < 1 or > 1_000) yield return new("times_per_day", "is between 1 and 1,000.");
        foreach (var error in Gives.Errors("gives")) yield return error;
        if (Gives.Voucher is not null) yield return new("gives.voucher", "is not given here: what is handed in brings points.");
    }
}

/// <summary>What a cashier counts of what is handed in.</summary>
internal enum HandInUnit { Grams, Pieces }
