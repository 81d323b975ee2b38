using EngageBot.Dialogs.Engine.Compiled;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Sets, clears and answers the timers of runs; a run lists its own so that a hold can move them.</summary>
internal sealed class TimerDesk(Turn turn)
{
    public const string Remind = "remind";
    public const string After = "after";
    /// <summary>A question waits for the floor at most this long.</summary>
    public const string FloorLimit = "floor";
    /// <summary>A question waits until another run's conversation has cooled down.</summary>
    public const string Idle = "idle";

    /// <summary>A slot with <c>keep</c> is forgotten; the slot's name stands behind a colon.</summary>
    public const string Keep = "keep";
    /// <summary>The epoch of what is forgotten: it is tied to no state.</summary>
    private const uint NoState = uint.MaxValue;

    /// <summary>A reminder that comes later than this is dropped: it would remind of another day.</summary>
    public static readonly TimeSpan LatestReminder = TimeSpan.FromHours(6);

    /// <summary>A release never takes away so much of a customer's time that nothing is left.</summary>
    public static readonly TimeSpan ShortestRest = TimeSpan.FromMinutes(10);

    // The host's clock may round a due time down.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    public void SetFor(Live live, State state, uint epoch)
    {
        if (state.Timeout is not { } timeout) return;
        var suffix = state is State.Group ? ":" + state.Path : "";
        if (timeout.Remind is { } remind) Set(live, epoch, Remind + suffix, Due(turn.Now, remind));
        Set(live, epoch, After + suffix, Due(turn.Now, timeout.After));
    }

    /// <summary>A release kept the state: its time began when it began and has the new length, but at least ten more minutes.</summary>
    public void Renew(Live live, State state, uint epoch)
    {
        var suffix = state is State.Group ? ":" + state.Path : "";
        var renewed = live.Run.Timers;
        foreach (var timer in live.Run.Timers)
        {
            if (timer.Epoch != epoch || timer.Since is not { } since || (timer.What != After + suffix && timer.What != Remind + suffix)) continue;
            var length = timer.What == After + suffix ? state.Timeout?.After : state.Timeout?.Remind;
            if (length is null) renewed = renewed.Remove(timer);
            else if (Due(since, length) is var dueAt && dueAt != timer.DueAt)
                renewed = renewed.Replace(timer, timer with { DueAt = dueAt < turn.Now + ShortestRest ? turn.Now + ShortestRest : dueAt });
        }
        if (renewed == live.Run.Timers) return;
        live.Run = live.Run with { Timers = renewed };
        turn.Do(new Effect.ClearTimers(live.Number, epoch));
        if (turn.Chat.Held) return; // The rows come back with the release of the hold.
        foreach (var timer in live.Run.Timers)
            if (timer.Epoch == epoch) turn.Do(new Effect.SetTimer(live.Number, epoch, timer.What, timer.DueAt));
    }

    public void Set(Live live, uint epoch, string what, DateTimeOffset dueAt)
    {
        var timers = live.Run.Timers;
        for (var index = timers.Length - 1; index >= 0; index--)
            if (timers[index].Epoch == epoch && timers[index].What == what) timers = timers.RemoveAt(index);
        live.Run = live.Run with { Timers = timers.Add(new RunTimer(epoch, what, dueAt, turn.Now)) };
        turn.Do(new Effect.SetTimer(live.Number, epoch, what, dueAt));
    }

    /// <summary>The run holds a value that may only be kept for a while: it is forgotten by itself.</summary>
    public void Forget(Live live, string slot)
    {
        if (live.Dialog.Model.Slots[slot].Keep is { } keep && live.Slot(slot) is not null) Set(live, NoState, $"{Keep}:{slot}", turn.Now + keep);
    }

    /// <summary>The same for all values that nobody counts the time of yet.</summary>
    public void Forget(Live live)
    {
        foreach (var slot in live.Dialog.Model.Slots.Values)
            if (slot.Keep is not null && !live.Run.Timers.Any(timer => timer.What == $"{Keep}:{slot.Name}")) Forget(live, slot.Name);
    }

    public void Clear(Live live, uint epoch)
    {
        var kept = live.Run.Timers.RemoveAll(timer => timer.Epoch == epoch);
        if (kept.Length == live.Run.Timers.Length) return;
        live.Run = live.Run with { Timers = kept };
        turn.Do(new Effect.ClearTimers(live.Number, epoch));
    }

    public void ClearAll(Live live)
    {
        if (live.Run.Timers.IsEmpty) return;
        live.Run = live.Run with { Timers = [] };
        turn.Do(new Effect.ClearTimers(live.Number, null));
    }

    /// <summary>Clears what the run's state has set; what is to be forgotten still is.</summary>
    public void ClearStates(Live live)
    {
        var kept = live.Run.Timers.RemoveAll(timer => timer.Epoch != NoState);
        ClearAll(live);
        foreach (var timer in kept)
        {
            live.Run = live.Run with { Timers = live.Run.Timers.Add(timer) };
            turn.Do(new Effect.SetTimer(live.Number, timer.Epoch, timer.What, timer.DueAt));
        }
    }

    /// <summary>A person has taken over: the rows go, the list stays.</summary>
    public void Pause()
    {
        foreach (var live in turn.Runs)
            if (!live.Run.Timers.IsEmpty) turn.Do(new Effect.ClearTimers(live.Number, null));
    }

    /// <summary>The person has handed back: every due time moves on by the length of the hold, but what was promised to be forgotten is so in time.</summary>
    public void Resume(TimeSpan held)
    {
        foreach (var live in turn.Runs)
        {
            if (live.Run.Timers.IsEmpty) continue;
            live.Run = live.Run with { Timers = [.. live.Run.Timers.Select(timer => timer.Epoch == NoState ? timer : timer with { DueAt = timer.DueAt + held, Since = timer.Since + held })] };
            foreach (var timer in live.Run.Timers) turn.Do(new Effect.SetTimer(live.Number, timer.Epoch, timer.What, timer.DueAt));
        }
    }

    /// <summary>Answers a timer that fell due; <see langword="false"/> if nobody waits for it any more.</summary>
    public bool Answer(ChatEvent.TimerDue due)
    {
        if (due.What == ChatEvent.TimerDue.Unsent) return Unsent(due);
        if (turn.Find(due.Run) is not { } live || Listed(live, due) is not { } timer) return false;
        if (timer.DueAt > turn.Now + Rounding)
        {
            // A row from before a hold: the timer stands, but later.
            turn.Do(new Effect.SetTimer(live.Number, timer.Epoch, timer.What, timer.DueAt));
            return false;
        }
        live.Run = live.Run with { Timers = live.Run.Timers.Remove(timer) };
        var group = due.What.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? due.What[(colon + 1)..] : null;
        switch (group is null ? due.What : due.What[..(due.What.Length - group.Length - 1)])
        {
            case Remind: Reminded(live, timer, group); break;
            case After: turn.Runner.Raise(live, group is null ? Signals.Timeout : Signals.TimeoutOf(group), null); break;
            case FloorLimit: turn.Floor.Force(live); break;
            case Keep: live.Run = Trails.Forget(live.Run, group!); break;
            default: break; // idle: the floor looks at its queue after every step
        }
        return true;
    }

    /// <summary>A question that nobody heard is not waited for: what its silence leads to happens now.</summary>
    private bool Unsent(ChatEvent.TimerDue due) =>
        turn.Find(due.Run) is { Question: not null } live && live.Run is { Asked: true } run && run.Epoch == due.Epoch && turn.Runner.Raise(live, Signals.Timeout, null);

    /// <summary>When a length of time is over.</summary>
    private DateTimeOffset Due(DateTimeOffset from, Value.Duration length) =>
        length.Working && turn.WorkingTime is { } shop ? shop.After(from, length.Length) : from + length.Length;

    private void Reminded(Live live, RunTimer timer, string? group)
    {
        if (turn.Now - timer.DueAt > LatestReminder) return;
        if (group is not null) turn.Speech.TrySay(live, live.Dialog.KeysOf(group).Remind);
        else if (live.Question is not null) turn.Questions.Remind(live);
        else if (live.State is { } state) turn.Speech.TrySay(live, live.Dialog.KeysOf(state.Path).Remind);
    }

    private static RunTimer? Listed(Live live, ChatEvent.TimerDue due)
    {
        foreach (var timer in live.Run.Timers)
            if (timer.Epoch == due.Epoch && timer.What == due.What) return timer;
        return null;
    }
}
