using System.Collections.Immutable;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>The answered questions of a run: each notes what the slots held before, so that going back is exact.</summary>
internal static class Trails
{
    /// <summary>Older questions are forgotten; their buttons are then simply old.</summary>
    public const int Longest = 20;

    public static ImmutableArray<Answered> Add(ImmutableArray<Answered> trail, Answered answered) =>
        (trail.Length < Longest ? trail : trail.RemoveAt(0)).Add(answered);

    /// <summary>Notes what a slot held before it was set for the first time since the last question.</summary>
    public static ImmutableArray<Answered> Note(ImmutableArray<Answered> trail, string slot, Value? before)
    {
        if (trail.IsEmpty || trail[^1] is not { Final: false } last) return trail;
        foreach (var noted in last.Before)
            if (noted.Slot == slot) return trail;
        return trail.SetItem(trail.Length - 1, last with { Before = last.Before.Add(new SlotBefore(slot, before)) });
    }

    /// <summary>An action that may not be repeated runs: nothing goes back past here, so nothing need be remembered for it.</summary>
    public static ImmutableArray<Answered> Close(ImmutableArray<Answered> trail)
    {
        if (trail.IsEmpty || trail[^1].Final) return trail;
        var closed = ImmutableArray.CreateBuilder<Answered>(trail.Length);
        foreach (var answered in trail) closed.Add(answered.Final ? answered : answered with { Final = true, Before = [], Offered = [] });
        return closed.MoveToImmutable();
    }

    /// <summary>The run as it was when that question was open: slots restored, the question and what followed off the trail.</summary>
    public static Run Rewind(Run run, int index)
    {
        var slots = run.Slots.ToBuilder();
        for (var later = run.Trail.Length - 1; later >= index; later--)
            foreach (var (slot, before) in run.Trail[later].Before)
            {
                if (before is null) slots.Remove(slot);
                else slots[slot] = before;
            }
        return run with { Slots = slots.ToImmutable(), Trail = run.Trail.RemoveRange(index, run.Trail.Length - index) };
    }

    /// <summary>The run without a slot's value, and without what it held before.</summary>
    public static Run Forget(Run run, string slot) => run with
    {
        Slots = run.Slots.Remove(slot),
        Trail = [.. run.Trail.Select(answered => answered with { Before = answered.Before.RemoveAll(before => before.Slot == slot) })],
    };

    /// <summary>The question those buttons belonged to, or -1.</summary>
    public static int IndexOf(ImmutableArray<Answered> trail, uint epoch)
    {
        for (var index = trail.Length - 1; index >= 0; index--)
            if (trail[index].Epoch == epoch) return index;
        return -1;
    }
}
