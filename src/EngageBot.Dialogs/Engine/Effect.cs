using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>What a notice to a tap says; the table of dialogs.md 2.8.</summary>
public enum NoticeKind
{
    /// <summary>The tap was taken: nothing need be shown.</summary>
    Accepted,
    /// <summary>The same answer was given before.</summary>
    Duplicate,
    /// <summary>The question is not open any more.</summary>
    OldQuestion,
    /// <summary>The conversation it belongs to has ended.</summary>
    Finished,
    /// <summary>Nobody knows the button any more.</summary>
    Expired,
    /// <summary>The button was not made by us; an attack signal.</summary>
    Invalid,
}

/// <summary>Something the host must do, in the order given, in the turn's transaction.</summary>
public abstract record Effect
{
    private Effect() { }

    /// <summary>Write a message to the outbox.</summary>
    /// <param name="Key">Unique in the chat: <c>run:epoch:n</c>; a replayed turn makes the same key.</param>
    public sealed record Send(string Key, Purpose Purpose, OutgoingMessage Message) : Effect;

    /// <summary>Run an action; a <see cref="ActionMode.Transaction"/> one now, and step again with its result.</summary>
    /// <param name="IdempotencyKey"><c>run:epoch</c> and the action's place in it.</param>
    /// <param name="Awaited">A state waits for the result (<c>do</c>); otherwise nobody does (<c>enter</c>, <c>exit</c>, a global command).</param>
    public sealed record RunAction(uint Run, uint Epoch, ActionSchema Action, Value.Record Input, string IdempotencyKey, bool Awaited) : Effect;

    /// <summary>Write a timer row that comes back as <see cref="ChatEvent.TimerDue"/>.</summary>
    public sealed record SetTimer(uint Run, uint Epoch, string What, DateTimeOffset DueAt) : Effect;

    /// <summary>Delete a run's timer rows of one epoch, or of all epochs.</summary>
    public sealed record ClearTimers(uint Run, uint? Epoch) : Effect;

    /// <summary>Answer a tap after the commit: a short text over the screen, best effort.</summary>
    /// <param name="Text">At most 200 characters; empty shows nothing.</param>
    /// <param name="RemoveButtons">Take the stale buttons off the tapped message.</param>
    public sealed record Notice(NoticeKind Kind, string Text, bool RemoveButtons) : Effect;

    /// <summary>A run began, for figures and the turn log.</summary>
    public sealed record Began(uint Run, string Dialog, int Version) : Effect;

    /// <summary>A run ended with an outcome.</summary>
    public sealed record Ended(uint Run, string Dialog, string Outcome) : Effect;
}
