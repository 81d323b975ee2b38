using System.Diagnostics;
using EngageBot.Loyalty.Rewards;
using EngageBot.Loyalty.Till;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Counter;

/// <summary>Why a cashier was told no, in the words of dialogs and of the table of refusals.</summary>
internal static class CounterWhy
{
    public const string Suspended = "suspended";
    public const string NotPermitted = "not_permitted";
    public const string OtherShop = "other_shop";
    public const string OwnMembership = "own_membership";
    public const string UnknownMember = "unknown_member";
    public const string TooManyTries = "too_many_tries";
    /// <summary>Points are taken only from who stands there and showed a code.</summary>
    public const string CodeNeeded = "code_needed";
    public const string WrongCurrency = "wrong_currency";
    public const string ReceiptTaken = "receipt_taken";
    public const string AlreadyDone = "already_done";
    public const string UnknownReceipt = "unknown_receipt";
    public const string TooMuch = "too_much";
    public const string TooFewPoints = "too_few_points";
    public const string NothingToUndo = "nothing_to_undo";
    public const string TooLate = "too_late";
    public const string NotUndoable = "not_undoable";
    /// <summary>The code that was shown has paid already.</summary>
    public const string CodeSpent = "code_spent";
    /// <summary>The programme's points are not money.</summary>
    public const string SpendingOff = "spending_off";
    /// <summary>Against the programme's rules for spending.</summary>
    public const string NotSpendable = "not_spendable";
    public const string UnknownVoucher = "unknown_voucher";
    public const string VoucherNotYet = "voucher_not_yet";
    public const string VoucherOver = "voucher_over";
    /// <summary>Used, or in another till's hand.</summary>
    public const string VoucherUsed = "voucher_used";
    public const string VoucherElsewhere = "voucher_elsewhere";
    public const string VoucherOfOther = "voucher_of_other";
    public const string VoucherBelowMinimum = "voucher_below_minimum";
    /// <summary>For something else than this receipt has.</summary>
    public const string VoucherOther = "voucher_other";

    /// <summary>The verb asked who it was and said no.</summary>
    public static string Of(Denial denial) => SnakeCase.Of(denial.ToString());

    /// <summary>The till's verb has said no, and written it down.</summary>
    public static string Of(RedemptionDenial denial) => denial switch
    {
        RedemptionDenial.ShopClosed => OtherShop,
        RedemptionDenial.WrongCurrency => WrongCurrency,
        RedemptionDenial.SpendingOff => SpendingOff,
        RedemptionDenial.CodeNeeded => CodeNeeded,
        RedemptionDenial.CodeSpent => CodeSpent,
        RedemptionDenial.NotSpendable => NotSpendable,
        RedemptionDenial.InsufficientPoints => TooFewPoints,
        _ => throw new UnreachableException(),
    };

    /// <summary>The voucher is not good here, and that is written down.</summary>
    public static string Of(RefusalReason reason) => reason switch
    {
        RefusalReason.UnknownCode => UnknownVoucher,
        RefusalReason.TooManyWrongCodes => TooManyTries,
        RefusalReason.NotYet or RefusalReason.SameReceipt => VoucherNotYet,
        RefusalReason.Expired or RefusalReason.Cancelled => VoucherOver,
        RefusalReason.Used or RefusalReason.Reserved => VoucherUsed,
        RefusalReason.OtherShop => VoucherElsewhere,
        RefusalReason.OtherPerson => VoucherOfOther,
        RefusalReason.BelowMinimum => VoucherBelowMinimum,
        RefusalReason.OtherCurrency => WrongCurrency,
        _ => VoucherOther,
    };
}
