using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Machines;

/// <summary>One macrostep in progress.</summary>
internal sealed class Macrostep<TAction>(Machine<TAction> machine, IMachineHost<TAction> host, Configuration? from)
{
    private int? _leaf = from?.Leaf;
    private ImmutableDictionary<int, int> _history = from?.History ?? ImmutableDictionary<int, int>.Empty;
    private int? _ended;

    internal Moment Moment { get; } = new();

    internal void EnterInitial()
    {
        Execute(machine.Initial.Actions);
        Enter(machine.Initial.Target, null);
    }

    internal bool TryTake(MachineEvent happened)
    {
        Moment.Event = happened;
        return TryTakeFirst(happened.Name);
    }

    /// <summary>Eventless transitions first, then the internal queue, until neither has anything.</summary>
    internal MachineStep Settle(bool taken)
    {
        var left = machine.Fuel;
        for (; _ended is null && left > 0; left--)
        {
            if (TryTakeFirst(null)) continue;
            if (!Moment.Raised.TryDequeue(out var raised)) break;
            TryTake(raised);
        }
        var output = _ended is { } final ? End(final) : null;
        return new(new(_leaf!.Value, _history, _ended is not null), taken, _ended is null && left == 0, output);
    }

    private Value.Record? End(int final)
    {
        ExecuteBlocks(machine.States[final].Exit);
        host.Exited(final);
        return host.DoneData(final, Moment);
    }

    /// <summary>Takes the first transition that is enabled: inner states before outer ones, then document order.</summary>
    /// <param name="name">The event's name; without one only eventless transitions are looked at.</param>
    private bool TryTakeFirst(string? name)
    {
        for (var source = _leaf; source is { } number; source = machine.States[number].Parent)
        {
            foreach (var transition in machine.States[number].Transitions)
            {
                if (name is null ? !transition.Events.IsEmpty : !transition.Matches(name)) continue;
                if (transition.Condition is { } condition && !Holds(condition)) continue;
                Take(number, transition);
                return true;
            }
        }
        return false;
    }

    private bool Holds(Expression condition)
    {
        var holds = host.Holds(condition, Moment);
        if (holds is null) Moment.Raise(new(Kernel.ErrorEvent));
        return holds is true;
    }

    private void Take(int source, MachineTransition<TAction> transition)
    {
        if (transition.Target is not { } target)
        {
            Execute(transition.Actions);
            return;
        }
        var domain = Domain(source, Effective(target), transition.Internal);
        Exit(domain);
        Execute(transition.Actions);
        Enter(target, domain);
    }

    /// <summary>The innermost compound state that stays active; <see langword="null"/> is the machine itself.</summary>
    private int? Domain(int source, int target, bool isInternal)
    {
        if (isInternal && machine.States[source].Kind == StateKind.Compound && machine.IsInside(target, source)) return source;
        var domain = machine.States[source].Parent;
        while (!machine.IsInside(target, domain)) domain = machine.States[domain!.Value].Parent;
        return domain;
    }

    /// <summary>The state a target stands for: itself, or what a history remembers or defaults to.</summary>
    private int Effective(int target)
    {
        while (machine.States[target] is { IsHistory: true } history)
            target = _history.TryGetValue(target, out var remembered) ? remembered : history.Default!.Target;
        return target;
    }

    /// <summary>Leaves everything inside the domain, innermost first. What histories remember is noted before any exit block runs.</summary>
    private void Exit(int? domain)
    {
        var path = machine.Path(_leaf!.Value);
        for (var i = path.Length - 1; i >= 0 && path[i] != domain; i--)
        {
            foreach (var history in machine.HistoriesOf(path[i]))
                _history = _history.SetItem(history, machine.States[history].Kind == StateKind.DeepHistory ? path[^1] : path[i + 1]);
        }
        for (var i = path.Length - 1; i >= 0 && path[i] != domain; i--)
        {
            ExecuteBlocks(machine.States[path[i]].Exit);
            host.Exited(path[i]);
            _leaf = machine.States[path[i]].Parent;
        }
    }

    /// <summary>Enters everything between the domain and the leaf the target leads to, outermost first.</summary>
    private void Enter(int target, int? domain)
    {
        var onTheWay = new List<(int Group, ImmutableArray<TAction> Actions)>();
        while (true)
        {
            var state = machine.States[target];
            if (state.IsHistory && _history.TryGetValue(target, out var remembered))
            {
                target = remembered;
                continue;
            }
            if (state.Default is not { } way) break;
            onTheWay.Add((state.IsHistory ? state.Parent!.Value : target, way.Actions));
            target = way.Target;
        }
        foreach (var state in machine.Path(target))
        {
            if (!machine.IsInside(state, domain)) continue;
            _leaf = state;
            host.Entered(state);
            ExecuteBlocks(machine.States[state].Entry);
            foreach (var (group, actions) in onTheWay)
            {
                if (group == state) Execute(actions);
            }
        }
        if (machine.States[target].Kind != StateKind.Final) return;
        if (machine.States[target].Parent is { } parent)
            Moment.Raise(new($"done.state.{machine.States[parent].Name}", host.DoneData(target, Moment)));
        else
            _ended = target;
    }

    private void ExecuteBlocks(ImmutableArray<ImmutableArray<TAction>> blocks)
    {
        foreach (var block in blocks) Execute(block);
    }

    private void Execute(ImmutableArray<TAction> block)
    {
        foreach (var action in block)
        {
            if (host.Execute(action, Moment)) continue;
            Moment.Raise(new(Kernel.ErrorEvent));
            return;
        }
    }
}
