using System.Collections.Immutable;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Engine;

/// <summary>Moves runs of an older version to the one that is published; nothing is sent.</summary>
internal sealed class Migrations(Turn turn)
{
    /// <summary>The outcome of a run whose state no rule carries over.</summary>
    public const string Lost = "lost";

    public void Apply(Live live)
    {
        var model = live.Dialog.Model;
        var slots = live.Run.Slots;
        var target = new MigrationTarget(live.Run.State, null, false);
        for (var version = live.Run.Version; version < model.Version && target.State is not null; version++)
        {
            if (!model.Migrate.TryGetValue(version, out var map)) continue;
            slots = Rename(slots, map.Slots);
            if (map.States.TryGetValue(target.State, out var mapped)) target = mapped;
        }
        live.Run = live.Run with { Version = model.Version, Slots = Keep(slots, model) };
        if (target.Human) turn.Runner.Stop(live);
        else if (target.EndOutcome is { } outcome) turn.Runner.End(live, outcome);
        else if (live.Dialog.Find(target.State!) is State.Ask or State.Wait or State.Do or State.Call) Carry(live, target.State!);
        else turn.Runner.End(live, Lost);
    }

    private void Carry(Live live, string path)
    {
        var state = live.Dialog.Find(path)!;
        if (path == live.Run.State)
        {
            live.Run = live.Run with { Pending = live.Run.Pending && state is State.Do };
            return;
        }
        turn.Timers.ClearAll(live);
        live.Run = live.Run with
        {
            State = path, Epoch = live.Run.Epoch + 1, Entered = Run.NoEpochs, Left = Run.NoNames, Wrong = 0, Pending = false,
            Sent = 0, Page = 0, QuestionKey = null, Offered = [], Marked = [], Asked = state is State.Ask, Moved = state is State.Ask,
        };
        for (var group = state.Parent; group is not null; group = live.Dialog.Find(group)?.Parent)
        {
            live.Run = live.Run with { Entered = live.Run.Entered.SetItem(group, live.Run.Epoch) };
            turn.Timers.SetFor(live, live.Dialog.Find(group)!, live.Run.Epoch);
        }
        turn.Timers.SetFor(live, state, live.Run.Epoch);
        if (state is State.Wait) turn.Floor.Forget(live);
        if (state is State.Do or State.Call) turn.Runner.Arrive(live);
    }

    private static ImmutableSortedDictionary<string, Value> Rename(
        ImmutableSortedDictionary<string, Value> slots, ImmutableSortedDictionary<string, string> names)
    {
        foreach (var (old, renamed) in names)
            if (slots.TryGetValue(old, out var value)) slots = slots.Remove(old).SetItem(renamed, value);
        return slots;
    }

    // A slot that is gone is forgotten; a value its type no longer holds becomes unset.
    private static ImmutableSortedDictionary<string, Value> Keep(ImmutableSortedDictionary<string, Value> slots, Dialog model)
    {
        foreach (var (name, value) in slots)
            if (!model.Slots.TryGetValue(name, out var slot) || !Fits(value, slot.Type)) slots = slots.Remove(name);
        return slots;
    }

    private static bool Fits(Value value, DialogType type) => (type.Kind, value) switch
    {
        (TypeKind.Bool, Value.Bool) or (TypeKind.Int, Value.Int) or (TypeKind.Decimal, Value.Decimal) or (TypeKind.Money, Value.Money) => true,
        (TypeKind.Date, Value.Date) or (TypeKind.Time, Value.Time) or (TypeKind.DateTime, Value.Instant) or (TypeKind.Duration, Value.Duration) => true,
        (TypeKind.Choice, Value.Text text) => type.Members.IsEmpty || type.Members.Contains(text.Content),
        (TypeKind.Choices or TypeKind.List, Value.List) or (TypeKind.Record, Value.Record) => true,
        (TypeKind.Text or TypeKind.DayMonth or TypeKind.Phone or TypeKind.Email or TypeKind.Contact or TypeKind.Location
            or TypeKind.Photo or TypeKind.File or TypeKind.Code or TypeKind.Ref, Value.Text) => true,
        _ => false,
    };
}
