using System.Collections.Immutable;
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
/// <param name="Points">To be spent now, of the first programme.</param>
/// <param name="Others">The same of every other wallet with something in it.</param>
/// <param name="Changes">By how much the deed changed what the member has, without sign, wallet by wallet.</param>
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
    ImmutableArray<WalletSum> Others,
    ImmutableArray<WalletSum> Changes,
    string Receipt)
{
    private const string Nobody = "nobody";

    public static CounterAnswer No(string why, RowSource source, string? member, string language, DateTimeOffset now) =>
        About(source, member, language, now) with { Ok = false, Why = why };

    public static CounterAnswer Done(RowSource source, string? member, string language, DateTimeOffset now, ImmutableArray<WalletSum> changes, string receipt = "") =>
        About(source, member, language, now) with { Changes = [.. changes.Where(change => change.Points > 0)], Receipt = receipt };

    /// <summary>The member of an input, if it is one.</summary>
    public static ContactId? MemberOf(string? member) => Guid.TryParse(member, out var id) ? new ContactId(id) : null;

    private static CounterAnswer About(RowSource source, string? member, string language, DateTimeOffset now)
    {
        var none = new CounterAnswer(true, "none", Nobody, "", "", 0, [], [], "");
        if (MemberOf(member) is not { } contact || BalanceQuery.Read(source, contact, now) is not { } balance) return none;
        return none with
        {
            Member = contact.ToString(), Name = People.NameOf(source, contact) ?? "", Level = balance.Level.Current?.NameIn(language) ?? "", Points = balance.AvailablePoints,
            Others = OtherWallets(source, contact, now),
        };
    }

    private static ImmutableArray<WalletSum> OtherWallets(RowSource source, ContactId contact, DateTimeOffset now) =>
        BalanceQuery.Home(source, contact) is not var (business, _) ? [] :
        [.. Programmes.All(source, business, now).Where(programme => programme.Key != Programmes.Points && programme.Rules.Mode is not ProgrammeMode.Discount)
            .Select(programme => new WalletSum(programme.Key, BalanceQuery.Read(source, contact, now, programme.Key)?.AvailablePoints ?? 0))
            .Where(sum => sum.Points > 0)];
}
