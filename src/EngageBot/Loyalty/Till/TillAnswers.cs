using System.Text.Json.Serialization;

namespace EngageBot.Loyalty.Till;

/// <summary>A member, as a till may know them.</summary>
/// <param name="Name">As they want to be called; absent if they did not say.</param>
/// <param name="Phone">Absent unless the key's role may see personal data.</param>
/// <param name="Shown">Their own code was shown at this till a moment ago: points may be spent.</param>
internal sealed record MemberAnswer(Guid MemberId, string? Name, LevelAnswer? Level, MemberBalance Balance, bool Shown, string? Phone);

/// <param name="MissingPoints">To the next level; 0 at the top.</param>
internal sealed record LevelAnswer(string Key, string Name, long MissingPoints);

/// <param name="Reserved">Set aside at some till.</param>
internal sealed record MemberBalance(long Available, long Pending, long Reserved);

/// <param name="MostPoints">That may be spent on this receipt; 0 if none.</param>
/// <param name="MostAmount">What they take off.</param>
/// <param name="Value">What points are worth.</param>
internal sealed record QuoteAnswer(Guid MemberId, long Available, long MostPoints, string MostAmount, long MinPoints, long StepPoints, PointsValue Value, string Currency);

/// <param name="Points">So many points …</param>
/// <param name="Amount">… are worth so much.</param>
internal sealed record PointsValue(long Points, string Amount);

/// <param name="Amount">What it takes off the receipt.</param>
/// <param name="ToPay">What is left to pay in money.</param>
/// <param name="HeldUntil">Commit before; then the points are back by themselves.</param>
/// <param name="Purchase">What was paid in money; absent before the commit and where nothing was.</param>
/// <param name="TakenPoints">Only after an undo: what the money had earned and lost.</param>
internal sealed record RedemptionAnswer(
    Guid RedemptionId, string State, Guid? MemberId, long Points, string Amount, string ToPay, string Currency, DateTimeOffset? HeldUntil,
    RedemptionPurchase? Purchase, long? TakenPoints, MemberBalance? Balance);

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
internal sealed partial class RedemptionJson : JsonSerializerContext;
