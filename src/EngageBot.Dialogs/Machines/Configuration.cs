using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Machines;

/// <summary>Where a machine stands between two events; numbers are those of <see cref="Machine{TAction}.States"/>.</summary>
/// <param name="Leaf">The innermost active state; its ancestors are active with it.</param>
/// <param name="History">For each history state that remembers something, the state it stands for.</param>
/// <param name="Done">A final state at the root was entered: nothing happens any more.</param>
public sealed record Configuration(int Leaf, ImmutableDictionary<int, int> History, bool Done);

/// <summary>An event of a machine: a dotted name and what came with it.</summary>
public sealed record MachineEvent(string Name, Value.Record? Data = null);

/// <summary>What one event led to.</summary>
/// <param name="Taken">The event itself was answered by a transition; otherwise it was ignored.</param>
/// <param name="OutOfFuel">The machine did not come to rest within <see cref="Machine{TAction}.Fuel"/> microsteps; what was still raised is dropped.</param>
/// <param name="Output">The final state's data, once the machine is done.</param>
public sealed record MachineStep(Configuration Configuration, bool Taken, bool OutOfFuel, Value.Record? Output);
