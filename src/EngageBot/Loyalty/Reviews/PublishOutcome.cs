using EngageBot.Staff;

namespace EngageBot.Loyalty.Reviews;

/// <summary>How showing a review to everybody, or taking it off, ended.</summary>
internal abstract record PublishOutcome
{
    private PublishOutcome() { }

    public sealed record Done : PublishOutcome;

    public sealed record Unknown : PublishOutcome;

    public sealed record Denied(Denial Why) : PublishOutcome;
}
