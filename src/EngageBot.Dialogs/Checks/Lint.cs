using EngageBot.Dialogs.Model;

namespace EngageBot.Dialogs.Checks;

/// <summary>Takes out the warnings a dialog accepts: <c>lint: {D205: reason}</c> for all of a number, <c>{"D205 name": reason}</c> for one state, slot or text.</summary>
internal static class Lint
{
    public static IEnumerable<Finding> WithoutAccepted(Dialog dialog, IEnumerable<Finding> findings) => findings.Where(f => !Accepts(dialog, f));

    private static bool Accepts(Dialog dialog, Finding finding) => finding.Severity == Severity.Warning && dialog.Lint.Keys.Any(key =>
        key == finding.Code
        || key.StartsWith(finding.Code + " ", StringComparison.Ordinal) && finding.Message.Contains($"'{key[(finding.Code.Length + 1)..].Trim()}'", StringComparison.Ordinal));
}
