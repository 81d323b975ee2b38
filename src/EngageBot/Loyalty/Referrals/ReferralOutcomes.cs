using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Referrals;

/// <summary>What coming by a link led to.</summary>
internal abstract record ArrivalOutcome
{
    private ArrivalOutcome() { }

    /// <summary>Written down; a later link of somebody else changes nothing.</summary>
    public sealed record Invited(ContactId Referrer) : ArrivalOutcome;

    /// <summary>Nothing was written.</summary>
    /// <param name="Why"><c>unknown_code</c>, <c>not_offered</c>, <c>own_code</c>, <c>existing_customer</c>, <c>loop</c> or <c>invited_before</c>.</param>
    public sealed record Refused(string Why) : ArrivalOutcome;
}

/// <summary>What a person's decision about a held referral led to.</summary>
internal abstract record DecisionOutcome
{
    private DecisionOutcome() { }

    /// <param name="Points">What was paid to both together.</param>
    public sealed record Released(long Points) : DecisionOutcome;

    public sealed record Refused : DecisionOutcome;

    /// <summary>Somebody decided before, or it never was held.</summary>
    public sealed record NotHeld(ReferralState State) : DecisionOutcome;

    public sealed record Unknown : DecisionOutcome;

    public sealed record Denied(Denial Why) : DecisionOutcome;
}

/// <summary>What a member sees of their own inviting.</summary>
/// <param name="Came">Followed the link.</param>
/// <param name="Joined">Became members.</param>
/// <param name="Paid">Brought the bonus.</param>
/// <param name="BroughtPoints">What that brought, less what returns took back.</param>
internal sealed record Invitations(string Code, long Came, long Joined, long Paid, long BroughtPoints);

/// <summary>A held referral, as whoever decides sees it: ids and numbers, no names.</summary>
internal sealed record HeldReferral(long Id, ContactId Referrer, ContactId Invited, string Source, string Why, DateTimeOffset CameAt, DateTimeOffset HeldAt, PurchaseId? Purchase, long SameWeek);
