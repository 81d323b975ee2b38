using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Coalitions;

/// <summary>A coalition to which somebody's card belongs, and what is in its wallet.</summary>
internal sealed record CoalitionCard(Coalition Coalition, long AvailablePoints, long PendingPoints)
{
    /// <summary>What the points take off a receipt at any partner's.</summary>
    public long WorthMinor => Coalition.Rules.Spend.ValueMinor(Math.Max(0, AvailablePoints));
}

/// <summary>How a customer stands in the coalitions of their business.</summary>
/// <param name="Mine">Those in which they have a seat.</param>
/// <param name="Open">Those in which they could have one.</param>
internal sealed record CoalitionCards(ImmutableArray<CoalitionCard> Mine, ImmutableArray<Coalition> Open)
{
    public static CoalitionCards Of(RowSource source, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        var (mine, open) = (ImmutableArray.CreateBuilder<CoalitionCard>(), ImmutableArray.CreateBuilder<Coalition>());
        foreach (var coalition in Coalitions.Of(source, business, now))
        {
            if (Coalitions.SeatIn(source, business, coalition.Key, contact, now) is null)
                open.Add(coalition);
            else if (BalanceQuery.Read(source, contact, now, coalition.Key) is { } balance)
                mine.Add(new(coalition, balance.AvailablePoints, balance.PendingPoints));
        }
        return new(mine.ToImmutable(), open.ToImmutable());
    }
}
