using System.Collections.Immutable;
using System.Text.RegularExpressions;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Plays;

/// <summary>Everything a play names is there and fits: its dialog, the dialog's slots, its parameters, the facts of its audience.</summary>
internal sealed partial class PlayChecks(SharedFiles shared, IReadOnlyDictionary<string, Dialog> dialogs, IReadOnlySet<string> folders, FindingList findings)
{
    private static readonly TimeOnly _morning = new(9, 0);
    private static readonly TimeOnly _evening = new(21, 0);

    public void Run(Play play, YamlMap root)
    {
        Audience(play);
        Condition(play);
        Used(play);
        if (play is { Purpose: Purpose.Marketing, Brings: null })
            findings.Warn("D126", root.Find("purpose")?.Value.At ?? play.At, "Nobody knows what this play brings to whoever gets it.", "Give it 'value: gift', offer, greeting, event, news, advice, new_product or new_service.");
        Hours(play, root);
        if (Dialog(play, root) is { } dialog) With(play, dialog, root);
    }

    private Dialog? Dialog(Play play, YamlMap root)
    {
        var at = root.Find("dialog")?.Value.At ?? play.At;
        if (!dialogs.TryGetValue(play.Dialog, out var dialog))
        {
            // One that is there and cannot be read is reported in its own file.
            if (!folders.Contains(play.Dialog))
                findings.Error("D122", at, $"There is no dialog '{play.Dialog}'.", Nearest.Suggest(play.Dialog, [.. dialogs.Values.Where(d => d.Starts.Play).Select(d => d.Name)]));
            return null;
        }
        if (!dialog.Starts.Play)
            findings.Error("D122", at, $"No play may start the dialog '{play.Dialog}'.", "Give the dialog 'starts: {play: true}'.");
        if (dialog.Purpose != play.Purpose)
            findings.Error("D123", root.Find("purpose")?.Value.At ?? play.At,
                $"The play is {Word(play.Purpose)} and its dialog {Word(dialog.Purpose)}: different consents would be asked for.", "Give both the same purpose.");
        return dialog;
    }

    private void With(Play play, Dialog dialog, YamlMap root)
    {
        var scope = new PlayScope(play);
        foreach (var (slot, value) in play.With)
        {
            if (!dialog.Slots.TryGetValue(slot, out var declared))
            {
                findings.Error("D402", KeyAt(root, slot), $"The dialog '{dialog.Name}' has no slot '{slot}'.", Nearest.Suggest(slot, [.. dialog.Slots.Keys]));
                continue;
            }
            // What may be unset leaves the slot as it is.
            var wanted = declared.Type with { Optional = true };
            foreach (var error in TypeChecker.Check(value, scope, wanted).Errors)
            {
                var mismatch = TypeChecker.Check(value, scope, null).Errors.IsEmpty;
                Report(mismatch ? "D403" : "D301", value, error, mismatch
                    ? $"Give the slot a value of type {declared.Type.Kind.ToString().ToLowerInvariant()}."
                    : $"Known here: {string.Join(", ", scope.Names)}.");
            }
        }
    }

    private void Audience(Play play)
    {
        // Where the host declares no facts of people, any name is accepted.
        if (play.Audience is not { } audience || shared.People.IsEmpty) return;
        foreach (var error in TypeChecker.Check(audience, new PeopleScope(shared.People), new DialogType(TypeKind.Bool)).Errors)
            Report(error.Kind == TypeErrorKind.MayBeUnset ? "D303" : "D301", audience, error, error.Kind == TypeErrorKind.MayBeUnset
                ? "Write a default with '??' or a condition with 'is set'."
                : "Compare the names with the facts of segments in docs/segments.md.");
    }

    private void Condition(Play play)
    {
        if (play.Trigger is not PlayTrigger.OnEvent { When: { } condition }) return;
        var scope = new PlayScope(play);
        foreach (var error in TypeChecker.Check(condition, scope, new DialogType(TypeKind.Bool)).Errors)
            Report(error.Kind == TypeErrorKind.MayBeUnset ? "D303" : "D301", condition, error, error.Kind == TypeErrorKind.MayBeUnset
                ? "Write a default with '??' or a condition with 'is set'."
                : $"Known here: {string.Join(", ", scope.Names)}.");
    }

    private void Used(Play play)
    {
        var read = play.With.Values.Concat(play.Trigger is PlayTrigger.OnEvent { When: { } condition } ? [condition] : [])
            .SelectMany(e => Walk.Names(e.Root)).Select(n => n.Path).ToHashSet(StringComparer.Ordinal);
        if (play.Trigger is PlayTrigger.OnDate { SettledParameter: { } settled })
        {
            read.Add("parameter." + settled);
            if (!play.Parameters.TryGetValue(settled, out var declared) || declared.Type.Kind != TypeKind.Duration)
                findings.Error("D121", play.At, $"'settled' names '{settled}', which is no parameter of type duration.", Nearest.Suggest(settled, [.. play.Parameters.Keys]));
        }
        foreach (var parameter in play.Parameters.Values)
            if (!read.Contains("parameter." + parameter.Name))
                findings.Warn("D124", parameter.At, $"Nothing reads the parameter '{parameter.Name}'.", $"Use it under 'with' as parameter.{parameter.Name}, or remove it.");
    }

    private void Hours(Play play, YamlMap root)
    {
        if (play.Purpose == Purpose.Service || play.Trigger.At is not { } time || time >= _morning && time < _evening) return;
        var at = (root.Find("trigger")?.Value as YamlMap)?.Find("at")?.Value.At ?? play.At;
        findings.Warn("D125", at, $"{time:HH\\:mm} lies in the usual quiet hours; it would come at 9:00.", "Choose a time from 09:00 to 20:59.");
    }

    private void Report(string code, Expression expression, TypeError error, string fix) =>
        findings.Error(code, expression.At with { Column = expression.At.Column + Math.Max(0, error.Column - 1) },
            char.ToUpperInvariant(error.Message[0]) + error.Message[1..] + ".", fix);

    private static SourcePosition KeyAt(YamlMap root, string slot) => (root.Find("with")?.Value as YamlMap)?.Find(slot)?.KeyAt ?? root.At;

    private static string Word(Purpose purpose) => purpose.ToString().ToLowerInvariant();

    /// <summary>The facts of people, by which audiences and segments are chosen.</summary>
    private sealed class PeopleScope(ImmutableSortedDictionary<string, DialogType> facts) : ITypeScope
    {
        public IEnumerable<string> Names => facts.Keys;

        /// <summary>A fact that counts days has <c>#</c> where its number stands: <c>purchases.count.last_#d</c>.</summary>
        public DialogType? TypeOf(string path) => facts.GetValueOrDefault(path) ?? facts.GetValueOrDefault(Numbers().Replace(path, "#"));
    }

    [GeneratedRegex("(?<=_)[0-9]+(?=[a-z]$)")]
    private static partial Regex Numbers();
}
