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

    /// <summary>The verb asked who it was and said no.</summary>
    public static string Of(Denial denial) => SnakeCase.Of(denial.ToString());
}
