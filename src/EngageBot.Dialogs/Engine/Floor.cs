using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Engine;

/// <summary>Who is being answered: one run has the floor, under it those it interrupted, beside it questions that wait for their turn.</summary>
internal sealed class Floor(Turn turn)
{
    /// <summary>How many interrupted runs may stand under the one that has the floor.</summary>
    public const int MostInterrupted = 3;

    /// <summary>How long another run's conversation must have been silent before a waiting question is asked.</summary>
    public static readonly TimeSpan Cooling = TimeSpan.FromMinutes(10);

    /// <summary>How long a question waits for the floor at most.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    private static readonly TimeSpan TryAgain = TimeSpan.FromHours(1);

    /// <summary>The run that has the floor.</summary>
    public Live? Top => turn.Chat.Floor.IsEmpty ? null : turn.Find(turn.Chat.Floor[^1]);

    public bool Has(Live live) => !turn.Chat.Floor.IsEmpty && turn.Chat.Floor[^1] == live.Number;

    public bool IsOn(Live live) => turn.Chat.Floor.Contains(live.Number);

    public bool IsQueued(Live live)
    {
        foreach (var waiting in turn.Chat.Waiting)
            if (waiting.Run == live.Number) return true;
        return false;
    }

    /// <summary>Gives a run the floor; what it interrupts comes back afterwards.</summary>
    public void Give(Live live)
    {
        Unqueue(live);
        // The same dialog stands on the floor once: another run of it waits for its turn.
        foreach (var other in turn.Runs)
            if (other != live && other.Dialog.Name == live.Dialog.Name && IsOn(other)) Postpone(other);
        var floor = turn.Chat.Floor.Remove(live.Number);
        if (floor.Length > MostInterrupted)
        {
            // The oldest interrupted question loses its place, not its life: it is asked again when the floor is free.
            var oldest = turn.Find(floor[0]);
            floor = floor.RemoveAt(0);
            turn.Chat = turn.Chat with { Floor = floor };
            if (oldest is not null) Postpone(oldest);
        }
        turn.Chat = turn.Chat with { Floor = floor.Add(live.Number) };
    }

    /// <summary>A run has come to a question: asks it now, or as soon as it may.</summary>
    public void Request(Live live)
    {
        if (Has(live))
        {
            turn.Questions.Ask(live);
            return;
        }
        if (IsOn(live)) return; // Interrupted: it asks when it is on top again.
        var question = live.Question!;
        if (Top is null ? !question.WhenIdle || CoolAt(live) is null : !question.WhenIdle && MayInterrupt(Top))
        {
            Give(live);
            turn.Questions.Ask(live);
        }
        else
        {
            Queue(live);
        }
    }

    /// <summary>A run no longer speaks: the one under it goes on.</summary>
    public void Leave(Live live)
    {
        Unqueue(live);
        if (!IsOn(live)) return;
        var hadFloor = Has(live);
        turn.Chat = turn.Chat with { Floor = turn.Chat.Floor.Remove(live.Number) };
        if (hadFloor && Top is { } next) GoOn(next);
    }

    /// <summary>The question on top is said again, or at last.</summary>
    public void GoOn(Live live)
    {
        if (turn.Chat.Held || live.Question is null) return;
        if (turn.Quiet)
        {
            live.Run = live.Run with { Moved = true };
            return;
        }
        if (live.Run.Asked) turn.Questions.Resume(live);
        else turn.Questions.Ask(live);
    }

    /// <summary>Asks the first waiting question whose time has come.</summary>
    public void Serve()
    {
        if (turn.Chat.Held || !turn.Chat.Floor.IsEmpty) return;
        foreach (var waiting in turn.Chat.Waiting)
        {
            if (turn.Find(waiting.Run) is not { } live) continue;
            if (CoolAt(live) is { } coolAt)
            {
                if (!IsTimed(live, TimerDesk.Idle, coolAt)) turn.Timers.Set(live, live.Run.Epoch, TimerDesk.Idle, coolAt);
                continue;
            }
            Give(live);
            GoOn(live);
            return;
        }
    }

    /// <summary>A question has waited long enough and breaks in, unless what is open may not be interrupted.</summary>
    public void Force(Live live)
    {
        if (live.Question is null || IsOn(live)) return;
        if (Top is { } top && !MayInterrupt(top))
        {
            turn.Timers.Set(live, live.Run.Epoch, TimerDesk.FloorLimit, turn.Now + TryAgain);
            return;
        }
        Give(live);
        GoOn(live);
    }

    /// <summary>Whether the run that has the floor lets another in without being asked.</summary>
    public static bool MayInterrupt(Live top) => top is { Question: null } or { State.Interrupt: Interrupt.Always };

    /// <summary>A run leaves the floor without being forgotten: its question is asked again when the floor is free.</summary>
    public void Postpone(Live live)
    {
        turn.Chat = turn.Chat with { Floor = turn.Chat.Floor.Remove(live.Number) };
        if (live.Question is not null) Queue(live);
    }

    public void Forget(Live live)
    {
        Unqueue(live);
        turn.Chat = turn.Chat with { Floor = turn.Chat.Floor.Remove(live.Number) };
    }

    /// <summary>Notes with whom the customer speaks.</summary>
    public void Spoke(Live live) => turn.Chat = turn.Chat with { SpokeRun = live.Number, SpokeAt = turn.Now };

    private void Queue(Live live)
    {
        if (IsQueued(live)) return;
        turn.Chat = turn.Chat with { Waiting = turn.Chat.Waiting.Add(new WaitingRun(live.Number, turn.Now)) };
        turn.Timers.Set(live, live.Run.Epoch, TimerDesk.FloorLimit, turn.Now + LongestWait);
    }

    public void Unqueue(Live live)
    {
        for (var index = 0; index < turn.Chat.Waiting.Length; index++)
        {
            if (turn.Chat.Waiting[index].Run != live.Number) continue;
            turn.Chat = turn.Chat with { Waiting = turn.Chat.Waiting.RemoveAt(index) };
            return;
        }
    }

    // Only another run's words count: a run may follow up its own conversation at once.
    private DateTimeOffset? CoolAt(Live live) =>
        turn.Chat.SpokeAt is { } spoke && turn.Chat.SpokeRun != live.Number && spoke + Cooling > turn.Now ? spoke + Cooling : null;

    private static bool IsTimed(Live live, string what, DateTimeOffset dueAt)
    {
        foreach (var timer in live.Run.Timers)
            if (timer.What == what && timer.DueAt == dueAt) return true;
        return false;
    }
}
