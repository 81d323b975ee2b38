using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>The commands of <c>_shared/globals.yaml</c>: what they do exists and gets what it needs.</summary>
internal static class GlobalChecks
{
    public static void Run(GlobalCommand command, SharedFiles shared, IReadOnlySet<string> dialogs, FindingList findings)
    {
        if (command.Call is { } call && !dialogs.Contains(call))
            findings.Error("D405", command.At, $"There is no dialog '{call}'.", Nearest.Suggest(call, [.. dialogs]));
        if (command.Do is not { } act) return;
        ActionChecks.Action(act, shared, findings);
        if (!shared.Actions.TryGetValue(act.Name, out var action)) return;
        var scope = new NameScope(null, shared, ImmutableHashSet<string>.Empty);
        foreach (var (name, value) in act.With)
            foreach (var error in TypeChecker.Check(value, scope, action.Parameters.GetValueOrDefault(name)).Errors)
                findings.Error(error.Kind == TypeErrorKind.MayBeUnset ? "D303" : "D403",
                    value.At with { Column = value.At.Column + error.Column - 1 },
                    $"'{name}' of '{act.Name}': {error.Message}.", "Compare it with _shared/actions.schema.json.");
    }

    /// <summary>The shared texts: what commands say is there in every language, and every shared text shows only facts that are set.</summary>
    public static void Texts(SharedFiles shared, TextFiles texts, FindingList findings)
    {
        var said = shared.Globals.Where(g => g.Say is not null).Select(g => (g.Say!, g.At));
        foreach (var (language, catalogue) in texts.Base)
        {
            foreach (var (key, at) in said)
                if (catalogue.Find(key) is null)
                    findings.Error("D502", at, $"The text '{key}' is missing in '{language}'.", $"Write it in _shared/{language}.yaml.");
            if (shared.Idle is { Say.Length: > 0 } idle && catalogue.Find(idle.Say) is null)
                findings.Error("D502", new("_shared/globals.yaml", 1, 1),
                    $"The text '{idle.Say}' that an idle chat hears is missing in '{language}'.", $"Write it in _shared/{language}.yaml.");
        }
        EngineTexts(texts, findings);
        var scope = new NameScope(null, shared, ImmutableHashSet<string>.Empty);
        foreach (var (catalogues, overlay) in new[] { (texts.Base, false), (texts.Informal, true) })
        {
            foreach (var (language, catalogue) in catalogues)
            {
                var check = new PlaceholderChecks(findings, key => catalogue.Find(key) ?? (overlay ? texts.Base.GetValueOrDefault(language)?.Find(key) : null));
                foreach (var (key, text) in catalogue.Texts) check.Check(text, key is UnitText.Points or UnitText.Stamps ? scope.With("n", new(TypeKind.Int)) : scope);
            }
        }
    }

    /// <summary>What the engine says by itself: without these words it keeps silent.</summary>
    private static void EngineTexts(TextFiles texts, FindingList findings)
    {
        foreach (var catalogue in texts.Base.Values)
        {
            var missing = SharedKeys.Said.Where(k => catalogue.Find(k) is null && !catalogue.Buttons.ContainsKey(k)).ToArray();
            if (missing.Length > 0)
                findings.Warn("D502", new(catalogue.Texts.Values.Select(t => t.At.File).FirstOrDefault($"_shared/{catalogue.Language}.yaml"), 1, 1),
                    $"The words for {string.Join(", ", missing)} are missing in '{catalogue.Language}'.", "Write them in this file: the engine says them by itself.");
        }
    }
}
