using System.Text;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Transcripts;

/// <summary>Gives events to a rehearsal and checks the engine's promises after each.</summary>
internal sealed class Watch(Rehearsal rehearsal)
{
    private const int Remembered = 12;
    private const int RoundsOfSilence = 40;

    private static readonly TimeSpan Silence = TimeSpan.FromDays(30);

    private readonly Queue<string> _last = new();

    /// <summary>The last events, oldest first.</summary>
    public IEnumerable<string> Last => _last;

    /// <summary>The promise that was broken, or <see langword="null"/>.</summary>
    public string? Happen(ChatEvent happened)
    {
        if (_last.Count == Remembered) _last.Dequeue();
        _last.Enqueue(happened.ToString());
        if (DiffersFromItself(happened) is { } differs) return differs;
        var outcome = rehearsal.Happen(happened);
        if (outcome.Ended.Find(e => e.Outcome == Runner.WentWrong) is { } wrong) return $"{wrong.Dialog} could not go on";
        return Check() ?? Twice(happened);
    }

    /// <summary>Nobody says anything any more: every run must end by its own timers.</summary>
    public string? FallSilent(RandomCustomer customer)
    {
        if (rehearsal.Chat.Held && Happen(new ChatEvent.Released()) is { } broken) return broken;
        for (var round = 0; round < RoundsOfSilence && !rehearsal.Chat.Runs.IsEmpty; round++)
        {
            while (customer.Answer() is { } answer)
                if (Happen(answer) is { } wrong) return wrong;
            var outcome = new Outcome();
            rehearsal.Later(Silence, outcome);
            if (Check() is { } unmet) return unmet;
        }
        var stuck = rehearsal.Chat.Runs.FirstOrDefault(run => HasTimeout(run) || StateOf(run) is not (State.Ask or State.Wait));
        return stuck is null ? null : $"{stuck.Dialog} never ends: it stands in {stuck.State}";
    }

    /// <summary>The same input gives the same output, also to a state that went through its JSON; and the state survives that.</summary>
    public string? DiffersFromItself(ChatEvent happened)
    {
        var first = DialogEngine.Step(rehearsal.Dialogs, rehearsal.Chat, happened, rehearsal.Context, rehearsal.Facts, rehearsal.Now);
        var again = ChatState.Parse(rehearsal.Chat.ToJson());
        var second = DialogEngine.Step(rehearsal.Dialogs, again, happened, rehearsal.Context, rehearsal.Facts, rehearsal.Now);
        if (Describe(first) != Describe(second)) return "the same input gave two outputs";
        var json = first.Chat.ToJson();
        return ChatState.Parse(json).ToJson() == json ? null : "the state does not survive its JSON";
    }

    /// <summary>A tap, a timer, a result, a hold may be delivered again at any time; words are told apart by the inbox.</summary>
    public string? Twice(ChatEvent happened)
    {
        if (happened is not (ChatEvent.Tapped or ChatEvent.TimerDue or ChatEvent.ActionSucceeded or ChatEvent.ActionFailed
            or ChatEvent.Held or ChatEvent.Released)) return null;
        var before = Fingerprint(rehearsal.Chat);
        var outcome = rehearsal.Happen(happened);
        if (outcome.Actions.Count > 0 || outcome.Began.Count > 0 || outcome.Ended.Count > 0) return "a duplicate did something";
        return Fingerprint(rehearsal.Chat) == before ? Check() : $"a duplicate changed the chat from {before} to {Fingerprint(rehearsal.Chat)}";
    }

    private string? Check() => FloorIsWrong() ?? SomebodyWaitsForNothing();

    /// <summary>Floor entries are open runs, each once, a dialog once, and no more than may be interrupted.</summary>
    public string? FloorIsWrong()
    {
        var chat = rehearsal.Chat;
        if (chat.Floor.Any(number => chat.Find(number) is null)) return "an ended run has the floor";
        if (chat.Floor.Distinct().Count() != chat.Floor.Length) return "a run stands on the floor twice";
        if (chat.Floor.Length > Floor.MostInterrupted + 1) return "too many runs stand on the floor";
        if (chat.Floor.Select(number => chat.Find(number)!.Dialog).GroupBy(d => d).Any(g => g.Count() > 1)) return "a dialog stands on the floor twice";
        if (chat.Waiting.Any(w => chat.Find(w.Run) is null || chat.Floor.Contains(w.Run))) return "the queue for the floor is wrong";
        return null;
    }

    /// <summary>No question or wait is without the timer it was given, and nobody rests where nothing can happen.</summary>
    public string? SomebodyWaitsForNothing()
    {
        var chat = rehearsal.Chat;
        return chat.Held ? null : chat.Runs.Select(run => CheckRun(chat, run)).FirstOrDefault(broken => broken is not null);
    }

    private string? CheckRun(ChatState chat, Run run)
    {
        switch (StateOf(run))
        {
            case State.Ask when !run.Asked:
                if (!chat.Floor.Contains(run.Number) && chat.Waiting.All(w => w.Run != run.Number)) return $"{run.Dialog}/{run.State} will never be asked";
                return !chat.Floor.Contains(run.Number) && !IsTimed(run) ? $"{run.Dialog}/{run.State} waits for the floor without a timer" : null;
            case State.Ask or State.Wait:
                return HasTimeout(run) && !IsTimed(run) ? $"{run.Dialog}/{run.State} waits without a timer" : null;
            case State.Do:
                return run.Pending ? null : $"{run.Dialog}/{run.State} awaits nothing";
            case State.Call:
                return chat.Runs.Any(other => other.Caller == run.Number) ? null : $"{run.Dialog}/{run.State} waits for a dialog that is not open";
            default:
                return $"{run.Dialog} rests in {run.State}, where nobody can rest";
        }
    }

    private bool IsTimed(Run run) => run.Timers.Any(timer => rehearsal.Timers.ContainsKey((run.Number, timer.Epoch, timer.What)));

    private bool HasTimeout(Run run)
    {
        var dialog = rehearsal.Dialogs.Dialogs[run.Dialog];
        for (var state = dialog.Find(run.State); state is not null; state = state.Parent is null ? null : dialog.Find(state.Parent))
            if (state.Timeout is not null) return true;
        return false;
    }

    private State? StateOf(Run run) => rehearsal.Dialogs.Dialogs[run.Dialog].Find(run.State);

    /// <summary>What a chat is, without counters of messages sent.</summary>
    public static string Fingerprint(ChatState chat) =>
        string.Join("; ", chat.Runs.Select(Fingerprint)) + $" floor {string.Join(",", chat.Floor)} held {chat.Held} leaving {chat.Leaving?.Run}";

    private static string Fingerprint(Run run) =>
        $"{run.Number} {run.Dialog}/{run.State}@{run.Epoch} wrong {run.Wrong} page {run.Page} {NodeValues.Write(new Values.Value.Record(run.Slots))}";

    private static string Describe(TurnResult result)
    {
        var text = new StringBuilder(result.Chat.ToJson());
        foreach (var effect in result.Effects)
            text.Append('\n').Append(effect switch
            {
                Effect.Send send => $"{send.Key} {send.Purpose} {send.Message.Text.Plain} {string.Join(",", send.Message.Buttons)} {send.Message.Replaces}",
                Effect.RunAction action => $"{action.IdempotencyKey} {action.Action.Name} {NodeValues.Write(action.Input)}",
                _ => effect.ToString(),
            });
        return text.Append(result.Consumed).ToString();
    }
}
