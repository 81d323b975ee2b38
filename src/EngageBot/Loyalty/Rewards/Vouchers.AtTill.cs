using System.Diagnostics;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>What a till and a cashier do with vouchers.</summary>
internal sealed partial class Vouchers
{
    /// <summary>How long a till may keep a voucher in hand without using it.</summary>
    public static TimeSpan LongestReservation { get; } = TimeSpan.FromMinutes(10);

    /// <summary>Looks at a voucher; nothing is decided.</summary>
    /// <returns><see langword="null"/> if there is no such code, or this till has shown too many that were none.</returns>
    public static (Voucher Voucher, RewardOffer Offer)? Find(WriteScope scope, Actor actor, BusinessId business, ShopId shop, string code, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.LookUpMember, business, shop), now) is not null) return null;
        PointsLedger.Lock(scope, business);
        var (voucher, why) = Look(scope, actor, new(business, shop, code), now);
        if (voucher is not null) return (voucher, RewardOffer.Of(scope, voucher));
        Refusals.Write(scope, actor, new(Permission.LookUpMember, business, shop), SnakeCase.Of(why!.Value.ToString()), null, now);
        return null;
    }

    /// <summary>Says what a voucher would take off, or why it cannot be taken; every no is counted.</summary>
    public static VoucherQuote Quote(WriteScope scope, Actor actor, VoucherShown shown, DateTimeOffset now)
    {
        var deed = new Deed(Permission.Redeem, shown.Business, shown.Shop, shown.Member);
        if (Refusals.Check(scope, actor, deed, now) is { } denial) return new VoucherQuote.Denied(denial);
        PointsLedger.Lock(scope, shown.Business);
        return Judge(scope, actor, shown, reference: null, now);
    }

    /// <summary>Keeps a voucher for one till while the receipt is being paid; nobody else can use it meanwhile.</summary>
    /// <param name="reference">The till's own word, the same for <see cref="Redeem"/> and <see cref="Release"/>; at most 100 characters.</param>
    public static RedeemOutcome Reserve(WriteScope scope, Actor actor, VoucherShown shown, string reference, DateTimeOffset now)
    {
        if (Begin(scope, actor, shown, reference, now) is { } ended) return ended;
        var quote = Judge(scope, actor, shown, reference, now);
        if (quote is not VoucherQuote.Usable usable) return Refused(quote);
        var until = now + LongestReservation;
        var voucher = Move(scope, usable.Voucher, VoucherState.Reserved, now, reference, until);
        return new RedeemOutcome.Reserved(voucher, usable.Offer, usable.DiscountMinor, until);
    }

    /// <summary>Lets go of a reserved voucher.</summary>
    /// <returns><see langword="false"/> if it was not reserved for that.</returns>
    public static bool Release(WriteScope scope, Actor actor, BusinessId business, ShopId shop, string code, string reference, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.Redeem, business, shop), now) is not null) return false;
        PointsLedger.Lock(scope, business);
        if (Look(scope, actor, new(business, shop, code), now) is not ({ State: VoucherState.Reserved } voucher, _) || voucher.ReservedFor != reference) return false;
        Settle(scope, Move(scope, voucher, VoucherState.Issued, now), now);
        return true;
    }

    /// <summary>Lets go of a voucher that is reserved for something that is over, whoever asks; the caller holds <see cref="PointsLedger.Lock"/>.</summary>
    internal static void LetGo(WriteScope scope, BusinessId business, VoucherId id, string reference, DateTimeOffset now)
    {
        if (VoucherRows.ById(scope, business, id) is { State: VoucherState.Reserved } voucher && voucher.ReservedFor == reference)
            Settle(scope, Move(scope, voucher, VoucherState.Issued, now), now);
    }

    /// <summary>Uses a voucher, in whole or, where its reward allows it, in part. Of two tills at once one wins.</summary>
    /// <param name="reference">The till's own word for this use; the same one again changes nothing.</param>
    public static RedeemOutcome Redeem(WriteScope scope, Actor actor, VoucherShown shown, string reference, DateTimeOffset now)
    {
        if (Begin(scope, actor, shown, reference, now) is { } ended) return ended;
        var quote = Judge(scope, actor, shown, reference, now);
        if (quote is not VoucherQuote.Usable usable) return Refused(quote);
        var (voucher, rules) = (usable.Voucher, usable.Offer.Rules);
        if (voucher.LeftMinor is not null && !VoucherRows.Spend(scope, voucher.Id, rules.Partial ? usable.DiscountMinor!.Value : voucher.LeftMinor.Value))
            throw new UnreachableException($"Voucher {voucher.Id} held less than it said, under the ledger's lock.");
        var over = rules.Use is VoucherUsage.Once && usable.LeftMinor is null or 0;
        voucher = Move(scope, voucher, over ? VoucherState.Redeemed : VoucherState.Issued, now);
        VoucherUses.Insert(scope, new()
        {
            BusinessId = shown.Business, VoucherId = voucher.Id, ShopId = shown.Shop, Reference = reference, Receipt = shown.Receipt, Item = shown.Item,
            DiscountMinor = usable.DiscountMinor, Currency = usable.DiscountMinor is null ? null : shown.Currency, Actor = actor.Name, UsedAt = now,
        });
        return new RedeemOutcome.Redeemed(voucher with { LeftMinor = usable.LeftMinor }, usable.Offer, usable.DiscountMinor, usable.LeftMinor);
    }

    /// <summary>A person at the till says no to a voucher: only with a reason, and it is counted.</summary>
    /// <param name="why">One of those that people say, or <see cref="RefusalReason.Other"/>.</param>
    public static RefuseOutcome Refuse(WriteScope scope, Actor actor, VoucherShown shown, RefusalReason why, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, DeedOf(shown), now) is { } denial) return new RefuseOutcome.Denied(denial);
        PointsLedger.Lock(scope, shown.Business);
        var good = Judge(scope, actor, shown, reference: null, now) is VoucherQuote.Usable usable ? usable.Voucher : null;
        if (good is null) return new RefuseOutcome.Recorded(WasGood: false);    // the voucher's own reason has been counted
        Refusals.Write(scope, actor, DeedOf(shown) with { Member = good.ContactId }, SnakeCase.Of(why.ToString()), Subject(good), now);
        return new RefuseOutcome.Recorded(WasGood: true);
    }

    /// <summary>Undoes a use: the voucher is good again, if its time is not over.</summary>
    /// <param name="reference">Of the use.</param>
    public static ReverseOutcome Reverse(WriteScope scope, Actor actor, BusinessId business, ShopId shop, VoucherId id, string reference, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.UndoAtTill, business, shop), now) is { } denial) return new ReverseOutcome.Denied(denial);
        PointsLedger.Lock(scope, business);
        if (VoucherRows.ById(scope, business, id) is not { } voucher || VoucherUses.Find(scope, id, reference) is not { } use || use.ShopId != shop) return new ReverseOutcome.Unknown();
        return Undo(scope, voucher, use, actor.Name, now);
    }

    /// <summary>Undoes a use whoever asks; the caller holds <see cref="PointsLedger.Lock"/>.</summary>
    internal static ReverseOutcome Undo(WriteScope scope, Voucher voucher, VoucherUse use, string by, DateTimeOffset now)
    {
        if (!VoucherUses.Undo(scope, use.Id, by, now)) return new ReverseOutcome.AlreadyReversed();
        if (voucher.LeftMinor is not null)
            VoucherRows.Spend(scope, voucher.Id, -(RewardOffer.Of(scope, voucher).Rules is { Partial: false } rules ? RewardChecks.Minor(rules, rules.Gives.Amount!) : use.DiscountMinor ?? 0));
        if (voucher.State is VoucherState.Redeemed) voucher = Move(scope, voucher, VoucherState.Issued, now);
        voucher = Settle(scope, voucher, now);
        return new ReverseOutcome.Reversed(voucher, voucher.State);
    }

    private static RedeemOutcome? Begin(WriteScope scope, Actor actor, VoucherShown shown, string reference, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfNullOrEmpty(reference);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(reference.Length, 100);
        if (Refusals.Check(scope, actor, DeedOf(shown), now) is { } denial) return new RedeemOutcome.Denied(denial);
        PointsLedger.Lock(scope, shown.Business);
        return VoucherCode.Read(shown.Code) is { } code && VoucherRows.ByCode(scope, shown.Business, code) is { } voucher
            && VoucherUses.Find(scope, voucher.Id, reference) is { UndoneAt: null } use
                ? new RedeemOutcome.AlreadyRedeemed(voucher, use)
                : null;
    }

    private static RedeemOutcome.Refused Refused(VoucherQuote quote) => quote is VoucherQuote.Refused refused
        ? new RedeemOutcome.Refused(refused.Why, refused.Voucher)
        : throw new UnreachableException();

    /// <summary>Whether a voucher is good here and now; a no is written down with its reason.</summary>
    private static VoucherQuote Judge(WriteScope scope, Actor actor, VoucherShown shown, string? reference, DateTimeOffset now)
    {
        var (voucher, reason) = Look(scope, actor, shown, now, reference);
        var offer = voucher is null ? null : RewardOffer.Of(scope, voucher);
        var why = voucher is null ? reason : VoucherTerms.Refusal(scope, voucher, offer!, shown, reference, now);
        if (why is null) return VoucherTerms.Quote(voucher!, offer!, shown);
        Refusals.Write(scope, actor, DeedOf(shown), SnakeCase.Of(why.Value.ToString()), voucher is null ? null : Subject(voucher), now);
        return new VoucherQuote.Refused(why.Value, voucher);
    }

    private static (Voucher? Voucher, RefusalReason? Why) Look(WriteScope scope, Actor actor, VoucherShown shown, DateTimeOffset now, string? reference = null)
    {
        var voucher = VoucherCode.Read(shown.Code) is { } code ? VoucherRows.ByCode(scope, shown.Business, code) : null;
        // What is in this till's hand already is not guessed any more.
        if ((reference is null || voucher?.ReservedFor != reference) && WrongCodes.TooMany(scope, actor, shown.Business, now)) return (null, RefusalReason.TooManyWrongCodes);
        return voucher is null ? (null, RefusalReason.UnknownCode) : (Settle(scope, voucher, now), null);
    }

    private static Deed DeedOf(VoucherShown shown) => new(Permission.Redeem, shown.Business, shown.Shop, shown.Member);

    private static string Subject(Voucher voucher) => $"voucher:{voucher.Id}";
}
