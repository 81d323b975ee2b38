using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Points for a member.</summary>
/// <param name="AmountPoints">Above zero.</param>
/// <param name="Reference">Unique in the business; the same one again changes nothing.</param>
/// <param name="At">When it takes effect.</param>
internal sealed record Posting(
    BusinessId Business, ContactId Contact, long AmountPoints, TransferReason Reason, string Reference, DateTimeOffset At)
{
    public string Wallet { get; init; } = Wallets.Default;

    /// <summary>What stands behind the reason: <c>referral</c>, <c>achievement:five_visits</c>, <c>case:…</c>; at most 100 characters.</summary>
    public string? Cause { get; init; }
    public ShopId? Shop { get; init; }

    /// <summary>Pending until then; <see langword="null"/> for usable at once.</summary>
    public DateTimeOffset? UnlocksAt { get; init; }

    /// <summary>The first instant at which they are no longer good; <see langword="null"/> for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    public string? Rule { get; init; }
    public int? RuleVersion { get; init; }

    /// <summary>The receipt they were given for: when it comes back, they go back with it.</summary>
    public PurchaseId? PurchaseId { get; init; }
    public string? Note { get; init; }
}

/// <summary>Points a member spends, gives to a cause or loses by an adjustment.</summary>
/// <param name="AmountPoints">Above zero, and no more than there is.</param>
internal sealed record Spending(BusinessId Business, ContactId Contact, long AmountPoints, string Reference, DateTimeOffset At)
{
    public string Wallet { get; init; } = Wallets.Default;

    /// <summary>Redemption, Donation or Adjustment.</summary>
    public TransferReason Reason { get; init; } = TransferReason.Redemption;

    /// <summary>For what: <c>reward:coffee</c>, <c>cause:shelter</c>.</summary>
    public string? Cause { get; init; }
    public ShopId? Shop { get; init; }

    /// <summary>The receipt that was paid with them.</summary>
    public PurchaseId? PurchaseId { get; init; }
    public string? Note { get; init; }
}

/// <summary>Points that a transfer brought and that go back to where they came from, spent or not; out of the wallet they came into.</summary>
internal sealed record Recall(
    BusinessId Business, ContactId Contact, long TransferId, long AmountPoints, TransferReason Reason, string Reference, DateTimeOffset At)
{
    public string? Cause { get; init; }
    public ShopId? Shop { get; init; }
    public PurchaseId? PurchaseId { get; init; }
    public string? Note { get; init; }
}

/// <summary>Points to be set aside for something that is about to happen: a reward at the till, a basket that is being paid.</summary>
/// <param name="AmountPoints">Above zero, and no more than there is.</param>
/// <param name="Reference">Unique among the business's holds; the same one again changes nothing.</param>
/// <param name="HeldUntil">After <paramref name="At"/>, and no more than <see cref="PointsHolds.Longest"/> after it.</param>
internal sealed record Reservation(
    BusinessId Business, ContactId Contact, long AmountPoints, string Reference, DateTimeOffset At, DateTimeOffset HeldUntil)
{
    public string Wallet { get; init; } = Wallets.Default;

    /// <summary>For what: <c>reward:coffee</c>.</summary>
    public string? Cause { get; init; }
    public ShopId? Shop { get; init; }
    public string? Note { get; init; }
}

/// <summary>What was set aside is spent.</summary>
internal sealed record Completion(BusinessId Business, long HoldId, DateTimeOffset At)
{
    /// <summary>At least one and at most what is held, the rest comes back; <see langword="null"/> for all of it.</summary>
    public long? Points { get; init; }

    /// <summary>Where; <see langword="null"/> for the shop that set it aside.</summary>
    public ShopId? Shop { get; init; }
    public PurchaseId? PurchaseId { get; init; }
    public string? Note { get; init; }
}
