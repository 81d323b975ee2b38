using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Sends what waits in the outbox: many chats at once, one message of a chat at a time, never inside a transaction.</summary>
/// <remarks>A reply to a chat for which nothing waits has been claimed by the turn that wrote it; here comes what could not leave then.</remarks>
internal sealed partial class OutboxSender(
    IStore store,
    SendLanes lanes,
    AccountLeases leases,
    OutboxClaim claim,
    Sends sends,
    SpineSignals signals,
    MessagingSettings settings,
    TimeProvider clock,
    ILogger<OutboxSender> logger) : BackgroundService
{
    private CancellationToken _stopping;

    /// <summary>The accounts whose credentials the platform refuses now.</summary>
    public IEnumerable<long> RejectedAccounts => lanes.Known.Where(lane => lane.Rejected).Select(lane => lane.AccountId);

    /// <summary>Claims what may leave now and begins to send it.</summary>
    /// <returns>Whether anything was begun or marked; if not, nothing can be done before <see cref="WakeAtAsync"/> or a signal.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing was claimed.</exception>
    public async Task<bool> PassAsync(CancellationToken cancellation)
    {
        var any = false;
        foreach (var lane in lanes.All)
        {
            if (!lane.HasRoom()) continue;
            if (await leases.TryHoldAsync(lane.AccountId, cancellation) is not { } fence) continue;
            var (claimed, changed) = await store.WriteAsync(async scope =>
            {
                if (!await leases.ConfirmAsync(scope, lane.AccountId, fence)) return ([], false);
                var found = await claim.ClaimAsync(scope, lane);
                scope.AfterCommit(() =>
                {
                    foreach (var row in found.Claimed) sends.Begin(lane, row, fence);
                });
                return found;
            }, cancellation);
            any |= changed || claimed.Count > 0;
        }
        return any;
    }

    /// <summary>Waits for the sends under way and their marks.</summary>
    public Task DrainAsync() => sends.DrainAsync();

    /// <summary>When something that waits now may become sendable by itself.</summary>
    public async Task<DateTimeOffset> WakeAtAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var wake = now + settings.Poll;
        var delayed = (await store.ReadRowsAsync(
            "SELECT MIN(due_at) FROM outbox WHERE state = 'Queued' AND attempts > 0 AND due_at > @now",
            command => command.Set("@now", now), row => row.InstantOrNullAt(0), cancellation))[0];
        if (delayed < wake) wake = delayed.Value;
        foreach (var lane in lanes.Known)
            if (lane.WakeAt() is { } at && at < wake) wake = at;
        return wake;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        sends.Open(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await PassAsync(stoppingToken)) continue;
                await signals.Outbox.WaitAsync(await WakeAtAsync(stoppingToken), clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                LogPassFailed(error);
                await PauseAsync();
            }
        }
        // What is under way finishes within the host's time to stop; what does not is found by the rescuer.
        await DrainAsync();
    }

    private async Task PauseAsync() =>
        await Task.Delay(TimeSpan.FromSeconds(1), clock, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outbox could not be worked on; trying again")]
    private partial void LogPassFailed(Exception error);
}
