using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Till;

/// <summary>How undoing a purchase went.</summary>
internal abstract record UndoOutcome
{
    private UndoOutcome() { }

    /// <param name="TakenPoints">What it had earned; 0 if it was undone before.</param>
    /// <param name="BackPoints">What had been spent on it.</param>
    public sealed record Undone(ContactId? Contact, long TakenPoints, long BackPoints) : UndoOutcome;

    /// <summary>Only a manager may still undo it.</summary>
    public sealed record TooLate : UndoOutcome;

    public sealed record ShopClosed : UndoOutcome;

    public sealed record Unknown : UndoOutcome;

    public sealed record Denied(Denial Why) : UndoOutcome;
}

/// <summary>Undoes a purchase that should not have been recorded: wrong member, wrong amount. It stays in the books, as come back in whole.</summary>
internal sealed class TillUndo(RecordReturn returns)
{
    /// <summary>Undoes a purchase of this shop, with the points that were spent on it.</summary>
    public async ValueTask<UndoOutcome> PurchaseAsync(WriteScope scope, Actor actor, ShopId shop, Guid id, DateTimeOffset now)
    {
        if (Find(scope, shop, id) is not { } found) return new UndoOutcome.Unknown();
        if (Refusals.Check(scope, actor, new(Permission.UndoAtTill, found.Business, shop, found.Contact), now) is { } denial) return new UndoOutcome.Denied(denial);
        PointsLedger.Lock(scope, found.Business);
        if (now > found.RecordedAt + Redemptions.UndoWindow && !actor.May(Permission.AdjustPoints)) return new UndoOutcome.TooLate();
        if (ShopDoor.IsClosed(scope, shop, now)) return new UndoOutcome.ShopClosed();
        var redemption = RedemptionRows.Of(scope, new(id));
        var taken = await GoodsBackAsync(scope, returns, actor, new(id), now);
        if (redemption is not null) Redemptions.GiveBack(scope, actor, redemption, now);
        return new UndoOutcome.Undone(found.Contact, taken, redemption?.Points ?? 0);
    }

    /// <summary>What has not come back of a purchase comes back.</summary>
    /// <returns>The points it takes.</returns>
    internal static async ValueTask<long> GoodsBackAsync(WriteScope scope, RecordReturn returns, Actor actor, PurchaseId purchase, DateTimeOffset now)
    {
        var left = Left(scope, purchase);
        if (left.Minor == 0) return 0;
        var outcome = await returns.RecordAsync(scope, actor, new(left.Business, left.Shop, left.Receipt, $"undo:{purchase}", left.Minor, left.Currency, now), now);
        return outcome is ReturnOutcome.Recorded recorded ? recorded.TakenPoints
            : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Purchase {purchase} could not be undone: {outcome.GetType().Name}."));
    }

    private static (BusinessId Business, ShopId Shop, string Receipt, long Minor, string Currency) Left(RowSource source, PurchaseId purchase) =>
        source.Query(
            """
            SELECT p.business_id, p.shop_id, p.receipt, p.amount_minor - COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0), p.currency
            FROM purchases p WHERE p.id = @id
            """,
            command => command.Set("@id", purchase.ToString()),
            row => row.Read()
                ? (new BusinessId(Guid.Parse(row.GetString(0))), new ShopId(Guid.Parse(row.GetString(1))), row.GetString(2), row.GetInt64(3), row.GetString(4))
                : throw new InvalidOperationException($"There is no purchase {purchase}."));

    private static (BusinessId Business, ContactId? Contact, DateTimeOffset RecordedAt)? Find(RowSource source, ShopId shop, Guid id) =>
        source.Query<(BusinessId, ContactId?, DateTimeOffset)?>(
            "SELECT business_id, contact_id, recorded_at FROM purchases WHERE id = @id AND shop_id = @shop",
            command => command.Set("@id", id.ToString()).Set("@shop", shop.ToString()),
            row => row.Read() ? (new(Guid.Parse(row.GetString(0))), row.TextAt(1) is { } contact ? new ContactId(Guid.Parse(contact)) : null, row.InstantAt(2)) : null);
}
