using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>Which ways a run goes at once, in the same turn, without waiting for the customer, the clock or the world.</summary>
internal sealed class PassThrough(SharedFiles shared, IReadOnlyDictionary<string, Dialog> all)
{
    private readonly Dictionary<(string Dialog, string Given), bool> _dialogs = [];

    public bool WithoutWait(Edge edge) => edge.From switch
    {
        State.Say or State.Route or State.Final => edge.Way == Way.Next,
        State.Do act => edge.Way is Way.Next or Way.Fail && shared.Actions.GetValueOrDefault(act.Action.Name) is not { Mode: ActionMode.Outbox },
        State.Call call => edge.Way == Way.Next && Dialog(call),
        _ => false,
    };

    /// <summary>Whether a call may return at once: the dialog called ends, or starts to wait on its own, without having asked anything.</summary>
    private bool Dialog(State.Call call)
    {
        if (!all.TryGetValue(call.Dialog, out var dialog)) return false;
        // Where its guard does not hold, the caller goes on at once.
        if (dialog.Allow is not null) return true;
        var key = (call.Dialog, string.Join(',', call.With.Keys) + call.UntilEnd);
        if (_dialogs.TryGetValue(key, out var known)) return known;
        _dialogs[key] = true;                                   // Calls in a circle pass each other on: that is the loop looked for.
        return _dialogs[key] = Passes(new DialogGraph(dialog), call);
    }

    private bool Passes(DialogGraph graph, State.Call call)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<State>();
        if (graph.Landing(graph.Dialog.Start) is { } start) open.Push(start);
        while (open.TryPop(out var state))
        {
            if (!seen.Add(state.Path)) continue;
            if (state is State.Final final && graph.EndsRun(final)) return true;
            if (state is State.Wait && !call.UntilEnd) return true;
            foreach (var edge in graph.From(state))
                if (WithoutWait(edge) || edge is { Way: Way.Next, From: State.Ask ask } && call.With.ContainsKey(ask.Slot)) open.Push(edge.To);
        }
        return false;
    }
}
