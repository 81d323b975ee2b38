using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;

namespace EngageBot.Dialogs.Machines;

/// <summary>An action of a machine file.</summary>
internal abstract record MachineAction
{
    private MachineAction() { }

    /// <summary>Puts an event in the internal queue.</summary>
    internal sealed record Raise(string Event) : MachineAction;

    /// <summary>A variable takes a value; fails where there is no such variable.</summary>
    internal sealed record Assign(string Variable, Expression Value) : MachineAction;

    /// <summary>The first branch whose condition holds; no condition always holds.</summary>
    internal sealed record If(ImmutableArray<(Expression? Condition, ImmutableArray<MachineAction> Actions)> Branches) : MachineAction;

    /// <summary>Puts an event in the external queue, now or later; the name is written or computed.</summary>
    internal sealed record Send(
        string? Event, Expression? EventFrom, ImmutableArray<KeyValuePair<string, Expression>> Data, TimeSpan Delay, string? Id) : MachineAction;

    /// <summary>Takes back what was sent with a delay under an id.</summary>
    internal sealed record Cancel(string Id) : MachineAction;

    /// <summary>Fails.</summary>
    internal sealed record Fail : MachineAction;

    /// <summary>Leaves a mark in the output.</summary>
    internal sealed record Log(string Label) : MachineAction;
}
