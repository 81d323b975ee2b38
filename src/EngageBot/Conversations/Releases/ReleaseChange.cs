using System.Globalization;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Releases;

namespace EngageBot.Conversations.Releases;

/// <summary>What a folder would change of the release that is live, and what that means for live runs; in plain words.</summary>
/// <param name="Structure">Lines by dialog: the versions, then each difference.</param>
/// <param name="Texts">Lines by file.</param>
/// <param name="Runs">What becomes of runs that do not simply go on.</param>
internal sealed record ReleaseChange(IReadOnlyList<string> Structure, IReadOnlyList<string> Texts, IReadOnlyList<string> Runs)
{
    private const int KeysShown = 8;

    /// <summary>Live runs notice nothing but words.</summary>
    public bool TextsOnly => Structure.Count == 0;

    public IEnumerable<string> Lines =>
        [.. Structure, .. Texts.Count > 0 ? ["Texts, live at once:", .. Texts] : Array.Empty<string>(), .. Runs.Count > 0 ? ["Live runs:", .. Runs] : Array.Empty<string>()];

    /// <param name="old">The live dialogs; empty where none are.</param>
    /// <param name="dialog">Only this one.</param>
    public static ReleaseChange Between(
        IReadOnlyDictionary<string, Dialog> old, DialogFiles? oldFiles, IReadOnlyDictionary<string, Dialog> next, DialogFiles nextFiles,
        IReadOnlyList<StandingRuns> runs, string? dialog = null)
    {
        var structure = new List<string>();
        foreach (var name in old.Keys.Union(next.Keys).Where(n => dialog is null || n == dialog).Order(StringComparer.Ordinal))
        {
            var (before, after) = (old.GetValueOrDefault(name), next.GetValueOrDefault(name));
            if (before is not null && after is not null && before.Fingerprint == after.Fingerprint && before.Version == after.Version) continue;
            structure.Add(before is null ? $"{name}: version {after!.Version}" : after is null ? $"{name}:" : $"{name}: version {before.Version} → {after.Version}");
            structure.AddRange(DialogDiff.Lines(before, after).Select(line => "  " + line));
        }
        var texts = oldFiles is null ? [] : TextDiff.Between(oldFiles, nextFiles, dialog).Select(t => $"  {t.File}: {Shown(t.Keys)}").ToList();
        return new(structure, texts, [.. runs.Where(r => dialog is null || r.Dialog == dialog).Select(r => Fate(r, old, next)).OfType<string>()]);
    }

    private static string? Fate(StandingRuns runs, IReadOnlyDictionary<string, Dialog> old, IReadOnlyDictionary<string, Dialog> next)
    {
        var before = old.GetValueOrDefault(runs.Dialog) is { } known && known.Version == runs.Version ? known : null;
        var fate = RunFate.Of(next.GetValueOrDefault(runs.Dialog), runs.Version, runs.State, before);
        return fate.Kind is FateKind.Stays ? null
            : string.Create(CultureInfo.InvariantCulture, $"  {runs.Dialog} version {runs.Version}, {runs.State}: {runs.Count} {(runs.Count == 1 ? "run" : "runs")}, which {fate.Words}");
    }

    private static string Shown(IReadOnlyList<string> keys) =>
        keys.Count <= KeysShown ? string.Join(", ", keys) : $"{string.Join(", ", keys.Take(KeysShown))} and {keys.Count - KeysShown} more";
}
