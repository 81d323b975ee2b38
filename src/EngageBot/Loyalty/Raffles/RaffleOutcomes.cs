using EngageBot.Staff;

namespace EngageBot.Loyalty.Raffles;

/// <summary>How getting a ticket ended.</summary>
internal abstract record TicketOutcome
{
    private TicketOutcome() { }

    public sealed record Given(long Number) : TicketOutcome;

    /// <summary>The same deed again, or the same person's tap: the ticket they have.</summary>
    public sealed record AlreadyGiven(long Number) : TicketOutcome;

    /// <summary>There is no such draw, it has not begun, or it is too late.</summary>
    public sealed record NotOpen : TicketOutcome;

    /// <param name="Why"><c>not_member</c>, <c>level</c>, <c>not_by_tap</c> or <c>too_many</c>.</param>
    public sealed record NotEligible(string Why) : TicketOutcome;

    public sealed record Denied(Denial Why) : TicketOutcome;
}

/// <summary>How giving a ticket back ended.</summary>
internal abstract record WithdrawOutcome
{
    private WithdrawOutcome() { }

    public sealed record Withdrawn : WithdrawOutcome;

    /// <summary>The member has no such valid ticket, or the draw is not open.</summary>
    public sealed record Nothing : WithdrawOutcome;

    public sealed record Denied(Denial Why) : WithdrawOutcome;
}
