using EngageBot.Conversations.Actions;
using EngageBot.Conversations.Releases;
using EngageBot.Dialogs;
using EngageBot.Dialogs.Engine;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Conversations;

/// <summary>How the folder stands to the release that is live, for <c>/health/dialogs</c>.</summary>
/// <param name="Folder"><c>live</c>, <c>older</c>, <c>waiting</c> or <c>refused</c>.</param>
/// <param name="Errors">How many errors keep it from going live.</param>
internal sealed record FolderStanding(string Folder, int Errors);

/// <summary>The dialogs in use: always a whole release that holds, never half an edit. A turn keeps those it began with.</summary>
internal sealed partial class DialogCatalog(
    IOptions<DialogSettings> settings, DialogPublisher publisher, DialogActions actions, IStore store, ILogger<DialogCatalog> log)
{
    /// <summary>A folder full of errors does not flood the log.</summary>
    private const int FindingsLogged = 20;

    private volatile LiveDialogs? _live;
    private int _seen;
    private int? _changing;

    /// <summary>The dialogs of the newest release this process knows.</summary>
    public DialogSet Current => Live.Set;

    /// <summary>The release itself.</summary>
    public LiveDialogs Live => _live ?? throw new InvalidOperationException("The dialogs are loaded before the first turn.");

    /// <summary>Whether there are any yet; a command that works on rows alone loads none.</summary>
    public bool IsLoaded => _live is not null;

    /// <summary>How the folder stood when it was last looked at.</summary>
    public FolderStanding Standing { get; private set; } = new("live", 0);

    /// <summary>Publishes the folder if it may, and loads the newest release; called once, before anything is answered.</summary>
    /// <exception cref="InvalidDialogsException">There is nothing that holds: neither the folder nor an earlier release.</exception>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        var directory = settings.Value.Resolve();
        _seen = DialogFiles.Stamp(directory);
        var outcome = await publisher.PublishAsync(directory, Request(PublishedBy.Start, unlessOlder: true), cancellation);
        if (outcome is PublishOutcome.Refused { Live: 0 } nothing) throw new InvalidDialogsException(nothing.Findings);
        try
        {
            await CatchUpAsync(cancellation);
        }
        catch (InvalidDialogsException old) when (outcome is PublishOutcome.Refused refused)
        {
            throw new InvalidDialogsException(string.Join(Environment.NewLine, [.. refused.Findings.Select(f => f.ToString()), "The last release does not hold either:", old.Message]));
        }
        Report(outcome);
    }

    /// <summary>Looks for a newer release of another node or the command, and for an edit of the folder.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var before = Live.Release;
        var directory = settings.Value.Resolve();
        // Somebody else has published: this very folder, or one that this node does not have.
        if ((await CatchUpAsync(cancellation)).Release != before)
            Standing = Live.Files.Fingerprint == DialogFiles.Read(directory).Fingerprint ? new("live", 0) : Standing.Folder == "live" ? new("older", 0) : Standing;
        var stamp = DialogFiles.Stamp(directory);
        if (stamp == _seen)
        {
            _changing = null;
            return;
        }
        // Half a copy is no edit: it is read once nothing has moved for one look.
        if (_changing != stamp)
        {
            _changing = stamp;
            return;
        }
        (_seen, _changing) = (stamp, null);
        var outcome = await publisher.PublishAsync(directory, Request(PublishedBy.Edit, unlessOlder: false), cancellation);
        await CatchUpAsync(cancellation);
        Report(outcome);
    }

    /// <summary>The dialogs for a turn, to its end: newer ones than this process knows, if a run of the chat was already moved there by another node.</summary>
    public LiveDialogs For(ChatState chat, RowSource rows)
    {
        var live = Live;
        foreach (var run in chat.Runs)
            if (!live.Set.Dialogs.TryGetValue(run.Dialog, out var dialog) || dialog.Version < run.Version) return CatchUp(rows);
        return live;
    }

    private Task<LiveDialogs> CatchUpAsync(CancellationToken cancellation) => store.ReadAsync(connection => ValueTask.FromResult(CatchUp(connection)), cancellation);

    private LiveDialogs CatchUp(RowSource rows)
    {
        var known = _live;
        if (known is not null && ReleaseRows.NewestNumber(rows) <= known.Release) return known;
        var release = ReleaseRows.Newest(rows) ?? throw new InvalidDialogsException("There is no release of the dialogs.");
        var live = LiveDialogs.Load(rows, release, actions);
        _live = live;
        LogLive(live.Release, release.PublishedBy);
        return live;
    }

    private PublishRequest Request(PublishedBy by, bool unlessOlder) => new(by, TextsOnly: settings.Value.Publish == "command", UnlessOlder: unlessOlder);

    private void Report(PublishOutcome outcome)
    {
        Standing = outcome switch
        {
            PublishOutcome.Older => new("older", 0),
            PublishOutcome.Waiting => new("waiting", 0),
            PublishOutcome.Refused refused => new("refused", refused.Findings.Length),
            _ => new("live", 0),
        };
        switch (outcome)
        {
            case PublishOutcome.Older older:
                LogOlder(older.Release, older.Live);
                break;
            case PublishOutcome.Waiting waiting:
                LogWaiting(waiting.Live);
                break;
            case PublishOutcome.Refused refused:
                LogRefused(refused.Findings.Length, refused.Live);
                foreach (var finding in refused.Findings.Take(FindingsLogged)) LogFinding(finding.ToString());
                break;
            case PublishOutcome.Published { LockProblem: { } problem }:
                LogLock(problem);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Release {Release} of the dialogs is live (published by: {By})")]
    private partial void LogLive(long release, PublishedBy by);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dialogs folder is a copy of release {Release}; release {Live} goes on. To go back on purpose: engagebot dialogs publish")]
    private partial void LogOlder(long release, long live);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The dialogs folder changes more than texts and waits; release {Live} goes on. To make it live: engagebot dialogs publish")]
    private partial void LogWaiting(long live);

    [LoggerMessage(Level = LogLevel.Error, Message = "The dialogs folder has {Errors} errors and is not live; release {Live} goes on. Mend the files, nothing need be restarted")]
    private partial void LogRefused(int errors, long live);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Finding}")]
    private partial void LogFinding(string finding);

    [LoggerMessage(Level = LogLevel.Warning, Message = "lock.json is not written: {Problem} The database holds the numbers; copy them into version control from where the folder can be written")]
    private partial void LogLock(string problem);
}
