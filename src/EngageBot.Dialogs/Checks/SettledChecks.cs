using EngageBot.Dialogs.Expressions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Dialogs.Checks;

/// <summary>D302: a comparison that always comes out the same hides a typing error, or a line nobody needs.</summary>
internal sealed class SettledChecks(CheckContext context, IReadOnlySet<string> onlyAsked)
{
    private readonly HashSet<SourcePosition> _said = [];

    public void Run()
    {
        foreach (var site in new ExpressionSites(context).All())
        {
            // What cannot be typed is told already; its names may mean anything.
            if (!TypeChecker.Check(site.Expression, site.Scope, site.Expected).Errors.IsEmpty) continue;
            foreach (var (node, holds) in new Foregone(site.Scope, LimitsOf).In(site.Expression.Root))
            {
                if (node is Node.IsSet && Undeclared(site.Scope, node)) continue;
                var at = site.Expression.At with { Column = site.Expression.At.Column + Math.Max(0, node.Column - 1) };
                if (!_said.Add(at)) continue;
                var message = $"This is always {(holds ? "true" : "false")} in '{site.Expression.Source}'.";
                var fix = holds ? "Remove the condition, or compare with something else." : "Remove the line, or compare with something else.";
                // Whoever asks once too often whether something is set has made nothing wrong.
                if (node is Node.IsSet) context.Findings.Warn("D302", at, message, fix);
                else context.Findings.Error("D302", at, message, fix);
            }
        }
    }

    /// <summary>The host declares no fields for it: whether it is set cannot be known.</summary>
    private static bool Undeclared(NameScope scope, Node node) => Walk.Names(node).Any(n =>
        scope.AnyEvent && n.Path.StartsWith("event.", StringComparison.Ordinal) || scope.AnyResult && n.Path.StartsWith("result.", StringComparison.Ordinal));

    /// <summary>The limits of a number that nothing but an answer ever fills.</summary>
    private (long Low, long High)? LimitsOf(string path)
    {
        if (!onlyAsked.Contains(path) || context.Dialog.Slots.GetValueOrDefault(path) is not { Type.Kind: TypeKind.Int } slot) return null;
        var low = slot.Min is null ? long.MinValue : slot.Min.Root is Node.Literal { Value: Value.Int least } ? least.Number : (long?)null;
        var high = slot.Max is null ? long.MaxValue : slot.Max.Root is Node.Literal { Value: Value.Int most } ? most.Number : (long?)null;
        return low is null || high is null || (slot.Min is null && slot.Max is null) ? null : (low.Value, high.Value);
    }
}
