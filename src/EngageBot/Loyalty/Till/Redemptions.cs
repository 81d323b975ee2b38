using System.Diagnostics;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Loyalty.Codes;
using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Till;

/// <summary>Points and vouchers at the till: quote, reserve, commit, cancel, undo. What was promised at the reserve is what happens at the commit.</summary>
/// <remarks>Every no is a row in <c>refusals</c>: whoever calls lets its work commit whatever the outcome.</remarks>
internal sealed class Redemptions(RecordPurchase purchases, RecordReturn returns, Occasions occasions)
{
    /// <summary>How long points and a voucher wait for the rest to be paid; then they are back by themselves.</summary>
    public static readonly TimeSpan HeldFor = Vouchers.LongestReservation;

    /// <summary>How long a till may undo what it did; afterwards a manager may.</summary>
    public static readonly TimeSpan UndoWindow = TimeSpan.FromMinutes(15);

    /// <summary>Says what a voucher takes off, and what points may pay of the rest; decides nothing.</summary>
    public static QuoteOutcome Quote(WriteScope scope, Actor actor, WantedRedemption wanted, DateTimeOffset now)
    {
        var deed = DeedOf(wanted);
        if (Refusals.Check(scope, actor, deed, now) is { } denial) return new QuoteOutcome.Denied(denial);
        Lock(scope, wanted.Business, wanted.Purse?.Business);
        if (Against(scope, wanted, now) is { } against) return new QuoteOutcome.Refused(Count(scope, actor, deed, against, now));
        var voucher = VoucherOf(scope, actor, wanted, now);
        if (voucher is VoucherQuote.Denied no) return new QuoteOutcome.Denied(no.Why);
        if (voucher is VoucherQuote.Refused bad) return new QuoteOutcome.VoucherRefused(bad.Why);
        var usable = voucher as VoucherQuote.Usable;
        var rest = wanted.ReceiptMinor - (usable?.DiscountMinor ?? 0);
        if (wanted.Purse is not { } purse || SpendTerms.Of(scope, purse, now) is not { } rules)
            return usable is null ? new QuoteOutcome.Refused(Count(scope, actor, deed, RedemptionDenial.SpendingOff, now)) : new QuoteOutcome.Quoted(null, 0, rest, 0, 0, usable);
        var available = BalanceQuery.Read(scope, purse.Contact, now, purse.Wallet)?.AvailablePoints ?? 0;
        var most = rules.MostPoints(available, rest);
        return new QuoteOutcome.Quoted(rules, available, rest, most, rules.ValueMinor(most), usable);
    }

    /// <summary>Sets points and a voucher aside for a receipt that is being paid. Of two tills that want the last ones, one gets them.</summary>
    public static RedemptionOutcome Reserve(WriteScope scope, Actor actor, WantedRedemption wanted, DateTimeOffset now)
    {
        if (wanted.Points == 0 && wanted.Voucher is null || wanted.Points > 0 && wanted.Purse is null) throw new ArgumentException("A redemption takes somebody's points, a voucher or both.", nameof(wanted));
        var deed = DeedOf(wanted);
        if (Refusals.Check(scope, actor, deed, now) is { } denial) return new RedemptionOutcome.Denied(denial);
        Lock(scope, wanted.Business, wanted.Purse?.Business);
        if (Against(scope, wanted, now) is { } against) return Refused(scope, actor, deed, against, null, now);
        var voucher = VoucherOf(scope, actor, wanted, now);
        if (voucher is VoucherQuote.Denied no) return new RedemptionOutcome.Denied(no.Why);
        if (voucher is VoucherQuote.Refused bad) return new RedemptionOutcome.VoucherRefused(bad.Why);
        var usable = voucher as VoucherQuote.Usable;
        var (id, off) = (RedemptionId.New(now), usable?.DiscountMinor ?? 0);
        var (points, refused) = wanted.Points == 0 ? (default(Spend), null) : SetAside(scope, actor, wanted, wanted.ReceiptMinor - off, id, now);
        if (refused is not null) return refused;
        var redemption = new Redemption
        {
            Id = id, BusinessId = wanted.Business, ShopId = wanted.Shop, LedgerBusinessId = wanted.Purse?.Business ?? wanted.Business, ContactId = wanted.Purse?.Contact,
            Wallet = wanted.Purse?.Wallet ?? Wallets.Default, Points = wanted.Points, ValueMinor = points.ValueMinor, ReceiptMinor = wanted.ReceiptMinor,
            Currency = wanted.Currency, HoldId = points.Hold, CodeId = points.Code, VoucherId = usable?.Voucher.Id, VoucherMinor = off,
            VoucherOnMinor = wanted.Voucher?.OnMinor, VoucherItem = wanted.Voucher?.Item,
            State = RedemptionState.Reserved, Actor = actor.Name, ReservedAt = now, HeldUntil = now + HeldFor,
        };
        if (usable is not null && Vouchers.Reserve(scope, actor, Shown(wanted), redemption.Reference, now) is not RedeemOutcome.Reserved)
            throw new UnreachableException($"Voucher {usable.Voucher.Id} was good a moment ago, under the ledger's lock.");
        RedemptionRows.Insert(scope, redemption);
        return new RedemptionOutcome.Reserved(redemption);
    }

    /// <summary>The receipt is paid: points and voucher are spent, and what was paid in money is a purchase. All or nothing.</summary>
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
        if (paidMinor > redemption.RestMinor) return new RedemptionOutcome.PaidTooMuch(redemption.RestMinor);
        var (paid, refused) = await PayAsync(scope, actor, redemption, receipt, paidMinor ?? redemption.RestMinor, now);
        if (refused is not null) return refused;
        var transfer = redemption.HoldId is { } hold ? Spent(scope, redemption, hold, receipt, now) : (long?)null;
        var purchase = paid switch
        {
            PurchaseOutcome.Recorded recorded => recorded.Id,
            PurchaseOutcome.AlreadyRecorded recorded => recorded.Id,
            _ => (PurchaseId?)null,
        };
        return new RedemptionOutcome.Committed(RedemptionRows.End(scope, redemption, RedemptionState.Committed, now, receipt, purchase, transfer), paid, Again: false);
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
        if (redemption.HoldId is { } hold) new PointsHolds(scope).Cancel(redemption.LedgerBusinessId, hold, now);
        if (redemption.VoucherId is { } voucher) Vouchers.LetGo(scope, redemption.BusinessId, voucher, redemption.Reference, now);
        return new RedemptionOutcome.Cancelled(RedemptionRows.End(scope, redemption, RedemptionState.Cancelled, now));
    }

    /// <summary>Takes a redemption back that was committed: points and voucher come back, and what its money had earned goes.</summary>
    public async ValueTask<RedemptionOutcome> UndoAsync(WriteScope scope, Actor actor, ShopId shop, Guid id, DateTimeOffset now)
    {
        var (redemption, ended) = Begin(scope, actor, Permission.UndoAtTill, shop, id, now);
        if (redemption is null) return ended ?? new RedemptionOutcome.Unknown();
        if (redemption.State is RedemptionState.Undone) return new RedemptionOutcome.Undone(redemption, 0);
        if (redemption.State is not RedemptionState.Committed) return new RedemptionOutcome.Ended(redemption.State);
        if (now > redemption.EndedAt!.Value + UndoWindow && !actor.May(Permission.AdjustPoints)) return new RedemptionOutcome.TooLate();
        if (ShopDoor.IsClosed(scope, shop, now)) return new RedemptionOutcome.Refused(RedemptionDenial.ShopClosed);
        var taken = redemption.PurchaseId is { } purchase ? await TillUndo.GoodsBackAsync(scope, returns, actor, purchase, now) : CoalitionBack(scope, actor, redemption, now);
        return new RedemptionOutcome.Undone(GiveBack(scope, actor, redemption, now), taken);
    }

    /// <summary>The points and the voucher of a committed redemption come back.</summary>
    /// <remarks>The caller holds <see cref="PointsLedger.Lock"/>.</remarks>
    internal static Redemption GiveBack(WriteScope scope, Actor actor, Redemption redemption, DateTimeOffset now)
    {
        if (redemption.TransferId is { } transfer) new PointsLedger(scope).Reverse(redemption.LedgerBusinessId, transfer, "undone at the till", now);
        // A return of the whole receipt has given the voucher back before.
        if (redemption.VoucherId is { } id && VoucherRows.ById(scope, redemption.BusinessId, id) is { } voucher && VoucherUses.Find(scope, id, redemption.Reference) is { } use)
            Vouchers.Undo(scope, voucher, use, actor.Name, now);
        return RedemptionRows.End(scope, redemption, RedemptionState.Undone, now);
    }

    /// <summary>What was set aside of somebody's points.</summary>
    private readonly record struct Spend(long ValueMinor, long? Hold, long? Code);

    private static (Spend Spend, RedemptionOutcome? Refused) SetAside(WriteScope scope, Actor actor, WantedRedemption wanted, long restMinor, RedemptionId id, DateTimeOffset now)
    {
        var (purse, deed) = (wanted.Purse!.Value, DeedOf(wanted));
        if (MemberCodes.ShownTo(scope, actor, purse.Contact, now) is not { } code) return (default, Refused(scope, actor, deed, RedemptionDenial.CodeNeeded, null, now));
        if (RedemptionRows.HasPaid(scope, code, now)) return (default, Refused(scope, actor, deed, RedemptionDenial.CodeSpent, null, now));
        if (SpendTerms.Of(scope, purse, now) is not { } rules) return (default, Refused(scope, actor, deed, RedemptionDenial.SpendingOff, null, now));
        if (rules.Problem(wanted.Points, restMinor) is { } problem) return (default, Refused(scope, actor, deed, RedemptionDenial.NotSpendable, problem, now));
        return new PointsHolds(scope).Reserve(new(purse.Business, purse.Contact, wanted.Points, $"redemption:{id}", now, now + HeldFor)
        {
            Wallet = purse.Wallet, Cause = "till", Shop = wanted.Shop,
        }) is ReserveOutcome.Reserved hold
            ? (new(rules.ValueMinor(wanted.Points), hold.HoldId, code), null)
            : (default, Refused(scope, actor, deed, RedemptionDenial.InsufficientPoints, null, now));
    }

    /// <summary>The voucher is used and the money is a purchase of the member's.</summary>
    private async ValueTask<(PurchaseOutcome? Paid, RedemptionOutcome? Refused)> PayAsync(
        WriteScope scope, Actor actor, Redemption redemption, string receipt, long moneyMinor, DateTimeOffset now)
    {
        PurchaseOutcome? paid = null;
        // The receipt before the voucher: a voucher that it brings is for the next one, and this one was reserved before.
        if (moneyMinor > 0 && redemption.ContactId is { } foreigner && SeatOf(scope, redemption, foreigner, now) is { } seat)
        {
            var sale = CoalitionTill.Earn(scope, actor, seat, new(redemption.BusinessId, redemption.ShopId, receipt, moneyMinor, redemption.Currency, now), now);
            if (sale is CoalitionOutcome.Denied denied) return (null, new RedemptionOutcome.Denied(denied.Why));
            if (sale is not CoalitionOutcome.Recorded sold) return (null, new RedemptionOutcome.ReceiptDiffers());
            await CoalitionNews.TellAsync(scope, occasions, redemption.ShopId, sold);
        }
        else if (moneyMinor > 0 && redemption.ContactId is { } member)
        {
            paid = await purchases.RecordAsync(scope, actor, new(redemption.BusinessId, redemption.ShopId, receipt, member, moneyMinor, redemption.Currency, now)
            {
                PointsPaidMinor = redemption.ValueMinor, DiscountMinor = redemption.VoucherMinor,
            }, now);
            if (paid is PurchaseOutcome.Denied denied) return (paid, new RedemptionOutcome.Denied(denied.Why));
            if (paid is not (PurchaseOutcome.Recorded or PurchaseOutcome.AlreadyRecorded { Same: true })) return (paid, new RedemptionOutcome.ReceiptDiffers());
        }
        if (redemption.VoucherId is { } id)
        {
            var voucher = VoucherRows.ById(scope, redemption.BusinessId, id)!;
            var shown = new VoucherShown(redemption.BusinessId, redemption.ShopId, voucher.Code)
            {
                Member = redemption.ContactId, ReceiptMinor = redemption.ReceiptMinor, Currency = redemption.Currency, OnMinor = redemption.VoucherOnMinor,
                Item = redemption.VoucherItem, Receipt = receipt,
            };
            var used = Vouchers.Redeem(scope, actor, shown, redemption.Reference, now);
            if (used is RedeemOutcome.Refused refused) return (paid, new RedemptionOutcome.VoucherRefused(refused.Why));
            if (used is not RedeemOutcome.Redeemed) throw new UnreachableException($"Redemption {redemption.Id} has its voucher in hand and cannot use it: {used.GetType().Name}.");
        }
        return (paid, null);
    }

    /// <summary>The seat of a partner's member; <see langword="null"/> for one of the shop's own.</summary>
    private static CoalitionSeat? SeatOf(RowSource source, Redemption redemption, ContactId contact, DateTimeOffset now) =>
        Coalitions.Coalitions.IsForeign(source, redemption.BusinessId, contact) ? Coalitions.Coalitions.SeatIn(source, redemption.BusinessId, redemption.Wallet, contact, now) : null;

    /// <summary>What the money of a partner's member had earned goes.</summary>
    private static long CoalitionBack(WriteScope scope, Actor actor, Redemption redemption, DateTimeOffset now)
    {
        if (redemption.ContactId is not { } contact || SeatOf(scope, redemption, contact, now) is not { } seat) return 0;
        if (CoalitionReceipts.Find(scope, redemption.ShopId, redemption.Receipt!) is not { PurchaseId: null } receipt || receipt.MemberId != seat.Id) return 0;
        var left = receipt.AmountMinor - receipt.ReturnedMinor;
        if (left == 0) return 0;
        var outcome = CoalitionTill.Return(scope, actor, new(redemption.BusinessId, redemption.ShopId, receipt.Receipt, $"undo:{redemption.Id}", left, receipt.Currency, now), now);
        return outcome is CoalitionOutcome.Recorded back ? back.Points : throw new UnreachableException($"Redemption {redemption.Id} could not be undone: {outcome.GetType().Name}.");
    }

    private static long Spent(WriteScope scope, Redemption redemption, long hold, string receipt, DateTimeOffset now) =>
        new PointsHolds(scope).Complete(new(redemption.LedgerBusinessId, hold, now) { Shop = redemption.ShopId, Note = receipt }) is HoldOutcome.Completed spent
            ? spent.TransferId
            : throw new UnreachableException($"Redemption {redemption.Id} is open and its hold is not.");

    private static (Redemption? Redemption, RedemptionOutcome? Ended) Begin(WriteScope scope, Actor actor, Permission permission, ShopId shop, Guid id, DateTimeOffset now)
    {
        if (RedemptionRows.Find(scope, shop, id) is not { } found) return (null, new RedemptionOutcome.Unknown());
        if (Refusals.Check(scope, actor, new(permission, found.BusinessId, shop, found.ContactId), now) is { } denial) return (null, new RedemptionOutcome.Denied(denial));
        Lock(scope, found.BusinessId, found.LedgerBusinessId);
        return (RedemptionRows.Find(scope, shop, id), null);    // again, now that nobody else changes it
    }

    /// <summary>The shop's own ledger first, then a coalition's: everybody in that order.</summary>
    private static void Lock(WriteScope scope, BusinessId shop, BusinessId? ledger)
    {
        PointsLedger.Lock(scope, shop);
        if (ledger is { } other && other != shop) PointsLedger.Lock(scope, other);
    }

    private static RedemptionOutcome.Ended Lapse(WriteScope scope, Redemption redemption, DateTimeOffset now)
    {
        if (redemption.HoldId is { } hold) new PointsHolds(scope).Lapse(redemption.LedgerBusinessId, hold);
        if (redemption.VoucherId is { } voucher) Vouchers.LetGo(scope, redemption.BusinessId, voucher, redemption.Reference, now);
        RedemptionRows.End(scope, redemption, RedemptionState.Lapsed, now);
        return new(RedemptionState.Lapsed);
    }

    /// <returns><see langword="null"/> where none is wanted.</returns>
    private static VoucherQuote? VoucherOf(WriteScope scope, Actor actor, WantedRedemption wanted, DateTimeOffset now)
    {
        if (wanted.Voucher is null) return null;
        var quote = Vouchers.Quote(scope, actor, Shown(wanted), now);
        // A voucher that anybody may show is its owner's, too: staff do not take off their own.
        return quote is VoucherQuote.Usable usable
            && Refusals.Check(scope, actor, new(Permission.Redeem, wanted.Business, wanted.Shop, usable.Voucher.ContactId), now) is { } own ? new VoucherQuote.Denied(own) : quote;
    }

    private static VoucherShown Shown(WantedRedemption wanted) => new(wanted.Business, wanted.Shop, wanted.Voucher!.Code)
    {
        Member = wanted.Purse?.Contact, ReceiptMinor = wanted.ReceiptMinor, Currency = wanted.Currency, OnMinor = wanted.Voucher.OnMinor, Item = wanted.Voucher.Item,
    };

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
