using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>Why a run goes from one state to another.</summary>
internal enum Way
{
    /// <summary>The state is done.</summary>
    Next,
    /// <summary>The question was skipped.</summary>
    Skip,
    /// <summary>The action failed.</summary>
    Fail,
    /// <summary>Too many wrong answers.</summary>
    Retries,
    /// <summary>Silence.</summary>
    Timeout,
    /// <summary>An event.</summary>
    Event,
    /// <summary>The customer left.</summary>
    Cancel,
}

/// <summary>One way from a state in which a run can stand to the next one.</summary>
/// <param name="Refuted">Conditions of earlier lines, known not to hold when this one is taken.</param>
internal sealed record Edge(State From, State To, Way Way, Line Line, ImmutableArray<Expression> Refuted);

/// <summary>A dialog as states and ways between them, groups resolved: what the checks walk.</summary>
internal sealed class DialogGraph
{
    private readonly Dictionary<string, State> _byPath;
    private readonly Dictionary<string, List<Edge>> _out = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Edge>> _in = new(StringComparer.Ordinal);

    public DialogGraph(Dialog dialog)
    {
        Dialog = dialog;
        _byPath = new(StringComparer.Ordinal);
        foreach (var state in dialog.States) _byPath.TryAdd(state.Path, state);
        Leaves = [.. dialog.States.Where(s => s is not State.Group)];
        foreach (var leaf in Leaves) (_out[leaf.Path], _in[leaf.Path]) = ([], []);
        foreach (var state in dialog.States) AddOwnEdges(state);
        foreach (var leaf in Leaves.Where(Rests)) AddLines(leaf, Way.Cancel, dialog.Cancel);
    }

    public Dialog Dialog { get; }

    /// <summary>States in which a run can stand, in document order.</summary>
    public ImmutableArray<State> Leaves { get; }

    public IReadOnlyList<Edge> From(State leaf) => _out[leaf.Path];

    public IReadOnlyList<Edge> To(State leaf) => _in[leaf.Path];

    public State? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>Something can happen to a run here; elsewhere it only passes through.</summary>
    public static bool Rests(State state) => state is State.Ask or State.Wait or State.Do or State.Call;

    /// <summary>The state and its groups, innermost first.</summary>
    public IEnumerable<State> Enclosing(State state)
    {
        for (State? at = state; at is not null; at = at.Parent is null ? null : Find(at.Parent)) yield return at;
    }

    /// <summary>The state in which a run stands after entering a path: of a group, the one it starts with.</summary>
    public State? Landing(string path)
    {
        for (var depth = 0; depth < 40 && Find(path) is { } state; depth++)
        {
            if (state is not State.Group group) return state;
            path = group.Start;
        }
        return null;
    }

    /// <summary>The states a line may lead to; several where it returns to a group's history.</summary>
    public IEnumerable<State> Targets(Target target)
    {
        if (!target.History) return Landing(target.Path) is { } state ? [state] : [];
        return Inside(target.Path).Where(s => target.Deep || s.Parent == target.Path || Landing(s.Parent ?? "") == s);
    }

    public IEnumerable<State> Inside(string group) => Leaves.Where(s => s.Path.StartsWith(group + ".", StringComparison.Ordinal));

    /// <summary>Whether a final ends the run: inside a group with a way on, it ends the group only.</summary>
    public bool EndsRun(State.Final final) => !Enclosing(final).Any(s => s is State.Group { Next.IsEmpty: false });

    private State.Group? GroupNext(State.Final final) => final.Parent is { } parent && Find(parent) is State.Group { Next.IsEmpty: false } group ? group : null;

    private void AddOwnEdges(State state)
    {
        if (state is State.Group group)
        {
            foreach (var inside in Inside(group.Path).Where(Rests)) AddShared(inside, group);
            return;
        }
        AddLines(state, Way.Next, state is State.Final final && GroupNext(final) is { } done ? done.Next : state.Next);
        AddShared(state, state);
        switch (state)
        {
            case State.Ask ask:
                AddLines(ask, Way.Skip, ask.Skip);
                AddLines(ask, Way.Retries, ask.Retries?.Go ?? []);
                break;
            case State.Do act:
                AddLines(act, Way.Fail, act.Fail);
                break;
        }
    }

    /// <summary>The customer leaves with words; everything else happens by itself.</summary>
    public static Way WayOf(EventLines happened) => happened.Event == "cancel" ? Way.Cancel : Way.Event;

    /// <summary>Events and silence, which count in every state inside the one that declares them.</summary>
    private void AddShared(State at, State declaring)
    {
        foreach (var happened in declaring.Events) AddLines(at, WayOf(happened), happened.Lines);
        AddLines(at, Way.Timeout, declaring.Timeout?.Go ?? []);
    }

    private void AddLines(State from, Way way, ImmutableArray<Line> lines)
    {
        var refuted = ImmutableArray<Expression>.Empty;
        foreach (var line in lines)
        {
            if (line.Go is not null)
            {
                foreach (var to in Targets(line.Go))
                {
                    var edge = new Edge(from, to, way, line, refuted);
                    _out[from.Path].Add(edge);
                    _in[to.Path].Add(edge);
                }
            }
            if (line.When is not null) refuted = refuted.Add(line.When);
        }
    }
}
