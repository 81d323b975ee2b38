using System.Collections.Immutable;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>What every check of one dialog looks at.</summary>
internal sealed class CheckContext(
    Dialog dialog, DialogGraph graph, SlotFlow flow, SharedFiles shared, IReadOnlyDictionary<string, Dialog> all,
    IReadOnlySet<string> folders, FindingList findings)
{
    public Dialog Dialog { get; } = dialog;

    public DialogGraph Graph { get; } = graph;

    public SlotFlow Flow { get; } = flow;

    public SharedFiles Shared { get; } = shared;

    /// <summary>Every dialog that could be read, by name.</summary>
    public IReadOnlyDictionary<string, Dialog> All { get; } = all;

    /// <summary>Every dialog there is, also those that could not be read.</summary>
    public IReadOnlySet<string> Folders { get; } = folders;

    public FindingList Findings { get; } = findings;

    public ActionSchema? Action(string name) => Shared.Actions.GetValueOrDefault(name);

    /// <summary>Every list of lines of a dialog, with the state it belongs to and what takes it.</summary>
    public static IEnumerable<(State? State, Way Way, ImmutableArray<Line> Lines)> LineLists(Dialog dialog)
    {
        foreach (var state in dialog.States)
        {
            yield return (state, Way.Next, state.Next);
            foreach (var happened in state.Events) yield return (state, DialogGraph.WayOf(happened), happened.Lines);
            if (state.Timeout is { } timeout) yield return (state, Way.Timeout, timeout.Go);
            if (state is State.Ask ask)
            {
                yield return (state, Way.Skip, ask.Skip);
                yield return (state, Way.Retries, ask.Retries?.Go ?? []);
            }
            if (state is State.Do act) yield return (state, Way.Fail, act.Fail);
        }
        yield return (null, Way.Cancel, dialog.Cancel);
    }
}
