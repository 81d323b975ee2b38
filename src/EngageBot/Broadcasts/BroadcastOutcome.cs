using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Staff;

namespace EngageBot.Broadcasts;

/// <summary>How a verb of broadcasts ended.</summary>
internal abstract record BroadcastOutcome
{
    private BroadcastOutcome() { }

    /// <summary>It is so now.</summary>
    public sealed record Done(Broadcast Broadcast) : BroadcastOutcome;

    /// <summary>More people than one may decide about alone: it waits for a second person.</summary>
    public sealed record NeedsApproval(Broadcast Broadcast, int Above) : BroadcastOutcome;

    /// <summary>The audience was not counted since it was last changed.</summary>
    public sealed record NotCounted : BroadcastOutcome;

    public sealed record Invalid(ImmutableArray<RuleError> Errors) : BroadcastOutcome;

    /// <summary>In this state that cannot be done.</summary>
    public sealed record NotNow(BroadcastState State) : BroadcastOutcome;

    /// <summary>Whoever wrote it does not approve it, too.</summary>
    public sealed record OwnBroadcast : BroadcastOutcome;

    /// <summary>What it has sent is being changed already.</summary>
    public sealed record ChangeUnderWay : BroadcastOutcome;

    public sealed record Unknown : BroadcastOutcome;

    public sealed record Denied(Denial Why) : BroadcastOutcome;
}

/// <summary>What somebody writes.</summary>
/// <param name="Audience">The name of a segment, or an expression over facts; <c>true</c> for everybody.</param>
internal sealed record BroadcastDraft(string Name, Dialogs.Model.Purpose Purpose, BroadcastContent Content, string Audience)
{
    public int HoldoutPercent { get; init; }
    public string? Reward { get; init; }
    public int LastsHours { get; init; } = 24;
}
