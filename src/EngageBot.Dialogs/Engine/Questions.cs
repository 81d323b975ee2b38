using System.Collections.Immutable;
using EngageBot.Dialogs.Engine.Answers;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Asks questions, asks them again, and takes their answers.</summary>
internal sealed class Questions(Turn turn)
{
    /// <summary>The most items of a list fact that are offered as buttons.</summary>
    public const int MostOffered = 24;

    private readonly AnswerReader _answers = new(turn);
    private readonly Keyboard _keyboard = new(turn);

    /// <summary>Sends the question for the first time in this epoch; its time runs from now.</summary>
    public void Ask(Live live)
    {
        var ask = live.Question!;
        turn.Timers.Clear(live, live.Run.Epoch);
        if (live.Dialog.Model.Slots[ask.Slot].Suggest is { } list) live.Run = live.Run with { Offered = Offer(list) };
        Show(live, live.Dialog.KeysOf(ask).Ask, ask.Template.GetValueOrDefault(turn.Context.Channel.Name));
        live.Run = live.Run with { Asked = true };
        turn.Timers.SetFor(live, ask, live.Run.Epoch);
        turn.Floor.Spoke(live);
    }

    /// <summary>Says the question again after something else had the floor: not an answer, so nothing is counted.</summary>
    public void Resume(Live live)
    {
        var keys = live.Dialog.KeysOf(live.Question!);
        live.Run = live.Run with { Moved = false };
        Show(live, turn.Speech.Has(live, keys.Resume) ? keys.Resume : keys.Ask);
    }

    /// <summary>Shows the open question once more after a stale tap; a second stale tap in a row shows nothing.</summary>
    public void ShowAgain(Live live)
    {
        if (live.Question is null || !live.Run.Asked || live.Run.ShownAgain) return;
        Resume(live);
        live.Run = live.Run with { ShownAgain = true };
    }

    public void Remind(Live live)
    {
        if (!live.Run.Asked || !turn.Floor.Has(live)) return;
        var ask = live.Question!;
        var keys = live.Dialog.KeysOf(ask);
        var key = turn.Speech.Has(live, keys.Remind) ? keys.Remind : turn.Speech.Has(live, keys.Resume) ? keys.Resume : keys.Ask;
        Show(live, key, ask.Template.GetValueOrDefault(turn.Context.Channel.Name));
    }

    /// <summary>An answer nobody could read: a patient word, or the way out once patience has ended.</summary>
    public void Retry(Live live)
    {
        var ask = live.Question!;
        live.Run = live.Run with { Wrong = live.Run.Wrong + 1, ShownAgain = false };
        turn.Floor.Spoke(live);
        if (ask.Retries is { } retries && live.Run.Wrong > retries.Max && turn.Runner.Raise(live, Compiled.Signals.GiveUp, null)) return;
        var keys = live.Dialog.KeysOf(ask);
        var key = live.Run.Wrong > 1 && turn.Speech.Has(live, keys.Retry2) ? keys.Retry2 : keys.Retry;
        Show(live, key, other: SharedKeys.Retry);
    }

    /// <summary>Turns the page of the choices, in place where the channel can.</summary>
    public bool TurnPage(Live live, int page)
    {
        if (live.Run.Page == page || page >= _keyboard.PagesOf(live)) return false;
        live.Run = live.Run with { Page = page };
        ShowInPlace(live);
        return true;
    }

    /// <summary>Marks or unmarks one of several answers; <see langword="false"/> if it already stands so.</summary>
    public bool Mark(Live live, string member, bool on)
    {
        if (live.Run.Marked.Contains(member) == on) return false;
        live.Run = live.Run with { Marked = on ? live.Run.Marked.Add(member) : live.Run.Marked.Remove(member) };
        ShowInPlace(live);
        return true;
    }

    /// <summary>Tries to read what the customer said or sent as this question's answer.</summary>
    public bool TryAnswer(Live live, ChatEvent happened)
    {
        var ask = live.Question!;
        if (happened is ChatEvent.Said said)
        {
            var folded = Folding.Fold(said.Words);
            if (live.Dialog.IsBack(folded) && turn.Commands.TryGoBack(live)) return true;
            if (!ask.Skip.IsEmpty && live.Dialog.IsSkip(folded, ask))
            {
                Skip(live, ask);
                return true;
            }
        }
        if (_answers.Read(live, ask, happened) is not { } value) return false;
        Accept(live, value, _keyboard.ChoiceOf(live, ask, value), live.Run.Epoch);
        return true;
    }

    /// <summary>The value a button stands for, if the question offers it and the slot takes it.</summary>
    public bool TryChoose(Live live, byte choice, out Value value)
    {
        value = null!;
        if (live.Question is not { } ask || _keyboard.ValueOf(live, ask, choice) is not { } chosen) return false;
        value = chosen;
        return _answers.Fits(live, ask, live.Dialog.Model.Slots[ask.Slot], chosen);
    }

    /// <summary>Whether a button of that question, asked or not, stands for a value its slot takes.</summary>
    public bool CanChoose(Live live, State.Ask ask, byte choice) =>
        _keyboard.ValueOf(live, ask, choice) is { } value && _answers.Fits(live, ask, live.Dialog.Model.Slots[ask.Slot], value);

    /// <summary>Takes an answer given before the question is asked.</summary>
    public bool TryAccept(Live live, State.Ask ask, PresetAnswer preset)
    {
        if (preset.Changes is { } changes) live.Run = live.Run with { Offered = changes.Offered };
        var epoch = preset.Changes?.Epoch ?? live.Run.Epoch;
        if (preset.Choice == Keyboard.Skip && !ask.Skip.IsEmpty)
        {
            Skip(live, ask, epoch, preset.Changes?.At);
            return true;
        }
        if (!TryChoose(live, preset.Choice, out var value)) return false;
        Accept(live, value, preset.Choice, epoch, preset.Changes?.At);
        return true;
    }

    /// <summary>The marked answers, if they are enough.</summary>
    public bool TryFinish(Live live, State.Ask ask, out Value value)
    {
        value = new Value.List([.. live.Run.Marked.Select(member => (Value)new Value.Text(member))]);
        return !live.Run.Marked.IsEmpty && _answers.Fits(live, ask, live.Dialog.Model.Slots[ask.Slot], value);
    }

    /// <summary>Stores an answer and goes on.</summary>
    /// <param name="epoch">The epoch of the buttons that gave it; of an answer changed later, the old one's.</param>
    public void Accept(Live live, Value value, byte choice, uint epoch, DateTimeOffset? firstAnsweredAt = null)
    {
        var ask = live.Question!;
        Close(live, ask, choice, epoch, firstAnsweredAt);
        turn.Runner.SetSlot(live, ask.Slot, value);
        turn.Runner.Raise(live, Compiled.Signals.Answer, null);
    }

    public void Skip(Live live, State.Ask ask, uint? epoch = null, DateTimeOffset? firstAnsweredAt = null)
    {
        Close(live, ask, Keyboard.Skip, epoch ?? live.Run.Epoch, firstAnsweredAt);
        turn.Runner.SetSlot(live, ask.Slot, live.Dialog.Model.Slots[ask.Slot].Start);
        turn.Runner.Raise(live, Compiled.Signals.Skip, null);
    }

    /// <summary>Asks whether the open question may be left for what the customer wants.</summary>
    public void ConfirmLeaving(Live live, ChatEvent wish)
    {
        turn.Chat = turn.Chat with { Leaving = new Leaving(live.Number, live.Run.Epoch, wish) };
        turn.Speech.Send(live, "", SharedKeys.ConfirmAsk, new RunScope(turn, live), message => message with
        {
            Buttons = _keyboard.LeaveOrStay(live),
            InRows = true,
            Expect = Expect.Words,
        }, ["yes", "no"]);
    }

    /// <summary>The label of an item a list fact offered.</summary>
    public string LabelOf(Live live, State.Ask ask, Value item)
    {
        var scope = new RunScope(turn, live) { With = RunScope.Nothing.Add("item", item) };
        return turn.Speech.Plain(live, live.Dialog.KeysOf(ask).Option, scope) ?? turn.Speech.Shown(item, scope);
    }

    /// <summary>What a slot stores of an offered item: the item itself, or of a record its <c>id</c>.</summary>
    public static Value? ValueOf(Slot slot, Value item) =>
        item is Value.Record record ? record.Fields.GetValueOrDefault("id") ?? record.Fields.GetValueOrDefault(slot.Name) : item;

    private void Close(Live live, State.Ask ask, byte choice, uint epoch, DateTimeOffset? firstAnsweredAt)
    {
        turn.Floor.Spoke(live);
        live.Run = live.Run with
        {
            Unasked = false,
            Trail = Trails.Add(live.Run.Trail, new Answered(ask.Path, epoch, choice, firstAnsweredAt ?? turn.Now, false, [], live.Run.Offered)),
        };
    }

    private ImmutableArray<Value> Offer(string fact) =>
        turn.TryFact(fact, out var list) && list is Value.List { Items: var items }
            ? items.Length <= MostOffered ? items : items[..MostOffered]
            : [];

    private void Show(Live live, string key, string? template = null, string other = SharedKeys.Resume)
    {
        var names = turn.Trace is null ? null : new List<string>();
        var scope = new RunScope(turn, live);
        var words = template is null ? null : turn.Speech.TemplateWords(live, template, scope);
        // Said again in other words, the question does not bring its picture a second time.
        var attachment = live.Question!.Attach is { } attach && key == live.Dialog.KeysOf(live.Question).Ask ? turn.Speech.Attached(live, attach, scope) : null;
        var sent = turn.Speech.Send(live, live.Dialog.Name, key, scope,
            message => _keyboard.Put(live, message, names) with { Template = template, TemplateWords = words, Attachment = attachment }, names, other);
        live.Run = live.Run with { QuestionKey = sent };
    }

    private void ShowInPlace(Live live)
    {
        var names = turn.Trace is null ? null : new List<string>();
        var replaces = turn.Context.Channel.CanEdit ? live.Run.QuestionKey : null;
        var sent = turn.Speech.Send(live, live.Dialog.Name, live.Dialog.KeysOf(live.Question!).Ask, new RunScope(turn, live),
            message => _keyboard.Put(live, message, names) with { Replaces = replaces }, names);
        // Edited in place, the message keeps its place and its key.
        if (replaces is null) live.Run = live.Run with { QuestionKey = sent };
    }
}
