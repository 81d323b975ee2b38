using System.Collections.Immutable;

namespace EngageBot.Dialogs.Machines;

/// <summary>A statechart with one active leaf: states in document order, and where it starts. Immutable; <see cref="Kernel"/> runs it.</summary>
/// <typeparam name="TAction">What the host executes; the kernel only keeps the order.</typeparam>
public sealed class Machine<TAction>
{
    private readonly ImmutableArray<ImmutableArray<int>> _paths;
    private readonly ImmutableArray<ImmutableArray<int>> _histories;

    /// <summary>Makes a machine.</summary>
    /// <exception cref="ArgumentException"><see cref="MachineShape.Check"/> finds fault with it.</exception>
    public Machine(ImmutableArray<MachineState<TAction>> states, int initial, ImmutableArray<TAction> initialActions)
    {
        if (MachineShape.Check(states, initial) is { } error) throw new ArgumentException(error, nameof(states));
        (States, Initial) = (states, new(initial, initialActions));
        _paths = [.. Enumerable.Range(0, states.Length).Select(s => MachineShape.PathOf(states, s)!.Value)];
        _histories = [.. Enumerable.Range(0, states.Length).Select(s => Enumerable.Range(0, states.Length)
            .Where(h => states[h].IsHistory && states[h].Parent == s).ToImmutableArray())];
    }

    /// <summary>The states in document order.</summary>
    public ImmutableArray<MachineState<TAction>> States { get; }

    /// <summary>Where it starts.</summary>
    public EntryPoint<TAction> Initial { get; }

    /// <summary>How many microsteps one event may cause; a machine that needs more is stopped and reported.</summary>
    public int Fuel { get; init; } = 100;

    /// <summary>The states around a state and itself, outermost first.</summary>
    public ImmutableArray<int> Path(int state) => _paths[state];

    /// <summary>Whether a state lies inside another, at any depth; a state is not inside itself.</summary>
    public bool IsInside(int state, int? group) => group is null || state != group && _paths[state].Contains(group.Value);

    internal ImmutableArray<int> HistoriesOf(int group) => _histories[group];
}
