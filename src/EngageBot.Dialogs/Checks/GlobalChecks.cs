using System.Collections.Immutable;
using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Loading;
using EngageBot.Dialogs.Model;

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
        var parameters = shared.Actions.GetValueOrDefault(act.Name)?.Parameters;
        var scope = new NameScope(null, shared, ImmutableHashSet<string>.Empty);
        foreach (var (name, value) in act.With)
            foreach (var error in TypeChecker.Check(value, scope, parameters?.GetValueOrDefault(name)).Errors)
                findings.Error(error.Kind == TypeErrorKind.MayBeUnset ? "D303" : "D403", value.At with { Column = value.At.Column + error.Column - 1 },
                    $"'{name}' of '{act.Name}': {error.Message}.", "Compare it with _shared/actions.schema.json.");
    }
}
