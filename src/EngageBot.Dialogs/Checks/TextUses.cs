using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>A place where a dialog says a text.</summary>
/// <param name="Needed">Without it the customer would see nothing; otherwise something else is said instead.</param>
/// <param name="Shared">The shared texts are looked at too.</param>
internal sealed record TextUse(string Key, NameScope Scope, SourcePosition At, bool Needed, bool Shared);

/// <summary>Lists every text a dialog may say, with what is set there.</summary>
internal sealed class TextUses(CheckContext context, DialogTexts texts)
{
    private readonly ExpressionSites _sites = new(context);

    public IEnumerable<TextUse> All()
    {
        foreach (var state in context.Dialog.States)
        {
            foreach (var use in OfState(state)) yield return use;
            foreach (var use in OfLines(state)) yield return use;
        }
        foreach (var line in context.Dialog.Cancel)
            if (line.Say is { } say) yield return new(say, Scope(context.Flow.Initial), line.SayAt, true, true);
    }

    /// <summary>The stem of a state's keys: its path, or its name where no text is written under the path.</summary>
    public static string StemOf(State state, DialogTexts texts) => texts.HasKeysUnder(state.Path) ? state.Path : state.Name;

    private IEnumerable<TextUse> OfState(State state)
    {
        switch (state)
        {
            case State.Ask ask:
                foreach (var use in OfAsk(ask)) yield return use;
                break;
            case State.Say say:
                yield return new(say.Text, Scope(context.Flow.Inside(say)), say.TextAt, true, true);
                break;
            case State.Final { Text: { } text } final:
                yield return new(text, Scope(context.Flow.Inside(final)), final.TextAt, true, true);
                break;
        }
        if (state is State.Wait) yield return new(StemOf(state, texts) + ".resume", Scope(context.Flow.Within(state)), state.At, false, false);
        if (state is State.Wait or State.Group && state.Timeout?.Remind is not null)
            yield return new(StemOf(state, texts) + ".remind", Scope(context.Flow.Within(state)), state.At, false, false);
        var attach = state switch { State.Ask ask => ask.Attach, State.Say say => say.Attach, State.Final final => final.Attach, _ => null };
        if (attach is { Label: { } label }) yield return new(label, Scope(context.Flow.Within(state)), attach.Value.At, true, true);
    }

    private IEnumerable<TextUse> OfAsk(State.Ask ask)
    {
        var (stem, scope) = (StemOf(ask, texts), Scope(context.Flow.Inside(ask)));
        yield return new(stem + ".ask", scope, ask.At, true, false);
        yield return new(stem + ".retry", scope, ask.At, !texts.SharedHas("retry"), false);
        foreach (var name in (string[])["retry2", "resume", "remind"]) yield return new($"{stem}.{name}", scope, ask.At, false, false);
        if (!context.Dialog.Slots.TryGetValue(ask.Slot, out var slot) || slot.Suggest is not { } fact) yield break;
        if (context.Shared.Facts.GetValueOrDefault(fact)?.Item is not { } item) yield break;
        yield return new(stem + ".option", scope.With("item", item), ask.At, item.Kind == TypeKind.Record, false);
    }

    private IEnumerable<TextUse> OfLines(State state)
    {
        var inside = context.Flow.Within(state);
        var action = state is State.Do { Action.Name: var name } ? context.Action(name) : null;
        var uses = Said(state.Next, s => _sites.AfterResult(state, action, s), context.Flow.Before(state, Way.Next));
        foreach (var happened in state.Events) uses = uses.Concat(Said(happened.Lines, s => _sites.OnEvent(happened.Event, s), inside));
        if (state.Timeout is { } timeout) uses = uses.Concat(Said(timeout.Go, Scope, inside));
        if (state is State.Ask ask) uses = uses.Concat(Said(ask.Skip, Scope, context.Flow.Before(ask, Way.Skip))).Concat(Said(ask.Retries?.Go ?? [], Scope, inside));
        if (state is State.Do act) uses = uses.Concat(Said(act.Fail, s => new NameScope(context.Dialog, context.Shared, s) { Failed = true }, inside));
        return uses;
    }

    private static IEnumerable<TextUse> Said(ImmutableArray<Line> lines, Func<ImmutableHashSet<string>, NameScope> scope, ImmutableHashSet<string> set)
    {
        foreach (var line in lines)
        {
            if (line.Say is { } say)
            {
                var held = SlotFlow.Through(set, [], line.When).Union(line.Set.Select(s => s.Slot));
                var place = scope(held);
                foreach (var (name, value) in line.With)
                    if (TypeChecker.Check(value, place, null).Type is { } type) place = place.With(name, type);
                yield return new(say, place.InText(), line.SayAt, true, true);
            }
            if (line.When is not null) set = SlotFlow.Through(set, [line.When], null);
        }
    }

    private NameScope Scope(ImmutableHashSet<string> set) => new(context.Dialog, context.Shared, set) { Limits = true };
}
