using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>How long customers may have been silent in each state, followed through timeouts, events and called dialogs.</summary>
/// <remarks>WhatsApp takes free words only for 24 hours after the customer's last ones (Cloud API, read 2026-11); then only approved templates.</remarks>
internal sealed class Silence(IReadOnlyDictionary<string, Dialog> all)
{
    /// <summary>From here on the window is closed; longer silence makes no difference.</summary>
    public static readonly TimeSpan Closed = TimeSpan.FromHours(24);

    private readonly Dictionary<(string Dialog, TimeSpan Entry), DialogSilence> _known = [];

    /// <summary>A dialog as its own starts begin it: nobody knows when the customer wrote last before a play or an event.</summary>
    public DialogSilence Of(Dialog dialog) => Of(dialog, dialog.Starts.Play || dialog.Starts.Event is not null ? Closed : TimeSpan.Zero);

    /// <summary>A dialog that begins after so much silence.</summary>
    public DialogSilence Of(Dialog dialog, TimeSpan entry)
    {
        if (_known.TryGetValue((dialog.Name, entry), out var known)) return known;
        var silence = new DialogSilence(new DialogGraph(dialog), this);
        // Dialogs that call each other in a circle are refused elsewhere; here the inner one counts as silent as it began.
        _known[(dialog.Name, entry)] = silence;
        silence.Settle(entry);
        return silence;
    }

    /// <summary>The silence after which a called dialog hands back.</summary>
    public TimeSpan AfterCall(State.Call call, TimeSpan entry) =>
        all.TryGetValue(call.Dialog, out var called) ? Of(called, entry).AtReturn(call.UntilEnd) : entry;

    public DialogSilence? Called(State.Call call, TimeSpan entry) => all.TryGetValue(call.Dialog, out var called) ? Of(called, entry) : null;

    /// <summary>Two silences one after the other. Working time may pass over a night and a holiday, so it closes the window.</summary>
    public static TimeSpan Plus(TimeSpan silence, Value.Duration length) =>
        length.Working || length.Length >= Closed || silence + length.Length >= Closed ? Closed : silence + length.Length;
}

/// <summary>One dialog's longest silences, from one beginning.</summary>
internal sealed class DialogSilence(DialogGraph graph, Silence silence)
{
    private readonly Dictionary<string, TimeSpan> _entry = new(StringComparer.Ordinal);

    public DialogGraph Graph { get; } = graph;

    /// <summary>The longest silence when a run comes to a state; nothing where none comes.</summary>
    public TimeSpan? At(State leaf) => _entry.TryGetValue(leaf.Path, out var time) ? time : null;

    /// <summary>The longest silence when a question is put: one that waits until the floor is free may wait a day.</summary>
    public TimeSpan? Asked(State leaf) => At(leaf) is not { } entry ? null
        : leaf is State.Ask { WhenIdle: true } ? Silence.Closed : entry;

    /// <summary>The longest silence when the lines of a way are taken.</summary>
    public TimeSpan? When(State state, Way way)
    {
        if (state is State.Group)
        {
            var inside = Graph.Inside(state.Path).Where(DialogGraph.Rests).Select(s => When(s, way, state)).OfType<TimeSpan>().ToList();
            return inside.Count == 0 ? null : inside.Max();
        }
        return When(state, way, state);
    }

    /// <summary>The longest silence when the dialog hands back to its caller.</summary>
    public TimeSpan AtReturn(bool onlyAtEnd)
    {
        var longest = TimeSpan.Zero;
        foreach (var leaf in Graph.Leaves)
        {
            if (At(leaf) is not { } entry || entry <= longest) continue;
            if (leaf is State.Final final ? Graph.EndsRun(final) : leaf is State.Wait && !onlyAtEnd) longest = entry;
        }
        return longest;
    }

    public void Settle(TimeSpan entry)
    {
        var open = new Queue<State>();
        Meet(Graph.Landing(Graph.Dialog.Start), entry, open);
        while (open.TryDequeue(out var state))
            foreach (var edge in Graph.From(state))
                if (When(state, edge.Way, Declaring(edge)) is { } time) Meet(edge.To, time, open);
    }

    private void Meet(State? state, TimeSpan time, Queue<State> open)
    {
        if (state is null || (_entry.TryGetValue(state.Path, out var known) && known >= time)) return;
        _entry[state.Path] = time;
        open.Enqueue(state);
    }

    /// <summary>Whose timeout an edge takes: the state's own, or that of a group around it.</summary>
    private State Declaring(Edge edge) => edge.Way != Way.Timeout ? edge.From
        : Graph.Enclosing(edge.From).FirstOrDefault(s => s.Timeout?.Go.Contains(edge.Line) == true) ?? edge.From;

    private TimeSpan? When(State leaf, Way way, State declaring)
    {
        if (Asked(leaf) is not { } time) return null;
        return way switch
        {
            Way.Cancel or Way.Skip or Way.Retries => TimeSpan.Zero,
            Way.Next when leaf is State.Ask => TimeSpan.Zero,
            Way.Next when leaf is State.Call call => silence.AfterCall(call, time),
            Way.Timeout when declaring.Timeout is { } timeout => Silence.Plus(time, timeout.After),
            // Something may happen at any moment until the state gives up waiting.
            Way.Event => Graph.Enclosing(leaf).Select(s => s.Timeout).OfType<Model.Timeout>()
                .Aggregate(time, (longest, timeout) => Silence.Plus(time, timeout.After) is var late && late > longest ? late : longest),
            _ => time,
        };
    }
}
