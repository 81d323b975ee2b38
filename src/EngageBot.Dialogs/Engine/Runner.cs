using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Engine.Compiled;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Machines;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Moves runs: raises events in their machines, starts and ends them, calls one from another.</summary>
internal sealed class Runner(Turn turn)
{
    /// <summary>How many events one step may raise in all runs together; a dialog that needs more is stopped.</summary>
    public const int MostEvents = 100;

    /// <summary>How many runs a chat may have open; one more ends the oldest that does not have the floor.</summary>
    public const int MostOpen = 32;

    /// <summary>The outcome of a run that could not go on.</summary>
    public const string WentWrong = "went_wrong";

    /// <summary>The outcome of a run that made room for a newer one.</summary>
    public const string CrowdedOut = "crowded_out";

    /// <summary>What <c>result.outcome</c> says of a called dialog that did not let itself be started.</summary>
    public const string Refused = "refused";

    /// <summary>What <c>result.outcome</c> says of a called dialog that lives on by itself.</summary>
    public const string LivesOn = "waiting";

    /// <summary>Outcomes no dialog file writes, which whoever calls a dialog may meet.</summary>
    public static readonly ImmutableArray<string> OtherOutcomes = [Refused, LivesOn, WentWrong, CrowdedOut, Migrations.Lost];

    private const string Handover = "human.handover";

    internal static readonly Value.Record NoData = new(ImmutableSortedDictionary<string, Value>.Empty);

    private int _raised;

    /// <summary>The answer to the next question a run comes to, given before it is asked: by an entry button, or by a change of mind.</summary>
    public PresetAnswer? Preset { get; set; }

    /// <summary>Raises an event in a run and follows it to rest.</summary>
    /// <returns>Whether the run answered it.</returns>
    public bool Raise(Live live, string signal, Value.Record? data)
    {
        if (live.Gone) return false;
        if (++_raised > MostEvents)
        {
            Stop(live);
            return false;
        }
        var epoch = live.Run.Epoch;
        var step = Kernel.Handle(live.Dialog.Machine, ConfigurationOf(live), new MachineEvent(signal, data), new RunHost(turn, live));
        Settle(live, step, epoch);
        return step.Taken;
    }

    /// <summary>Begins a run.</summary>
    /// <param name="with">Slots that come with the start and are not asked once.</param>
    public Live Start(
        CompiledDialog dialog, ImmutableSortedDictionary<string, Value> with, string? occasion = null, uint? caller = null,
        bool takesFloor = false, bool unasked = false)
    {
        MakeRoom();
        var number = turn.Chat.LastRun + 1;
        turn.Chat = turn.Chat with { LastRun = number };
        if (occasion is not null) turn.Remember(dialog.OccasionOf(occasion));
        var live = new Live(dialog.NewRun(number, with) with { Occasion = occasion, Caller = caller, Unasked = unasked }, dialog);
        turn.Add(live);
        turn.Timers.Forget(live);
        turn.Do(new Effect.Began(number, dialog.Name, dialog.Model.Version));
        if (takesFloor) turn.Floor.Give(live);
        Settle(live, Kernel.Start(dialog.Machine, new RunHost(turn, live)), uint.MaxValue);
        return live;
    }

    /// <summary>Ends a run; whoever called it goes on, or the run it had interrupted.</summary>
    public void End(Live live, string outcome)
    {
        if (live.Gone) return;
        turn.Do(new Effect.Ended(live.Number, live.Dialog.Name, outcome));
        turn.Timers.ClearAll(live);
        Disown(live);
        var caller = CallerOf(live);
        var hadFloor = turn.Floor.Has(live);
        turn.Remove(live);
        turn.Floor.Forget(live);
        if (turn.Chat.Leaving?.Run == live.Number) turn.Chat = turn.Chat with { Leaving = null };
        // Where the caller is next it goes on by itself; if it ends with this, its own end has the one under it ask, once.
        var next = hadFloor ? turn.Floor.Top : null;
        if (caller is not null) ReturnTo(caller, ResultOf(live, outcome), live);
        if (next is not null && next != caller && turn.Floor.Top == next) turn.Floor.GoOn(next);
    }

    /// <summary>Ends a run that cannot go on, with an apology and, where there is one, a person.</summary>
    public void Stop(Live live)
    {
        if (live.Gone) return;
        turn.Speech.SayLoose(SharedKeys.WentWrong);
        if (turn.Dialogs.Set.Shared.Actions.TryGetValue(Handover, out var handover))
        {
            // Where the host knows only certain reasons, the first of them has to do.
            var input = !handover.Parameters.TryGetValue("reason", out var reason) ? NoData
                : new Value.Record(NoData.Fields.Add("reason", new Value.Text(
                    reason.Kind is TypeKind.Choice && !reason.Members.Contains(WentWrong) ? reason.Members[0] : WentWrong)));
            turn.Do(new Effect.RunAction(live.Number, live.Run.Epoch, handover, input, $"{live.Number}:{live.Run.Epoch}:stop", Awaited: false));
        }
        End(live, WentWrong);
    }

    /// <summary>Takes the result of a pending action; <see langword="false"/> if nobody waits for it any more.</summary>
    public bool Answer(uint run, uint epoch, Value.Record? result, string? code)
    {
        if (turn.Find(run) is not { Run.Pending: true } live || live.Run.Epoch != epoch || live.State is not State.Do state) return false;
        live.Run = live.Run with { Action = null };
        // What failed was not done: the question before it can be gone back to.
        if (result is not null && !MayRepeat(state.Action)) Bind(live);
        var data = result ?? new Value.Record(NoData.Fields.Add("code", new Value.Text(code!)));
        if (result is not null) Save(live, state.Action.Save, data);
        if (!Raise(live, result is null ? Signals.Fail : Signals.Ok, data)) Stop(live);
        return true;
    }

    /// <summary>Goes back to an answered question and answers it anew; the way from there begins again.</summary>
    public void Change(Live live, State.Ask ask, Answered answered, byte choice)
    {
        Preset = new PresetAnswer(choice, answered);
        Raise(live, Signals.BackTo(ask.Path), null);
        Preset = null;
    }

    /// <summary>Whether doing it again is harmless.</summary>
    public bool MayRepeat(ActionCall call) => turn.Dialogs.Set.Shared.Actions.GetValueOrDefault(call.Name)?.Repeatable ?? false;

    public void SetSlot(Live live, string slot, Value? value)
    {
        var before = live.Slot(slot);
        if (Equals(before, value)) return;
        live.Run = live.Run with
        {
            Slots = value is null ? live.Run.Slots.Remove(slot) : live.Run.Slots.SetItem(slot, value),
            Trail = Trails.Note(live.Run.Trail, slot, before),
        };
        turn.Timers.Forget(live, slot);
    }

    public bool RunUnawaited(Live live, ActionCall call, RunScope scope)
    {
        if (!turn.Dialogs.Set.Shared.Actions.TryGetValue(call.Name, out var schema)) return false;
        var key = NextKey(live);
        turn.Do(new Effect.RunAction(live.Number, live.Run.Epoch, schema, InputOf(call, schema, scope), key, Awaited: false));
        if (!schema.Repeatable) Bind(live);
        return true;
    }

    public static Value.Record InputOf(ActionCall call, ActionSchema schema, IValueScope scope)
    {
        var input = NoData.Fields.ToBuilder();
        foreach (var (name, expression) in call.With)
            if (schema.Parameters.ContainsKey(name) && expression.Evaluate(scope).Value is { } value) input[name] = value;
        return new Value.Record(input.ToImmutable());
    }

    /// <summary>The next key of a message or action of this run: <c>run:epoch:n</c>.</summary>
    public static string NextKey(Live live)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{live.Number}:{live.Run.Epoch}:{live.Run.Sent}");
        live.Run = live.Run with { Sent = live.Run.Sent + 1 };
        return key;
    }

    /// <summary>The runs this one called live on by themselves.</summary>
    public void Disown(Live live)
    {
        foreach (var other in turn.Runs)
            if (other.Run.Caller == live.Number) other.Run = other.Run with { Caller = null };
    }

    private void Settle(Live live, MachineStep step, uint epochBefore)
    {
        if (live.Gone) return;
        var machine = live.Dialog.Machine;
        live.Run = live.Run with { State = machine.States[step.Configuration.Leaf].Name };
        if (!step.Configuration.History.IsEmpty)
            live.Run = live.Run with
            {
                Left = step.Configuration.History.ToImmutableSortedDictionary(
                    pair => machine.States[pair.Key].Name, pair => machine.States[pair.Value].Name, StringComparer.Ordinal),
            };
        if (step.OutOfFuel) Stop(live);
        else if (live.Outcome is { } outcome) End(live, outcome);
        else if (live.Run.Epoch != epochBefore) Arrive(live);
    }

    /// <summary>A run has come to rest in a state: does what the state is for.</summary>
    public void Arrive(Live live)
    {
        switch (live.State)
        {
            case State.Ask ask: ArriveAtQuestion(live, ask); break;
            case State.Wait: Rest(live); break;
            case State.Do action: Act(live, action); break;
            case State.Call call: Call(live, call); break;
            default: break;
        }
    }

    private void ArriveAtQuestion(Live live, State.Ask ask)
    {
        if (live.Run.Given.Contains(ask.Slot) && live.Slot(ask.Slot) is not null)
        {
            live.Run = live.Run with { Given = live.Run.Given.Remove(ask.Slot) };
            if (Raise(live, Signals.Answer, null)) return;
        }
        if (Preset is { } preset)
        {
            Preset = null;
            if (turn.Questions.TryAccept(live, ask, preset)) return;
        }
        turn.Floor.Request(live);
    }

    private void Rest(Live live)
    {
        if (CallerOf(live) is not { } caller)
        {
            turn.Floor.Leave(live);
            return;
        }
        if (caller.State is State.Call { UntilEnd: true })
        {
            // Nobody is spoken with until the callee ends, so neither of them keeps the floor.
            turn.Floor.Forget(live);
            turn.Floor.Leave(caller);
            return;
        }
        live.Run = live.Run with { Caller = null };
        turn.Floor.Forget(live);
        ReturnTo(caller, ResultOf(live, LivesOn), live);
    }

    private void Act(Live live, State.Do state)
    {
        if (!turn.Dialogs.Set.Shared.Actions.TryGetValue(state.Action.Name, out var schema))
        {
            Stop(live);
            return;
        }
        var input = InputOf(state.Action, schema, new RunScope(turn, live));
        live.Run = live.Run with { Action = schema.Name };
        var key = string.Create(CultureInfo.InvariantCulture, $"{live.Number}:{live.Run.Epoch}");
        turn.Do(new Effect.RunAction(live.Number, live.Run.Epoch, schema, input, key, Awaited: true));
    }

    private void Call(Live live, State.Call call)
    {
        if (turn.Dialogs.Find(call.Dialog) is not { } dialog)
        {
            Stop(live);
            return;
        }
        var scope = new RunScope(turn, live);
        var with = NoData.Fields.ToBuilder();
        foreach (var (name, expression) in call.With)
            if (expression.Evaluate(scope).Value is { } value) with[name] = value;
        if (dialog.Model.Instances is Instances.OneOpen or Instances.OnePerSlot && turn.Commands.InTheWay(dialog, with.ToImmutable(), null) is { } open)
            CallOpen(live, open);
        else if (dialog.Allows(turn)) Start(dialog, with.ToImmutable(), caller: live.Number, takesFloor: turn.Floor.Has(live));
        else ReturnTo(live, new Value.Record(NoData.Fields.Add("outcome", new Value.Text(Refused))), null);
    }

    private void CallOpen(Live live, Live open)
    {
        var calledAlready = open == live || turn.Floor.IsOn(open) || open.Run.Caller is not null;
        if (calledAlready || open.State is State.Wait)
        {
            ReturnTo(live, ResultOf(open, LivesOn), null);
            return;
        }
        open.Run = open.Run with { Caller = live.Number };
        turn.Floor.Give(open);
        turn.Floor.GoOn(open);
    }

    private void ReturnTo(Live caller, Value.Record result, Live? callee)
    {
        if (caller.State is not State.Call call) return;
        if (callee is { Run.Bound: true }) Bind(caller);
        Save(caller, call.Save, result);
        if (!Raise(caller, Signals.Returned, result)) Stop(caller);
    }

    private void Save(Live live, ImmutableSortedDictionary<string, Expression> save, Value.Record result)
    {
        if (save.IsEmpty) return;
        var scope = new RunScope(turn, live) { Happened = result };
        foreach (var (slot, expression) in save) SetSlot(live, slot, expression.Evaluate(scope).Value);
    }

    private Live? CallerOf(Live live) =>
        live.Run.Caller is { } number && turn.Find(number) is { State: State.Call } caller ? caller : null;

    private static Value.Record ResultOf(Live live, string outcome) => new(live.Run.Slots.SetItem("outcome", new Value.Text(outcome)));

    // Nothing goes back past what may not be repeated.
    private static void Bind(Live live) => live.Run = live.Run with { Bound = true, Trail = Trails.Close(live.Run.Trail) };

    private static Configuration ConfigurationOf(Live live)
    {
        var history = ImmutableDictionary<int, int>.Empty;
        foreach (var (state, left) in live.Run.Left)
            if (live.Dialog.NumberOf(state) is { } number && live.Dialog.NumberOf(left) is { } remembered)
                history = history.SetItem(number, remembered);
        return new Configuration(live.Dialog.NumberOf(live.Run.State) ?? MachineCompiler.Root, history, false);
    }

    private void MakeRoom()
    {
        if (turn.Runs.Count < MostOpen) return;
        foreach (var live in turn.Runs)
        {
            if (turn.Floor.IsOn(live) || live.Run.Caller is not null) continue;
            End(live, CrowdedOut);
            return;
        }
    }
}

/// <summary>An answer given before its question is asked.</summary>
/// <param name="Changes">The answer it replaces.</param>
internal sealed record PresetAnswer(byte Choice, Answered? Changes);
