using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Loyalty.Surprises;

/// <summary>A small present that nobody expects.</summary>
/// <param name="Name">By language: what the customer is told with it.</param>
/// <param name="BudgetPoints">At most so many points in a calendar month.</param>
/// <param name="PicksPerDay">At most so many people on a day.</param>
/// <param name="MinPurchases">Whoever bought so often in the last days may be picked.</param>
/// <param name="WithinDays">Those days.</param>
/// <param name="AtHour">The hour of the day, in the business's zone.</param>
internal sealed record SurpriseRules(
    ImmutableSortedDictionary<string, string> Name, BonusRule Gives, long BudgetPoints, int PicksPerDay = 1, int MinPurchases = 1, int WithinDays = 60, int AtHour = 11)
{
    public static RuleKind<SurpriseRules> Kind { get; } = new("surprise", "Small presents within a budget, to people picked by chance.", () => DeedsJson.Default.SurpriseRules, rules => rules.Errors());

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in InLanguage.Errors(Name, "name", 60)) yield return error;
        foreach (var error in Gives.Errors("gives")) yield return error;
        if (Gives.Voucher is not null || Gives.Points == 0) yield return new("gives", "are points here: the budget counts them.");
        if (BudgetPoints is < 1 or > 100_000_000) yield return new("budget_points", "is between 1 and 100,000,000.");
        if (PicksPerDay is < 1 or > 1_000) yield return new("picks_per_day", "is between 1 and 1,000.");
        if (MinPurchases is < 1 or > 1_000) yield return new("min_purchases", "is between 1 and 1,000.");
        if (WithinDays is < 1 or > 730) yield return new("within_days", "is between 1 and 730.");
        if (AtHour is < 8 or > 20) yield return new("at_hour", "is between 8 and 20: nobody is woken by a present.");
    }
}
