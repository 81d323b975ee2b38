using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Loyalty.Achievements;

/// <summary>What of a member's buying is counted. Nothing else can be: opening a message is no achievement.</summary>
internal enum AchievementCount
{
    /// <summary>Days with a purchase, however many receipts.</summary>
    Visits,
    /// <summary>Different shops.</summary>
    Shops,
    /// <summary>Money paid, in minor units.</summary>
    Spend,
    /// <summary>Weeks one after the other, Monday to Sunday, each with a visit.</summary>
    WeeksInARow,
    /// <summary>Calendar months one after the other, each with a visit.</summary>
    MonthsInARow,
}

/// <summary>How often it can be earned.</summary>
internal enum AchievementPeriod { Once, Month, Quarter, Year }

/// <summary>Something a member can reach by buying.</summary>
/// <param name="Name">By language, as members read it.</param>
/// <param name="Badge">Shown before the name: an emoji, a short word.</param>
/// <param name="Goal">So much of what is counted.</param>
/// <param name="WithinDays">The last days that count, the day itself included; 0 for all of the period.</param>
/// <param name="Per">Once in a life, or once in each month, quarter or year; what is counted then lies within it.</param>
/// <param name="MinPurchaseMinor">Smaller receipts do not count; what is left of one after returns counts.</param>
internal sealed record AchievementRules(
    ImmutableSortedDictionary<string, string> Name,
    AchievementCount Count,
    long Goal,
    BonusRule Gives,
    string Badge = "★",
    int WithinDays = 0,
    AchievementPeriod Per = AchievementPeriod.Once,
    long MinPurchaseMinor = 1)
{
    private const int NameMax = 60;
    private const int BadgeMax = 8;

    public static RuleKind<AchievementRules> Kind { get; } = new(
        "achievement", "Something a member can reach by buying, and what it gives.", () => DeedsJson.Default.AchievementRules, rules => rules.Errors());

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in InLanguage.Errors(Name, "name", NameMax)) yield return error;
        if (Badge.Length is 0 or > BadgeMax) yield return new("badge", $"is 1 to {BadgeMax} characters.");
        if (Goal is < 1 or > 1_000_000_000) yield return new("goal", "is between 1 and 1,000,000,000.");
        if (Count is not AchievementCount.Spend && Goal > 1_000) yield return new("goal", "is at most 1,000 of what is counted here.");
        if (WithinDays is < 0 or > 1_826) yield return new("within_days", "is between 0 (no window) and 1,826.");
        if (WithinDays > 0 && Count is (AchievementCount.WeeksInARow or AchievementCount.MonthsInARow))
            yield return new("within_days", "is 0 for what is counted in a row: a gap begins it anew anyway.");
        if (MinPurchaseMinor is < 1 or > 1_000_000_000) yield return new("min_purchase_minor", "is between 1 and 1,000,000,000.");
        foreach (var error in Gives.Errors("gives")) yield return error;
    }
}
