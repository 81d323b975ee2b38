using System.Collections.Immutable;
using System.Text;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs;

/// <summary>Writes one dialog.</summary>
internal sealed class Screenplay(Dialog dialog, Catalogue own, Catalogue shared)
{
    private readonly StringBuilder _page = new();

    public string Write()
    {
        Heading();
        foreach (var state in dialog.States) Scene(state);
        if (!dialog.Cancel.IsEmpty)
        {
            Line(0, "");
            Line(0, "Whenever the customer cancels:");
            Ways(1, "", dialog.Cancel);
        }
        return _page.ToString();
    }

    private void Heading()
    {
        var (starts, command) = (dialog.Starts, own.Commands.GetValueOrDefault(""));
        Line(0, $"{dialog.Name.ToUpperInvariant()}, version {dialog.Version} ({own.Language})");
        if (command?.Description is { } description) Line(0, description);
        var how = new List<string>();
        if (starts.Command is { } name) how.Add("/" + name);
        if (starts.Keywords && command is not null) how.Add($"the words {string.Join(", ", command.Start.Select(w => $"\"{w}\""))}");
        if (starts.Play) how.Add("a play");
        if (starts.Event is { } happened) how.Add($"the event {happened}");
        if (starts.Call) how.Add("another dialog");
        Line(0, $"Started by: {string.Join("; ", how)}");
        if (dialog.Allow is { } allow) Line(0, $"Only if: {allow.Source}");
        Line(0, $"Begins at: {dialog.Start}");
    }

    private void Scene(State state)
    {
        var depth = state.Path.Count(c => c == '.');
        Line(0, "");
        Line(depth, $"[{state.Name}]{Kind(state)}");
        if (state.Note is { } note) Line(depth + 1, $"({note})");
        foreach (var step in state.Enter) Step(depth + 1, step, "on entry");
        Body(state, depth + 1);
        foreach (var happened in state.Events)
            Ways(depth + 1, happened.Event == "cancel" ? "if the customer cancels" : $"when {happened.Event} happens", happened.Lines);
        if (state.Timeout is { } timeout) Silence(depth + 1, timeout);
        foreach (var step in state.Exit) Step(depth + 1, step, "on leaving");
    }

    private static string Kind(State state) => state switch
    {
        State.Group group => $" a group, begins at {group.Start[(group.Path.Length + 1)..]}",
        State.Wait wait => $" waits for {wait.Label}",
        State.Final final => $" the end: {final.Outcome}",
        State.Route => " chooses",
        _ => "",
    };

    private void Body(State state, int depth)
    {
        switch (state)
        {
            case State.Ask ask:
                Question(ask, depth);
                break;
            case State.Say say:
                Says(depth, say.Text);
                Ways(depth, "", say.Next);
                break;
            case State.Final { Text: { } text }:
                Says(depth, text);
                break;
            case State.Do act:
                Line(depth, $"does {act.Action.Name}{With(act.Action.With)}");
                Ways(depth, "", act.Next);
                Ways(depth, "if that fails", act.Fail);
                break;
            case State.Call call:
                Line(depth, $"goes through the dialog {call.Dialog}{With(call.With)}");
                Ways(depth, "then", call.Next);
                break;
            default:
                Ways(depth, "", state.Next);
                break;
        }
    }

    private void Question(State.Ask ask, int depth)
    {
        var stem = own.Texts.Keys.Any(k => k.StartsWith(ask.Path + ".", StringComparison.Ordinal)) ? ask.Path : ask.Name;
        Says(depth, stem + ".ask");
        var slot = dialog.Slots[ask.Slot];
        if (!slot.Type.Members.IsEmpty)
            Line(depth, "    " + string.Join("  ", (ask.Choices ?? slot.Type.Members).Select(m => $"[ {own.Option(slot.Name, m)?.Label ?? m} ]")));
        else if (slot.Suggest is { } fact)
            Line(depth, $"    [ one button for each of {fact} ]");
        Line(depth, $"CUSTOMER: {Answer(slot)}");
        Ways(depth, "", ask.Next, ask.Slot);
        Ways(depth, "if skipped", ask.Skip);
        if (ask.Retries is { } retries)
        {
            var times = retries.Max == 1 ? "once" : $"up to {retries.Max} times";
            if (retries.Max > 0) Says(depth, own.Find(stem + ".retry") is null ? "retry" : stem + ".retry", $"after a wrong answer, {times}, ");
            Ways(depth, "after more wrong answers", retries.Go);
        }
    }

    private static string Answer(Slot slot)
    {
        var limits = new List<string>();
        if (slot.Min is { } min) limits.Add($"at least {min.Source}");
        if (slot.Max is { } max) limits.Add($"at most {max.Source}");
        if (slot.Check is { } check) limits.Add($"so that {check.Source}");
        var kind = slot.Type.Kind switch
        {
            TypeKind.Choice => "one of these",
            TypeKind.Choices => "any of these",
            TypeKind.Text => "some words",
            TypeKind.Int => "a whole number",
            TypeKind.Contact => "the own phone number, shared",
            TypeKind.Bool => "yes or no",
            TypeKind.DayMonth => "a day and month",
            TypeKind.DateTime => "a day and time",
            var other => $"a {other.ToString().ToLowerInvariant()}",
        };
        return limits.Count == 0 ? kind : $"{kind}, {string.Join(", ", limits)}";
    }

    private void Silence(int depth, Model.Timeout timeout)
    {
        if (timeout.Remind is { } remind) Line(depth, $"silent for {Spoken(remind)}: reminded");
        Ways(depth, $"silent for {Spoken(timeout.After)}", timeout.Go);
    }

    private static string Spoken(Value.Duration duration) => Wording.Of("en").Duration(duration);

    private void Step(int depth, Step step, string when)
    {
        if (step.Set is { } set) Line(depth, $"{when}: {set.Slot} becomes {set.Value.Source}");
        if (step.Do is { } call) Line(depth, $"{when}: does {call.Name}{With(call.With)}");
        if (step.Note is { } note) Line(depth, $"({note})");
    }

    /// <param name="slot">The slot just answered: a condition on one choice is shown by the choice's label.</param>
    private void Ways(int depth, string why, ImmutableArray<Line> lines, string? slot = null)
    {
        foreach (var line in lines)
        {
            var condition = line.When is null ? lines.Length > 1 ? "otherwise" : "" : Condition(line.When, slot);
            var reasons = string.Join(", ", new[] { why, condition }.Where(r => r.Length > 0));
            var target = line.Go switch
            {
                null => "stays here",
                { History: true } back => $"→ back to where {back.Path} was",
                var go => $"→ {go.Path}",
            };
            Line(depth, reasons.Length == 0 ? target : $"{reasons} {target}");
            foreach (var set in line.Set) Line(depth + 1, $"{set.Slot} becomes {set.Value.Source}");
            if (line.Say is { } say) Says(depth + 1, say);
        }
    }

    private string Condition(Expression when, string? slot)
    {
        if (slot is not null && when.Root is Node.Binary { Operator: Operator.Equal, Left: Node.Name { Path: var path }, Right: Node.Name { Path: var word } }
            && path == slot && own.Option(slot, word) is { } option) return $"\"{option.Label}\"";
        return $"if {when.Source}";
    }

    private void Says(int depth, string key, string before = "")
    {
        var text = own.Find(key) ?? shared.Find(key);
        var lines = text is null ? ["…"] : Entry(text.Entry).ToList();
        Line(depth, $"{before}BOT: {lines[0]}");
        foreach (var line in lines.Skip(1)) Line(depth, $"     {line}");
    }

    private IEnumerable<string> Entry(TextEntry entry)
    {
        switch (entry)
        {
            case TextEntry.Plain plain:
                return plain.Template.Source.Split('\n');
            case TextEntry.Lines lines:
                return lines.Items.SelectMany(l => l.When is null ? Entry(l.Entry) : Entry(l.Entry).Select(t => $"{t}   (if {l.When.Source})"));
            case TextEntry.Plural plural:
                return plural.Forms.Values.LastOrDefault() is { } form ? Entry(form) : ["…"];
            case TextEntry.Select select:
                return select.Cases.SelectMany(c => Entry(c.Value).Select(t => $"{t}   (if {select.Path} is {c.Key})"))
                    .Concat(select.Other is null ? [] : Entry(select.Other).Select(t => t + "   (otherwise)"));
            case TextEntry.Each each:
                return Entry(each.Line).Select(t => $"- {t}   (for each of {each.Path})")
                    .Concat(each.None is null ? [] : Entry(each.None).Select(t => t + "   (if there is none)"));
            case TextEntry.Include include when (own.Find(include.Name) ?? shared.Find(include.Name)) is { Entry: not TextEntry.Include } text:
                return Entry(text.Entry);
            default:
                return ["…"];
        }
    }

    private static string With(ImmutableSortedDictionary<string, Expression> with) =>
        with.Count == 0 ? "" : $" ({string.Join(", ", with.Select(w => $"{w.Key}: {w.Value.Source}"))})";

    private void Line(int depth, string text) => _page.Append(' ', text.Length == 0 ? 0 : depth * 2).Append(text).Append('\n');
}
