using EngageBot.Conversations;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Counter;

/// <summary>What a cashier hears of each deed: that it is done, or why not, and how the member stands now.</summary>
/// <param name="Ok">It is done. A no is an answer too: its row stays.</param>
/// <param name="Why"><c>none</c> if it is done.</param>
/// <param name="Member">Whose; <c>nobody</c> if nobody was found.</param>
/// <param name="Name">What the member is called, empty if they never said; the phone is not a cashier's to see.</param>
/// <param name="Level">Empty where the programme has none.</param>
/// <param name="Points">To be spent now.</param>
/// <param name="Change">By how many points the deed changed what the member has, without sign.</param>
/// <param name="Receipt">The number to find it by; empty where there is none.</param>
internal sealed record CounterAnswer(
    bool Ok,
    [DialogType(
        TypeKind.Choice,
        Members =
        [
            "none", CounterWhy.Suspended, CounterWhy.NotPermitted, CounterWhy.OtherShop, CounterWhy.OwnMembership, CounterWhy.UnknownMember, CounterWhy.TooManyTries, CounterWhy.CodeNeeded, CounterWhy.WrongCurrency, CounterWhy.ReceiptTaken, CounterWhy.AlreadyDone, CounterWhy.UnknownReceipt,
            CounterWhy.TooMuch, CounterWhy.TooFewPoints, CounterWhy.NothingToUndo, CounterWhy.TooLate, CounterWhy.NotUndoable,
            CounterWhy.CodeSpent, CounterWhy.SpendingOff, CounterWhy.NotSpendable, CounterWhy.UnknownVoucher, CounterWhy.VoucherNotYet, CounterWhy.VoucherOver,
            CounterWhy.VoucherUsed, CounterWhy.VoucherElsewhere, CounterWhy.VoucherOfOther, CounterWhy.VoucherBelowMinimum, CounterWhy.VoucherOther,
        ])] string Why,
    [DialogType(TypeKind.Ref)] string Member,
    string Name,
    string Level,
    long Points,
    long Change,
    string Receipt)
{
    private const string Nobody = "nobody";

    public static CounterAnswer No(string why, RowSource source, string? member, string language, DateTimeOffset now) =>
        About(source, member, language, now) with { Ok = false, Why = why };

    public static CounterAnswer Done(RowSource source, string? member, string language, DateTimeOffset now, long change, string receipt = "") =>
        About(source, member, language, now) with { Change = change, Receipt = receipt };

    /// <summary>The member of an input, if it is one.</summary>
    public static ContactId? MemberOf(string? member) => Guid.TryParse(member, out var id) ? new ContactId(id) : null;

    private static CounterAnswer About(RowSource source, string? member, string language, DateTimeOffset now)
    {
        var none = new CounterAnswer(true, "none", Nobody, "", "", 0, 0, "");
        if (MemberOf(member) is not { } contact || BalanceQuery.Read(source, contact, now) is not { } balance) return none;
        return none with { Member = contact.ToString(), Name = People.NameOf(source, contact) ?? "", Level = balance.Level.Current?.NameIn(language) ?? "", Points = balance.AvailablePoints };
    }
}
