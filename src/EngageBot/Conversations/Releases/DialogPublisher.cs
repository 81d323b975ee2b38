using System.Collections.Immutable;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Checks;
using EngageBot.Dialogs.Model;
using EngageBot.Storage;

namespace EngageBot.Conversations.Releases;

/// <summary>How a folder is to be published.</summary>
/// <param name="By">What asks for it.</param>
/// <param name="TextsOnly">A change of structure waits for the command.</param>
/// <param name="UnlessOlder">A folder that was live before and is not any more is left alone: an old copy, not an edit.</param>
/// <param name="DryRun">Only says what would happen.</param>
internal sealed record PublishRequest(PublishedBy By, bool TextsOnly = false, bool UnlessOlder = false, bool DryRun = false);

/// <summary>What publishing came to.</summary>
internal abstract record PublishOutcome
{
    private PublishOutcome() { }

    /// <summary>The folder is what is live.</summary>
    public sealed record Unchanged(long Release) : PublishOutcome;

    /// <summary>The folder is an older release.</summary>
    public sealed record Older(long Release, long Live) : PublishOutcome;

    /// <summary>The structure differs, and that waits for the command.</summary>
    public sealed record Waiting(long Live, ReleaseChange Change) : PublishOutcome;

    /// <summary>The folder has errors; what was live goes on.</summary>
    /// <param name="Live">The number of the release that goes on; zero if there is none.</param>
    public sealed record Refused(long Live, ImmutableArray<Finding> Findings, ReleaseChange Change) : PublishOutcome;

    /// <summary>A dry run found nothing against it.</summary>
    public sealed record Ready(long Next, ReleaseChange Change) : PublishOutcome;

    /// <summary>It is live, here at once and on other nodes within seconds.</summary>
    /// <param name="LockProblem">Why lock.json could not be written; the database holds the numbers anyway.</param>
    public sealed record Published(long Release, ReleaseChange Change, bool LockWritten, string? LockProblem) : PublishOutcome;
}

/// <summary>Makes a folder of dialogs the next release: checked against what is live, stored in one transaction. Sends nothing.</summary>
internal sealed class DialogPublisher(IStore store, DialogActions actions, TimeProvider clock)
{
    private static readonly ImmutableSortedDictionary<string, Dialog> NoDialogs = ImmutableSortedDictionary<string, Dialog>.Empty;

    /// <summary>Reads, checks and publishes a folder.</summary>
    public async Task<PublishOutcome> PublishAsync(string directory, PublishRequest request, CancellationToken cancellation)
    {
        while (true)
        {
            // Read anew at each try: somebody else has just published, and their numbers bind.
            var files = DialogFiles.Read(directory);
            var live = await store.ReadAsync(connection => ValueTask.FromResult(ReleaseRows.Newest(connection)), cancellation);
            if (await DecideAsync(files, live, request, cancellation) is { } decided) return decided;
            var liveFiles = live is null ? null : LiveDialogs.FilesOf(live);
            var loaded = Load(files, liveFiles);
            var errors = loaded.Findings.Where(f => f.Severity == Severity.Error).Concat(LiveDialogs.Unknown(loaded, files, actions)).ToImmutableArray();
            var change = await ChangeAsync(liveFiles, loaded, files, cancellation);
            if (!errors.IsEmpty) return new PublishOutcome.Refused(live?.Number ?? 0, errors, change);
            if (request.TextsOnly && live is not null && !change.TextsOnly) return new PublishOutcome.Waiting(live.Number, change);
            var next = (live?.Number ?? 0) + 1;
            if (request.DryRun) return new PublishOutcome.Ready(next, change);
            if (!await AddAsync(next, files, loaded.Set!, request.By, cancellation)) continue;
            var (written, problem) = WriteLock(loaded.Set!, directory);
            return new PublishOutcome.Published(next, change, written, problem);
        }
    }

    /// <summary>What a folder would change of the live release, whatever its findings.</summary>
    public async Task<(DialogRelease? Live, LoadResult Loaded, ReleaseChange Change)> CompareAsync(string directory, string? dialog, CancellationToken cancellation)
    {
        var files = DialogFiles.Read(directory);
        var live = await store.ReadAsync(connection => ValueTask.FromResult(ReleaseRows.Newest(connection)), cancellation);
        var liveFiles = live is null ? null : LiveDialogs.FilesOf(live);
        var loaded = Load(files, liveFiles);
        return (live, loaded, await ChangeAsync(liveFiles, loaded, files, cancellation, dialog));
    }

    private static LoadResult Load(DialogFiles files, DialogFiles? live) => live is null ? DialogReadings.Load(files) : DialogSet.Load(files, live);

    private async Task<PublishOutcome?> DecideAsync(DialogFiles files, DialogRelease? live, PublishRequest request, CancellationToken cancellation)
    {
        if (live is null) return null;
        if (live.Fingerprint == files.Fingerprint) return new PublishOutcome.Unchanged(live.Number);
        if (!request.UnlessOlder) return null;
        var older = await store.ReadAsync(connection => ValueTask.FromResult(ReleaseRows.WithFiles(connection, files.Fingerprint)), cancellation);
        return older is { } number ? new PublishOutcome.Older(number, live.Number) : null;
    }

    private async Task<ReleaseChange> ChangeAsync(DialogFiles? liveFiles, LoadResult loaded, DialogFiles files, CancellationToken cancellation, string? dialog = null)
    {
        var old = liveFiles is null ? NoDialogs : DialogReadings.Load(liveFiles).Readable;
        // A folder that cannot be read at all says nothing about its dialogs.
        var next = files.Exists ? loaded.Readable : old;
        var change = ReleaseChange.Between(old, liveFiles, next, files, [], dialog);
        if (change.TextsOnly) return change;
        return ReleaseChange.Between(old, liveFiles, next, files, await LiveRuns.CountAsync(store, dialog, cancellation), dialog);
    }

    private Task<bool> AddAsync(long number, DialogFiles files, DialogSet set, PublishedBy by, CancellationToken cancellation) =>
        store.WriteAsync(scope => ValueTask.FromResult(ReleaseRows.TryAdd(
            scope,
            new DialogRelease
            {
                Number = number, Fingerprint = files.Fingerprint, Files = files.Pack(set.LockText()), PublishedAt = clock.GetUtcNow(), PublishedBy = by,
            },
            set.Dialogs.Values.Select(d => (d.Name, d.Version)))), cancellation);

    private static (bool Written, string? Problem) WriteLock(DialogSet set, string directory)
    {
        try
        {
            return (set.WriteLock(directory), null);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return (false, unwritable.Message);
        }
    }
}
