using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Model;

/// <summary>A state of a dialog; the kind says which record it is.</summary>
public abstract record State
{
    private State() { }

    /// <summary>The name within its group.</summary>
    public required string Name { get; init; }
    /// <summary>The dotted path from the dialog's root, unique in the dialog.</summary>
    public required string Path { get; init; }
    /// <summary>The path of the group it stands in; absent at the root.</summary>
    public string? Parent { get; init; }
    /// <summary>Its number in button tokens, from <c>lock.json</c>; never reused.</summary>
    public required int Number { get; init; }
    /// <summary>The lines that lead on; of a <c>route</c>, the routes.</summary>
    public ImmutableArray<Line> Next { get; init; } = [];
    /// <summary>What happens on events while here (and inside, for a group), in document order; keys are descriptors such as <c>case.*</c>, <c>cancel</c>.</summary>
    public ImmutableArray<EventLines> Events { get; init; } = [];
    /// <summary>Assignments, notes and actions at each entry.</summary>
    public ImmutableArray<Step> Enter { get; init; } = [];
    /// <summary>Assignments, notes and actions at each exit.</summary>
    public ImmutableArray<Step> Exit { get; init; } = [];
    /// <summary>The state's own <c>timeout</c>, or the dialog's default where the state asks or waits.</summary>
    public Timeout? Timeout { get; init; }
    /// <summary>Whether other dialogs may take the floor here.</summary>
    public Interrupt Interrupt { get; init; }
    /// <summary>Approved templates by channel, said in place of the state's own words while the channel's window is closed.</summary>
    public ImmutableSortedDictionary<string, string> Template { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    /// <summary>The template only announces: the state's own words follow it once the customer has answered.</summary>
    public bool WordsFollow { get; init; }
    /// <summary>A remark for whoever reads the turn log; never sent.</summary>
    public string? Note { get; init; }
    /// <summary>Where it is declared.</summary>
    public required SourcePosition At { get; init; }

    /// <summary>Sends <c>&lt;state&gt;.ask</c>, waits, reads the answer into a slot.</summary>
    public sealed record Ask : State
    {
        /// <summary>The slot the answer goes to.</summary>
        public required string Slot { get; init; }
        /// <summary>The choices offered here, where fewer than the slot's; absent means all of them.</summary>
        public ImmutableArray<string>? Choices { get; init; }
        /// <summary>Where the skip button goes; empty means the question cannot be skipped.</summary>
        public ImmutableArray<Line> Skip { get; init; } = [];
        /// <summary>A condition besides the slot's own.</summary>
        public Expression? Check { get; init; }
        /// <summary>What happens after too many wrong answers.</summary>
        public required Retries? Retries { get; init; }
        /// <summary>How long an answer may still be changed by its old button.</summary>
        public TimeSpan? ChangeUntil { get; init; }
        /// <summary>Waits until the floor is free instead of breaking in.</summary>
        public bool WhenIdle { get; init; }
        /// <summary>Whether "back" from the next question returns here.</summary>
        public bool Back { get; init; } = true;
        /// <summary>What travels with the question.</summary>
        public Attachment? Attach { get; init; }
    }

    /// <summary>Sends a text and goes on.</summary>
    public sealed record Say : State
    {
        /// <summary>The text's key: the dialog's catalogue first, then the shared one.</summary>
        public required string Text { get; init; }
        /// <summary>Where the key is written.</summary>
        public SourcePosition TextAt { get; init; }
        /// <summary>What travels with the text.</summary>
        public Attachment? Attach { get; init; }
    }

    /// <summary>Runs a registered action and waits for its result.</summary>
    public sealed record Do : State
    {
        /// <summary>The action, its inputs and where its results go.</summary>
        public required ActionCall Action { get; init; }
        /// <summary>Where a failure goes; empty only where the action cannot fail.</summary>
        public ImmutableArray<Line> Fail { get; init; } = [];
    }

    /// <summary>Gives up the floor and waits for an event or the timeout.</summary>
    public sealed record Wait : State
    {
        /// <summary>Whom or what it waits for; for people who read the dialog.</summary>
        public required string Label { get; init; }
    }

    /// <summary>Takes the first line of <see cref="State.Next"/> that holds.</summary>
    public sealed record Route : State;

    /// <summary>Runs another dialog; returns when it ends or starts to wait.</summary>
    public sealed record Call : State
    {
        /// <summary>The dialog called.</summary>
        public required string Dialog { get; init; }
        /// <summary>Where its name is written.</summary>
        public SourcePosition DialogAt { get; init; }
        /// <summary>Slots of the callee set before it starts; those are not asked.</summary>
        public ImmutableSortedDictionary<string, Expression> With { get; init; } = ImmutableSortedDictionary<string, Expression>.Empty;
        /// <summary>Own slots set from <c>result.*</c> when it returns.</summary>
        public ImmutableSortedDictionary<string, Expression> Save { get; init; } = ImmutableSortedDictionary<string, Expression>.Empty;
        /// <summary>Returns only at the callee's end.</summary>
        public bool UntilEnd { get; init; }
    }

    /// <summary>Ends the run with a named outcome.</summary>
    public sealed record Final : State
    {
        /// <summary>The outcome's name.</summary>
        public required string Outcome { get; init; }
        /// <summary>The closing text's key, if any.</summary>
        public string? Text { get; init; }
        /// <summary>Where the key is written.</summary>
        public SourcePosition TextAt { get; init; }
        /// <summary>What travels with the text.</summary>
        public Attachment? Attach { get; init; }
    }

    /// <summary>A group of states; its events and timeout hold in every state inside.</summary>
    public sealed record Group : State
    {
        /// <summary>The path of the state entered by default.</summary>
        public required string Start { get; init; }
    }
}

/// <summary>One way on: taken if its condition holds; without a target it stays where it is.</summary>
/// <param name="When">Absent means always.</param>
/// <param name="Set">Slots assigned when the line is taken, in order.</param>
/// <param name="Say">A text sent when the line is taken.</param>
/// <param name="With">Values the text may use besides slots and facts.</param>
/// <param name="Go">Where to; absent: stay, nothing is left or entered.</param>
public sealed record Line(
    Expression? When,
    ImmutableArray<Assignment> Set,
    string? Say,
    ImmutableSortedDictionary<string, Expression> With,
    Target? Go,
    SourcePosition At)
{
    /// <summary>Where the text's key is written.</summary>
    public SourcePosition SayAt { get; init; }
}

/// <summary>Where a line leads: a state's path, or back to where a group was.</summary>
/// <param name="Path">The path of a state, or of the group for history.</param>
/// <param name="History">Return to the group's last child.</param>
/// <param name="Deep">Return to the group's last innermost state.</param>
/// <param name="Reenter">Leaves and enters the group even when the target is inside it.</param>
public sealed record Target(string Path, bool History = false, bool Deep = false, bool Reenter = false)
{
    /// <summary>Where it is written.</summary>
    public SourcePosition At { get; init; }
}

/// <summary>Lines tried in order when an event matches.</summary>
public sealed record EventLines(string Event, ImmutableArray<Line> Lines, SourcePosition At);

/// <summary>A slot takes a value.</summary>
public sealed record Assignment(string Slot, Expression Value, SourcePosition At);

/// <summary>Something done at entry or exit: an assignment, a note, or an action that cannot fail.</summary>
public sealed record Step(Assignment? Set, string? Note, ActionCall? Do);

/// <summary>A call of a registered action.</summary>
/// <param name="Name">Its registered name, such as <c>case.open</c>.</param>
/// <param name="With">Inputs by parameter.</param>
/// <param name="Save">Own slots set from <c>result.*</c>.</param>
public sealed record ActionCall(
    string Name,
    ImmutableSortedDictionary<string, Expression> With,
    ImmutableSortedDictionary<string, Expression> Save,
    SourcePosition At);

/// <summary>How many wrong answers are taken patiently, and where the next one goes.</summary>
public sealed record Retries(int Max, ImmutableArray<Line> Go);

/// <summary>How long a state waits: an optional reminder, then where silence goes.</summary>
public sealed record Timeout(Value.Duration? Remind, Value.Duration After, ImmutableArray<Line> Go, SourcePosition At);

/// <summary>What travels with a text: a picture, document, location or link button by value, or the QR code of one.</summary>
/// <param name="Kind"><c>picture</c>, <c>document</c>, <c>qr</c>, <c>link</c> or <c>location</c>.</param>
/// <param name="Value">The address, id or value.</param>
/// <param name="Label">The text key of a link button's label.</param>
public sealed record Attachment(string Kind, Expression Value, string? Label);
