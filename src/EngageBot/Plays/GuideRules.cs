using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>How to use something that is not easily understood: whoever bought it is shown it in a few short steps.</summary>
/// <param name="Name">By language: what the customer calls it.</param>
/// <param name="Items">As they stand on receipts.</param>
/// <param name="Steps">By language each; one message a step.</param>
internal sealed record GuideRules(
    ImmutableSortedDictionary<string, string> Name, ImmutableArray<string> Items, ImmutableArray<ImmutableSortedDictionary<string, string>> Steps)
{
    private const int StepsMax = 7;
    private const int ItemsMax = 200;

    public static RuleKind<GuideRules> Kind { get; } = new("guide", "How to use something that is not easily understood, in a few short steps.", () => PlayJson.Default.GuideRules, rules => rules.Errors());

    /// <summary>The first guide, by key, to one of these items.</summary>
    public static string? For(RowSource source, BusinessId business, ImmutableArray<string> items, DateTimeOffset now) =>
        RuleBook.All(source, business, Kind, now).FirstOrDefault(g => g.Rules.Items.Any(items.Contains))?.Key;

    private IEnumerable<RuleError> Errors()
    {
        foreach (var error in InLanguage.Errors(Name, "name", 60)) yield return error;
        if (Items.IsDefault || Items.Length is < 1 or > ItemsMax) yield return new("items", $"are 1 to {ItemsMax}.");
        else if (Items.Any(i => i?.Length is null or 0 or > 100)) yield return new("items", "are each 1 to 100 characters, as on receipts.");
        if (Steps.IsDefault || Steps.Length is < 1 or > StepsMax) yield return new("steps", $"are 1 to {StepsMax}.");
        else
            for (var i = 0; i < Steps.Length; i++)
                foreach (var error in InLanguage.Errors(Steps[i], $"steps[{i}]", 400))
                    yield return error;
    }
}
