using System.Collections.Immutable;
using EngageBot.Http;
using EngageBot.Http.Description;
using static EngageBot.Http.Description.FieldKind;

namespace EngageBot.Loyalty.Till;

/// <summary>What the till's endpoints say of themselves.</summary>
internal static class TillDescription
{
    private static readonly ImmutableArray<ApiField> Member =
    [
        new ApiField("memberPhone", Text, "Exactly one of the five: international, or the local way if the business has a calling code.").Optional,
        new ApiField("memberId", Uuid, "As answered by an earlier request.").Optional,
        new ApiField("memberNumber", Text, "What the shop's own system calls the member.").Optional,
        new ApiField("memberCard", Text, "The number of a personal or a partner's card.").Optional,
        new ApiField("memberCode", Text, "The eight digits of the moment, off the member's own screen.").Optional,
    ];

    private static readonly ApiField Currency = new("currency", Text, "ISO 4217; the business's.");
    private static readonly ApiField Receipt = new("receipt", Text, "The till's number, 1 to 100 characters; unique in the shop.");

    private static readonly ImmutableArray<ApiField> Balance =
    [
        new("available", WholeNumber, "To be spent now; below zero after the return of goods whose points are spent."),
        new("pending", WholeNumber, "On the way."),
        new("reserved", WholeNumber, "Set aside at some till."),
    ];

    private static readonly ApiField PurchaseBalance = new("balance", FieldKind.Object, "The member's points now.") { Fields = Balance.RemoveAt(2) };
    private static readonly ApiField MemberBalance = new("balance", FieldKind.Object, "The member's points now.") { Fields = Balance };

    private static readonly ImmutableArray<ProblemType> NobodyFound = [ProblemType.MemberUnknown, ProblemType.CodeUnknown, ProblemType.TooManyTries];

    public static ApiOperation Purchase { get; } = new("recordPurchase", "Record a receipt once it is paid.",
        Recorded(PurchaseFields), [.. NobodyFound, ProblemType.CurrencyWrong, ProblemType.ReceiptDiffers, ProblemType.ShopClosed])
    {
        Body =
        [
            Receipt, new("amount", Text, "Paid in money, above zero, with a decimal point."), Currency, .. Member,
            new ApiField("boughtAt", Instant, "When it was paid, at most a year ago; absent for now.").Optional,
            new ApiField("items", AnyJson, "A list of {sku, category, amount, quantity}, for rules about articles.").Optional,
            new ApiField("paidPoints", Text, "The part that was paid with points, as money.").Optional,
            new ApiField("delivery", Text, "What delivery cost, of it all.").Optional, new ApiField("discount", Text, "What a discount took off before.").Optional,
            new ApiField("distance", WholeNumber, "For rules by distance.").Optional, new ApiField("card", Text, "The number of the card that was shown.").Optional,
        ],
    };

    public static ApiOperation Return { get; } = new("recordReturn", "Take back what returned goods had earned.",
        Recorded([new("takenPoints", WholeNumber, "What went back."), PurchaseBalance.Optional]),
        [ProblemType.PurchaseUnknown, ProblemType.ReturnTooLarge, ProblemType.CurrencyWrong, ProblemType.ReceiptDiffers, ProblemType.ShopClosed])
    {
        Body =
        [
            Receipt with { Summary = "Of the purchase, in the same shop." }, new("returnReceipt", Text, "The return's own number; unique in the shop."),
            new("amount", Text, "Paid back in money, above zero."), Currency, new ApiField("returnedAt", Instant, "Absent for now.").Optional,
        ],
    };

    public static ApiOperation LookUp { get; } = new("findMember", "Find a member by exactly one of phone, id, number, card or code.",
    [
        new(200, "The member.",
        [
            new ApiField("memberId", Uuid, "For the requests that follow; absent for a card that anybody may show.").Optional,
            new ApiField("card", Text, "bearer for a card that anybody may show; else absent.").Optional,
            new ApiField("coalition", Text, "Its key, for a partner's member: id and balance are those of their seat in it.").Optional, new ApiField("name", Text, "As they want to be called.").Optional,
            new ApiField("level", FieldKind.Object, "Absent if the programme has none.")
            {
                Fields = [new("key", Text, "In the programme's rules."), new("name", Text, "In the business's language."), new("missingPoints", WholeNumber, "To the next one; 0 at the top.")],
            }.Optional,
            MemberBalance.Optional, new("shown", Flag, "Their code was shown at this till in the last 15 minutes: points may be spent."),
            new ApiField("phone", Text, "Only for keys whose role may see personal data.").Optional,
        ]),
    ], [.. NobodyFound, ProblemType.BodyInvalid])
    {
        Write = false,
        Query =
        [
            new ApiField("code", Text, "The eight digits of the moment.").Optional, new ApiField("phone", Text, "International or local.").Optional,
            new ApiField("id", Uuid, "The member's.").Optional, new ApiField("number", Text, "The shop's own number.").Optional,
            new ApiField("card", Text, "A card's number.").Optional,
        ],
    };

    private static ImmutableArray<ApiField> PurchaseFields =>
    [
        new ApiField("purchaseId", Uuid, "For an undo; absent for a partner's member.").Optional, new("memberId", Uuid, "Whose it is."), new("points", WholeNumber, "What it earned."),
        new("pending", Flag, "They are on the way."), new ApiField("usableFrom", Instant, "Absent if they are usable at once.").Optional, PurchaseBalance,
        new("earned", FieldKind.Object, "What each programme gave, line by line.")
        {
            List = true,
            Fields =
            [
                new("programme", Text, "Its key."), new("points", WholeNumber, "Together."),
                new("lines", FieldKind.Object, "By rule.") { List = true, Fields = [new("rule", Text, "Its key; base or level."), new("points", WholeNumber, "Of it.")] },
            ],
        },
    ];

    private static readonly ApiField Voucher = new("voucher", FieldKind.Object, "The voucher that is taken.")
    {
        Fields = [new("reward", Text, "Its key."), new("title", Text, "In the business's language."), new("amount", Text, "What it takes off; 0.00 where its thing is not on the receipt.")],
    };

    private static readonly ImmutableArray<ApiField> VoucherShown =
    [
        new ApiField("voucher", Text, "A voucher's code; taken off before points. With one, amount may be \"0\" and the member absent.").Optional,
        new ApiField("voucherOn", Text, "The part of the receipt that it is for: of a free thing its price; absent for all of it.").Optional,
        new ApiField("voucherItem", Text, "What was chosen of its list.").Optional,
        new ApiField("wallet", Text, "Whose units are spent: a programme's or a coalition's key; absent for the first programme's, or the coalition's of a partner's member.").Optional,
    ];

    private static readonly ImmutableArray<ApiField> RedemptionFields =
    [
        new("redemptionId", Uuid, "For commit, cancel and undo."), new("state", Text, "reserved, committed, cancelled, lapsed or undone."),
        new ApiField("memberId", Uuid, "Whose points.").Optional, new("points", WholeNumber, "So many."), new("amount", Text, "What points and voucher take off the receipt."),
        new("pointsAmount", Text, "Of it, what the points take off."), Voucher.Optional,
        new("toPay", Text, "What is left to pay in money."), Currency, new ApiField("heldUntil", Instant, "Commit before; then the points are back by themselves.").Optional,
        new ApiField("purchase", FieldKind.Object, "What was paid in money.")
        {
            Fields = [new("purchaseId", Uuid, "Of the money part."), new("amountPaid", Text, "In money."), new("points", WholeNumber, "What the money earned; points earn nothing.")],
        }.Optional,
        new ApiField("takenPoints", WholeNumber, "After an undo: what the money had earned.").Optional, MemberBalance.Optional,
    ];

    private static readonly ImmutableArray<ProblemType> Spending =
    [
        .. NobodyFound, ProblemType.CurrencyWrong, ProblemType.ShopClosed, ProblemType.SpendingOff, ProblemType.VoucherUnknown, ProblemType.VoucherNotUsable,
    ];

    public static ApiOperation Quote { get; } = new("quoteRedemption", "What may be spent on a receipt; nothing is decided.",
    [
        new(200, "The most that may be spent.",
        [
            new ApiField("memberId", Uuid, "Whose points; absent where nobody is named.").Optional, new("available", WholeNumber, "That they have."),
            new("rest", Text, "What the voucher leaves to pay; points pay of that."), Voucher.Optional, new("mostPoints", WholeNumber, "That this receipt takes; 0 if none."),
            new("mostAmount", Text, "What those take off."), new("leastMoney", Text, "What is paid in money even then."),
            new ApiField("minPoints", WholeNumber, "Fewer are not taken.").Optional, new ApiField("stepPoints", WholeNumber, "They are taken in steps of so many.").Optional,
            new ApiField("value", FieldKind.Object, "What points are worth.") { Fields = [new("points", WholeNumber, "So many …"), new("amount", Text, "… are worth so much.")] }.Optional, Currency,
        ]),
    ], Spending) { Body = [new("amount", Text, "What the receipt comes to."), Currency, .. Member, .. VoucherShown] };

    public static ApiOperation Reserve { get; } = new("reserveRedemption", "Set points, a voucher or both aside for a receipt that is being paid.",
        [new(201, "They are set aside.", RedemptionFields)],
        [.. Spending, ProblemType.CodeNeeded, ProblemType.CodeSpent, ProblemType.PointsNotSpendable, ProblemType.PointsInsufficient])
    {
        Body = [new("amount", Text, "What the receipt comes to before anything is taken off."), Currency, new ApiField("points", WholeNumber, "So many are spent; absent for a voucher alone.").Optional, .. Member, .. VoucherShown],
    };

    public static ApiOperation Commit { get; } = new("commitRedemption", "The receipt is paid: the points are spent, the money is a purchase.",
        [new(200, "Both are recorded.", RedemptionFields)],
        [ProblemType.RedemptionUnknown, ProblemType.RedemptionEnded, ProblemType.ReceiptDiffers, ProblemType.PaidTooMuch, ProblemType.ShopClosed, ProblemType.VoucherNotUsable])
    {
        Body = [Receipt, new ApiField("amountPaid", Text, "In money, where something else pays a part of the rest; \"0\" for nothing.").Optional],
    };

    public static ApiOperation Cancel { get; } = new("cancelRedemption", "The points are back at once.",
        [new(200, "They are back.", RedemptionFields)], [ProblemType.RedemptionUnknown, ProblemType.RedemptionEnded]);

    public static ApiOperation RefuseVoucher { get; } = new("refuseVoucher", "Somebody at the till does not take a voucher: only with a reason, which is kept.",
        [new(200, "It is kept.", [new("wasGood", Flag, "The voucher would have been taken: a promise was broken.")])], NobodyFound)
    {
        Body =
        [
            new("voucher", Text, "Its code."), new("why", Text, "out_of_stock, not_served_now, suspicious or other."),
            new ApiField("amount", Text, "What the receipt comes to.").Optional, Currency.Optional, .. Member,
        ],
    };

    public static ApiOperation Undo { get; } = new("undoRedemption", "Take back what was committed by mistake, within 15 minutes.",
        [new(200, "The points are back, and what the money had earned is gone.", RedemptionFields)],
        [ProblemType.RedemptionUnknown, ProblemType.RedemptionEnded, ProblemType.UndoTooLate, ProblemType.ShopClosed]);

    public static ApiOperation UndoPurchase { get; } = new("undoPurchase", "Take back a purchase that was recorded by mistake, within 15 minutes.",
    [
        new(200, "It counts as come back in whole.",
            [new("purchaseId", Uuid, "As asked."), new("takenPoints", WholeNumber, "What it had earned."), new("backPoints", WholeNumber, "What had been spent on it."), MemberBalance.Optional]),
    ], [ProblemType.PurchaseUnknown, ProblemType.UndoTooLate, ProblemType.ShopClosed]);

    private static ImmutableArray<ApiReply> Recorded(ImmutableArray<ApiField> fields) =>
        [new(201, "It is recorded.", fields), new(200, "It was recorded before; nothing was written.", fields)];
}
