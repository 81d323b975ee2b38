using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>Which names are certainly set in each state: a slot is only once every way there sets it.</summary>
internal sealed class SlotFlow
{
    private readonly DialogGraph _graph;
    private readonly SharedFiles _shared;
    private readonly IReadOnlyDictionary<string, Dialog> _all;
    private readonly IReadOnlyCollection<(State State, ImmutableHashSet<string> Set)> _arriving;
    private readonly Dictionary<string, ImmutableHashSet<string>> _entry = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableHashSet<string>> _within = new(StringComparer.Ordinal);
    private bool _settled;

    /// <param name="arriving">States to which runs come from elsewhere, with what is set in them then.</param>
    public SlotFlow(
        DialogGraph graph, SharedFiles shared, IReadOnlyDictionary<string, Dialog> all,
        IReadOnlyCollection<(State State, ImmutableHashSet<string> Set)>? arriving = null)
    {
        (_graph, _shared, _all, _arriving) = (graph, shared, all, arriving ?? []);
        foreach (var slot in graph.Dialog.Slots.Values)
            if (slot.Start is not null) Initial = Initial.Add(slot.Name);
        if (graph.Dialog.Allow is { } allow) Initial = Initial.Union(TypeChecker.SetWhenTrue(allow));
        Settle();
        _settled = true;
    }

    /// <summary>What is set before the first state: slots with <c>start</c>, and what <c>allow</c> made sure of.</summary>
    public ImmutableHashSet<string> Initial { get; } = [];

    /// <summary>What is set when a state's <c>enter</c> begins; in a state nobody reaches, every slot, so that only one thing is reported there.</summary>
    public ImmutableHashSet<string> AtEntry(State leaf) => _entry.TryGetValue(leaf.Path, out var set) ? set : Everything;

    /// <summary>What is set while a run stands in a state: its entry and that of the groups around it have run.</summary>
    public ImmutableHashSet<string> Inside(State leaf) => After(leaf.Enter, AtEntry(leaf), new NameScope(_graph.Dialog, _shared, AtEntry(leaf)));

    /// <summary>What is set wherever in a group a run may rest, or in the state itself.</summary>
    public ImmutableHashSet<string> Within(State state)
    {
        if (!_settled) return Around(state);
        if (!_within.TryGetValue(state.Path, out var set)) _within[state.Path] = set = Around(state);
        return set;
    }

    private ImmutableHashSet<string> Around(State state)
    {
        if (state is not State.Group group) return Inside(state);
        var inside = _graph.Inside(group.Path).Where(DialogGraph.Rests).Where(s => _entry.ContainsKey(s.Path)).Select(Inside).ToList();
        return inside.Count == 0 ? Everything : inside.Aggregate((a, b) => a.Intersect(b));
    }

    /// <summary>What is set when the lines of a way are read: the answer is in its slot, the results are saved.</summary>
    public ImmutableHashSet<string> Before(State from, Way way)
    {
        var set = Within(from);
        // A skipped question leaves its slot as the run began with it.
        if (way == Way.Skip && from is State.Ask skipped)
            return _graph.Dialog.Slots.GetValueOrDefault(skipped.Slot)?.Start is null ? set.Remove(skipped.Slot) : set;
        if (way != Way.Next) return set;
        return from switch
        {
            State.Ask ask => set.Add(ask.Slot),
            State.Do act => Saved(set, act.Action.Save, _shared.Actions.GetValueOrDefault(act.Action.Name)?.Results),
            State.Call call => Saved(set, call.Save, _all.TryGetValue(call.Dialog, out var called) ? NameScope.ResultsOf(called) : null),
            _ => set,
        };
    }

    /// <summary>What the earlier lines of a list leave known, and this line's own condition adds.</summary>
    public static ImmutableHashSet<string> Through(ImmutableHashSet<string> set, IEnumerable<Expression> refuted, Expression? held)
    {
        foreach (var condition in refuted) set = set.Union(TypeChecker.SetWhenFalse(condition));
        return held is null ? set : set.Union(TypeChecker.SetWhenTrue(held));
    }

    private ImmutableHashSet<string> Everything => Initial.Union(_graph.Dialog.Slots.Keys);

    private void Settle()
    {
        var open = new Queue<State>();
        if (_graph.Landing(_graph.Dialog.Start) is { } start) Meet(start, EnterGroups(null, start, Initial), open);
        foreach (var rule in _graph.Dialog.Migrate.Values.SelectMany(m => m.States.Values))
            if (rule.State is { } path && _graph.Landing(path) is { } landed && _graph.To(landed).Count == 0) Meet(landed, Initial, open);
        foreach (var (state, set) in _arriving) Meet(state, set, open);
        while (open.TryDequeue(out var state))
        {
            foreach (var edge in _graph.From(state))
            {
                var set = Through(Before(state, edge.Way), edge.Refuted, edge.Line.When);
                foreach (var assignment in edge.Line.Set) set = Assign(set, assignment);
                Meet(edge.To, EnterGroups(state, edge.To, set), open);
            }
        }
    }

    private void Meet(State state, ImmutableHashSet<string> set, Queue<State> open)
    {
        var before = _entry.GetValueOrDefault(state.Path);
        var after = before is null ? set : before.Intersect(set);
        if (before is not null && before.Count == after.Count) return;
        _entry[state.Path] = after;
        open.Enqueue(state);
    }

    private ImmutableHashSet<string> EnterGroups(State? from, State to, ImmutableHashSet<string> set)
    {
        foreach (var group in _graph.Enclosing(to).OfType<State.Group>().Reverse())
            if (from is null || !from.Path.StartsWith(group.Path + ".", StringComparison.Ordinal))
                set = After(group.Enter, set, new NameScope(_graph.Dialog, _shared, set));
        return set;
    }

    private ImmutableHashSet<string> After(ImmutableArray<Step> steps, ImmutableHashSet<string> set, NameScope scope)
    {
        foreach (var step in steps)
        {
            if (step.Set is { } assignment) set = Assign(set, assignment);
            if (step.Do is { } call) set = Saved(set, call.Save, _shared.Actions.GetValueOrDefault(call.Name)?.Results);
        }
        return set;
    }

    /// <summary>An expression that may come to nothing leaves its slot unset; one with an error is reported elsewhere and counts as set.</summary>
    private ImmutableHashSet<string> Assign(ImmutableHashSet<string> set, Assignment assignment)
    {
        var scope = new NameScope(_graph.Dialog, _shared, set) { AnyEvent = true, AnyResult = true };
        var expected = _graph.Dialog.Slots.TryGetValue(assignment.Slot, out var slot) ? slot.Type with { Optional = true } : null;
        var type = TypeChecker.Check(assignment.Value, scope, expected).Type;
        return type is { Optional: true } ? set.Remove(assignment.Slot) : set.Add(assignment.Slot);
    }

    private ImmutableHashSet<string> Saved(
        ImmutableHashSet<string> set, ImmutableSortedDictionary<string, Expression> save, ImmutableSortedDictionary<string, DialogType>? results)
    {
        foreach (var (slot, value) in save)
        {
            var scope = new NameScope(_graph.Dialog, _shared, set) { Results = results, AnyResult = results is null };
            var type = TypeChecker.Check(value, scope, null).Type;
            set = type is { Optional: true } ? set.Remove(slot) : set.Add(slot);
        }
        return set;
    }
}
