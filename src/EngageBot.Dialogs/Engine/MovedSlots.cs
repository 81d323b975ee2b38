using System.Collections.Immutable;
using EngageBot.Dialogs.Engine.Answers;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>What a run remembers, carried to a newer version: renamed slots, forgotten ones, values that no longer fit.</summary>
internal static class MovedSlots
{
    /// <summary>The run with the names of one version's map: slots, and the states its trail and histories speak of.</summary>
    public static Run Rename(Run run, Migration map)
    {
        foreach (var (old, renamed) in map.Slots)
            if (run.Slots.TryGetValue(old, out var value)) run = run with { Slots = run.Slots.Remove(old).SetItem(renamed, value) };
        string SlotOf(string name) => map.Slots.GetValueOrDefault(name, name);
        string StateOf(string path) => map.States.TryGetValue(path, out var target) && target.State is { } moved ? moved : path;
        return run with
        {
            Given = [.. run.Given.Select(SlotOf)],
            Timers = [.. run.Timers.Select(timer => map.Slots.FirstOrDefault(slot => timer.What == $"{TimerDesk.Keep}:{slot.Key}") is { Value: { } renamed }
                ? timer with { What = $"{TimerDesk.Keep}:{renamed}" } : timer)],
            Left = run.Left.ToImmutableSortedDictionary(left => left.Key, left => StateOf(left.Value), StringComparer.Ordinal),
            Trail = [.. run.Trail.Select(answered => answered with
            {
                State = StateOf(answered.State),
                Before = [.. answered.Before.Select(before => before with { Slot = SlotOf(before.Slot) })],
            })],
        };
    }

    /// <summary>The run with only what this version's slots hold: a slot that is gone is forgotten, a value that no longer fits becomes unset.</summary>
    public static Run Keep(Turn turn, Live live, Run run)
    {
        var slots = live.Dialog.Model.Slots;
        foreach (var (name, value) in run.Slots)
        {
            var kept = slots.TryGetValue(name, out var slot) ? Fitted(turn, live, slot, value) : null;
            if (!ReferenceEquals(kept, value)) run = run with { Slots = kept is null ? run.Slots.Remove(name) : run.Slots.SetItem(name, kept) };
        }
        // A slot that is new begins as it does in a new run; the checker counts on it.
        foreach (var slot in slots.Values)
            if (slot.Start is { } start && !run.Slots.ContainsKey(slot.Name)) run = run with { Slots = run.Slots.Add(slot.Name, start) };
        return run with
        {
            Given = run.Given.RemoveAll(slot => !slots.ContainsKey(slot)),
            Trail = [.. run.Trail.Select(answered => answered with { Before = answered.Before.RemoveAll(before => !Stays(turn, live, before)) })],
        };
    }

    private static bool Stays(Turn turn, Live live, SlotBefore before) =>
        live.Dialog.Model.Slots.TryGetValue(before.Slot, out var slot) && (before.Value is not { } value || Fitted(turn, live, slot, value) is not null);

    private static Value? Fitted(Turn turn, Live live, Slot slot, Value value)
    {
        if (slot.Type.Kind is TypeKind.Choices && value is Value.List several)
        {
            var left = several.Items.RemoveAll(item => item is not Value.Text member || !slot.Type.Members.Contains(member.Content));
            return left.IsEmpty ? null : left.Length == several.Items.Length ? value : new Value.List(left);
        }
        return IsOf(slot.Type, value) && AnswerReader.IsWithin(turn, live, slot, value) ? value : null;
    }

    private static bool IsOf(DialogType type, Value value) => (type.Kind, value) switch
    {
        (TypeKind.Bool, Value.Bool) or (TypeKind.Int, Value.Int) or (TypeKind.Decimal, Value.Decimal) or (TypeKind.Money, Value.Money) => true,
        (TypeKind.Date, Value.Date) or (TypeKind.Time, Value.Time) or (TypeKind.DateTime, Value.Instant) or (TypeKind.Duration, Value.Duration) => true,
        (TypeKind.Choice, Value.Text text) => type.Members.IsEmpty || type.Members.Contains(text.Content),
        (TypeKind.List, Value.List) or (TypeKind.Record, Value.Record) => true,
        (TypeKind.Text or TypeKind.DayMonth or TypeKind.Phone or TypeKind.Email or TypeKind.Contact or TypeKind.Location
            or TypeKind.Photo or TypeKind.File or TypeKind.Code or TypeKind.Ref, Value.Text) => true,
        _ => false,
    };
}
