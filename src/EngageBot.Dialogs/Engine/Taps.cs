using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Engine;

/// <summary>Decides what a tap means: the table of outcomes. Every tap gets exactly one notice.</summary>
internal sealed class Taps(Turn turn)
{
    /// <summary>Two taps on a command within this time are one.</summary>
    public static readonly TimeSpan SameTap = TimeSpan.FromSeconds(30);

    public void Read(ChatEvent.Tapped tapped)
    {
        if (!ButtonToken.TryRead(tapped.Token, turn.Context, out var token))
        {
            Notice(NoticeKind.Invalid, removeButtons: false);
            return;
        }
        switch (token.Kind)
        {
            case ButtonKind.Answer or ButtonKind.Page: OfRun(token); break;
            case ButtonKind.Entry: Entry(tapped, token); break;
            case ButtonKind.Command: Command(tapped, token); break;
            default: Notice(NoticeKind.Expired, removeButtons: true); break;
        }
    }

    private void OfRun(ButtonToken token)
    {
        if (turn.Find(token.Run) is not { } live)
        {
            Notice(token.Run <= turn.Chat.LastRun ? NoticeKind.Finished : NoticeKind.Expired, removeButtons: true);
            return;
        }
        if (live.Dialog.Model.Number != token.Dialog || token.Epoch > live.Run.Epoch)
        {
            Notice(NoticeKind.Expired, removeButtons: true);
            return;
        }
        if (token.Epoch < live.Run.Epoch)
        {
            Earlier(live, token);
            return;
        }
        if (live.Question is not { } ask || ask.Number != token.State || !live.Run.Asked)
        {
            Old(live);
            return;
        }
        if (token.Kind is ButtonKind.Page) Marked(live, turn.Questions.TurnPage(live, token.Choice));
        else Current(live, ask, token);
    }

    private void Current(Live live, State.Ask ask, ButtonToken token)
    {
        switch (token.Choice)
        {
            case Keyboard.Leave or Keyboard.Stay: LeaveOrStay(live, token); return;
            case Keyboard.Skip when !ask.Skip.IsEmpty && MayTakeFloor(live):
                Take(live);
                turn.Questions.Skip(live, ask);
                return;
            case Keyboard.Back when Commands.MayGoBack(live) && MayTakeFloor(live):
                Take(live);
                turn.Commands.TryGoBack(live);
                return;
        }
        if (live.Dialog.Model.Slots[ask.Slot].Type.Kind is Values.TypeKind.Choices)
        {
            Several(live, ask, token);
            return;
        }
        if (!MayTakeFloor(live) || !turn.Questions.TryChoose(live, token.Choice, out var value))
        {
            Old(live);
            return;
        }
        Take(live);
        turn.Questions.Accept(live, value, token.Choice, token.Epoch);
    }

    private void Several(Live live, State.Ask ask, ButtonToken token)
    {
        if (!MayTakeFloor(live))
        {
            Old(live);
            return;
        }
        if (token.Choice == Keyboard.Done && turn.Questions.TryFinish(live, ask, out var marked))
        {
            Take(live);
            turn.Questions.Accept(live, marked, token.Choice, token.Epoch);
            return;
        }
        var on = token.Choice <= Keyboard.Unmark;
        var member = live.Dialog.MemberOf(ask, live.Dialog.Model.Slots[ask.Slot], on ? token.Choice : (byte)(token.Choice - Keyboard.Unmark));
        if (member is null) Old(live);
        else Marked(live, turn.Questions.Mark(live, member, on));
    }

    private void LeaveOrStay(Live live, ButtonToken token)
    {
        if (turn.Chat.Leaving is not { } leaving || leaving.Run != live.Number || leaving.Epoch != token.Epoch)
        {
            Notice(NoticeKind.Duplicate, removeButtons: true);
            return;
        }
        Notice(NoticeKind.Accepted, removeButtons: false);
        turn.Commands.Leave(leaving, token.Choice == Keyboard.Leave);
    }

    private void Earlier(Live live, ButtonToken token)
    {
        var index = Trails.IndexOf(live.Run.Trail, token.Epoch);
        if (index < 0 || token.Kind is not ButtonKind.Answer)
        {
            Old(live);
            return;
        }
        var answered = live.Run.Trail[index];
        if (answered.Choice == token.Choice && token.Choice != 0)
        {
            Notice(NoticeKind.Duplicate, removeButtons: false);
            return;
        }
        if (!TryChange(live, index, answered, token)) Old(live);
    }

    // The slots go back to that question, the new answer is taken, and the way from there begins anew.
    private bool TryChange(Live live, int index, Answered answered, ButtonToken token)
    {
        if (live.State is State.Do pending && live.Run.Pending && !turn.Runner.MayRepeat(pending.Action)) return false;
        if (answered.Final || live.Dialog.Find(answered.State) is not State.Ask { ChangeUntil: { } limit } ask) return false;
        if (turn.Now > answered.At + limit || !MayTakeFloor(live)) return false;
        var before = live.Run;
        live.Run = Trails.Rewind(live.Run, index) with { Offered = answered.Offered };
        var isSkip = token.Choice == Keyboard.Skip && !ask.Skip.IsEmpty;
        if (!isSkip && !turn.Questions.CanChoose(live, ask, token.Choice))
        {
            live.Run = before;
            return false;
        }
        Take(live);
        turn.Runner.Change(live, ask, answered, token.Choice);
        return true;
    }

    private void Entry(ChatEvent.Tapped tapped, ButtonToken token)
    {
        if (token.Expires < turn.Now || turn.Dialogs.ByNumber(token.Dialog) is not { } dialog)
        {
            Notice(NoticeKind.Expired, removeButtons: true);
            return;
        }
        if (turn.Commands.IsKnown(dialog, token)) Notice(NoticeKind.Duplicate, removeButtons: false);
        else
        {
            Notice(NoticeKind.Accepted, removeButtons: false);
            turn.Commands.StartByEntry(dialog, token, tapped);
        }
    }

    private void Command(ChatEvent.Tapped tapped, ButtonToken token)
    {
        if (turn.Dialogs.GlobalByHash(token.Run) is not { } command)
        {
            Notice(NoticeKind.Expired, removeButtons: true);
            return;
        }
        // A command has no epoch; a second tap this soon is the same tap, later it is a new wish.
        if (turn.Chat.TappedCommand == token.Run && turn.Chat.TappedAt + SameTap > turn.Now)
        {
            Notice(NoticeKind.Duplicate, removeButtons: false);
            return;
        }
        turn.Chat = turn.Chat with { TappedCommand = token.Run, TappedAt = turn.Now };
        Notice(NoticeKind.Accepted, removeButtons: false);
        turn.Commands.Run(command, tapped);
    }

    private void Old(Live live)
    {
        Notice(NoticeKind.OldQuestion, removeButtons: true);
        if (turn.Floor.Has(live)) turn.Questions.ShowAgain(live);
    }

    private void Marked(Live live, bool changed)
    {
        if (changed) turn.Floor.Spoke(live);
        Notice(changed ? NoticeKind.Accepted : NoticeKind.Duplicate, removeButtons: false);
    }

    // A button brings its own run to the floor, unless what is open there may not be interrupted.
    private bool MayTakeFloor(Live live) =>
        turn.Floor.Has(live) || turn.Floor.Top is not { } top || top.Question is not { Interrupt: Interrupt.Never };

    private void Take(Live live)
    {
        Notice(NoticeKind.Accepted, removeButtons: false);
        if (turn.Chat.Leaving is not null) turn.Chat = turn.Chat with { Leaving = null };
        if (!turn.Floor.Has(live)) turn.Floor.Give(live);
    }

    private void Notice(NoticeKind kind, bool removeButtons) =>
        turn.Do(new Effect.Notice(kind, kind is NoticeKind.Accepted ? "" : turn.Speech.NoticeText(kind), removeButtons));
}
