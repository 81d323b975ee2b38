using System.Text.Json.Serialization;

namespace EngageBot.Loyalty.Till;

/// <summary>A member, as a till may know them.</summary>
/// <param name="Name">As they want to be called; absent if they did not say.</param>
/// <param name="Phone">Absent unless the key's role may see personal data.</param>
/// <param name="MemberId">Absent, as the balance is, for a card that anybody may show.</param>
/// <param name="Shown">Their own code was shown at this till a moment ago: points may be spent.</param>
internal sealed record MemberAnswer(Guid? MemberId, string? Name, LevelAnswer? Level, MemberBalance? Balance, bool Shown, string? Phone)
{
    /// <summary><c>bearer</c> for a card that anybody may show; else absent.</summary>
    public string? Card { get; init; }

    /// <summary>Its key, for a partner's member: the id is their seat's, and the balance that of its wallet.</summary>
    public string? Coalition { get; init; }
}

/// <param name="MissingPoints">To the next level; 0 at the top.</param>
internal sealed record LevelAnswer(string Key, string Name, long MissingPoints);

/// <param name="Reserved">Set aside at some till.</param>
internal sealed record MemberBalance(long Available, long Pending, long Reserved);

/// <param name="Rest">What the voucher leaves to pay; points pay of that.</param>
/// <param name="MostPoints">That may be spent on this receipt; 0 if none.</param>
/// <param name="MostAmount">What they take off.</param>
/// <param name="LeastMoney">What is paid in money even if all of them are spent.</param>
/// <param name="Value">What points are worth; absent, as the least and the step are, where they are not money or nobody is named.</param>
internal sealed record QuoteAnswer(
    Guid? MemberId, long Available, string Rest, long MostPoints, string MostAmount, string LeastMoney, long? MinPoints, long? StepPoints, PointsValue? Value, string Currency)
{
    public VoucherAnswer? Voucher { get; init; }
}

/// <summary>A voucher on a receipt.</summary>
/// <param name="Reward">Its key.</param>
/// <param name="Title">In the business's language.</param>
/// <param name="Amount">What it takes off the receipt; "0.00" where it brings a thing that is not on it.</param>
internal sealed record VoucherAnswer(string Reward, string Title, string Amount);

/// <param name="WasGood">The voucher would have been taken: a promise was broken, and somebody should look at it.</param>
internal sealed record VoucherRefusalAnswer(bool WasGood);

/// <param name="Points">So many points …</param>
/// <param name="Amount">… are worth so much.</param>
internal sealed record PointsValue(long Points, string Amount);

/// <param name="Amount">What it all takes off the receipt.</param>
/// <param name="PointsAmount">Of it, what the points take off.</param>
/// <param name="ToPay">What is left to pay in money.</param>
/// <param name="HeldUntil">Commit before; then the points are back by themselves.</param>
/// <param name="Purchase">What was paid in money; absent before the commit and where nothing was.</param>
/// <param name="TakenPoints">Only after an undo: what the money had earned and lost.</param>
internal sealed record RedemptionAnswer(
    Guid RedemptionId, string State, Guid? MemberId, long Points, string Amount, string PointsAmount, string ToPay, string Currency, DateTimeOffset? HeldUntil,
    RedemptionPurchase? Purchase, long? TakenPoints, MemberBalance? Balance)
{
    public VoucherAnswer? Voucher { get; init; }
}

/// <summary>The money part of a receipt.</summary>
internal sealed record RedemptionPurchase(Guid PurchaseId, string AmountPaid, long Points);

/// <param name="TakenPoints">What the purchase had earned.</param>
/// <param name="BackPoints">What had been spent on it.</param>
internal sealed record UndoAnswer(Guid PurchaseId, long TakenPoints, long BackPoints, MemberBalance? Balance);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MemberAnswer))]
[JsonSerializable(typeof(QuoteAnswer))]
[JsonSerializable(typeof(RedemptionAnswer))]
[JsonSerializable(typeof(UndoAnswer))]
[JsonSerializable(typeof(VoucherRefusalAnswer))]
internal sealed partial class RedemptionJson : JsonSerializerContext;
