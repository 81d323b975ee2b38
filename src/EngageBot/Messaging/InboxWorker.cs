using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Hands waiting inbox rows to the turn, in order of their ids, many in one transaction.</summary>
/// <remarks>
/// A row that fails waits and is tried again; meanwhile it holds back the later rows of its chat and nobody else. After the last
/// attempt it is <see cref="InboxState.Dead"/> and its chat goes on.
/// Attempts are counted in the row's own transaction, which a crash of the process would undo. So whatever waits when the worker starts,
/// and may have crashed the last one, is taken alone and counted in a commit before its try.
/// While it has caught up with the table, rows come to it in memory (<see cref="FreshRows"/>) and are handled as if nothing could go
/// wrong; if something does, nothing of that batch is kept and the table is read, where the one at fault is found. While nothing waits at
/// all, what comes is handled in the commit that accepts it, but for a day after a crash: then each row is committed before its try, so that
/// one that ends the process cannot come again and again without being counted.
/// </remarks>
internal sealed partial class InboxWorker(
    IStore store,
    HandleEvent handle,
    AfterCommitHooks hooks,
    FreshRows fresh,
    SpineSignals signals,
    MessagingSettings settings,
    TimeProvider clock,
    ILogger<InboxWorker> logger,
    ServerLock? server = null) : BackgroundService
{
    // A batch grows while its turns are quick, so that rows are not read only to be left by the time limit.
    private const int SmallestBatch = 16;

    private readonly InboxMarks _marks = new(settings, clock, logger);
    private readonly InboxClaim _claim = new(store, clock);
    private long? _leftoverUpTo;
    private WaitingRow? _handling;
    private int _alone;
    private int _batch = SmallestBatch;
    // Taken from memory and not handled yet: the batch before ran out of time.
    private List<InboundEvent> _taken = [];
    private DateTimeOffset _tableAt = DateTimeOffset.MinValue;
    private long _seenUpTo;
    private bool _serving;

    /// <summary>Handles what is ready now, one batch at most.</summary>
    /// <returns>How many rows changed; 0 if nothing is ready.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing was handled and nothing counted.</exception>
    public async Task<int> PassAsync(CancellationToken cancellation)
    {
        if (CaughtUp)
        {
            if (_taken.Count == 0) _taken = fresh.Take(settings.InboxBatch, after: _seenUpTo);
            if (_taken.Count > 0) return await FreshAsync(cancellation);
            if (fresh.IsOpen && clock.GetUtcNow() < _tableAt) return 0;
        }
        return await FromTableAsync(cancellation);
    }

    /// <summary>Nothing waits in the table but what comes in memory; looked at again with each poll all the same.</summary>
    private bool CaughtUp => fresh.IsOpen && _tableAt > DateTimeOffset.MinValue;

    private async Task<int> FreshAsync(CancellationToken cancellation)
    {
        try
        {
            var handled = await store.WriteAsync(FreshBatchAsync, cancellation);
            fresh.HandledUpTo(_taken[handled - 1].Id);
            _taken.RemoveRange(0, handled);
            return handled;
        }
        catch (Exception error) when (error is not (OperationCanceledException or ObjectDisposedException))
        {
            fresh.Close();
            _taken.Clear();
            if (error is DatabaseUnavailableException) throw;
            return 1;
        }
    }

    private async ValueTask<int> FreshBatchAsync(WriteScope scope)
    {
        var started = clock.GetTimestamp();
        for (var n = 0; n < _taken.Count; n++)
        {
            await HandleAsync(scope, _taken[n]);
            if (clock.GetElapsedTime(started).TotalMilliseconds >= settings.InboxBatchMs) return n + 1;
        }
        return _taken.Count;
    }

    private async ValueTask HandleAsync(WriteScope scope, InboundEvent row)
    {
        await TakeTurnAsync(scope, row);
        await _marks.HandledAsync(scope, row.Id, row.Attempts);
    }

    /// <summary>The turn of a row that is marked elsewhere.</summary>
    private async ValueTask TakeTurnAsync(WriteScope scope, InboundEvent row)
    {
        if (await handle(scope, row) is { } hook) scope.AfterCommit(() => hooks.Start(hook, row.Id));
    }

    private async Task<int> FromTableAsync(CancellationToken cancellation)
    {
        _leftoverUpTo ??= await LastIdAsync(cancellation);
        await TakeBackAsync(cancellation);
        // Before the look, so that what is committed after it is not missed.
        if (!store.IsShared) fresh.Open();
        _taken.Clear();
        _tableAt = DateTimeOffset.MinValue;
        var limit = _alone > 0 ? 1 : Math.Min(_batch, settings.InboxBatch);
        var next = await store.ReadAsync(async connection =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = SpineSql.NextInboxRows;
            return await InboxMarks.ReadAsync(command, clock.GetUtcNow(), limit);
        }, cancellation);
        if (next.Count == 0)
        {
            await MaybeCaughtUpAsync(_seenUpTo, cancellation);
            return 0;
        }
        if (next[0].Id <= _leftoverUpTo) return store.IsShared ? await SharedLeftoverAsync(next, cancellation) : await LeftoverAsync(next[0], cancellation);
        try
        {
            var handled = await store.WriteAsync(scope => BatchAsync(scope, next), cancellation);
            if (_alone > 0) _alone--;
            else _batch = Math.Max(handled * 2, SmallestBatch);
            if (next.Count < limit && handled == next.Count) await MaybeCaughtUpAsync(next[^1].Id, cancellation);
            return handled;
        }
        catch (Exception error) when (error is not (DatabaseUnavailableException or OperationCanceledException or ObjectDisposedException))
        {
            // The commit itself refused what a row had written: find that row by taking each alone.
            if (next.Count > 1) _alone = next.Count;
            else await store.WriteAsync(scope => RefuseAsync(scope, next[0], error), cancellation);
            return next.Count;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _serving = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await PassAsync(stoppingToken) > 0) continue;
                await signals.Inbox.WaitAsync(await WakeAtAsync(stoppingToken), clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                LogPassFailed(error);
                await PauseAsync(stoppingToken);
            }
        }
        fresh.Close();
        await hooks.DrainAsync();
    }

    private async ValueTask<int> BatchAsync(WriteScope scope, List<WaitingRow> rows)
    {
        var started = clock.GetTimestamp();
        var held = new HashSet<(long, string)>();
        var changed = 0;
        foreach (var row in await _claim.KeepAsync(scope, rows))
        {
            if (held.Contains((row.AccountId, row.ChatKey))) continue;
            var error = await TryAsync(scope, row);
            if (error is not null && await _marks.FailedAsync(scope, row, row.Attempts + 1, error) == InboxState.Received) held.Add((row.AccountId, row.ChatKey));
            changed++;
            if (clock.GetElapsedTime(started).TotalMilliseconds >= settings.InboxBatchMs) break;
        }
        return changed;
    }

    private async Task<int> LeftoverAsync(WaitingRow row, CancellationToken cancellation)
    {
        // Committed before the try, so that a crash inside it counts and names exactly this row.
        await store.WriteAsync(scope => InboxMarks.HandlingAsync(scope, row), cancellation);
        _handling = row;
        try
        {
            await store.WriteAsync(async scope =>
            {
                var error = await TryAsync(scope, row);
                if (error is not null) await _marks.FailedAsync(scope, row, row.Attempts + 1, error);
            }, CancellationToken.None);
        }
        catch (Exception error) when (error is not (DatabaseUnavailableException or ObjectDisposedException))
        {
            await store.WriteAsync(scope => _marks.FailedAsync(scope, row, row.Attempts + 1, error), CancellationToken.None);
        }
        _handling = null;
        return 1;
    }

    /// <summary>Takes one row alone, as <see cref="LeftoverAsync"/> does, while other processes work beside this one.</summary>
    /// <remarks>Its attempt is counted but it stays Received: between the two commits its chat is free, and whoever takes it sees the count.</remarks>
    private async Task<int> SharedLeftoverAsync(List<WaitingRow> next, CancellationToken cancellation)
    {
        var (row, ended) = await store.WriteAsync<(WaitingRow? Row, bool Ended)>(async scope =>
        {
            if (await _claim.KeepAsync(scope, next) is not [var mine, ..]) return (null, false);
            if (mine.Attempts < settings.InboxAttempts)
            {
                await InboxMarks.CountAsync(scope, mine);
                return (mine, false);
            }
            await _marks.FailedAsync(scope, mine, mine.Attempts, new InvalidOperationException("Interrupted while handling"));
            return (mine, true);
        }, cancellation);
        if (row is null) return 0;
        if (ended) return 1;
        try
        {
            await store.WriteAsync(async scope =>
            {
                if (await _claim.KeepAsync(scope, [row]) is [] || await TryAsync(scope, row) is not { } error) return;
                await _marks.FailedAsync(scope, row, row.Attempts + 1, error);
            }, CancellationToken.None);
        }
        catch (Exception error) when (error is not (DatabaseUnavailableException or ObjectDisposedException))
        {
            await store.WriteAsync(scope => RefuseAsync(scope, row, error), CancellationToken.None);
        }
        return 1;
    }

    /// <summary>Marks a row whose commit was refused, unless another process has handled it since.</summary>
    private async ValueTask RefuseAsync(WriteScope scope, WaitingRow row, Exception error)
    {
        if (await _claim.KeepAsync(scope, [row]) is [_]) await _marks.FailedAsync(scope, row, row.Attempts + 1, error);
    }

    /// <summary>A leftover whose try the database did not let happen is taken back before anything else, or its chat would go on without it.</summary>
    private async Task TakeBackAsync(CancellationToken cancellation)
    {
        if (_handling is not { } row) return;
        await store.WriteAsync(scope => InboxMarks.NotHandledAsync(scope, row), cancellation);
        _handling = null;
    }

    private ValueTask<Exception?> TryAsync(WriteScope scope, WaitingRow row) => scope.TryAsync(async () =>
    {
        var happened = new InboundEvent(
            row.Id, row.AccountId, row.ExternalId, row.ChatKey, MessagingJson.ReadInbound(row.Content), row.Attempts + 1, row.ReceivedAt);
        await HandleAsync(scope, happened);
    });

    private async Task<long> LastIdAsync(CancellationToken cancellation) =>
        (await store.ReadRowsAsync("SELECT COALESCE(MAX(id), 0) FROM inbox WHERE state = 'Received'", _ => { }, row => row.GetInt64(0), cancellation))[0];

    private async Task<DateTimeOffset> WakeAtAsync(CancellationToken cancellation)
    {
        var poll = clock.GetUtcNow() + settings.Poll;
        if (CaughtUp) return poll;
        var due = await BackOffEndsAsync(cancellation);
        return due < poll ? due.Value : poll;
    }

    /// <summary>The table has been read to its end: unless a row there is put off, the next ones come in memory.</summary>
    private async Task MaybeCaughtUpAsync(long seenUpTo, CancellationToken cancellation)
    {
        if (!fresh.IsOpen || await BackOffEndsAsync(cancellation) is not null) return;
        (_seenUpTo, _tableAt) = (seenUpTo, clock.GetUtcNow() + settings.Poll);
        fresh.Turn = _serving && !MustBeCareful ? AtOnceAsync : null;
        fresh.Settle(seenUpTo);
    }

    /// <summary>The process before this one was not stopped in order: a row may have ended it, and its platform brings that row again.</summary>
    private bool MustBeCareful => server?.LastCrash is { } crash && clock.GetUtcNow() < crash.AddHours(settings.CarefulHours);

    private async ValueTask AtOnceAsync(WriteScope scope, InboundEvent row)
    {
        await TakeTurnAsync(scope, row);
        _marks.LogHandled(row.Id, row.Attempts);
    }

    /// <summary>When the first row that failed is tried again, if any waits.</summary>
    private async Task<DateTimeOffset?> BackOffEndsAsync(CancellationToken cancellation) => (await store.ReadRowsAsync(
        "SELECT MIN(due_at) FROM inbox WHERE state = 'Received' AND attempts > 0", _ => { }, row => row.InstantOrNullAt(0), cancellation))[0];

    private async Task PauseAsync(CancellationToken cancellation) =>
        await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(Level = LogLevel.Error, Message = "The inbox could not be worked on; trying again")]
    private partial void LogPassFailed(Exception error);
}
