using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Dialogs.Engine.Compiled;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Commands of the house and of dialogs: global ones, cancel, back, and starting a dialog because the customer wants it.</summary>
internal sealed class Commands(Turn turn)
{
    /// <summary>The command that opens a chat; the dialog that names it greets.</summary>
    public const string StartCommand = "start";

    private const string CancelCommand = "cancel";
    private const string BackCommand = "back";
    private const string Payload = "payload";

    private bool _mayLeave;

    public void Run(SlashCommand command, ChatEvent wish)
    {
        switch (command.Name)
        {
            case CancelCommand: Cancel(); break;
            case BackCommand: Back(); break;
            default:
                if (turn.Dialogs.Global(command.Name) is { } global) Run(global, wish, command.Payload);
                else if (turn.Dialogs.CommandedBy(command.Name) is { } dialog) StartByCustomer(dialog, wish, command.Payload);
                else turn.Speech.SayLoose(turn.Dialogs.Set.Shared.Idle.Say);
                break;
        }
    }

    /// <param name="payload">What stands after the command, for a dialog that reads it.</param>
    public void Run(GlobalCommand command, ChatEvent wish, string? payload = null)
    {
        var isHard = command.Level is CommandLevel.Hard;
        if (turn.Chat.Held && isHard && command.Call is not null)
        {
            // The person whom "human" would call is here already.
            turn.Speech.SayLoose(SharedKeys.HeldWaiting);
            return;
        }
        if (!isHard && !MayLeave(wish)) return;
        if (command.Do is { } call && turn.Dialogs.Set.Shared.Actions.TryGetValue(call.Name, out var schema))
        {
            var (epoch, key) = turn.NextLooseKey();
            turn.Do(new Effect.RunAction(0, epoch, schema, Runner.InputOf(call, schema, new RunScope(turn, null)), key, Awaited: false));
        }
        if (command.Say is { } say) turn.Speech.SayLoose(say);
        if (command.Call is { } called && turn.Dialogs.Find(called) is { } dialog) Open(dialog, payload, null);
        else if (!isHard && turn.Floor.Top is { } top) turn.Floor.GoOn(top);
    }

    /// <summary>Starts a dialog, or returns to its open run; a question that may not be left stays.</summary>
    public void StartByCustomer(CompiledDialog dialog, ChatEvent wish, string? payload)
    {
        // Nobody is asked to leave a question for what would not let them in.
        if (OpenRunOf(dialog) is null && !dialog.Allows(turn)) turn.Speech.SayLoose(turn.Dialogs.Set.Shared.Idle.Say);
        else if (MayLeave(wish)) Open(dialog, payload, null);
    }

    /// <summary>Whether that entry button has opened its dialog already.</summary>
    public bool IsKnown(CompiledDialog dialog, ButtonToken token) =>
        turn.Chat.Occasions.Contains(dialog.OccasionOf(token.EntryId.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A button of a play or broadcast; it may answer the dialog's first question at once.</summary>
    public void StartByEntry(CompiledDialog dialog, ButtonToken token, ChatEvent wish)
    {
        var occasion = token.EntryId.ToString(CultureInfo.InvariantCulture);
        if (!MayLeave(wish)) return;
        if (token.Choice != 0) turn.Runner.Preset = new PresetAnswer(token.Choice, null);
        Open(dialog, null, occasion);
        turn.Runner.Preset = null;
    }

    /// <summary>The host starts a dialog; its first question waits for its turn like any other.</summary>
    public void StartByHost(ChatEvent.Started started)
    {
        turn.Consumed = turn.Dialogs.Find(started.Dialog) is { } dialog && dialog.Allows(turn) && !IsThere(dialog, started)
            && turn.Runner.Start(dialog, started.With.Fields, started.Occasion, unasked: true) is not null;
    }

    public Live? OpenRunOf(CompiledDialog dialog)
    {
        for (var index = turn.Runs.Count - 1; index >= 0; index--)
            if (turn.Runs[index].Dialog.Name == dialog.Name) return turn.Runs[index];
        return null;
    }

    /// <summary>The open run of a dialog that leaves no room for another one, as its <c>instances</c> say.</summary>
    /// <param name="with">What the new run would begin with.</param>
    public Live? InTheWay(CompiledDialog dialog, ImmutableSortedDictionary<string, Value> with, string? occasion) => dialog.Model.Instances switch
    {
        Instances.Many => null,
        Instances.OnePerSlot when dialog.Model.InstanceSlot is { } slot => RunWith(dialog, slot, with.GetValueOrDefault(slot) ?? dialog.Model.Slots[slot].Start),
        // Without an occasion nobody can tell one play or visit from another.
        Instances.OnePerPlay or Instances.OnePerVisit when occasion is not null => null,
        _ => OpenRunOf(dialog),
    };

    public void Cancel()
    {
        if (turn.Floor.Top is { } top)
        {
            if (turn.Runner.Raise(top, Signals.Cancel, null)) return;
        }
        else
        {
            foreach (var live in turn.Runs.Reverse().ToArray())
                if (turn.Runner.Raise(live, Signals.Cancel, null)) return;
        }
        turn.Speech.SayLoose(SharedKeys.NothingToCancel);
    }

    public static bool MayGoBack(Live live) =>
        live.Question is not null && live.Run.Trail is [.., { Final: false } last] && live.Dialog.Find(last.State) is State.Ask { Back: true };

    public bool TryGoBack(Live live)
    {
        if (!MayGoBack(live)) return false;
        var state = live.Run.Trail[^1].State;
        live.Run = Trails.Rewind(live.Run, live.Run.Trail.Length - 1);
        turn.Floor.Spoke(live);
        return turn.Runner.Raise(live, Signals.BackTo(state), null);
    }

    /// <summary>Answers "may we leave this question?".</summary>
    public void Leave(Leaving leaving, bool yes)
    {
        turn.Chat = turn.Chat with { Leaving = null };
        if (!yes)
        {
            if (turn.Find(leaving.Run) is { } live) turn.Floor.GoOn(live);
            return;
        }
        _mayLeave = true;
        turn.Happen(leaving.Wish);
        _mayLeave = false;
    }

    private void Back()
    {
        if (turn.Floor.Top is not { } top || !TryGoBack(top)) turn.Speech.SayLoose(SharedKeys.NothingToGoBack);
    }

    private void Open(CompiledDialog dialog, string? payload, string? occasion)
    {
        var with = Runner.NoData.Fields;
        if (payload is not null && dialog.Model.Slots.ContainsKey(Payload)) with = with.Add(Payload, new Value.Text(payload));
        // A customer who asks again means the open one, whatever it is about.
        var open = dialog.Model.Instances is Instances.OnePerSlot ? OpenRunOf(dialog) : InTheWay(dialog, with, occasion);
        if (open is not null)
        {
            if (occasion is not null) turn.Remember(dialog.OccasionOf(occasion));
            Return(open);
            return;
        }
        if (!dialog.Allows(turn))
        {
            turn.Speech.SayLoose(turn.Dialogs.Set.Shared.Idle.Say);
            return;
        }
        turn.Runner.Start(dialog, with, occasion, takesFloor: true);
    }

    private void Return(Live open)
    {
        switch (open.State)
        {
            case State.Ask:
                turn.Floor.Give(open);
                turn.Floor.GoOn(open);
                break;
            case State.Call when Callee(open) is { } callee:
                Return(callee);
                break;
            case { } state:
                if (!turn.Speech.TrySay(open, open.Dialog.KeysOf(state).Resume)) turn.Speech.SayLoose(turn.Dialogs.Set.Shared.Idle.Say);
                break;
        }
    }

    private Live? Callee(Live caller)
    {
        foreach (var live in turn.Runs)
            if (live.Run.Caller == caller.Number) return live;
        return null;
    }

    // Asked for by another dialog, a command or a start word: the open question says whether it may be left.
    private bool MayLeave(ChatEvent wish)
    {
        if (_mayLeave || turn.Floor.Top is not { Question: { } question } top) return true;
        switch (question.Interrupt)
        {
            case Interrupt.Never:
                turn.Questions.Resume(top);
                return false;
            case Interrupt.Confirm:
                turn.Questions.ConfirmLeaving(top, wish);
                return false;
            default:
                return true;
        }
    }

    private bool IsThere(CompiledDialog dialog, ChatEvent.Started started) =>
        (started.Occasion is { } occasion && turn.Chat.Occasions.Contains(dialog.OccasionOf(occasion)))
        || InTheWay(dialog, started.With.Fields, started.Occasion) is not null;

    private Live? RunWith(CompiledDialog dialog, string slot, Value? value)
    {
        foreach (var live in turn.Runs)
            if (live.Dialog.Name == dialog.Name && Equals(live.Slot(slot), value)) return live;
        return null;
    }
}
