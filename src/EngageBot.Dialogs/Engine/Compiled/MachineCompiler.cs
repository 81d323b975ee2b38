using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Machines;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Engine.Compiled;

/// <summary>Turns a dialog into a machine of the kernel: states, transitions on the engine's own events, actions.</summary>
/// <remarks>A root group stands around all states: it answers the dialog's <c>cancel</c> and leads back to earlier questions.</remarks>
internal sealed class MachineCompiler(Dialog dialog)
{
    public const int Root = 0;

    private static readonly ImmutableSortedDictionary<string, Expression> Nothing = ImmutableSortedDictionary<string, Expression>.Empty;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal) { [""] = Root };
    private readonly List<MachineState<Act>> _histories = [];

    /// <summary>The machine; state n+1 of it is state n of the dialog, histories come last.</summary>
    public Machine<Act> Compile()
    {
        for (var index = 0; index < dialog.States.Length; index++) _numbers[dialog.States[index].Path] = index + 1;
        var states = ImmutableArray.CreateBuilder<MachineState<Act>>();
        states.Add(new() { Name = "", Kind = StateKind.Compound, Default = new(_numbers[dialog.Start], []), Transitions = RootTransitions() });
        foreach (var state in dialog.States) states.Add(Compile(state));
        states.AddRange(_histories);
        return new Machine<Act>(states.ToImmutable(), Root, []);
    }

    /// <summary>Whether a final inside a group ends only the group: the group says where it leads on.</summary>
    public static bool EndsGroupOnly(Dialog dialog, State state)
    {
        for (var group = state.Parent; group is not null; group = dialog.Find(group)?.Parent)
            if (dialog.Find(group) is { Next.IsEmpty: false }) return true;
        return false;
    }

    private MachineState<Act> Compile(State state)
    {
        var transitions = ImmutableArray.CreateBuilder<MachineTransition<Act>>();
        switch (state)
        {
            case State.Ask ask:
                Add(transitions, Signals.Answer, ask.Next);
                Add(transitions, Signals.Skip, ask.Skip);
                Add(transitions, Signals.GiveUp, ask.Retries?.Go ?? []);
                break;
            case State.Do action:
                Add(transitions, Signals.Ok, action.Next);
                Add(transitions, Signals.Fail, action.Fail);
                break;
            case State.Say or State.Route: Add(transitions, null, state.Next); break;
            case State.Call: Add(transitions, Signals.Returned, state.Next); break;
            case State.Group: Add(transitions, "done.state." + state.Path, state.Next); break;
        }
        if (state.Timeout is { } timeout)
            Add(transitions, state is State.Group ? Signals.TimeoutOf(state.Path) : Signals.Timeout, timeout.Go);
        foreach (var events in state.Events) Add(transitions, events.Event, events.Lines);
        return new()
        {
            Name = state.Path,
            Kind = state switch { State.Group => StateKind.Compound, State.Final => StateKind.Final, _ => StateKind.Atomic },
            Parent = state.Parent is null ? Root : _numbers[state.Parent],
            Default = state is State.Group group ? new(_numbers[group.Start], []) : null,
            Entry = Blocks(state.Enter, state switch
            {
                State.Say say => new Act.Say(say.Text, Nothing, say.Attach, say),
                State.Final { Text: { } text } final => new Act.Say(text, Nothing, final.Attach, final),
                _ => null,
            }),
            Exit = Blocks(state.Exit, null),
            Transitions = state is State.Final ? [] : transitions.ToImmutable(),
        };
    }

    private ImmutableArray<MachineTransition<Act>> RootTransitions()
    {
        var transitions = ImmutableArray.CreateBuilder<MachineTransition<Act>>();
        Add(transitions, Signals.Cancel, dialog.Cancel);
        foreach (var state in dialog.States)
            if (state is State.Ask) transitions.Add(new() { Events = [Signals.BackTo(state.Path)], Target = _numbers[state.Path], Internal = true });
        return transitions.ToImmutable();
    }

    private void Add(ImmutableArray<MachineTransition<Act>>.Builder transitions, string? signal, ImmutableArray<Line> lines)
    {
        foreach (var line in lines)
        {
            var actions = ImmutableArray.CreateBuilder<Act>();
            actions.Add(new Act.Pass(line.At));
            foreach (var set in line.Set) actions.Add(new Act.Assign(set));
            if (line.Say is { } text) actions.Add(new Act.Say(text, line.With, null));
            transitions.Add(new()
            {
                Events = signal is null ? [] : [signal],
                Condition = line.When,
                Target = line.Go is { } go ? NumberOf(go) : null,
                Internal = line.Go is { Reenter: false },
                Actions = actions.ToImmutable(),
            });
        }
    }

    private int NumberOf(Target target)
    {
        if (!target.History) return _numbers[target.Path];
        var name = (target.Deep ? "H:" : "h:") + target.Path;
        if (_numbers.TryGetValue(name, out var known)) return known;
        var group = (State.Group)dialog.Find(target.Path)!;
        _histories.Add(new()
        {
            Name = name,
            Kind = target.Deep ? StateKind.DeepHistory : StateKind.ShallowHistory,
            Parent = _numbers[target.Path],
            Default = new(_numbers[group.Start], []),
        });
        return _numbers[name] = dialog.States.Length + _histories.Count;
    }

    private static ImmutableArray<ImmutableArray<Act>> Blocks(ImmutableArray<Step> steps, Act? last)
    {
        var block = ImmutableArray.CreateBuilder<Act>();
        foreach (var step in steps)
        {
            if (step.Set is { } set) block.Add(new Act.Assign(set));
            if (step.Do is { } call) block.Add(new Act.Run(call));
        }
        // The text is a block of its own: a failed assignment must not swallow the words.
        if (last is not null) return block.Count == 0 ? [[last]] : [block.ToImmutable(), [last]];
        return block.Count == 0 ? [] : [block.ToImmutable()];
    }
}
