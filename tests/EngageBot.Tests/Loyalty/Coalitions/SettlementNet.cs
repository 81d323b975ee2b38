using EngageBot.Loyalty.Coalitions;
using EngageBot.Storage;

namespace EngageBot.Tests.Loyalty.Coalitions;

/// <summary>What the payments of a month come to for one partner.</summary>
internal static class SettlementNet
{
    /// <returns>What it gets, below zero what it pays.</returns>
    public static long NetMinor(this Settlement month, BusinessId partner) => month.Payments.Sum(p => p.To == partner ? p.Minor : p.From == partner ? -p.Minor : 0);
}
