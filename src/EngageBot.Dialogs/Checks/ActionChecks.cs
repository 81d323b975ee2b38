using System.Collections.Immutable;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>D4: actions and dialogs that are called exist, and get what they need.</summary>
internal sealed class ActionChecks(CheckContext context, CallGraph calls)
{
    private FindingList Findings => context.Findings;

    public void Run()
    {
        foreach (var state in context.Dialog.States)
        {
            if (state is State.Do act) Action(act.Action, context.Shared, Findings);
            foreach (var step in state.Enter.Concat(state.Exit))
                if (step.Do is { } call) Action(call, context.Shared, Findings);
            if (state is State.Call calling) Call(calling);
            if (state is State.Ask { ChangeUntil: not null } ask) ChangeCrossesAction(ask);
        }
    }

    /// <summary>Also for the actions of global commands.</summary>
    public static void Action(ActionCall call, SharedFiles shared, FindingList findings)
    {
        if (!shared.Actions.TryGetValue(call.Name, out var action))
        {
            findings.Error("D401", call.At, $"There is no action '{call.Name}'.", Nearest.Suggest(call.Name, [.. shared.Actions.Keys]));
            return;
        }
        foreach (var (name, value) in call.With)
            if (!action.Parameters.ContainsKey(name))
                findings.Error("D402", value.At, $"'{action.Name}' takes no '{name}'.", Nearest.Suggest(name, [.. action.Parameters.Keys]));
        var missing = action.Parameters.Where(p => !p.Value.Optional && !call.With.ContainsKey(p.Key)).Select(p => $"'{p.Key}'").ToArray();
        if (missing.Length > 0)
            findings.Error("D402", call.At, $"'{action.Name}' needs {string.Join(" and ", missing)}.", "Add it under 'with'.");
    }

    private void Call(State.Call call)
    {
        if (!context.All.TryGetValue(call.Dialog, out var called))
        {
            if (!context.Folders.Contains(call.Dialog))
                Findings.Error("D405", call.DialogAt, $"There is no dialog '{call.Dialog}'.", Nearest.Suggest(call.Dialog, [.. context.Folders]));
            return;
        }
        if (!called.Starts.Call)
            Findings.Error("D405", call.DialogAt, $"The dialog '{call.Dialog}' does not let itself be called.", "Add 'call: true' to its 'starts'.");
        foreach (var (slot, value) in call.With)
            if (!called.Slots.ContainsKey(slot))
                Findings.Error("D402", value.At, $"The dialog '{call.Dialog}' has no slot '{slot}'.", Nearest.Suggest(slot, [.. called.Slots.Keys]));
        if (calls.Reaches(call.Dialog, context.Dialog.Name))
            Findings.Error("D406", call.DialogAt, $"'{call.Dialog}' calls '{context.Dialog.Name}' again, directly or through others.",
                "End here instead, and let the customer choose anew.");
    }

    /// <summary>Everything done between the question and the next stop is done again when the answer changes.</summary>
    private void ChangeCrossesAction(State.Ask ask)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<State>(context.Graph.From(ask).Where(e => e.Way == Way.Next).Select(e => e.To));
        while (open.TryPop(out var state))
        {
            if (!seen.Add(state.Path) || state is State.Ask or State.Wait) continue;
            if (state is State.Do act && context.Action(act.Action.Name) is { Repeatable: false })
                Findings.Error("D408", ask.At, $"Changing the answer of '{ask.Path}' would run '{act.Action.Name}' in '{act.Path}' a second time.",
                    "Remove 'change_until', or move the action behind the next question.");
            foreach (var edge in context.Graph.From(state).Where(e => e.Way is Way.Next or Way.Fail)) open.Push(edge.To);
        }
    }
}

/// <summary>Which dialog calls which.</summary>
internal sealed class CallGraph(IReadOnlyDictionary<string, Dialog> all)
{
    private readonly ImmutableDictionary<string, string[]> _calls =
        all.ToImmutableDictionary(d => d.Key, d => d.Value.States.OfType<State.Call>().Select(c => c.Dialog).Distinct().ToArray());

    /// <summary>Whether a dialog is, or calls through any number of others, the one sought.</summary>
    public bool Reaches(string from, string sought)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out var name))
        {
            if (name == sought) return true;
            if (!seen.Add(name) || !_calls.TryGetValue(name, out var next)) continue;
            foreach (var called in next) open.Push(called);
        }
        return false;
    }

    /// <summary>The slots some caller of a dialog sets.</summary>
    public ImmutableHashSet<string> GivenTo(string dialog) =>
        [.. all.Values.SelectMany(d => d.States.OfType<State.Call>()).Where(c => c.Dialog == dialog).SelectMany(c => c.With.Keys)];
}
