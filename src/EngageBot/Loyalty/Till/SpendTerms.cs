using EngageBot.Storage;

namespace EngageBot.Loyalty.Till;

/// <summary>What a wallet's points are worth at a till.</summary>
internal static class SpendTerms
{
    /// <returns><see langword="null"/> if they are not money.</returns>
    public static SpendRules? Of(RowSource source, Purse purse, DateTimeOffset now) =>
        purse.Wallet == Wallets.Default ? Programmes.At(source, purse.Business, now).Rules.Spend : null;
}
