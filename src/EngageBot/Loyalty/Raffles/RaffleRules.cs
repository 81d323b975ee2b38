using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Loyalty.Raffles;

/// <summary>How tickets come into somebody's hands.</summary>
/// <param name="ByTap">A member takes one themselves.</param>
/// <param name="Levels">Only members of these levels may take one; absent or empty for every member.</param>
/// <param name="PerPurchaseMinor">A receipt brings one ticket for each full amount of that; 0 for none. Tickets given by hand are always possible.</param>
/// <param name="MaxEach">Tickets of one person.</param>
internal sealed record RaffleEntry(bool ByTap = true, IReadOnlyList<string>? Levels = null, long PerPurchaseMinor = 0, int MaxEach = 10);

/// <summary>A draw among ticket holders.</summary>
/// <param name="Terms">By language: what the draw's rules are, as customers read them beside their tickets.</param>
/// <param name="Opens">In the business's zone: tickets exist from then on.</param>
/// <param name="Draws">In the business's zone: nobody enters any more, and the winners are drawn.</param>
/// <param name="Winners">So many; nobody wins twice.</param>
internal sealed record RaffleRules(
    ImmutableSortedDictionary<string, string> Name,
    ImmutableSortedDictionary<string, string> Terms,
    DateTime Opens,
    DateTime Draws,
    BonusRule Gives,
    RaffleEntry Entry,
    int Winners = 1)
{
    private const int NameMax = 60;
    private const int TermsMax = 600;

    public static RuleKind<RaffleRules> Kind { get; } = new(
        "raffle", "A draw among ticket holders that anybody can recompute.", () => DeedsJson.Default.RaffleRules, rules => rules.Errors());

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in InLanguage.Errors(Name, "name", NameMax)) yield return error;
        foreach (var error in InLanguage.Errors(Terms, "terms", TermsMax)) yield return error;
        if (Opens.Kind is not DateTimeKind.Unspecified) yield return new("opens", "is a local time without an offset, such as 2026-03-01T09:00:00.");
        if (Draws.Kind is not DateTimeKind.Unspecified) yield return new("draws", "is a local time without an offset, such as 2026-04-01T18:00:00.");
        if (Draws <= Opens) yield return new("draws", "is after opens.");
        if (Winners is < 1 or > 1_000) yield return new("winners", "is between 1 and 1,000.");
        foreach (var error in Gives.Errors("gives")) yield return error;
        if (Entry.PerPurchaseMinor is < 0 or > 1_000_000_000) yield return new("entry.per_purchase_minor", "is between 0 (no tickets for receipts) and 1,000,000,000.");
        if (Entry.MaxEach is < 1 or > 1_000) yield return new("entry.max_each", "is between 1 and 1,000.");
        if (Entry.Levels?.Count > 20) yield return new("entry.levels", "are at most 20.");
    }
}
