using System.Diagnostics;
using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Coalitions;

/// <summary>A receipt that earns in a coalition.</summary>
internal sealed record CoalitionSale(BusinessId Business, ShopId Shop, string Receipt, long AmountMinor, string Currency, DateTimeOffset BoughtAt)
{
    /// <summary>In the shop's own books, where the member is its own.</summary>
    public PurchaseId? Purchase { get; init; }
}

/// <summary>How a receipt in a coalition went.</summary>
internal abstract record CoalitionOutcome
{
    private CoalitionOutcome() { }

    /// <param name="Points">Earned by a sale; taken back by a return.</param>
    /// <param name="Again">It was recorded before; nothing was written.</param>
    public sealed record Recorded(CoalitionSeat Seat, long ReceiptId, long Points, bool Again) : CoalitionOutcome;

    public sealed record WrongCurrency(string Expected) : CoalitionOutcome;

    public sealed record ReceiptDiffers : CoalitionOutcome;

    public sealed record ShopClosed : CoalitionOutcome;

    public sealed record UnknownReceipt : CoalitionOutcome;

    /// <param name="LeftMinor">What has not come back yet.</param>
    public sealed record TooLarge(long LeftMinor) : CoalitionOutcome;

    public sealed record Denied(Denial Why) : CoalitionOutcome;
}

/// <summary>Sales and returns of a coalition's members, in whichever partner's shop; the ledger remembers which shop gave each point.</summary>
internal static class CoalitionTill
{
    public static CoalitionOutcome Earn(WriteScope scope, Actor actor, CoalitionSeat seat, CoalitionSale sale, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.RecordPurchase, sale.Business, sale.Shop, seat.Contact), now) is { } denial) return new CoalitionOutcome.Denied(denial);
        PointsLedger.Lock(scope, seat.Operator);
        var rules = seat.Coalition.Rules;
        if (sale.Currency != rules.Currency) return new CoalitionOutcome.WrongCurrency(rules.Currency);
        if (ShopDoor.IsClosed(scope, sale.Shop, sale.BoughtAt)) return new CoalitionOutcome.ShopClosed();
        if (CoalitionReceipts.Find(scope, sale.Shop, sale.Receipt) is { } known)
            return known.MemberId == seat.Id && known.AmountMinor == sale.AmountMinor ? new CoalitionOutcome.Recorded(seat, known.Id, known.Points, Again: true) : new CoalitionOutcome.ReceiptDiffers();
        var points = checked(sale.AmountMinor / rules.Earn.PerMinor * rules.Earn.Points);
        var id = CoalitionReceipts.Insert(scope, seat, sale, points);
        if (points > 0) CoalitionReceipts.SetTransfer(scope, id, Post(scope, seat, sale, id, points));
        return new CoalitionOutcome.Recorded(seat, id, points, Again: false);
    }

    /// <summary>Goods came back: what they had earned goes, in proportion, rounded down; the last return takes the rest.</summary>
    public static CoalitionOutcome Return(WriteScope scope, Actor actor, NewReturn returned, DateTimeOffset now)
    {
        if (CoalitionReceipts.Find(scope, returned.Shop, returned.Receipt) is not { PurchaseId: null } receipt) return new CoalitionOutcome.UnknownReceipt();
        if (Refusals.Check(scope, actor, new(Permission.RecordReturn, returned.Business, returned.Shop), now) is { } denial) return new CoalitionOutcome.Denied(denial);
        if (ShopDoor.IsClosed(scope, returned.Shop, returned.ReturnedAt)) return new CoalitionOutcome.ShopClosed();
        if (Coalitions.SeatById(scope, returned.Business, receipt.MemberId, now) is not { } seat) return new CoalitionOutcome.UnknownReceipt();
        PointsLedger.Lock(scope, seat.Operator);
        receipt = CoalitionReceipts.Find(scope, returned.Shop, returned.Receipt)!;
        if (CoalitionReceipts.FindReturn(scope, returned.Shop, returned.ReturnReceipt) is var (of, amount, taken))
            return of == receipt.Id && amount == returned.AmountMinor ? new CoalitionOutcome.Recorded(seat, of, taken, Again: true) : new CoalitionOutcome.ReceiptDiffers();
        if (returned.Currency != receipt.Currency) return new CoalitionOutcome.WrongCurrency(receipt.Currency);
        var left = receipt.AmountMinor - receipt.ReturnedMinor;
        if (returned.AmountMinor > left) return new CoalitionOutcome.TooLarge(left);
        var points = TakeBack(scope, seat, receipt, receipt.ReturnedMinor + returned.AmountMinor, returned.ReturnedAt);
        CoalitionReceipts.InsertReturn(scope, receipt.Id, returned, points);
        return new CoalitionOutcome.Recorded(seat, receipt.Id, points, Again: false);
    }

    /// <summary>Takes back what a receipt had earned, once so much of it has come back in all.</summary>
    /// <remarks>The caller holds <see cref="PointsLedger.Lock"/> of the operator.</remarks>
    /// <returns>The points it takes now.</returns>
    internal static long TakeBack(WriteScope scope, CoalitionSeat seat, CoalitionReceipt receipt, long returnedMinor, DateTimeOffset at)
    {
        var points = EarnRules.TakenBack(receipt.Points, receipt.AmountMinor, returnedMinor) - receipt.TakenPoints;
        if (points > 0 && receipt.TransferId is { } transfer)
        {
            new PointsLedger(scope).Settle(seat.Operator, seat.Contact, at);
            points = Math.Min(points, LedgerOriginals.Read(scope, seat.Operator, transfer)!.OpenPoints);    // what has run out is not taken a second time
            if (points > 0)
                new PointsLedger(scope).TakeBack(new(seat.Operator, seat.Contact, transfer, points, TransferReason.Return, $"coalition:{receipt.Id}:{returnedMinor}", at)
                {
                    Cause = CauseOf(seat), Shop = receipt.ShopId,
                });
        }
        CoalitionReceipts.SetReturned(scope, receipt.Id, returnedMinor, receipt.TakenPoints + Math.Max(points, 0));
        return Math.Max(points, 0);
    }

    private static string CauseOf(CoalitionSeat seat) => $"coalition:{seat.Coalition.Key}";

    private static long Post(WriteScope scope, CoalitionSeat seat, CoalitionSale sale, long receipt, long points)
    {
        var rules = seat.Coalition.Rules;
        var zone = RecordPurchase.Home(scope, seat.Operator).Zone;
        var outcome = new PointsLedger(scope).Post(new(seat.Operator, seat.Contact, points, TransferReason.Purchase, $"coalition:{receipt}", sale.BoughtAt)
        {
            Wallet = seat.Coalition.Key, Cause = CauseOf(seat), Shop = sale.Shop, ExpiresAt = EarnRules.ExpiresAt(rules.Expiry, sale.BoughtAt, zone),
            Rule = $"coalition {seat.Coalition.Key}", RuleVersion = seat.Coalition.Version,
        });
        return outcome is PostOutcome.Posted posted ? posted.TransferId : throw new UnreachableException("A new receipt had points already.");
    }
}
