using System.Collections.Immutable;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Engine;

/// <summary>Moves the runs of older versions to the one that is published, at the first event after a release; nothing is said because of it.</summary>
internal sealed class Migrations(Turn turn)
{
    /// <summary>The outcome of a run whose state no rule carries over.</summary>
    public const string Lost = "lost";

    /// <summary>Where a run goes, and whether a rule sends it there.</summary>
    private readonly record struct Move(Live Live, MigrationTarget Target, bool Ruled, bool Acts);

    public void Apply(IReadOnlyList<Live> old)
    {
        var moves = new List<Move>(old.Count);
        // First every run stands where it belongs: what ends or acts afterwards may lead on into another of them.
        foreach (var live in old) moves.Add(Settle(live));
        turn.Quiet = true;
        foreach (var move in moves)
        {
            if (move.Live.Gone) continue;
            if (move.Target.Human) turn.Runner.Stop(move.Live);
            else if (move.Target.EndOutcome is { } outcome) turn.Runner.End(move.Live, outcome);
            else if (move.Target.State is null) turn.Runner.End(move.Live, Lost);
            else if (move.Acts) turn.Runner.Arrive(move.Live);
        }
        turn.Quiet = false;
    }

    private Move Settle(Live live)
    {
        var model = live.Dialog.Model;
        var run = live.Run;
        var (target, ruled) = (new MigrationTarget(run.State, null, false), false);
        for (var version = run.Version; version < model.Version; version++)
        {
            if (!model.Migrate.TryGetValue(version, out var map)) continue;
            run = MovedSlots.Rename(run, map);
            if (target.State is null || !map.States.TryGetValue(target.State, out var mapped)) continue;
            (target, ruled) = (mapped, true);
        }
        live.Run = MovedSlots.Keep(turn, live, run with { Version = model.Version });
        if (target.State is not { } path) return new Move(live, target, ruled, Acts: false);
        if (live.Dialog.Find(path) is not (State.Ask or State.Wait or State.Do or State.Call) || live.Dialog.Find(path) is not { } state)
            return new Move(live, target with { State = null }, ruled, Acts: false);
        var acts = Place(live, state, ruled);
        turn.Timers.Forget(live);
        return new Move(live, target, ruled, acts);
    }

    /// <returns>Whether the run must now do what its state is for.</returns>
    private bool Place(Live live, State state, bool ruled)
    {
        // What is under way goes on under the state's new name: an action is not run twice, a called dialog not called again.
        var goesOn = state is State.Do act ? live.Run.Action == act.Action.Name : state is State.Call call && Calls(live, call);
        if (state is not State.Call) turn.Runner.Disown(live);
        if (ruled && !goesOn) return Enter(live, state);
        live.Run = live.Run with
        {
            State = state.Path, Action = state is State.Do ? live.Run.Action : null,
            Marked = state is State.Ask ask ? live.Run.Marked.RemoveAll(member => !live.Dialog.OfferedBy(ask).Contains(member)) : [],
        };
        Regroup(live, state);
        turn.Timers.Renew(live, state, live.Run.Epoch);
        return state is State.Do or State.Call && !goesOn;
    }

    // A new epoch: buttons of the old state are old. A question is not asked before the customer speaks.
    private bool Enter(Live live, State state)
    {
        var was = live.Run;
        turn.Timers.ClearStates(live);
        if (turn.Chat.Leaving?.Run == live.Number) turn.Chat = turn.Chat with { Leaving = null };
        var entered = Run.NoEpochs;
        var epoch = was.Epoch;
        foreach (var group in GroupsOf(live, state).Reverse()) entered = entered.SetItem(group.Path, ++epoch);
        live.Run = live.Run with
        {
            State = state.Path, Epoch = ++epoch, Since = turn.Now, Entered = entered, Wrong = 0, Asked = false, Moved = false, Action = null, ShownAgain = false,
            Sent = 0, Page = 0, QuestionKey = null, Offered = [], Marked = [],
        };
        foreach (var (group, since) in entered) turn.Timers.SetFor(live, live.Dialog.Find(group)!, since);
        if (state is not State.Ask)
        {
            turn.Floor.Unqueue(live);
            turn.Timers.SetFor(live, state, epoch);
            return true;
        }
        Requeue(live, was);
        return false;
    }

    private void Requeue(Live live, Run was)
    {
        foreach (var timer in was.Timers)
            if (timer.What == TimerDesk.FloorLimit) turn.Timers.Set(live, live.Run.Epoch, TimerDesk.FloorLimit, timer.DueAt);
        if (turn.Floor.IsQueued(live)) return;
        if (!turn.Floor.IsOn(live) && turn.Floor.Top is not null)
        {
            turn.Floor.Postpone(live);
            return;
        }
        if (!turn.Floor.IsOn(live)) turn.Floor.Give(live);
        live.Run = live.Run with { Asked = true, Moved = true };
        turn.Timers.SetFor(live, live.Question!, live.Run.Epoch);
    }

    // The state stays; groups may have come around it or gone.
    private void Regroup(Live live, State state)
    {
        var around = GroupsOf(live, state).ToImmutableArray();
        foreach (var (path, epoch) in live.Run.Entered)
        {
            if (around.Any(group => group.Path == path)) continue;
            turn.Timers.Clear(live, epoch);
            live.Run = live.Run with { Entered = live.Run.Entered.Remove(path) };
        }
        foreach (var group in around)
        {
            if (live.Run.Entered.TryGetValue(group.Path, out var epoch))
            {
                turn.Timers.Renew(live, group, epoch);
                continue;
            }
            var free = FreeEpoch(live.Run);
            live.Run = live.Run with { Entered = live.Run.Entered.SetItem(group.Path, free) };
            turn.Timers.SetFor(live, group, free);
        }
    }

    // The state keeps its epoch, so a group that has come around it takes one from before that no other group has.
    private static uint FreeEpoch(Run run)
    {
        var epoch = run.Epoch - 1;
        while (epoch > 0 && run.Entered.ContainsValue(epoch)) epoch--;
        return epoch;
    }

    private bool Calls(Live live, State.Call call)
    {
        foreach (var other in turn.Runs)
            if (other.Run.Caller == live.Number && other.Dialog.Name == call.Dialog) return true;
        return false;
    }

    /// <summary>The groups around a state, the innermost first.</summary>
    private static IEnumerable<State> GroupsOf(Live live, State state)
    {
        for (var group = state.Parent; group is not null; group = live.Dialog.Find(group)?.Parent)
            if (live.Dialog.Find(group) is { } found) yield return found;
    }
}
