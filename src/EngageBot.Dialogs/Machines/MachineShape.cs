using System.Collections.Immutable;

namespace EngageBot.Dialogs.Machines;

/// <summary>What must be true of states before they are a machine.</summary>
public static class MachineShape
{
    /// <summary>What is wrong with the parts of a machine, in one line; <see langword="null"/> if nothing is.</summary>
    public static string? Check<TAction>(ImmutableArray<MachineState<TAction>> states, int initial)
    {
        if (initial < 0 || initial >= states.Length) return "the initial state does not exist";
        for (var s = 0; s < states.Length; s++)
        {
            if (states[s].Parent is { } parent && (parent < 0 || parent >= states.Length || states[parent].Kind != StateKind.Compound))
                return $"the parent of '{states[s].Name}' is not a compound state";
            if (PathOf(states, s) is null) return $"'{states[s].Name}' is inside itself";
        }
        for (var s = 0; s < states.Length; s++)
        {
            if (CheckState(states, s) is { } error) return error;
        }
        return null;
    }

    private static string? CheckState<TAction>(ImmutableArray<MachineState<TAction>> states, int number)
    {
        var state = states[number];
        if (state.Transitions.Any(t => t.Target < 0 || t.Target >= states.Length)) return $"a target of '{state.Name}' does not exist";
        if (state.Kind is StateKind.Atomic && state.Default is not null) return $"'{state.Name}' is atomic and has a default entry";
        if (state.Kind is StateKind.Atomic) return null;
        if (state.Kind != StateKind.Compound && !state.Transitions.IsEmpty) return $"'{state.Name}' cannot have transitions";
        if (state.Kind == StateKind.Final) return state.Default is null ? null : $"'{state.Name}' is final and has a default entry";
        var group = state.IsHistory ? state.Parent : number;
        if (group is null) return $"history '{state.Name}' has no parent";
        if (state.Default is not { } way) return $"'{state.Name}' has no default entry";
        if (way.Target < 0 || way.Target >= states.Length || way.Target == group || !PathOf(states, way.Target)!.Value.Contains(group.Value))
            return $"the default entry of '{state.Name}' does not lead inside '{states[group.Value].Name}'";
        // A history may default to another history; in a circle they would never come to a state.
        for (int at = way.Target, steps = 0; state.IsHistory && states[at].IsHistory; at = states[at].Default?.Target ?? number, steps++)
        {
            if (at == number || steps > states.Length) return $"the default entry of '{state.Name}' leads back to itself";
        }
        return null;
    }

    internal static ImmutableArray<int>? PathOf<TAction>(ImmutableArray<MachineState<TAction>> states, int state)
    {
        var path = new List<int>();
        for (int? s = state; s is { } number; s = states[number].Parent)
        {
            if (path.Count > states.Length) return null;
            path.Add(number);
        }
        path.Reverse();
        return [.. path];
    }
}
