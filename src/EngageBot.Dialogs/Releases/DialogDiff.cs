using System.Globalization;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Releases;

/// <summary>What is different between two versions of a dialog, in plain words; texts are another matter.</summary>
public static class DialogDiff
{
    /// <summary>One line a difference, most important first; empty where runs feel none.</summary>
    /// <param name="old">Absent for a new dialog.</param>
    /// <param name="next">Absent for a dialog that is gone.</param>
    public static IReadOnlyList<string> Lines(Dialog? old, Dialog? next)
    {
        if (old is null) return [$"new, with {Count(next!.States.Length, "state")}"];
        if (next is null) return ["gone"];
        var lines = new List<string>();
        foreach (var state in old.States)
            if (next.Find(state.Path) is null) lines.Add($"state '{state.Path}' is gone ({StateWords.Kind(state)}); runs there {RunFate.Of(next, old.Version, state.Path, old).Words}");
        foreach (var state in next.States)
            if (old.Find(state.Path) is null) lines.Add($"state '{state.Path}' is new: {StateWords.Kind(state)}");
        foreach (var state in next.States)
            if (old.Find(state.Path) is { } before) Compare($"state '{state.Path}'", StateWords.Of(before), StateWords.Of(state), lines);
        Compare("the dialog", Of(old), Of(next), lines);
        foreach (var slot in old.Slots.Keys.Where(s => !next.Slots.ContainsKey(s)))
            lines.Add(next.Migrate.TryGetValue(old.Version, out var map) && map.Slots.TryGetValue(slot, out var renamed)
                ? $"slot '{slot}' is now called '{renamed}'"
                : $"slot '{slot}' is gone; what runs remember in it is forgotten");
        foreach (var (name, slot) in next.Slots)
            if (old.Slots.TryGetValue(name, out var before)) Compare($"slot '{name}'", Of(before), Of(slot), lines);
            else lines.Add($"slot '{name}' is new: {Types.Shown(slot.Type)}");
        return lines;
    }

    private static void Compare(string what, SortedDictionary<string, string> old, SortedDictionary<string, string> next, List<string> lines)
    {
        foreach (var heading in old.Keys.Union(next.Keys).Order(StringComparer.Ordinal))
        {
            var (before, after) = (old.GetValueOrDefault(heading), next.GetValueOrDefault(heading));
            if (before == after) continue;
            lines.Add(before is null ? $"{what}, {heading}: {after} (new)" : after is null ? $"{what}, {heading}: no more (was {before})" : $"{what}, {heading}: {after} (was {before})");
        }
    }

    private static SortedDictionary<string, string> Of(Dialog dialog)
    {
        var words = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["first state"] = dialog.Start,
            ["runs at once"] = dialog.Instances.ToString(),
            ["cancel"] = StateWords.Lines(dialog.Cancel),
            ["runs of older versions"] = dialog.FinishOnOld ? "finish on theirs" : "are moved",
            ["allowed"] = dialog.Allow?.Source ?? "always",
            ["started by"] = string.Join(", ", Starts(dialog.Starts)),
        };
        if (dialog.InstanceSlot is { } slot) words["one for each"] = slot;
        return words;
    }

    private static IEnumerable<string> Starts(Starts starts)
    {
        if (starts.Command is { } command) yield return "/" + command;
        if (starts.Keywords) yield return "keywords";
        if (starts.Play) yield return "a play";
        if (starts.Call) yield return "other dialogs";
        if (starts.Event is { } happened) yield return $"event {happened}";
    }

    private static SortedDictionary<string, string> Of(Slot slot)
    {
        var words = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["type"] = Types.Shown(slot.Type) };
        if (!slot.Type.Members.IsEmpty) words["choices"] = string.Join(", ", slot.Type.Members);
        if (slot.Min is { } min) words["min"] = min.Source;
        if (slot.Max is { } max) words["max"] = max.Source;
        if (slot.Pattern is { } pattern) words["pattern"] = pattern;
        if (slot.Check is { } check) words["check"] = check.Source;
        if (slot.Suggest is { } suggest) words["suggests"] = suggest;
        if (slot.Private) words["private"] = "yes";
        if (slot.Keep is { } keep) words["kept for"] = DurationText.Write(new Value.Duration(keep));
        if (slot.Start is { } start) words["starts as"] = start switch { Value.Text text => text.Content, Value.Int number => number.Number.ToString(CultureInfo.InvariantCulture), _ => start.ToString() };
        return words;
    }

    private static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
