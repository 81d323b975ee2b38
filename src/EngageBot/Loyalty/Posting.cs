using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Points for a member.</summary>
/// <param name="AmountPoints">Above zero.</param>
/// <param name="Reference">Unique in the business; the same one again changes nothing.</param>
/// <param name="At">When it takes effect.</param>
internal sealed record Posting(
    BusinessId Business, ContactId Contact, long AmountPoints, TransferReason Reason, string Reference, DateTimeOffset At)
{
    /// <summary>Pending until then; <see langword="null"/> for usable at once.</summary>
    public DateTimeOffset? UnlocksAt { get; init; }

    /// <summary>The first instant at which they are no longer good; <see langword="null"/> for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    public string? Rule { get; init; }
    public int? RuleVersion { get; init; }
    public PurchaseId? PurchaseId { get; init; }
    public string? Note { get; init; }
}

/// <summary>Points a member spends, or loses by an adjustment.</summary>
/// <param name="AmountPoints">Above zero, and no more than there is.</param>
internal sealed record Spending(BusinessId Business, ContactId Contact, long AmountPoints, string Reference, DateTimeOffset At)
{
    public TransferReason Reason { get; init; } = TransferReason.Redemption;
    public string? Note { get; init; }
}

/// <summary>Points that a transfer brought and that go back to where they came from, spent or not.</summary>
internal sealed record Recall(
    BusinessId Business, ContactId Contact, long TransferId, long AmountPoints, TransferReason Reason, string Reference, DateTimeOffset At)
{
    public PurchaseId? PurchaseId { get; init; }
    public string? Note { get; init; }
}
