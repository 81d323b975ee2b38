using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>A purchase that was just recorded.</summary>
/// <param name="EarnedPoints">What the programme gave for it.</param>
internal sealed record RecordedPurchase(PurchaseId Id, NewPurchase Purchase, long EarnedPoints, Actor Actor, DateTimeOffset Now);

/// <summary>A return that was just recorded.</summary>
/// <param name="PurchaseMinor">What was paid for the purchase.</param>
/// <param name="ReturnedMinor">What of it has come back in all, this return included.</param>
internal sealed record RecordedReturn(NewReturn Return, PurchaseId PurchaseId, ContactId Contact, long PurchaseMinor, long ReturnedMinor, Actor Actor, DateTimeOffset Now);

/// <summary>What a purchase sets in motion besides its points (a voucher, a ticket, a friend's bonus), and what its return takes back.</summary>
/// <remarks>Runs in the purchase's own commit, holding <see cref="PointsLedger.Lock"/>: either all of it happened or none.</remarks>
internal interface IPurchaseConsequence
{
    /// <summary>A member's purchase was recorded and its points were posted.</summary>
    ValueTask PurchasedAsync(WriteScope scope, RecordedPurchase purchase);

    /// <summary>Goods of a member's purchase came back and its points were taken back in proportion.</summary>
    ValueTask ReturnedAsync(WriteScope scope, RecordedReturn returned);
}
