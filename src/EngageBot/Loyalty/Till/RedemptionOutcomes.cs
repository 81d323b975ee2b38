using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Till;

/// <summary>Whose points, in which ledger and wallet.</summary>
internal readonly record struct Purse(BusinessId Business, ContactId Contact, string Wallet = Wallets.Default);

/// <summary>A till that wants points, a voucher or both for a receipt.</summary>
/// <param name="ReceiptMinor">What the receipt comes to before anything is taken off; zero only where a voucher is all there is.</param>
internal sealed record WantedRedemption(BusinessId Business, ShopId Shop, long ReceiptMinor, string Currency)
{
    /// <summary>Whose points; absent for a voucher that is good for whoever has it.</summary>
    public Purse? Purse { get; init; }

    /// <summary>How many; zero where only a voucher is taken.</summary>
    public long Points { get; init; }

    /// <summary>Taken off first: points then pay a part of what is left.</summary>
    public WantedVoucher? Voucher { get; init; }
}

/// <summary>A voucher as a till takes it.</summary>
/// <param name="Code">As it was typed or scanned.</param>
/// <param name="OnMinor">The part of the receipt it is for: the price of a free thing, the sum of what is cheaper; absent for all of it.</param>
/// <param name="Item">What was chosen of its list.</param>
internal sealed record WantedVoucher(string Code, long? OnMinor = null, string? Item = null);

/// <summary>Why a redemption was refused; counted in <see cref="Refusal"/> rows in snake case.</summary>
internal enum RedemptionDenial
{
    ShopClosed,
    WrongCurrency,
    /// <summary>The programme's points are not money.</summary>
    SpendingOff,
    /// <summary>The member has not shown a code at this till.</summary>
    CodeNeeded,
    /// <summary>The code that was shown has paid already.</summary>
    CodeSpent,
    /// <summary>Against the programme's rules for spending.</summary>
    NotSpendable,
    InsufficientPoints,
}

/// <summary>What may be spent on a receipt.</summary>
internal abstract record QuoteOutcome
{
    private QuoteOutcome() { }

    /// <param name="Rules"><see langword="null"/> where points are not money, or nobody is named: then a voucher is all there is.</param>
    /// <param name="RestMinor">What the voucher leaves to pay.</param>
    /// <param name="MostPoints">That may be spent on the rest; zero if none may.</param>
    /// <param name="MostMinor">What they take off.</param>
    public sealed record Quoted(SpendRules? Rules, long AvailablePoints, long RestMinor, long MostPoints, long MostMinor, VoucherQuote.Usable? Voucher) : QuoteOutcome;

    /// <summary>The voucher is not good here.</summary>
    public sealed record VoucherRefused(RefusalReason Why) : QuoteOutcome;

    /// <param name="Detail">For the till; what the rules allow.</param>
    public sealed record Refused(RedemptionDenial Why, string? Detail = null) : QuoteOutcome;

    public sealed record Denied(Denial Why) : QuoteOutcome;
}

/// <summary>How a step of a redemption went.</summary>
internal abstract record RedemptionOutcome
{
    private RedemptionOutcome() { }

    public sealed record Reserved(Redemption Redemption) : RedemptionOutcome;

    /// <param name="Purchase">What was paid in money; <see langword="null"/> if nothing was.</param>
    /// <param name="Again">It was committed before, with the same receipt.</param>
    public sealed record Committed(Redemption Redemption, PurchaseOutcome? Purchase, bool Again) : RedemptionOutcome;

    /// <summary>The points are back, the voucher is good again.</summary>
    public sealed record Cancelled(Redemption Redemption) : RedemptionOutcome;

    /// <param name="TakenPoints">What the money part had earned.</param>
    public sealed record Undone(Redemption Redemption, long TakenPoints) : RedemptionOutcome;

    /// <summary>It is over, in another way than was asked for.</summary>
    public sealed record Ended(RedemptionState State) : RedemptionOutcome;

    /// <summary>The shop's receipt was recorded before, with another member or amount.</summary>
    public sealed record ReceiptDiffers : RedemptionOutcome;

    /// <param name="RestMinor">What is left to pay in money.</param>
    public sealed record PaidTooMuch(long RestMinor) : RedemptionOutcome;

    /// <summary>Only a manager may still undo it.</summary>
    public sealed record TooLate : RedemptionOutcome;

    public sealed record Unknown : RedemptionOutcome;

    public sealed record Refused(RedemptionDenial Why, string? Detail = null) : RedemptionOutcome;

    /// <inheritdoc cref="QuoteOutcome.VoucherRefused"/>
    public sealed record VoucherRefused(RefusalReason Why) : RedemptionOutcome;

    public sealed record Denied(Denial Why) : RedemptionOutcome;
}
