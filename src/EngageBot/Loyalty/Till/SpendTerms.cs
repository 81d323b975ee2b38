using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Till;

/// <summary>What a wallet's units are worth at a till: by the programme's rules, or by the coalition's.</summary>
internal static class SpendTerms
{
    /// <returns><see langword="null"/> if they are not money.</returns>
    public static SpendRules? Of(RowSource source, Purse purse, DateTimeOffset now)
    {
        if (RuleBook.At(source, purse.Business, ProgrammeRules.Kind, purse.Wallet, now) is not { Rules: { } rules })
            return RuleBook.At(source, purse.Business, CoalitionRules.Kind, purse.Wallet, now)?.Rules.Spend;
        var value = rules.Unit?.ValueMinor ?? (rules.Mode is ProgrammeMode.Cashback ? 1 : null);
        return rules.Spend is { } spend && value is { } minor
            ? new(1, minor, spend.MaxPercent, spend.MinimumPoints, spend.StepPoints) { MinimumMinor = spend.MinimumMinor }
            : null;
    }
}
