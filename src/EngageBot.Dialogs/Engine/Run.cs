using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>One dialog in progress in one chat.</summary>
public sealed record Run
{
    internal static readonly ImmutableSortedDictionary<string, Value> NoSlots =
        ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal);

    /// <summary>Counts up in the chat; never reused there.</summary>
    public required uint Number { get; init; }
    /// <summary>The dialog's name.</summary>
    public required string Dialog { get; init; }
    /// <summary>The version the state was last seen in.</summary>
    public required int Version { get; init; }
    /// <summary>The path of the innermost state, by name: numbers and order may change between versions.</summary>
    public string State { get; init; } = "";
    /// <summary>When the state was entered; absent in runs stored before it was kept.</summary>
    public DateTimeOffset? Since { get; init; }
    /// <summary>Counts up at every entry of a state; a button or timer of another epoch is old.</summary>
    public uint Epoch { get; init; }
    /// <summary>What the run remembers; a slot that is absent is unset.</summary>
    public ImmutableSortedDictionary<string, Value> Slots { get; init; } = NoSlots;
    /// <summary>Where each left group was, by the group's path: the innermost state it stood in.</summary>
    public ImmutableSortedDictionary<string, string> Left { get; init; } = NoNames;
    /// <summary>The epoch at which each open group was entered; its timers carry it.</summary>
    public ImmutableSortedDictionary<string, uint> Entered { get; init; } = NoEpochs;
    /// <summary>Wrong answers to the open question.</summary>
    public int Wrong { get; init; }
    /// <summary>The open question has been sent (it may still be waiting for the floor).</summary>
    public bool Asked { get; init; }
    /// <summary>A migration moved the run here: the customer's next message is answered by the question, not read as its answer.</summary>
    public bool Moved { get; init; }
    /// <summary>The action that is running and whose result is awaited.</summary>
    public string? Action { get; init; }
    /// <summary>An action is running and its result is awaited.</summary>
    public bool Pending => Action is not null;
    /// <summary>The open question was shown again after a stale tap, and is not shown a second time for the next one.</summary>
    public bool ShownAgain { get; init; }
    /// <summary>Messages sent in this epoch: the last part of their keys.</summary>
    public int Sent { get; init; }
    /// <summary>The page of choices on show.</summary>
    public int Page { get; init; }
    /// <summary>The key of the message that shows the open question.</summary>
    public string? QuestionKey { get; init; }
    /// <summary>What a question with <c>suggest</c> offered, frozen when it was asked.</summary>
    public ImmutableArray<Value> Offered { get; init; } = [];
    /// <summary>What is marked so far in a question with several answers.</summary>
    public ImmutableArray<string> Marked { get; init; } = [];
    /// <summary>Slots that came with the start and are therefore not asked once.</summary>
    public ImmutableArray<string> Given { get; init; } = [];
    /// <summary>Answered questions, oldest first.</summary>
    public ImmutableArray<Answered> Trail { get; init; } = [];
    /// <summary>Timers that are set.</summary>
    public ImmutableArray<RunTimer> Timers { get; init; } = [];
    /// <summary>The run that called this one and waits for it.</summary>
    public uint? Caller { get; init; }
    /// <summary>What the run was started for; the same occasion starts nothing twice.</summary>
    public string? Occasion { get; init; }
    /// <summary>It has said something.</summary>
    public bool Greeted { get; init; }
    /// <summary>Something was done that may not be repeated; who called this run cannot go back past the call either.</summary>
    public bool Bound { get; init; }
    /// <summary>The host started it and the customer has not answered yet: its messages are ones nobody asked for.</summary>
    public bool Unasked { get; init; }

    internal static ImmutableSortedDictionary<string, string> NoNames { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    internal static ImmutableSortedDictionary<string, uint> NoEpochs { get; } =
        ImmutableSortedDictionary.Create<string, uint>(StringComparer.Ordinal);
}

/// <summary>A question that has been answered: what going back to it needs.</summary>
/// <param name="State">The question's path.</param>
/// <param name="Epoch">The epoch its buttons carry.</param>
/// <param name="Choice">The number of the button that was (or would have been) pressed; zero for an answer that has none.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Final">An action that may not be repeated has run since: nothing goes back past it.</param>
/// <param name="Before">What the slots changed since held before; an absent value was unset.</param>
/// <param name="Offered">What the question had offered.</param>
public sealed record Answered(
    string State, uint Epoch, byte Choice, DateTimeOffset At, bool Final,
    ImmutableArray<SlotBefore> Before, ImmutableArray<Value> Offered);

/// <summary>What a slot held before it was set; <see langword="null"/> if it was unset.</summary>
public readonly record struct SlotBefore(string Slot, Value? Value);

/// <summary>A timer that is set, so that a hold can move it.</summary>
/// <param name="What"><c>remind</c>, <c>after</c> (of a group: with the group's path behind a colon), <c>floor</c> or <c>idle</c>.</param>
/// <param name="Since">When its time began: a release that changes the length counts from there. Absent in chats stored by older programs.</param>
public readonly record struct RunTimer(uint Epoch, string What, DateTimeOffset DueAt, DateTimeOffset? Since = null);
