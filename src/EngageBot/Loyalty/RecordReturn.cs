using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Goods of a purchase that came back.</summary>
/// <param name="Receipt">Of the purchase.</param>
/// <param name="ReturnReceipt">Of the return itself; a shop has each one once.</param>
internal sealed record NewReturn(BusinessId Business, ShopId Shop, string Receipt, string ReturnReceipt, long AmountMinor, string Currency, DateTimeOffset ReturnedAt);

/// <summary>How recording ended.</summary>
internal abstract record ReturnOutcome
{
    private ReturnOutcome() { }

    /// <param name="TakenPoints">Above or equal to zero.</param>
    public sealed record Recorded(ContactId? Contact, long TakenPoints) : ReturnOutcome;

    /// <summary>The shop has that return receipt; nothing was written.</summary>
    public sealed record AlreadyRecorded(ContactId? Contact, long TakenPoints, bool Same) : ReturnOutcome;

    public sealed record UnknownPurchase : ReturnOutcome;

    /// <param name="LeftMinor">What of the purchase has not come back yet.</param>
    public sealed record TooLarge(long LeftMinor) : ReturnOutcome;

    public sealed record WrongCurrency(string Expected) : ReturnOutcome;

    /// <summary>Whoever asked may not; nothing but the refusal was written.</summary>
    public sealed record Denied(Denial Why) : ReturnOutcome;
}

/// <summary>Takes back what a purchase earned, in proportion to the money: buying and returning earns nothing.</summary>
/// <remarks>Points that expired meanwhile are not taken a second time. Points that were spent are owed: the balance goes below zero.</remarks>
internal sealed class RecordReturn(IEnumerable<IPurchaseConsequence> consequences)
{
    public async ValueTask<ReturnOutcome> RecordAsync(WriteScope scope, Actor actor, NewReturn returned, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, returned.Business);    // two returns of one purchase together must not exceed it
        if (PurchaseOf(scope, returned) is not { } purchase) return new ReturnOutcome.UnknownPurchase();
        if (Refusals.Check(scope, actor, new(Permission.RecordReturn, returned.Business, returned.Shop, purchase.Contact), now) is { } denial) return new ReturnOutcome.Denied(denial);
        if (Known(scope, returned, purchase) is { } known) return known;
        if (returned.Currency != purchase.Currency) return new ReturnOutcome.WrongCurrency(purchase.Currency);
        var left = purchase.AmountMinor - purchase.ReturnedMinor;
        if (returned.AmountMinor > left) return new ReturnOutcome.TooLarge(left);
        var id = Insert(scope, returned, purchase, now);
        var taken = TakeBack(scope, id, returned, purchase);
        if (purchase.Contact is not { } contact) return new ReturnOutcome.Recorded(null, taken);
        foreach (var consequence in consequences)
            await consequence.ReturnedAsync(scope, new(returned, purchase.Id, contact, purchase.AmountMinor, purchase.ReturnedMinor + returned.AmountMinor, actor, now));
        return new ReturnOutcome.Recorded(contact, taken);
    }

    private static long TakeBack(WriteScope scope, long id, NewReturn returned, Bought purchase)
    {
        if (purchase is not { Transfer: { } transfer, Contact: { } contact }) return 0;
        new PointsLedger(scope).Settle(returned.Business, contact, returned.ReturnedAt);
        var original = LedgerOriginals.Read(scope, returned.Business, transfer)!;
        var due = EarnRules.TakenBack(original.AmountPoints, purchase.AmountMinor, purchase.ReturnedMinor + returned.AmountMinor) - purchase.TakenPoints;
        var points = Math.Min(due, original.OpenPoints);
        if (points <= 0) return 0;
        new PointsLedger(scope).TakeBack(new(returned.Business, contact, transfer, points, TransferReason.Return, $"return:{id}", returned.ReturnedAt) { PurchaseId = purchase.Id });
        return points;
    }

    private static long Insert(WriteScope scope, NewReturn returned, Bought purchase, DateTimeOffset now) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO purchase_returns (business_id, shop_id, receipt, purchase_id, amount_minor, returned_at, recorded_at)
            VALUES (@business, @shop, @receipt, @purchase, @amount, @returned, @now)
            """)
            .Set("@business", returned.Business.ToString()).Set("@shop", returned.Shop.ToString()).Set("@receipt", returned.ReturnReceipt)
            .Set("@purchase", purchase.Id.ToString()).Set("@amount", returned.AmountMinor).Set("@returned", returned.ReturnedAt).Set("@now", now))!.Value;

    private static Bought? PurchaseOf(RowSource source, NewReturn returned) =>
        source.Query(
            """
            SELECT p.id, p.contact_id, p.amount_minor, p.currency, COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0),
              t.id, COALESCE((SELECT SUM(b.amount_points) FROM transfers b WHERE b.reverses_id = t.id), 0)
            FROM purchases p LEFT JOIN transfers t ON t.purchase_id = p.id AND t.reason = 'Purchase' WHERE p.shop_id = @shop AND p.receipt = @receipt
            """,
            command => command.Set("@shop", returned.Shop.ToString()).Set("@receipt", returned.Receipt),
            row => row.Read()
                ? new Bought(new(Guid.Parse(row.GetString(0))), row.TextAt(1) is { } contact ? new ContactId(Guid.Parse(contact)) : null, row.GetInt64(2),
                    row.GetString(3), row.GetInt64(4), row.NumberAt(5), row.GetInt64(6))
                : null);

    private static ReturnOutcome.AlreadyRecorded? Known(RowSource source, NewReturn returned, Bought purchase) =>
        source.Query(
            """
            SELECT r.purchase_id, r.amount_minor, COALESCE((SELECT SUM(t.amount_points) FROM transfers t
              WHERE t.business_id = r.business_id AND t.reference IN ('return:' || r.id, 'return:' || r.id || ':rest')), 0)
            FROM purchase_returns r WHERE r.shop_id = @shop AND r.receipt = @receipt
            """,
            command => command.Set("@shop", returned.Shop.ToString()).Set("@receipt", returned.ReturnReceipt),
            row => row.Read()
                ? new ReturnOutcome.AlreadyRecorded(purchase.Contact, row.GetInt64(2), row.GetString(0) == purchase.Id.ToString() && row.GetInt64(1) == returned.AmountMinor)
                : null);

    private sealed record Bought(
        PurchaseId Id, ContactId? Contact, long AmountMinor, string Currency, long ReturnedMinor, long? Transfer, long TakenPoints);
}
