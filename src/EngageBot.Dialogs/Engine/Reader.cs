using EngageBot.Dialogs.Engine.Answers;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Recognition;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Who reads what a customer says, always in the same order: hard commands, other commands, the open question, start words, patience.</summary>
internal sealed class Reader(Turn turn)
{
    /// <summary>More words than this are not kept while an action runs.</summary>
    public const int MostHeldBack = 20;

    public void Read(ChatEvent happened)
    {
        var words = (happened as ChatEvent.Said)?.Words;
        var folded = words is null ? "" : Folding.Fold(words);
        var command = words is null ? null : SlashCommand.Read(words);
        if (words is not null && turn.Dialogs.HardCommand(command?.Name, folded) is { } hard)
        {
            turn.Commands.Run(hard, happened);
            return;
        }
        if (turn.Floor.Top is { Run.Pending: true })
        {
            HoldBack(happened);
            return;
        }
        if (turn.Chat.Leaving is { } leaving && ReadsLeaving(leaving, folded)) return;
        if (command is not null)
        {
            turn.Commands.Run(command, happened);
            return;
        }
        if (turn.Floor.Top is { Question: not null } top) ReadAnswer(top, happened, folded);
        else ReadIdle(happened, folded);
    }

    /// <summary>Keeps an event for later; the oldest are read first. A result is always kept: a run waits for it.</summary>
    public void HoldBack(ChatEvent happened)
    {
        if (turn.Chat.HeldBack.Length < MostHeldBack || happened is ChatEvent.ActionSucceeded or ChatEvent.ActionFailed)
            turn.Chat = turn.Chat with { HeldBack = turn.Chat.HeldBack.Add(happened) };
        else turn.Consumed = false;
    }

    /// <summary>Reads what was held back, as long as nothing holds it back again.</summary>
    public void ReadHeldBack()
    {
        while (NextHeldBack() is >= 0 and var next)
        {
            var happened = turn.Chat.HeldBack[next];
            turn.Chat = turn.Chat with { HeldBack = turn.Chat.HeldBack.RemoveAt(next) };
            turn.Happen(happened);
        }
    }

    // While an action runs the customer's words wait, but its result may be among what was held back.
    private int NextHeldBack()
    {
        if (turn.Chat.Held) return -1;
        var pending = turn.Floor.Top is { Run.Pending: true };
        for (var index = 0; index < turn.Chat.HeldBack.Length; index++)
            if (!pending || turn.Chat.HeldBack[index] is ChatEvent.ActionSucceeded or ChatEvent.ActionFailed or ChatEvent.Happened) return index;
        return -1;
    }

    private bool ReadsLeaving(Leaving leaving, string folded)
    {
        var answer = folded.Length == 0 ? null : turn.Dialogs.YesNo(folded);
        if (answer is not { } yes)
        {
            turn.Chat = turn.Chat with { Leaving = null };
            return false;
        }
        turn.Commands.Leave(leaving, yes);
        return true;
    }

    private void ReadAnswer(Live top, ChatEvent happened, string folded)
    {
        if (top.Run.Moved || !top.Run.Asked)
        {
            turn.Floor.GoOn(top);
            return;
        }
        if (TakesAnyWords(top, folded) && ReadsWish(happened, top, Depth.InAnyAnswer)) return;
        if (turn.Questions.TryAnswer(top, happened)) return;
        if (folded.Length > 0 && ReadsStartWords(happened, folded, top)) return;
        if (ReadsWish(happened, top, Depth.InAQuestion)) return;
        // A sticker is no wrong answer, and "thanks" needs none: neither costs patience.
        if (happened is ChatEvent.SentUnreadable unreadable) SayUnreadable(unreadable.Kind);
        else if (IsSilentCloser(folded)) turn.Consumed = false;
        else turn.Questions.Retry(top);
    }

    private void ReadIdle(ChatEvent happened, string folded)
    {
        if (folded.Length > 0 && (ReadsStartWords(happened, folded, null) || ReadsWish(happened, null, Depth.Idle))) return;
        if (happened is not ChatEvent.Said)
        {
            SayUnreadable(happened switch
            {
                ChatEvent.SentUnreadable unreadable => unreadable.Kind,
                ChatEvent.SharedPhoto => "photo",
                ChatEvent.SharedFile => "file",
                ChatEvent.SharedLocation => "location",
                _ => "contact",
            });
            return;
        }
        turn.Consumed = false;
        var idle = turn.Dialogs.Set.Shared.Idle;
        if (folded.Length == 0 || IsSilentCloser(folded)) return;
        if (turn.Chat.HintedAt is { } hinted && hinted + idle.Every > turn.Now) return;
        turn.Chat = turn.Chat with { HintedAt = turn.Now };
        turn.Speech.SayLoose(idle.Say);
    }

    // Inside a question only the words of side questions start something; a command does so everywhere.
    private bool ReadsStartWords(ChatEvent happened, string folded, Live? open)
    {
        if (turn.Dialogs.StartedBy(folded) is { } dialog && (open is null || dialog.Model.Starts.Digression || open.Dialog.Name == dialog.Name))
        {
            turn.Commands.StartByCustomer(dialog, happened, null);
            return true;
        }
        if (turn.Dialogs.SoftCommand(folded) is { } soft)
        {
            turn.Commands.Run(soft, happened);
            return true;
        }
        if (!turn.Dialogs.IsCancel(folded)) return false;
        turn.Commands.Cancel();
        return true;
    }

    /// <summary>How deep in other talk a wish is to be heard; the deeper, the plainer it must be.</summary>
    private enum Depth
    {
        Idle, InAQuestion, InAnyAnswer,
    }

    /// <summary>Of a customer, not of staff: whoever writes to many says there what others are to read.</summary>
    private static bool TakesAnyWords(Live top, string folded) =>
        folded.Length > 0 && top.Dialog.Model.Allow is null && top.Question is { } ask && !top.Dialog.IsSkip(folded, ask)
        && top.Dialog.Model.Slots[ask.Slot] is { Type.Kind: TypeKind.Text, Pattern: null };

    /// <summary>A wish in the customer's own words; the words go with it.</summary>
    private bool ReadsWish(ChatEvent happened, Live? open, Depth depth)
    {
        if (happened is not ChatEvent.Said said) return false;
        var reading = turn.Dialogs.Set.Recogniser.Read(said.Words, turn.Context.Language);
        if (depth is not Depth.Idle && !reading.Sure || depth is Depth.InAnyAnswer && !reading.IsPlainWish) return false;
        if (reading.Intent is Intent.Thanks && depth is not Depth.InAnyAnswer)
        {
            // Thanks need no answer, and nothing begins again because of them.
            turn.Consumed = false;
            return true;
        }
        if (turn.Dialogs.Meant(reading.Intent) is not { } command || depth is Depth.InAnyAnswer && command.Level is not CommandLevel.Hard) return false;
        if (command.Call is { } called && open?.Dialog.Name == called) return false;
        turn.Commands.Run(command, happened, said.Words);
        return true;
    }

    private bool IsSilentCloser(string folded) => turn.Dialogs.Set.Shared.Idle.ClosersAreSilent && turn.Dialogs.IsCloser(folded);

    private void SayUnreadable(string kind)
    {
        var key = SharedKeys.Unreadable + kind;
        turn.Speech.SayLoose(turn.Speech.HasShared(key) ? key : SharedKeys.UnreadableOther);
    }
}
