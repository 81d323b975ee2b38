using System.Collections.Immutable;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>D1: can every state be reached, does every way end, does nothing turn in circles without waiting.</summary>
internal sealed class GraphChecks(CheckContext context, PassThrough passing)
{
    private DialogGraph Graph => context.Graph;

    private FindingList Findings => context.Findings;

    public void Run()
    {
        var reached = Reached();
        Unreachable(reached);
        NoWayToAnEnd(reached);
        LoopsWithoutWait();
        ConditionalLastLines();
        ActionsWithoutFail();
        LinesNeverTaken();
        EventsNobodySends();
    }

    private HashSet<State> Reached()
    {
        var reached = new HashSet<State>(ReferenceEqualityComparer.Instance);
        var open = new Stack<State>();
        Visit(Graph.Landing(context.Dialog.Start));
        foreach (var rule in context.Dialog.Migrate.Values.SelectMany(m => m.States.Values))
            if (rule.State is { } path) Visit(Graph.Landing(path));
        while (open.TryPop(out var state))
            foreach (var edge in Graph.From(state)) Visit(edge.To);
        return reached;

        void Visit(State? state)
        {
            if (state is not null && reached.Add(state)) open.Push(state);
        }
    }

    private void Unreachable(HashSet<State> reached)
    {
        var lost = new HashSet<string>(StringComparer.Ordinal);
        foreach (var state in context.Dialog.States)
        {
            var isReached = state is State.Group ? Graph.Inside(state.Path).Any(reached.Contains) : reached.Contains(state);
            if (isReached) continue;
            lost.Add(state.Path);
            if (state.Parent is null || !lost.Contains(state.Parent))
                Findings.Error("D101", state.At, $"Nobody reaches the state '{state.Path}'.", "Lead a line to it, or remove it.");
        }
    }

    private void NoWayToAnEnd(HashSet<State> reached)
    {
        var ending = new HashSet<State>(ReferenceEqualityComparer.Instance);
        var open = new Stack<State>(Graph.Leaves.Where(s => s is State.Final final && Graph.EndsRun(final)));
        foreach (var end in open) ending.Add(end);
        while (open.TryPop(out var state))
            foreach (var edge in Graph.To(state))
                if (ending.Add(edge.From)) open.Push(edge.From);
        foreach (var state in Graph.Leaves)
            if (reached.Contains(state) && !ending.Contains(state))
                Findings.Error("D103", state.At, $"From '{state.Path}' no way leads to an end.", "Lead a line from it towards a final state.");
    }

    private void LoopsWithoutWait()
    {
        var told = new HashSet<State>(ReferenceEqualityComparer.Instance);
        foreach (var loop in Loops.Find(Graph.Leaves, s => Graph.From(s).Where(e => passing.WithoutWait(e)).Select(e => e.To)))
        {
            told.UnionWith(loop);
            Findings.Error("D104", loop[0].At, $"A run can turn here for ever without waiting for anybody: {Names(loop)}.",
                "Put a question or a 'wait' into the circle.");
        }
        // Waiting, but for nobody: each time is over in its turn, and each time something is said.
        foreach (var loop in Loops.Find(Graph.Leaves, s => Graph.From(s).Where(e => e.Way == Way.Timeout || passing.WithoutWait(e)).Select(e => e.To)))
            if (loop.Any(s => s is State.Ask or State.Say) && !loop.Any(told.Contains))
                Findings.Warn("D104", loop[0].At, $"Where nobody answers, a run turns round '{loop[0].Path}' for ever, and talks each time: {Names(loop)}.",
                    "Lead the timeout onwards, towards an end.");
    }

    private static string Names(ImmutableArray<State> loop) => string.Join(" → ", loop.Append(loop[0]).Select(s => s.Path));

    private void ConditionalLastLines()
    {
        foreach (var (state, way, lines) in CheckContext.LineLists(context.Dialog))
        {
            // An event whose lines do not hold goes on to the group outside; so does a cancel.
            if (way is Way.Event or Way.Cancel || lines.IsEmpty || lines[^1].When is null) continue;
            Findings.Error("D105", lines[^1].At, $"The last line of '{state!.Path}' has a condition, so sometimes no line is taken.",
                "Add a last line without 'when'.");
        }
    }

    private void ActionsWithoutFail()
    {
        foreach (var act in context.Dialog.States.OfType<State.Do>())
            if (act.Fail.IsEmpty && context.Action(act.Action.Name) is { MayFail: true })
                Findings.Error("D106", act.At, $"'{act.Action.Name}' may fail, and '{act.Path}' does not say what then.", "Give it 'fail: state'.");
        foreach (var state in context.Dialog.States)
            foreach (var step in state.Enter.Concat(state.Exit))
                if (step.Do is { } call && context.Action(call.Name) is { } action && (action.MayFail || action.Mode != ActionMode.Transaction))
                    Findings.Error("D106", call.At, $"'{call.Name}' may fail, and nobody waits for it here.",
                        "Run it in a state of its own with 'do' and 'fail'.");
        foreach (var state in context.Dialog.States.Where(s => s.Next.IsEmpty && s is State.Ask or State.Say or State.Do or State.Call or State.Route))
            Findings.Error("D103", state.At, $"'{state.Path}' does not lead on.", "Give it 'next: state'.");
    }

    private void LinesNeverTaken()
    {
        foreach (var (_, _, lines) in CheckContext.LineLists(context.Dialog))
        {
            for (var i = 1; i < lines.Length; i++)
            {
                if (lines[i - 1].When is null)
                {
                    Findings.Error("D107", lines[i].At, "The line above has no condition, so this one is never taken.", "Swap them, or remove one.");
                    break;
                }
                var covering = lines.Take(i).FirstOrDefault(l => l.When is not null && lines[i].When is not null && Implication.Holds(lines[i].When!, l.When));
                if (covering is not null && covering.Go?.Path != lines[i].Go?.Path)
                    Findings.Warn("D108", lines[i].At,
                        $"Whenever '{lines[i].When!.Source}' holds, '{covering.When!.Source}' above it holds too, so this line is never taken.",
                        "Put the narrower condition first.");
            }
        }
    }

    private void EventsNobodySends()
    {
        var sent = context.Shared.Events;
        if (sent.IsEmpty) return;
        foreach (var happened in context.Dialog.States.SelectMany(s => s.Events))
        {
            if (EventNames.OfEngine(happened.Event) || sent.Keys.Any(name => EventNames.Matches(happened.Event, name))) continue;
            Findings.Error("D109", happened.At, $"Nobody sends the event '{happened.Event}'.", Nearest.Suggest(happened.Event, [.. sent.Keys]));
        }
        if (context.Dialog.Starts.Event is { } start && !sent.ContainsKey(start))
            Findings.Error("D109", context.Dialog.At, $"Nobody sends the event '{start}' that should start the dialog.",
                Nearest.Suggest(start, [.. sent.Keys]));
    }
}
