using EngageBot.Storage;

namespace EngageBot.Loyalty.Coalitions;

/// <summary>A partner's own members earn in the coalition beside what they earn in the shop's own programme.</summary>
internal sealed class CoalitionByPurchase : IPurchaseConsequence
{
    public ValueTask PurchasedAsync(WriteScope scope, RecordedPurchase purchase)
    {
        var bought = purchase.Purchase;
        if (bought.GivenPoints is null && Coalitions.SeatOf(scope, bought.Business, bought.Contact, purchase.Now) is { } seat)
            CoalitionTill.Earn(scope, purchase.Actor, seat, new(bought.Business, bought.Shop, bought.Receipt, bought.AmountMinor, bought.Currency, bought.BoughtAt) { Purchase = purchase.Id }, purchase.Now);
        return ValueTask.CompletedTask;
    }

    public ValueTask ReturnedAsync(WriteScope scope, RecordedReturn returned)
    {
        if (CoalitionReceipts.Of(scope, returned.PurchaseId) is { } receipt && Coalitions.SeatById(scope, returned.Return.Business, receipt.MemberId, returned.Now) is { } seat)
        {
            PointsLedger.Lock(scope, seat.Operator);
            CoalitionTill.TakeBack(scope, seat, receipt, returned.ReturnedMinor, returned.Return.ReturnedAt);
        }
        return ValueTask.CompletedTask;
    }
}
