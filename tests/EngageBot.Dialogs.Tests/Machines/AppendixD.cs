using System.Collections.Immutable;
using EngageBot.Dialogs.Machines;

namespace EngageBot.Dialogs.Tests.Machines;

/// <summary>The algorithm of SCXML's appendix D word for word, with its sets of states, as a second opinion on the kernel. Actions are labels; "raise x" raises.</summary>
internal sealed class AppendixD(Machine<string> machine)
{
    private readonly HashSet<int> _configuration = [];
    private readonly Dictionary<int, int[]> _historyValue = [];
    private readonly Queue<string> _internalQueue = [];
    private bool _running = true;

    internal List<string> Log { get; } = [];

    internal IEnumerable<int> Configuration => _configuration.Order();

    internal bool Running => _running;

    internal void Interpret()
    {
        ExecuteContent(machine.Initial.Actions);
        EnterStates(machine.Initial.Target, null);
        Macrostep(null);
    }

    internal void Send(string name)
    {
        if (_running) Macrostep(name);
    }

    private void Macrostep(string? external)
    {
        if (external is not null && Select(external) is (int source, { } transition)) Microstep(source, transition);
        for (var left = machine.Fuel; _running && left > 0; left--)
        {
            if (Select(null) is (int from, { } eventless))
            {
                Microstep(from, eventless);
                continue;
            }
            if (!_internalQueue.TryDequeue(out var raised)) break;
            if (Select(raised) is (int at, { } enabled)) Microstep(at, enabled);
        }
        _internalQueue.Clear();
        if (_running) return;
        foreach (var state in _configuration.OrderDescending(DocumentOrder).ToList()) Execute(machine.States[state].Exit);
    }

    private (int, MachineTransition<string>)? Select(string? name)
    {
        var atomic = _configuration.Single(s => machine.States[s].Kind is StateKind.Atomic or StateKind.Final);
        foreach (var state in new[] { atomic }.Concat(ProperAncestors(atomic, null)))
        {
            foreach (var transition in machine.States[state].Transitions)
            {
                if (name is null ? transition.Events.IsEmpty : transition.Events.Any(d => d == "*" || d == name || name.StartsWith(d + ".", StringComparison.Ordinal)))
                    return (state, transition);
            }
        }
        return null;
    }

    private void Microstep(int source, MachineTransition<string> transition)
    {
        var domain = Domain(source, transition);
        if (transition.Target is not null) ExitStates(domain);
        ExecuteContent(transition.Actions);
        if (transition.Target is { } target) EnterStates(target, domain);
    }

    private void ExitStates(int? domain)
    {
        var exits = _configuration.Where(s => IsDescendant(s, domain)).OrderDescending(DocumentOrder).ToList();
        foreach (var state in exits)
        {
            for (var h = 0; h < machine.States.Length; h++)
            {
                if (machine.States[h].Parent != state || !machine.States[h].IsHistory) continue;
                _historyValue[h] = [.. machine.States[h].Kind == StateKind.DeepHistory
                    ? _configuration.Where(s => machine.States[s].Kind is StateKind.Atomic or StateKind.Final && IsDescendant(s, state))
                    : _configuration.Where(s => machine.States[s].Parent == state)];
            }
        }
        foreach (var state in exits)
        {
            Execute(machine.States[state].Exit);
            _configuration.Remove(state);
        }
    }

    private void EnterStates(int target, int? domain)
    {
        HashSet<int> enter = [], defaultEntry = [];
        Dictionary<int, int> defaultHistory = [];
        AddDescendants(target);
        foreach (var state in EffectiveTargets(target)) AddAncestors(state, domain);
        // The one departure: taken literally, a history reached from inside its own group enters groups again that were never left.
        enter.ExceptWith(_configuration);
        foreach (var state in enter.Order(DocumentOrder))
        {
            _configuration.Add(state);
            Execute(machine.States[state].Entry);
            if (defaultEntry.Contains(state)) ExecuteContent(machine.States[state].Default!.Actions);
            if (defaultHistory.TryGetValue(state, out var history)) ExecuteContent(machine.States[history].Default!.Actions);
            if (machine.States[state].Kind != StateKind.Final) continue;
            if (machine.States[state].Parent is { } parent) _internalQueue.Enqueue("done.state." + machine.States[parent].Name);
            else _running = false;
        }

        void AddDescendants(int state)
        {
            if (machine.States[state].IsHistory)
            {
                var parent = machine.States[state].Parent!.Value;
                if (!_historyValue.TryGetValue(state, out var into))
                {
                    defaultHistory[parent] = state;
                    into = [machine.States[state].Default!.Target];
                }
                foreach (var s in into) AddDescendants(s);
                foreach (var s in into) AddAncestors(s, parent);
                return;
            }
            enter.Add(state);
            if (machine.States[state].Kind != StateKind.Compound) return;
            defaultEntry.Add(state);
            AddDescendants(machine.States[state].Default!.Target);
            AddAncestors(machine.States[state].Default!.Target, state);
        }

        void AddAncestors(int state, int? ancestor)
        {
            foreach (var s in ProperAncestors(state, ancestor)) enter.Add(s);
        }
    }

    private IEnumerable<int> EffectiveTargets(int target)
    {
        if (!machine.States[target].IsHistory) return [target];
        return _historyValue.TryGetValue(target, out var states) ? states : EffectiveTargets(machine.States[target].Default!.Target);
    }

    private int? Domain(int source, MachineTransition<string> transition)
    {
        if (transition.Target is not { } target) return null;
        var targets = EffectiveTargets(target).ToList();
        if (transition.Internal && machine.States[source].Kind == StateKind.Compound && targets.All(t => IsDescendant(t, source))) return source;
        foreach (var ancestor in ProperAncestors(source, null))
        {
            if (targets.All(t => IsDescendant(t, ancestor))) return ancestor;
        }
        return null;
    }

    private IEnumerable<int> ProperAncestors(int state, int? end)
    {
        for (var s = machine.States[state].Parent; s is { } number && s != end; s = machine.States[number].Parent) yield return number;
    }

    private bool IsDescendant(int state, int? ancestor) => ancestor is null || ProperAncestors(state, null).Contains(ancestor.Value);

    private Comparer<int> DocumentOrder { get; } = Comparer<int>.Create((a, b) => a.CompareTo(b));

    private void Execute(ImmutableArray<ImmutableArray<string>> blocks)
    {
        foreach (var block in blocks) ExecuteContent(block);
    }

    private void ExecuteContent(IEnumerable<string> block)
    {
        foreach (var action in block)
        {
            Log.Add(action);
            if (action.StartsWith("raise ", StringComparison.Ordinal)) _internalQueue.Enqueue(action[6..]);
        }
    }
}
