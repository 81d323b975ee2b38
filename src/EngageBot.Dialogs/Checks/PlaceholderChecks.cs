using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>D503 and D504: what a text shows exists and is set wherever the text is said, and every plural form is there.</summary>
internal sealed class PlaceholderChecks(FindingList findings, Func<string, CatalogueText?> include)
{
    private const int Deepest = 8;

    private readonly HashSet<(SourcePosition, string)> _said = [];

    public void Check(CatalogueText text, NameScope scope) => Check(text.Entry, scope, text.Language, 0);

    private void Check(TextEntry entry, NameScope scope, string language, int depth)
    {
        switch (entry)
        {
            case TextEntry.Plain plain:
                foreach (var shown in TextParts.Placeholders(plain.Template)) Shown(shown, scope, Within(plain.Template.At, shown.Column));
                break;
            case TextEntry.Lines lines:
                foreach (var line in lines.Items)
                {
                    if (line.When is { } when) Condition(when, scope);
                    Check(line.Entry, line.When is null ? scope : scope.Knowing(TypeChecker.SetWhenTrue(line.When)), language, depth);
                }
                break;
            case TextEntry.Plural plural:
                Plural(plural, scope, language, depth);
                break;
            case TextEntry.Select select:
                Select(select, scope, language, depth);
                break;
            case TextEntry.Each each:
                Each(each, scope, language, depth);
                break;
            case TextEntry.Include included:
                if (include(included.Name) is not { } text)
                    Report("D502", included.At, $"There is no text '{included.Name}' to include.",
                        "Write it here or in the shared file of this language.");
                else if (depth >= Deepest)
                    Report("D502", included.At, $"The text '{included.Name}' includes itself.", "Break the circle.");
                else
                    Check(text.Entry, scope, language, depth + 1);
                break;
        }
    }

    private void Plural(TextEntry.Plural plural, NameScope scope, string language, int depth)
    {
        if (Name(plural.Path, scope, plural.At) is { } type && type.Kind is not (TypeKind.Int or TypeKind.Decimal or TypeKind.List))
            Report("D504", plural.At, $"'{plural.Path}' is no number.", "A plural goes by a whole number or a list.");
        var missing = PluralRules.Needed(language).Where(f => !plural.Forms.ContainsKey(f)).Select(f => $"'{f.ToString().ToLowerInvariant()}'").ToArray();
        if (missing.Length > 0)
            Report("D503", plural.At, $"The plural form {string.Join(" and ", missing)} is missing in '{language}'.",
                $"'{language}' needs {Needed(language)}.");
        foreach (var form in plural.Forms.Values) Check(form, scope.With("n", new(TypeKind.Int)), language, depth);
    }

    private static string Needed(string language) => string.Join(", ", PluralRules.Needed(language).Select(f => f.ToString().ToLowerInvariant()));

    private void Select(TextEntry.Select select, NameScope scope, string language, int depth)
    {
        var type = scope.TypeOf(select.Path);
        if (type is null) Unknown(select.Path, scope, select.At);
        else if (type.Optional && select.Other is null)
            Report("D504", select.At, $"'{select.Path}' may be unset here.", "Give the choice a form 'other'.");
        if (type is { Kind: TypeKind.Choice, Members.IsEmpty: false })
        {
            foreach (var value in select.Cases.Keys.Where(c => !type.Members.Contains(c)))
                Report("D504", select.At, $"'{value}' is not one of {string.Join(", ", type.Members)}.", Nearest.Suggest(value, type.Members));
            var missing = type.Members.Where(m => !select.Cases.ContainsKey(m)).ToArray();
            if (missing.Length > 0 && select.Other is null)
                Report("D504", select.At, $"The form for {string.Join(", ", missing)} is missing.", "Write it, or a form 'other'.");
        }
        foreach (var entry in select.Cases.Values) Check(entry, scope.Knowing([select.Path]), language, depth);
        if (select.Other is { } other) Check(other, scope, language, depth);
    }

    private void Each(TextEntry.Each each, NameScope scope, string language, int depth)
    {
        var type = Name(each.Path, scope, each.At);
        if (type is not null && type.Kind != TypeKind.List) Report("D504", each.At, $"'{each.Path}' is no list.", "Name a fact of type 'list of …'.");
        if (each.Skip is { } skip && Name(skip, scope, each.At) is { Kind: not TypeKind.Int })
            Report("D504", each.At, $"'{skip}' is no whole number.", "'skip' names how many items were shown before.");
        if (type?.Item is { } item) Check(each.Line, scope.With("item", item), language, depth);
        if (each.None is { } none) Check(none, scope, language, depth);
        if (each.More is { } more) Check(more, scope.With("n", new(TypeKind.Int)), language, depth);
    }

    private void Shown(TextSegment.Placeholder shown, NameScope scope, SourcePosition at)
    {
        var type = Name(shown.Path, scope, at);
        if (shown.Filter is not (TextFilter.Unit or TextFilter.Change)) return;
        if (type is not null && type.Kind != TypeKind.Int) Report("D504", at, $"'{shown.Path}' is no whole number.", "Only a number of points has a unit.");
        foreach (var key in (string[])[UnitText.Points, UnitText.Stamps])
            if (include(key) is null) Report("D502", at, $"There is no text '{key}' for a unit without a name of its own.", "Write it in the shared file of this language.");
    }

    private DialogType? Name(string path, NameScope scope, SourcePosition at)
    {
        if (path == "now") return new(TypeKind.DateTime);
        var type = scope.TypeOf(path);
        if (type is null) Unknown(path, scope, at);
        else if (type.Optional) Report("D504", at, $"'{path}' may be unset where this is said.", $"Put it into a line with 'when: {path} is set'.");
        return type;
    }

    private void Unknown(string path, NameScope scope, SourcePosition at) =>
        Report("D504", at, $"There is no '{path}' here.",
            Nearest.Of(path, scope.Names) is { } near ? $"Did you mean '{near}'?" : "Name a slot, a fact or what the line gives 'with'.");

    private void Condition(Expression when, NameScope scope)
    {
        foreach (var error in TypeChecker.Check(when, scope, new(TypeKind.Bool)).Errors)
            Report(error.Kind == TypeErrorKind.MayBeUnset ? "D303" : "D301", Within(when.At, error.Column),
                char.ToUpperInvariant(error.Message[0]) + error.Message[1..] + ".", "Compare the names with the slots and facts.");
    }

    private static SourcePosition Within(SourcePosition start, int column) => start with { Column = start.Column + Math.Max(0, column - 1) };

    private void Report(string code, SourcePosition at, string message, string fix)
    {
        // One text may be said in several places: each problem is told once.
        if (_said.Add((at, message))) findings.Error(code, at, message, fix);
    }
}
