using EngageBot.Dialogs.Engine.Compiled;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Machines;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Runs the conditions and actions of one run's machine, and counts its epochs.</summary>
internal sealed class RunHost(Turn turn, Live live) : IMachineHost<Act>
{
    public bool? Holds(Expression condition, Moment moment)
    {
        var evaluation = condition.Evaluate(ScopeOf(moment));
        return evaluation.Error is null ? evaluation.Value is Value.Bool { Holds: true } : null;
    }

    public bool Execute(Act action, Moment moment)
    {
        if (action is Act.Pass passed)
        {
            turn.Trace?.Lines.Add(passed.Line);
            return true;
        }
        var scope = ScopeOf(moment);
        switch (action)
        {
            case Act.Assign { Set: var set }:
                var evaluation = set.Value.Evaluate(scope);
                if (evaluation.Error is not null) return false;
                turn.Runner.SetSlot(live, set.Slot, evaluation.Value);
                return true;
            case Act.Say say:
                turn.Speech.Say(live, say, scope);
                return true;
            case Act.Run { Call: var call }:
                return turn.Runner.RunUnawaited(live, call, scope);
            default:
                return false;
        }
    }

    public void Entered(int state)
    {
        if (live.Dialog.StateAt(state) is not { } entered) return;
        if (entered is not State.Group) turn.Trace?.States.Add($"{live.Dialog.Name}/{entered.Path}");
        var epoch = live.Run.Epoch + 1;
        if (entered is State.Group)
        {
            live.Run = live.Run with { Epoch = epoch, Entered = live.Run.Entered.SetItem(entered.Path, epoch) };
            turn.Timers.SetFor(live, entered, epoch);
            return;
        }
        live.Run = live.Run with
        {
            State = entered.Path, Epoch = epoch, Since = turn.Now, Wrong = 0, Asked = false, Moved = false, Action = null, ShownAgain = false,
            Sent = 0, Page = 0, QuestionKey = null, Offered = [], Marked = [],
        };
        // A question's time runs from when it is asked, everything else's from here.
        if (entered is State.Wait or State.Do or State.Call) turn.Timers.SetFor(live, entered, epoch);
        if (entered is State.Final final && !live.Dialog.EndsGroupOnly(final)) live.Outcome = final.Outcome;
    }

    public void Exited(int state)
    {
        if (live.Dialog.StateAt(state) is not { } left) return;
        live.Outcome = null;
        if (left is State.Group)
        {
            if (!live.Run.Entered.TryGetValue(left.Path, out var entered)) return;
            turn.Timers.Clear(live, entered);
            live.Run = live.Run with { Entered = live.Run.Entered.Remove(left.Path) };
            return;
        }
        turn.Timers.Clear(live, live.Run.Epoch);
        if (left is State.Ask) turn.Floor.Unqueue(live);
        if (left is State.Call) turn.Runner.Disown(live);
        if (turn.Chat.Leaving?.Run == live.Number) turn.Chat = turn.Chat with { Leaving = null };
    }

    public Value.Record? DoneData(int final, Moment moment) => null;

    private RunScope ScopeOf(Moment moment) => new(turn, live) { Happened = moment.Event?.Data };
}
