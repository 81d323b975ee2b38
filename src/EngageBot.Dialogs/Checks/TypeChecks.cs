using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>D3 and the expressions of D4: every expression has a type, reads what exists, and never something unset.</summary>
internal sealed class TypeChecks(CheckContext context)
{
    private readonly HashSet<(SourcePosition, string)> _said = [];

    public void Run()
    {
        foreach (var site in new ExpressionSites(context).All()) Check(site);
        Suggestions();
        Lists();
    }

    private void Check(ExpressionSite site)
    {
        if (site.Action is { } action) ErrorCodes(site.Expression, action);
        if (MissingResult(site)) return;
        var check = TypeChecker.Check(site.Expression, site.Scope, site.Expected);
        foreach (var error in check.Errors)
        {
            var code = error.Kind == TypeErrorKind.MayBeUnset ? "D303" : site.Kind == SiteKind.Input && IsMismatch(site) ? "D403" : "D301";
            var fix = code switch
            {
                "D303" => "Ask for it on every way here, or write a default with '??' or a condition with 'is set'.",
                "D403" => $"Give it {Article(site.Expected!)}.",
                _ => "Compare the names with the slots above and the facts in _shared/facts.yaml.",
            };
            Report(code, At(site.Expression, error.Column), Sentence(error.Message), fix);
        }
    }

    /// <summary>The expression is sound in itself, or is one word: then it is the parameter's type it misses.</summary>
    private static bool IsMismatch(ExpressionSite site) => site.Expected is not null
        && (site.Expression.Root is Node.Literal || site.Expression.Root is Node.Name { MayBeWord: true } && site.Expected.Kind is TypeKind.Choice or TypeKind.Choices
            || TypeChecker.Check(site.Expression, site.Scope, null).Errors.IsEmpty);

    private bool MissingResult(ExpressionSite site)
    {
        if (site.Scope.Results is not { } results) return false;
        var missing = Walk.Names(site.Expression.Root)
            .Where(n => n.Path.StartsWith("result.", StringComparison.Ordinal) && site.Scope.TypeOf(n.Path) is null).ToList();
        foreach (var name in missing)
            Report("D404", At(site.Expression, name.Column), $"There is no '{name.Path}' here.",
                Nearest.Suggest(name.Path["result.".Length..], [.. results.Keys]));
        return missing.Count > 0;
    }

    private void ErrorCodes(Expression expression, ActionSchema action)
    {
        foreach (var (word, column) in Walk.ComparedWith(expression.Root, "error.code"))
            if (!action.Errors.Contains(word))
                Report("D407", At(expression, column), $"'{action.Name}' never fails with '{word}'.", Nearest.Suggest(word, action.Errors));
    }

    private void Suggestions()
    {
        foreach (var slot in context.Dialog.Slots.Values)
        {
            if (slot.Suggest is not { } fact) continue;
            if (!context.Shared.Facts.TryGetValue(fact, out var type))
                Report("D301", slot.At, $"The slot '{slot.Name}' suggests '{fact}', which is no fact.",
                    Nearest.Suggest(fact, [.. context.Shared.Facts.Keys]));
            else if (type.Kind != TypeKind.List)
                Report("D301", slot.At, $"The slot '{slot.Name}' suggests '{fact}', which is no list.", "Name a fact of type 'list of …'.");
            else if (Stored(type, slot) is not { } stored || !Types.Fits(stored, slot.Type))
                Report("D301", slot.At, $"What '{fact}' offers does not fit the slot '{slot.Name}'.",
                    $"Offer {Article(slot.Type)}, or records with such an 'id'.");
        }
    }

    /// <summary>A list comes with an event or a result, and is shown; nobody can be asked for one.</summary>
    private void Lists()
    {
        foreach (var ask in context.Dialog.States.OfType<State.Ask>())
            if (context.Dialog.Slots.GetValueOrDefault(ask.Slot) is { Type.Kind: TypeKind.List })
                Report("D301", ask.At, $"'{ask.Path}' asks for a list.", "Ask for one value, or for several of a 'choices'.");
        foreach (var slot in context.Dialog.Slots.Values)
            if (slot is { Type.Kind: TypeKind.List, Min: not null } or { Type.Kind: TypeKind.List, Max: not null })
                Report("D301", slot.At, $"The slot '{slot.Name}' is a list, and has no limits.", "Leave them out.");
    }

    /// <summary>What is stored of an offered item: the item itself, or of a record its <c>id</c>.</summary>
    private static DialogType? Stored(DialogType list, Slot slot) => list.Item is { Kind: TypeKind.Record } record
        ? record.Fields.GetValueOrDefault("id") ?? record.Fields.GetValueOrDefault(slot.Name)
        : list.Item;

    private void Report(string code, SourcePosition at, string message, string fix)
    {
        // Limits and checks of a slot are seen again at each question that fills it.
        if (_said.Add((at, message))) context.Findings.Error(code, at, message, fix);
    }

    private static SourcePosition At(Expression expression, int column) => expression.At with { Column = expression.At.Column + Math.Max(0, column - 1) };

    private static string Sentence(string clause) => char.ToUpperInvariant(clause[0]) + clause[1..] + ".";

    private static string Article(DialogType type) => type.Kind == TypeKind.Choice
        ? $"one of {string.Join(", ", type.Members)}"
        : $"a value of type {type.Kind.ToString().ToLowerInvariant()}";
}
