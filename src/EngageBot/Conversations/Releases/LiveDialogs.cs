using System.Collections.Immutable;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Checks;
using EngageBot.Storage;

namespace EngageBot.Conversations.Releases;

/// <summary>A release made ready to run.</summary>
/// <param name="Release">Its number.</param>
/// <param name="Files">What it was made of.</param>
/// <param name="Set">Its dialogs, beside the older versions on which runs may finish.</param>
internal sealed record LiveDialogs(long Release, DateTimeOffset PublishedAt, DialogFiles Files, DialogSet Set)
{
    /// <summary>So long may runs finish on the version they began with (<c>keep: finish_on_old</c>).</summary>
    public static readonly TimeSpan FinishWithin = TimeSpan.FromDays(30);

    /// <exception cref="InvalidDialogsException">This program cannot use the release, or one of its bytes is wrong.</exception>
    public static LiveDialogs Load(RowSource rows, DialogRelease release, DialogActions actions)
    {
        var files = FilesOf(release);
        var loaded = DialogReadings.Load(files);
        var errors = loaded.Findings.Where(f => f.Severity == Severity.Error).Concat(Unknown(loaded, files, actions)).ToList();
        if (loaded.Set is not { } set || errors.Count > 0) throw new InvalidDialogsException(errors);
        return new(release.Number, release.PublishedAt, files, set.Beside(Kept(rows, release, set)));
    }

    /// <exception cref="InvalidDialogsException">One of its bytes is wrong.</exception>
    public static DialogFiles FilesOf(DialogRelease release)
    {
        try
        {
            return DialogFiles.Unpack(release.Files, $"release {release.Number}");
        }
        catch (FormatException damaged)
        {
            throw new InvalidDialogsException(damaged.Message);
        }
    }

    /// <summary>Actions the dialogs use and this program does not have.</summary>
    public static IEnumerable<Finding> Unknown(LoadResult loaded, DialogFiles files, DialogActions actions) =>
        from schema in loaded.Set?.Shared.Actions.Values ?? []
        where !actions.Schemas.ContainsKey(schema.Name)
        select new Finding("D401", Severity.Error, new($"{files.Root}/_shared/actions.schema.json", 1, 1),
            $"The action '{schema.Name}' is none of this program's.", "Write the file anew: engagebot dialogs schema.");

    private static ImmutableArray<KeptVersion> Kept(RowSource rows, DialogRelease release, DialogSet set)
    {
        if (!set.Dialogs.Values.Any(d => d.FinishOnOld)) return [];
        var kept = ImmutableArray.CreateBuilder<KeptVersion>();
        var releases = new Dictionary<long, DialogSet?>();
        foreach (var old in ReleaseRows.ReplacedSince(rows, release.PublishedAt - FinishWithin))
        {
            if (!set.Dialogs.TryGetValue(old.Dialog, out var dialog) || !dialog.FinishOnOld || old.Version >= dialog.Version) continue;
            if (!releases.TryGetValue(old.Release, out var before))
                releases[old.Release] = before = ReleaseRows.Find(rows, old.Release) is { } row ? DialogReadings.Load(FilesOf(row)).Set : null;
            // A release this program cannot read any more: its runs are moved like all others.
            if (before is not null) kept.Add(new(before, old.Dialog, old.Version, old.ReplacedAt!.Value + FinishWithin));
        }
        return kept.DrainToImmutable();
    }
}
