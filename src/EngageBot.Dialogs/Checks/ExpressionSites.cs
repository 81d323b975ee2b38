using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>Lists every expression of a dialog with its surroundings.</summary>
internal sealed class ExpressionSites(CheckContext context)
{
    private static readonly DialogType Yes = new(TypeKind.Bool);

    private Dialog Dialog => context.Dialog;

    public IEnumerable<ExpressionSite> All()
    {
        if (Dialog.Allow is { } allow) yield return new(allow, Scope([.. context.Flow.Initial.Except(TypeChecker.SetWhenTrue(allow))]), Yes);
        foreach (var state in Dialog.States)
            foreach (var site in OfState(state))
                yield return site;
        var anywhere = context.Graph.Leaves.Where(DialogGraph.Rests).Select(context.Flow.Inside).ToList();
        var set = anywhere.Count == 0 ? context.Flow.Initial : anywhere.Aggregate((a, b) => a.Intersect(b));
        foreach (var site in OfLines(Dialog.Cancel, s => Scope(s), set)) yield return site;
    }

    private IEnumerable<ExpressionSite> OfState(State state)
    {
        var leaf = state is State.Group;
        var entry = leaf ? context.Flow.Within(state) : context.Flow.AtEntry(state);
        var inside = context.Flow.Within(state);
        var sites = OfSteps(state.Enter, entry).Concat(OfSteps(state.Exit, inside)).Concat(state switch
        {
            State.Ask ask => OfAsk(ask, inside),
            State.Say { Attach: { } attach } => [new(attach.Value, Scope(inside), null)],
            State.Final { Attach: { } attach } => [new(attach.Value, Scope(inside), null)],
            State.Do act => OfCall(act.Action, inside),
            State.Call call => OfCall(call, inside),
            _ => [],
        });
        var action = state is State.Do { Action.Name: var name } ? context.Action(name) : null;
        sites = sites.Concat(OfLines(state.Next, s => AfterResult(state, action, s), context.Flow.Before(state, Way.Next)));
        if (state.Timeout is { } timeout) sites = sites.Concat(OfLines(timeout.Go, s => Scope(s), inside));
        if (state is State.Do failing) sites = sites.Concat(OfLines(failing.Fail, s => new NameScope(Dialog, context.Shared, s) { Failed = true }, inside, action));
        foreach (var happened in state.Events)
            sites = sites.Concat(OfLines(happened.Lines, s => OnEvent(happened.Event, s), inside));
        return sites;
    }

    private IEnumerable<ExpressionSite> OfAsk(State.Ask ask, ImmutableHashSet<string> inside)
    {
        var answered = Scope(inside.Add(ask.Slot));
        if (Dialog.Slots.TryGetValue(ask.Slot, out var slot))
        {
            var limit = slot.Type.Kind is TypeKind.Text or TypeKind.Choices or TypeKind.Code ? new DialogType(TypeKind.Int) : slot.Type;
            if (slot.Min is { } min) yield return new(min, Scope(inside), limit);
            if (slot.Max is { } max) yield return new(max, Scope(inside), limit);
            if (slot.Check is { } own) yield return new(own, answered, Yes);
        }
        if (ask.Check is { } check) yield return new(check, answered, Yes);
        if (ask.Attach is { } attach) yield return new(attach.Value, Scope(inside), null);
        foreach (var site in OfLines(ask.Skip, s => Scope(s), inside)) yield return site;
        foreach (var site in OfLines(ask.Retries?.Go ?? [], s => Scope(s), inside)) yield return site;
    }

    private IEnumerable<ExpressionSite> OfCall(ActionCall call, ImmutableHashSet<string> set)
    {
        var action = context.Action(call.Name);
        foreach (var (name, value) in call.With)
            yield return new(value, Scope(set), action?.Parameters.GetValueOrDefault(name), SiteKind.Input);
        foreach (var (slot, value) in call.Save)
            yield return new(value, AfterAction(action, set), Optional(slot), SiteKind.Save);
    }

    private IEnumerable<ExpressionSite> OfCall(State.Call call, ImmutableHashSet<string> set)
    {
        var called = context.All.GetValueOrDefault(call.Dialog);
        foreach (var (slot, value) in call.With)
            yield return new(value, Scope(set), called?.Slots.GetValueOrDefault(slot)?.Type is { } type ? type with { Optional = true } : null);
        foreach (var (slot, value) in call.Save)
            yield return new(value, AfterResult(call, null, set), Optional(slot), SiteKind.Save);
    }

    private IEnumerable<ExpressionSite> OfSteps(ImmutableArray<Step> steps, ImmutableHashSet<string> set)
    {
        foreach (var step in steps)
        {
            if (step.Set is { } assignment) yield return new(assignment.Value, Scope(set), Optional(assignment.Slot));
            if (step.Do is not { } call) continue;
            foreach (var site in OfCall(call, set)) yield return site;
        }
    }

    private IEnumerable<ExpressionSite> OfLines(
        ImmutableArray<Line> lines, Func<ImmutableHashSet<string>, NameScope> scope, ImmutableHashSet<string> set, ActionSchema? action = null)
    {
        foreach (var line in lines)
        {
            if (line.When is { } when) yield return new(when, scope(set), Yes, Action: action);
            var held = SlotFlow.Through(set, [], line.When);
            foreach (var assignment in line.Set)
            {
                yield return new(assignment.Value, scope(held), Optional(assignment.Slot), Action: action);
                held = held.Add(assignment.Slot);
            }
            foreach (var value in line.With.Values) yield return new(value, scope(held), null, Action: action);
            if (line.When is not null) set = SlotFlow.Through(set, [line.When], null);
        }
    }

    private NameScope Scope(ImmutableHashSet<string> set) => new(Dialog, context.Shared, set);

    /// <summary>What the lines of an event can read: the declared data of every event the descriptor matches, or anything where none is declared.</summary>
    public NameScope OnEvent(string descriptor, ImmutableHashSet<string> set)
    {
        if (context.Shared.Events.IsEmpty || EventNames.OfEngine(descriptor)) return new(Dialog, context.Shared, set) { AnyEvent = true };
        var data = ImmutableSortedDictionary<string, DialogType>.Empty;
        foreach (var schema in context.Shared.Events.Values.Where(e => EventNames.Matches(descriptor, e.Name)))
            data = data.SetItems(schema.Data);
        return new(Dialog, context.Shared, set) { EventData = data };
    }

    public NameScope AfterResult(State state, ActionSchema? action, ImmutableHashSet<string> set) => state switch
    {
        State.Do => AfterAction(action, set),
        State.Call call => new(Dialog, context.Shared, set) { Results = ResultsOf(call), AnyResult = !context.All.ContainsKey(call.Dialog) },
        _ => Scope(set),
    };

    private NameScope AfterAction(ActionSchema? action, ImmutableHashSet<string> set) =>
        new(Dialog, context.Shared, set) { Results = action?.Results, AnyResult = action is null };

    /// <summary>Nothing can be said of a dialog that does not exist, which is reported elsewhere.</summary>
    private ImmutableSortedDictionary<string, DialogType>? ResultsOf(State.Call call) =>
        context.All.TryGetValue(call.Dialog, out var called) ? NameScope.ResultsOf(called) : null;

    private DialogType? Optional(string slot) => Dialog.Slots.GetValueOrDefault(slot)?.Type is { } type ? type with { Optional = true } : null;
}
