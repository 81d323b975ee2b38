using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;

namespace EngageBot.Dialogs.Machines;

/// <summary>The kinds of state a machine knows.</summary>
public enum StateKind
{
    /// <summary>Has no states inside.</summary>
    Atomic,
    /// <summary>Has states inside, of which exactly one is active with it.</summary>
    Compound,
    /// <summary>Ends its parent, or the machine where it has none.</summary>
    Final,
    /// <summary>Stands for the child of its parent that was active when the parent was last left.</summary>
    ShallowHistory,
    /// <summary>Stands for the innermost state that was active when its parent was last left.</summary>
    DeepHistory,
}

/// <summary>A state; its number is its place in the machine's list, which is document order.</summary>
public sealed record MachineState<TAction>
{
    /// <summary>Its name, for events such as <c>done.state.&lt;name&gt;</c> and for people.</summary>
    public required string Name { get; init; }
    /// <summary>What it is.</summary>
    public required StateKind Kind { get; init; }
    /// <summary>The number of the compound state around it; <see langword="null"/> at the root.</summary>
    public int? Parent { get; init; }
    /// <summary>Of a compound state the way in by default, of a history the way while nothing is remembered; no other kind has one.</summary>
    public EntryPoint<TAction>? Default { get; init; }
    /// <summary>Blocks of actions at entry; a failing action ends its block only.</summary>
    public ImmutableArray<ImmutableArray<TAction>> Entry { get; init; } = [];
    /// <summary>Blocks of actions at exit; a failing action ends its block only.</summary>
    public ImmutableArray<ImmutableArray<TAction>> Exit { get; init; } = [];
    /// <summary>The ways out, tried in this order.</summary>
    public ImmutableArray<MachineTransition<TAction>> Transitions { get; init; } = [];

    internal bool IsHistory => Kind is StateKind.ShallowHistory or StateKind.DeepHistory;
}

/// <summary>Where a default entry leads and what is done on the way, after the parent's entry and before the target's.</summary>
public sealed record EntryPoint<TAction>(int Target, ImmutableArray<TAction> Actions);

/// <summary>A way out of a state.</summary>
public sealed record MachineTransition<TAction>
{
    /// <summary>Event descriptors: <c>a</c> and <c>a.*</c> match <c>a</c> and <c>a.b</c>, <c>*</c> matches all.</summary>
    /// <remarks>Empty: taken without an event, as soon as the condition holds.</remarks>
    public ImmutableArray<string> Events { get; init; } = [];
    /// <summary>Absent means always.</summary>
    public Expression? Condition { get; init; }
    /// <summary>Absent: the actions run and nothing is left or entered.</summary>
    public int? Target { get; init; }
    /// <summary>Does not leave a compound source when the target is inside it.</summary>
    public bool Internal { get; init; }
    /// <summary>Done between leaving and entering.</summary>
    public ImmutableArray<TAction> Actions { get; init; } = [];

    internal bool Matches(string name)
    {
        foreach (var descriptor in Events)
        {
            var prefix = descriptor.EndsWith(".*", StringComparison.Ordinal) ? descriptor.AsSpan(0, descriptor.Length - 2) : descriptor.AsSpan().TrimEnd('.');
            if (prefix is "*" || name.AsSpan().StartsWith(prefix, StringComparison.Ordinal) && (name.Length == prefix.Length || name[prefix.Length] == '.'))
                return true;
        }
        return false;
    }
}
