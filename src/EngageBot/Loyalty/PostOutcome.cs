namespace EngageBot.Loyalty;

/// <summary>How a posting ended.</summary>
internal abstract record PostOutcome
{
    private PostOutcome() { }

    /// <summary>Written; it holds once the caller's work commits.</summary>
    public sealed record Posted(long TransferId) : PostOutcome;

    /// <summary>The reference was used before; nothing was written. Compare the amount if it matters.</summary>
    public sealed record AlreadyPosted(long TransferId, long AmountPoints) : PostOutcome;

    /// <summary>Not enough usable points; nothing was written.</summary>
    /// <param name="AvailablePoints">What there is; below zero after the return of goods whose points are spent.</param>
    public sealed record InsufficientPoints(long AvailablePoints) : PostOutcome;

    /// <summary>This transfer cannot be taken back: unlocks, expiries, returns and reversals stay, and so does what is not there.</summary>
    public sealed record NotReversible : PostOutcome;
}

/// <summary>How setting points aside ended.</summary>
internal abstract record ReserveOutcome
{
    private ReserveOutcome() { }

    public sealed record Reserved(long HoldId) : ReserveOutcome;

    /// <summary>The reference was used before; nothing was written. Compare points and state if they matter.</summary>
    public sealed record AlreadyReserved(Hold Hold) : ReserveOutcome;

    /// <inheritdoc cref="PostOutcome.InsufficientPoints"/>
    public sealed record InsufficientPoints(long AvailablePoints) : ReserveOutcome;
}

/// <summary>How ending a hold went.</summary>
internal abstract record HoldOutcome
{
    private HoldOutcome() { }

    /// <param name="TransferId">The redemption; what reverses it gives the points back.</param>
    public sealed record Completed(long TransferId, long SpentPoints) : HoldOutcome;

    /// <summary>The points are back, with the expiry they had; what has run out meanwhile is gone.</summary>
    public sealed record Cancelled(long ReleasedPoints) : HoldOutcome;

    /// <summary>It had ended before, or its time was over just now. A hold that was already as wanted answers as it did then.</summary>
    public sealed record Ended(HoldState State, long SpentPoints) : HoldOutcome;

    /// <param name="HeldPoints">No more than these can be spent from it.</param>
    public sealed record TooMany(long HeldPoints) : HoldOutcome;

    public sealed record Unknown : HoldOutcome;
}
