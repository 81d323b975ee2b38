using EngageBot.Businesses.Rules;
using EngageBot.Dialogs.Plays;
using EngageBot.Messaging;
using EngageBot.Segments;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Finds for whom plays are due and begins them, on as many nodes as there are; a server that was down makes up for it as far as plays allow.</summary>
internal sealed partial class PlayClock(IStore store, LivePlays live, PlayFollow follow, PlayStarts starts, PlayWake wake, TimeProvider clock, ILogger<PlayClock> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Segments and rhythms change by the day; everybody is asked.</summary>
    private static readonly TimeSpan Hourly = TimeSpan.FromHours(1);

    /// <summary>Looks that find nobody leave no trace for so long.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(6);

    /// <summary>After a longer stop nobody wants to know whom it was due.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(60);

    /// <summary>People taken in by one commit.</summary>
    private const int Slice = 100;

    /// <summary>Looks at every play of every business once.</summary>
    /// <returns>How many dialogs were begun.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var businesses = await store.ReadAsync(connection => ValueTask.FromResult(RuleBook.BusinessesWith(connection, PlayRules.Kind)), cancellation);
        var started = 0;
        foreach (var business in businesses)
        {
            var plays = await store.ReadAsync(connection => ValueTask.FromResult(PlayInForce.All(connection, business, live.All(connection), clock.GetUtcNow())), cancellation);
            foreach (var play in plays)
            {
                try
                {
                    started += await SweepAsync(play, cancellation);
                }
#pragma warning disable CA1031 // One play that fails keeps no other one waiting.
                catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    LogPlayFailed(error, play.Name);
                }
            }
        }
        return started;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await SweepAsync(stoppingToken) is > 0 and var started) LogStarted(started);
                await wake.Signal.WaitAsync(clock.GetUtcNow() + Pause, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever failed may pass; what is due stays due.
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogFailed(error);
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<int> SweepAsync(PlayInForce play, CancellationToken cancellation)
    {
        SegmentQuery? audience = null;
        var asked = false;
        async Task<SegmentQuery?> AudienceAsync()
        {
            if (!asked) audience = await PrepareAsync(play, cancellation);
            asked = true;
            return audience;
        }
        if (play.Play.Trigger is not PlayTrigger.OnEvent) await LookAsync(play, AudienceAsync, cancellation);
        var due = await store.ReadAsync(connection => ValueTask.FromResult(PlayRunRows.Due(connection, play.Business, play.Name, clock.GetUtcNow(), 1).Count), cancellation);
        return due == 0 ? 0 : await starts.StartAsync(play, await AudienceAsync(), cancellation);
    }

    private async Task LookAsync(PlayInForce play, Func<Task<SegmentQuery?>> audience, CancellationToken cancellation)
    {
        var every = play.Play.Trigger is PlayTrigger.OnDate ? Pause : Hourly;
        var now = clock.GetUtcNow();
        if (await store.ReadAsync(connection => ValueTask.FromResult(PlayLooks.Next(connection, play, every, now)), cancellation) is not { } next) return;
        if (!next.First && now - next.Until < Quiet && await IsQuietAsync(play, WindowOf(play, next, now), cancellation)) return;
        if (await store.WriteAsync(scope => ValueTask.FromResult(PlayLooks.TryClaim(scope, play, every, now)), cancellation) is not { } look) return;
        if (play.Play.Trigger is PlayTrigger.OnNews) await starts.AskForNewsAsync(play, cancellation);
        if (PlayFollow.SegmentOf(play.Play.Trigger) is not null) await follow.FindAsync(play, await audience(), look.First, cancellation);
        else
        {
            var window = WindowOf(play, look, now);
            for (ContactId? after = null; ; )
            {
                var from = after;
                var (found, last) = await store.ReadAsync(connection => ValueTask.FromResult(play.Play.Trigger is PlayTrigger.OnDate date
                    ? DateOccasions.Find(connection, play, date, window, from)
                    : play.Play.Trigger is PlayTrigger.OnNews ? NewsOccasions.Find(connection, play, window, from)
                    : ([.. CycleOccasions.Find(connection, play, window)], null)), cancellation);
                if (found.Count > 0) await TakeInAsync(play, found, await audience(), now, cancellation);
                if (last is null) break;
                after = last;
            }
        }
        await store.WriteAsync(scope =>
        {
            PlayLooks.Done(scope, play, now);
            return ValueTask.CompletedTask;
        }, cancellation);
    }

    /// <summary>Nobody is due since the last look that found somebody: nothing need be written down, for the next look covers this span, too.</summary>
    private async Task<bool> IsQuietAsync(PlayInForce play, PlayWindow window, CancellationToken cancellation)
    {
        if (play.Play.Trigger is not PlayTrigger.OnDate date) return false;
        var (found, last) = await store.ReadAsync(connection => ValueTask.FromResult(DateOccasions.Find(connection, play, date, window, null)), cancellation);
        return found.Count == 0 && last is null;
    }

    private static PlayWindow WindowOf(PlayInForce play, ClaimedLook look, DateTimeOffset now)
    {
        var newFrom = Later(look.Until, now - LookBack);
        return new(Later(play.Since, newFrom - PlayWindow.Moving), now, newFrom);
    }

    private async Task TakeInAsync(PlayInForce play, List<PlayOccasion> found, SegmentQuery? audience, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var slice in found.Chunk(Slice))
            await store.WriteAsync(scope =>
            {
                scope.Lock($"plays:{play.Business}");
                foreach (var occasion in slice) PlayTakeIn.Take(scope, play, occasion, audience, now);
                return ValueTask.CompletedTask;
            }, cancellation);
    }

    /// <summary>The audience as a question; a segment that is gone or wrong stops the play, for nobody knows any more whom it is for.</summary>
    private async Task<SegmentQuery?> PrepareAsync(PlayInForce play, CancellationToken cancellation)
    {
        if ((play.Play.Segment ?? play.Play.Audience?.Source) is not { } whom) return null;
        var (query, errors) = await store.ReadAsync(connection => ValueTask.FromResult(SegmentBook.Prepare(connection, play.Business, whom, clock.GetUtcNow())), cancellation);
        return query ?? throw new InvalidOperationException($"The audience of the play {play.Name} cannot be asked: {errors[0]}");
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    [LoggerMessage(Level = LogLevel.Information, Message = "Plays began {Dialogs} dialogs")]
    private partial void LogStarted(int dialogs);

    [LoggerMessage(Level = LogLevel.Error, Message = "The play {Play} failed and is tried again")]
    private partial void LogPlayFailed(Exception error, string play);

    [LoggerMessage(Level = LogLevel.Error, Message = "The clock of plays failed and tries again")]
    private partial void LogFailed(Exception error);
}

/// <summary>Wakes the clock of plays when something has happened that one of them waits for.</summary>
internal sealed class PlayWake
{
    public Signal Signal { get; } = new();
}
