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
