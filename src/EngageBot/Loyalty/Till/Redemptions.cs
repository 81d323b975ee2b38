using System.Diagnostics;
using EngageBot.Businesses;
using EngageBot.Loyalty.Codes;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Till;

/// <summary>Points as money at the till: quote, reserve, commit, cancel, undo. What was promised at the reserve is what happens at the commit.</summary>
/// <remarks>Every no is a row in <c>refusals</c>: whoever calls lets its work commit whatever the outcome.</remarks>
internal sealed class Redemptions(RecordPurchase purchases, RecordReturn returns)
{
    /// <summary>How long points wait for the rest to be paid; then they are back by themselves.</summary>
    public static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(10);

    /// <summary>How long a till may undo what it did; afterwards a manager may.</summary>
    public static readonly TimeSpan UndoWindow = TimeSpan.FromMinutes(15);

    /// <summary>Says what may be spent; decides nothing.</summary>
    public static QuoteOutcome Quote(WriteScope scope, Actor actor, WantedRedemption wanted, DateTimeOffset now)
    {
        var deed = DeedOf(wanted);
        if (Refusals.Check(scope, actor, deed, now) is { } denial) return new QuoteOutcome.Denied(denial);
        var purse = wanted.Purse ?? throw new ArgumentException("Points are somebody's.", nameof(wanted));
        PointsLedger.Lock(scope, purse.Business);
        if (Against(scope, wanted, now) is { } against) return new QuoteOutcome.Refused(Count(scope, actor, deed, against, now));
        if (SpendTerms.Of(scope, purse, now) is not { } rules) return new QuoteOutcome.Refused(Count(scope, actor, deed, RedemptionDenial.SpendingOff, now));
        var available = BalanceQuery.Read(scope, purse.Contact, now, purse.Wallet)?.AvailablePoints ?? 0;
        var most = rules.MostPoints(available, wanted.ReceiptMinor);
        return new QuoteOutcome.Quoted(rules, available, most, rules.ValueMinor(most));
    }

    /// <summary>Sets points aside for a receipt that is being paid. Of two tills that want the last ones, one gets them.</summary>
    public static RedemptionOutcome Reserve(WriteScope scope, Actor actor, WantedRedemption wanted, DateTimeOffset now)
    {
        var deed = DeedOf(wanted);
        if (Refusals.Check(scope, actor, deed, now) is { } denial) return new RedemptionOutcome.Denied(denial);
        var purse = wanted.Purse ?? throw new ArgumentException("Points are somebody's.", nameof(wanted));
        PointsLedger.Lock(scope, purse.Business);
        if (Against(scope, wanted, now) is { } against) return Refused(scope, actor, deed, against, null, now);
        var code = MemberCodes.ShownTo(scope, actor, purse.Contact, now);
        if (!wanted.Bearer && code is null) return Refused(scope, actor, deed, RedemptionDenial.CodeNeeded, null, now);
        if (code is { } shown && RedemptionRows.HasPaid(scope, shown, now)) return Refused(scope, actor, deed, RedemptionDenial.CodeSpent, null, now);
        if (SpendTerms.Of(scope, purse, now) is not { } rules) return Refused(scope, actor, deed, RedemptionDenial.SpendingOff, null, now);
        if (rules.Problem(wanted.Points, wanted.ReceiptMinor) is { } problem) return Refused(scope, actor, deed, RedemptionDenial.NotSpendable, problem, now);
        var id = RedemptionId.New(now);
        var until = now + HeldFor;
        if (new PointsHolds(scope).Reserve(new(purse.Business, purse.Contact, wanted.Points, $"redemption:{id}", now, until)
        {
            Wallet = purse.Wallet, Cause = "till", Shop = wanted.Shop,
        }) is not ReserveOutcome.Reserved hold) return Refused(scope, actor, deed, RedemptionDenial.InsufficientPoints, null, now);
        var redemption = new Redemption
        {
            Id = id, BusinessId = wanted.Business, ShopId = wanted.Shop, LedgerBusinessId = purse.Business, ContactId = purse.Contact, Wallet = purse.Wallet,
            Points = wanted.Points, ValueMinor = rules.ValueMinor(wanted.Points), ReceiptMinor = wanted.ReceiptMinor, Currency = wanted.Currency,
            HoldId = hold.HoldId, CodeId = code, State = RedemptionState.Reserved, Actor = actor.Name, ReservedAt = now, HeldUntil = until,
        };
        RedemptionRows.Insert(scope, redemption);
        return new RedemptionOutcome.Reserved(redemption);
    }

    /// <summary>The receipt is paid: the points are spent, and what was paid in money is a purchase. Both or nothing.</summary>
    /// <param name="paidMinor">What was paid in money, where it is not all the rest: something else pays a part.</param>
    public async ValueTask<RedemptionOutcome> CommitAsync(WriteScope scope, Actor actor, ShopId shop, Guid id, string receipt, DateTimeOffset now, long? paidMinor = null)
    {
        var (redemption, ended) = Begin(scope, actor, Permission.Redeem, shop, id, now);
        if (redemption is null) return ended ?? new RedemptionOutcome.Unknown();
        if (redemption.State is RedemptionState.Committed)
            return redemption.Receipt == receipt ? new RedemptionOutcome.Committed(redemption, null, Again: true) : new RedemptionOutcome.ReceiptDiffers();
        if (redemption.State is not RedemptionState.Reserved) return new RedemptionOutcome.Ended(redemption.State);
        if (redemption.HeldUntil <= now) return Lapse(scope, redemption, now);
        if (ShopDoor.IsClosed(scope, shop, now)) return Refused(scope, actor, new(Permission.Redeem, redemption.BusinessId, shop, redemption.ContactId), RedemptionDenial.ShopClosed, null, now);
        PurchaseOutcome? paid = null;
        var rest = redemption.ReceiptMinor - redemption.ValueMinor;
        if (paidMinor > rest) return new RedemptionOutcome.PaidTooMuch(rest);
        if ((paidMinor ?? rest) is > 0 and var money && redemption.ContactId is { } member)
        {
            paid = await purchases.RecordAsync(
                scope, actor, new(redemption.BusinessId, shop, receipt, member, money, redemption.Currency, now) { PointsPaidMinor = redemption.ValueMinor }, now);
            if (paid is PurchaseOutcome.Denied denied) return new RedemptionOutcome.Denied(denied.Why);
            if (paid is not (PurchaseOutcome.Recorded or PurchaseOutcome.AlreadyRecorded { Same: true })) return new RedemptionOutcome.ReceiptDiffers();
        }
        if (new PointsHolds(scope).Complete(new(redemption.LedgerBusinessId, redemption.HoldId!.Value, now) { Shop = shop, Note = receipt }) is not HoldOutcome.Completed spent)
            throw new UnreachableException($"Redemption {redemption.Id} is open and its hold is not.");
        var purchase = paid switch
        {
            PurchaseOutcome.Recorded recorded => recorded.Id,
            PurchaseOutcome.AlreadyRecorded recorded => recorded.Id,
            _ => (PurchaseId?)null,
        };
        return new RedemptionOutcome.Committed(RedemptionRows.End(scope, redemption, RedemptionState.Committed, now, receipt, purchase, spent.TransferId), paid, Again: false);
    }

    /// <summary>The receipt is not paid with them after all: they are back at once, with the expiry they had.</summary>
    public static RedemptionOutcome Cancel(WriteScope scope, Actor actor, ShopId shop, Guid id, DateTimeOffset now)
    {
        var (redemption, ended) = Begin(scope, actor, Permission.Redeem, shop, id, now);
        if (redemption is null) return ended ?? new RedemptionOutcome.Unknown();
        if (redemption.State is RedemptionState.Cancelled or RedemptionState.Lapsed) return new RedemptionOutcome.Cancelled(redemption);
        if (redemption.State is not RedemptionState.Reserved) return new RedemptionOutcome.Ended(redemption.State);
        if (redemption.HeldUntil <= now)
        {
            Lapse(scope, redemption, now);
            return new RedemptionOutcome.Cancelled(RedemptionRows.Find(scope, shop, id)!);
        }
        new PointsHolds(scope).Cancel(redemption.LedgerBusinessId, redemption.HoldId!.Value, now);
        return new RedemptionOutcome.Cancelled(RedemptionRows.End(scope, redemption, RedemptionState.Cancelled, now));
    }

    /// <summary>Takes a redemption back that was committed: the points come back, and what its money had earned goes.</summary>
    public async ValueTask<RedemptionOutcome> UndoAsync(WriteScope scope, Actor actor, ShopId shop, Guid id, DateTimeOffset now)
    {
        var (redemption, ended) = Begin(scope, actor, Permission.UndoAtTill, shop, id, now);
        if (redemption is null) return ended ?? new RedemptionOutcome.Unknown();
        if (redemption.State is RedemptionState.Undone) return new RedemptionOutcome.Undone(redemption, 0);
        if (redemption.State is not RedemptionState.Committed) return new RedemptionOutcome.Ended(redemption.State);
        if (now > redemption.EndedAt!.Value + UndoWindow && !actor.May(Permission.AdjustPoints)) return new RedemptionOutcome.TooLate();
        if (ShopDoor.IsClosed(scope, shop, now)) return new RedemptionOutcome.Refused(RedemptionDenial.ShopClosed);
        var taken = redemption.PurchaseId is { } purchase ? await TillUndo.GoodsBackAsync(scope, returns, actor, purchase, now) : 0;
        return new RedemptionOutcome.Undone(GiveBack(scope, redemption, now), taken);
    }

    /// <summary>The points of a committed redemption come back.</summary>
    /// <remarks>The caller holds <see cref="PointsLedger.Lock"/>.</remarks>
    internal static Redemption GiveBack(WriteScope scope, Redemption redemption, DateTimeOffset now)
    {
        new PointsLedger(scope).Reverse(redemption.LedgerBusinessId, redemption.TransferId!.Value, "undone at the till", now);
        return RedemptionRows.End(scope, redemption, RedemptionState.Undone, now);
    }

    private static (Redemption? Redemption, RedemptionOutcome? Ended) Begin(WriteScope scope, Actor actor, Permission permission, ShopId shop, Guid id, DateTimeOffset now)
    {
        if (RedemptionRows.Find(scope, shop, id) is not { } found) return (null, new RedemptionOutcome.Unknown());
        if (Refusals.Check(scope, actor, new(permission, found.BusinessId, shop, found.ContactId), now) is { } denial) return (null, new RedemptionOutcome.Denied(denial));
        PointsLedger.Lock(scope, found.LedgerBusinessId);
        return (RedemptionRows.Find(scope, shop, id), null);    // again, now that nobody else changes it
    }

    private static RedemptionOutcome.Ended Lapse(WriteScope scope, Redemption redemption, DateTimeOffset now)
    {
        new PointsHolds(scope).Lapse(redemption.LedgerBusinessId, redemption.HoldId!.Value);
        RedemptionRows.End(scope, redemption, RedemptionState.Lapsed, now);
        return new(RedemptionState.Lapsed);
    }

    private static RedemptionDenial? Against(WriteScope scope, WantedRedemption wanted, DateTimeOffset now) =>
        ShopDoor.IsClosed(scope, wanted.Shop, now) ? RedemptionDenial.ShopClosed
        : RecordPurchase.Home(scope, wanted.Business).Currency != wanted.Currency ? RedemptionDenial.WrongCurrency
        : null;

    private static Deed DeedOf(WantedRedemption wanted) => new(Permission.Redeem, wanted.Business, wanted.Shop, wanted.Purse?.Contact);

    private static RedemptionOutcome.Refused Refused(WriteScope scope, Actor actor, Deed deed, RedemptionDenial why, string? detail, DateTimeOffset now) =>
        new(Count(scope, actor, deed, why, now), detail);

    private static RedemptionDenial Count(WriteScope scope, Actor actor, Deed deed, RedemptionDenial why, DateTimeOffset now)
    {
        Refusals.Write(scope, actor, deed, SnakeCase.Of(why.ToString()), null, now);
        return why;
    }
}
