using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Pictures;

/// <summary>What takes a way out of a state.</summary>
internal enum ArrowKind
{
    /// <summary>The state is done: answered, said, decided, acted, returned.</summary>
    Next,
    /// <summary>The question was skipped.</summary>
    Skip,
    /// <summary>An event.</summary>
    Event,
    /// <summary>The action failed.</summary>
    Failure,
    /// <summary>Nobody answered in time.</summary>
    Silence,
    /// <summary>Too many wrong answers.</summary>
    GiveUp,
    /// <summary>The customer cancelled, wherever they were.</summary>
    Cancel,
}

/// <summary>One way out of a state, as pictures show it.</summary>
/// <param name="From">The state; the dialog's own ways (cancel) have none.</param>
/// <param name="Trigger">The event's name, where it is one.</param>
/// <param name="Others">Lines stand above it, so without a condition of its own it is the rest.</param>
internal sealed record Arrow(State? From, ArrowKind Kind, string? Trigger, Line Line, bool Others)
{
    /// <summary>The state it leads to; absent: it stays.</summary>
    public string? To => Line.Go?.Path;

    /// <summary>Every way of a dialog, in the order in which it is written.</summary>
    public static IEnumerable<Arrow> Of(Dialog dialog) =>
        dialog.States.SelectMany(Of).Concat(Lines(null, ArrowKind.Cancel, null, dialog.Cancel));

    /// <summary>Every way out of a state.</summary>
    public static IEnumerable<Arrow> Of(State state)
    {
        var arrows = Lines(state, ArrowKind.Next, null, state.Next);
        if (state is State.Ask ask)
            arrows = arrows.Concat(Lines(state, ArrowKind.Skip, null, ask.Skip)).Concat(Lines(state, ArrowKind.GiveUp, null, ask.Retries?.Go ?? []));
        if (state is State.Do act) arrows = arrows.Concat(Lines(state, ArrowKind.Failure, null, act.Fail));
        foreach (var happened in state.Events)
            arrows = arrows.Concat(Lines(state, happened.Event == "cancel" ? ArrowKind.Cancel : ArrowKind.Event, happened.Event, happened.Lines));
        return state.Timeout is { } timeout ? arrows.Concat(Lines(state, ArrowKind.Silence, null, timeout.Go)) : arrows;
    }

    /// <summary>What takes it, in words: "after 12h of silence", "if topic == join".</summary>
    public string Words()
    {
        var trigger = (Kind, From) switch
        {
            (ArrowKind.Skip, _) => "skip",
            (ArrowKind.Event, _) => Trigger!,
            (ArrowKind.Failure, _) => "fails",
            (ArrowKind.Silence, { Timeout: { } timeout }) => $"{DurationText.Write(timeout.After)} of silence",
            (ArrowKind.GiveUp, State.Ask { Retries: { } retries }) => $"{retries.Max + 1} wrong answers",
            (ArrowKind.Cancel, _) => "/cancel",
            _ => "",
        };
        var guard = Line.When?.Source ?? (Others ? "else" : "");
        var history = Line.Go is { History: true } ? "back where it was" : "";
        return string.Join(", ", ((string[])[trigger, guard, history]).Where(w => w.Length > 0));
    }

    private static IEnumerable<Arrow> Lines(State? from, ArrowKind kind, string? trigger, IEnumerable<Line> lines) =>
        lines.Select((line, index) => new Arrow(from, kind, trigger, line, index > 0));
}
