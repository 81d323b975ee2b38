using System.Collections.Concurrent;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Carries broadcasts forward: begins what is due, writes messages a little ahead of the sender, takes over what the sender has finished.</summary>
/// <remarks>All it knows stands in rows: killed at any moment, it goes on where the last commit left it.</remarks>
internal sealed partial class FanOut(
    IStore store, BroadcastStart starts, BroadcastSettling settling, FanOutWrite writes, BroadcastLeases leases, BroadcastTroubles troubles, BroadcastTrail trail, ChangeFanOut changes, BroadcastSignal signal, BusinessDirectory businesses,
    DialogCatalog dialogs, MasterKey masterKey, TimeProvider clock, ILogger<FanOut> logger) : BackgroundService
{
    /// <summary>Messages that wait in the outbox for one broadcast at most.</summary>
    public const int AheadMost = 4_000;

    private const int SliceLeast = 20;
    private const int SliceMost = 400;

    /// <summary>A slice keeps the writer about this long; turns wait for it.</summary>
    private static readonly TimeSpan SliceTime = TimeSpan.FromMilliseconds(15);

    /// <summary>What the sender has finished is taken over so often, for all of it at once; with each beat where the fan-out waits for the sender.</summary>
    private static readonly TimeSpan SettleEvery = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<long, Pace> _paces = new();

    /// <summary>One look at all broadcasts at work.</summary>
    /// <returns>Whether anything was done, and whether something is under way that will need a look soon.</returns>
    public async Task<(bool Done, bool Soon)> PassAsync(CancellationToken cancellation)
    {
        var (work, last) = await store.ReadAsync(connection => ValueTask.FromResult((
            BroadcastRows.AtWork(connection, clock.GetUtcNow()), BroadcastRows.LastAtWork(connection, clock.GetUtcNow()))), cancellation);
        if (last is { } at) trail.Warm(at);
        var (done, soon) = (false, false);
        foreach (var broadcast in work)
        {
            if (!await leases.TryHoldAsync(broadcast.Id, cancellation)) continue;
            if (await troubles.TryAsync(broadcast.Id, () => StepAsync(broadcast, cancellation)) is not { } moved) continue;
            soon |= broadcast.State is not BroadcastState.Paused;
            done |= moved;
        }
        var (changed, changing) = await changes.PassAsync(cancellation);
        return (done || changed, soon || changing);
    }

    private async Task<bool> StepAsync(Broadcast broadcast, CancellationToken cancellation)
    {
        if (broadcast.State is BroadcastState.Scheduled) return await starts.BeginAsync(broadcast, cancellation);
        var pace = _paces.GetOrAdd(broadcast.Id, _ => new Pace());
        var now = clock.GetUtcNow();
        var isDue = broadcast is { State: BroadcastState.Running, RoundAt: { } round } && round <= now;
        var ahead = await store.ReadAsync(connection => ValueTask.FromResult(RecipientRows.Ahead(connection, broadcast.Id)), cancellation);
        var done = false;
        if (pace.SettleNow || pace.SettledAt is not { } settled || clock.GetElapsedTime(settled) >= (!isDue || ahead > AheadMost / 2 ? Beat : SettleEvery))
        {
            pace.SettledAt = clock.GetTimestamp();
            (done, pace.SettleNow) = await settling.SettleAsync(broadcast, cancellation);
        }
        if (!isDue || ahead >= AheadMost) return done;
        return await WriteSliceAsync(broadcast, pace, (int)Math.Min(pace.Slice, AheadMost - ahead), cancellation) || done;
    }

    private async Task<bool> WriteSliceAsync(Broadcast broadcast, Pace pace, int limit, CancellationToken cancellation)
    {
        var page = businesses.Of(broadcast.BusinessId);
        var words = pace.WordsOf(broadcast, page, dialogs, masterKey);
        var slice = await store.ReadAsync(
            connection => ValueTask.FromResult(FanOutPage.Read(connection, broadcast, words, page, limit, clock.GetUtcNow())), cancellation);
        var took = TimeSpan.Zero;
        var written = await store.WriteAsync(async scope =>
        {
            var began = clock.GetTimestamp();
            var done = await writes.WriteAsync(scope, broadcast, words, slice, clock.GetUtcNow());
            took = clock.GetElapsedTime(began);
            return done;
        }, cancellation);
        pace.Slice = took > SliceTime ? Math.Max(SliceLeast, pace.Slice / 2) : Math.Min(SliceMost, pace.Slice + 20);
        if (written && slice.Last is null) LogRoundOver(broadcast.Id);
        return written;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var looked = clock.GetUtcNow();
                var (done, soon) = await PassAsync(stoppingToken);
                if (done) continue;
                await signal.Work.WaitAsync(await WakeAtAsync(soon, looked, stoppingToken), clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever failed may pass; the rows say where to go on.
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogFailed(error);
                await Task.Delay(Idle, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <param name="looked">Before the look at what is due: what became due since was not seen by it.</param>
    private async Task<DateTimeOffset> WakeAtAsync(bool soon, DateTimeOffset looked, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (soon) return now + Beat;
        var next = await store.ReadAsync(connection => ValueTask.FromResult(BroadcastRows.NextStart(connection, looked)), cancellation);
        return next < now + Idle ? next.Value : now + Idle;
    }

    /// <summary>What is remembered of a broadcast between two looks; all of it can be forgotten.</summary>
    private sealed class Pace
    {
        private BroadcastWords? _words;
        private object? _dialogs;

        /// <summary>People of the next slice.</summary>
        public int Slice { get; set; } = 100;

        /// <summary>A timestamp.</summary>
        public long? SettledAt { get; set; }

        /// <summary>The last look did not come to the end of what is finished.</summary>
        public bool SettleNow { get; set; }

        public BroadcastWords WordsOf(Broadcast broadcast, BusinessPage page, DialogCatalog dialogs, MasterKey key)
        {
            var current = dialogs.Current;
            if (_words is not null && ReferenceEquals(_dialogs, current)) return _words;
            (_words, _dialogs) = (BroadcastWords.Of(broadcast, page, current, key), current);
            return _words;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Broadcast {BroadcastId}: a round is over")]
    private partial void LogRoundOver(long broadcastId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The fan-out of broadcasts failed and tries again")]
    private partial void LogFailed(Exception error);
}
