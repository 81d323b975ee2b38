using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>Somebody gets a voucher.</summary>
/// <param name="Reward">The reward's key.</param>
/// <param name="Occasion">The same one again gives nothing more: <c>purchase:…</c>, <c>birthday:2026</c>; at most 100 characters.</param>
/// <param name="Cause">What stands behind it, as in the ledger: <c>referral</c>, <c>rule</c>, <c>staff:…</c>.</param>
internal sealed record VoucherOrder(BusinessId Business, ContactId Contact, string Reward, string Occasion, string Cause)
{
    /// <summary>For its price, or the target, in points; else it is given.</summary>
    public bool Paid { get; init; }

    /// <summary>The code of the shop for which it is, where the stock is kept by shop.</summary>
    public string? Shop { get; init; }

    /// <summary>The receipt that brings it.</summary>
    public PurchaseId? Purchase { get; init; }

    /// <summary>The reason in words for the customer: "because you …".</summary>
    public string? Why { get; init; }

    /// <summary>Told to the member in a chat; whoever asked for it there is answered there.</summary>
    public bool Announced { get; init; } = true;
}

/// <summary>How issuing ended.</summary>
internal abstract record IssueOutcome
{
    private IssueOutcome() { }

    public sealed record Issued(Voucher Voucher, RewardOffer Offer) : IssueOutcome;

    /// <summary>This occasion brought one before; nothing was written.</summary>
    public sealed record AlreadyIssued(Voucher Voucher) : IssueOutcome;

    public sealed record NotAvailable(RewardDenial Why) : IssueOutcome;

    public sealed record InsufficientPoints(long AvailablePoints) : IssueOutcome;

    /// <summary>Whoever asked may not.</summary>
    public sealed record Denied(Denial Why) : IssueOutcome;
}

/// <summary>How giving a voucher back ended.</summary>
internal abstract record CancelOutcome
{
    private CancelOutcome() { }

    /// <param name="BackPoints">What was paid for it and came back; 0 if nothing was.</param>
    public sealed record Cancelled(long BackPoints) : CancelOutcome;

    /// <summary>It was used, has expired or was cancelled before.</summary>
    public sealed record NotOpen(VoucherState State) : CancelOutcome;

    /// <summary>The reward's rules keep the points: it is used or not.</summary>
    public sealed record NotReturnable : CancelOutcome;

    public sealed record Unknown : CancelOutcome;

    public sealed record Denied(Denial Why) : CancelOutcome;
}

/// <summary>Why a voucher was not taken at the till: rows hold it in snake case, and every one of them is counted.</summary>
internal enum RefusalReason
{
    UnknownCode,
    /// <summary>This till or person showed too many wrong codes; it may try again in a few minutes.</summary>
    TooManyWrongCodes,
    /// <summary>Its first day has not come.</summary>
    NotYet,
    Expired,
    Used,
    Cancelled,
    /// <summary>Another till has it in hand.</summary>
    Reserved,
    OtherShop,
    /// <summary>It is for one person, and this is another, or nobody is named.</summary>
    OtherPerson,
    /// <summary>The receipt is too small.</summary>
    BelowMinimum,
    /// <summary>It depends on the receipt's amount, and none was given.</summary>
    AmountNeeded,
    OtherCurrency,
    /// <summary>What was chosen is not on its list.</summary>
    OtherItem,
    /// <summary>The receipt that brought it; it is for a later one.</summary>
    SameReceipt,
    /// <summary>Not together with another one.</summary>
    WithOthers,
    /// <summary>Said by a person: the thing has run out.</summary>
    OutOfStock,
    /// <summary>Said by a person: not served at this hour or place.</summary>
    NotServedNow,
    /// <summary>Said by a person: looks like misuse.</summary>
    Suspicious,
    /// <summary>Said by a person.</summary>
    Other,
}

/// <summary>A voucher shown at a till.</summary>
/// <param name="Code">As it was typed or scanned.</param>
internal sealed record VoucherShown(BusinessId Business, ShopId Shop, string Code)
{
    /// <summary>Whoever shows it, if the till knows; needed for what is for one person only.</summary>
    public ContactId? Member { get; init; }

    /// <summary>What the receipt comes to before the voucher.</summary>
    public long? ReceiptMinor { get; init; }
    public string? Currency { get; init; }

    /// <summary>The part of the receipt it applies to, of a free thing its price; absent for all of it.</summary>
    public long? OnMinor { get; init; }

    /// <summary>What was chosen of the list.</summary>
    public string? Item { get; init; }

    /// <summary>The receipt's number, if the till has it already.</summary>
    public string? Receipt { get; init; }

    /// <summary>Another voucher is used on the same receipt.</summary>
    public bool WithOthers { get; init; }
}

/// <summary>What a till is told before anything happens.</summary>
internal abstract record VoucherQuote
{
    private VoucherQuote() { }

    /// <param name="DiscountMinor">What it takes off the receipt; <see langword="null"/> where a thing is free and the till knows its price.</param>
    /// <param name="LeftMinor">What is left of a sum that is used in parts.</param>
    public sealed record Usable(Voucher Voucher, RewardOffer Offer, long? DiscountMinor, long? LeftMinor) : VoucherQuote;

    /// <param name="Voucher"><see langword="null"/> if there is none with this code.</param>
    public sealed record Refused(RefusalReason Why, Voucher? Voucher) : VoucherQuote;

    public sealed record Denied(Denial Why) : VoucherQuote;
}

/// <summary>How using a voucher ended.</summary>
internal abstract record RedeemOutcome
{
    private RedeemOutcome() { }

    public sealed record Redeemed(Voucher Voucher, RewardOffer Offer, long? DiscountMinor, long? LeftMinor) : RedeemOutcome;

    /// <summary>The till said the same thing before; nothing was written.</summary>
    public sealed record AlreadyRedeemed(Voucher Voucher, VoucherUse Use) : RedeemOutcome;

    /// <summary>Set aside for this till.</summary>
    public sealed record Reserved(Voucher Voucher, RewardOffer Offer, long? DiscountMinor, DateTimeOffset Until) : RedeemOutcome;

    public sealed record Refused(RefusalReason Why, Voucher? Voucher) : RedeemOutcome;

    public sealed record Denied(Denial Why) : RedeemOutcome;
}

/// <summary>How refusing a voucher ended.</summary>
internal abstract record RefuseOutcome
{
    private RefuseOutcome() { }

    /// <param name="WasGood">It would have been taken: the no broke a promise, and somebody should look at it.</param>
    public sealed record Recorded(bool WasGood) : RefuseOutcome;

    public sealed record Denied(Denial Why) : RefuseOutcome;
}

/// <summary>How undoing a use ended.</summary>
internal abstract record ReverseOutcome
{
    private ReverseOutcome() { }

    /// <param name="State"><see cref="VoucherState.Expired"/> if its time was over meanwhile.</param>
    public sealed record Reversed(Voucher Voucher, VoucherState State) : ReverseOutcome;

    public sealed record AlreadyReversed : ReverseOutcome;

    public sealed record Unknown : ReverseOutcome;

    public sealed record Denied(Denial Why) : ReverseOutcome;
}
