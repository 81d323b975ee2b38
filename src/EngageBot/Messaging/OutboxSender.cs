using System.Collections.Concurrent;
using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Sends what waits in the outbox: many chats at once, one message of a chat at a time, never inside a transaction.</summary>
internal sealed partial class OutboxSender(
    IStore store,
    ChannelList channels,
    OutboxClaim claim,
    OutboxMarks marks,
    SendsUnderWay underWay,
    SpineSignals signals,
    MessagingSettings settings,
    TimeProvider clock,
    ILogger<OutboxSender> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<long, SendLane> _lanes = new();
    private CancellationToken _stopping;

    /// <summary>The accounts whose credentials the platform refuses now.</summary>
    public IEnumerable<long> RejectedAccounts => _lanes.Values.Where(lane => lane.Rejected).Select(lane => lane.AccountId);

    /// <summary>Claims what may leave now and begins to send it.</summary>
    /// <returns>Whether anything was begun or marked; if not, nothing can be done before <see cref="WakeAtAsync"/> or a signal.</returns>
    /// <exception cref="DatabaseUnavailableException">Nothing was claimed.</exception>
    public async Task<bool> PassAsync(CancellationToken cancellation)
    {
        var any = false;
        foreach (var lane in Lanes())
        {
            if (lane.Room() == 0) continue;
            var (claimed, changed) = await store.WriteAsync(async scope =>
            {
                var found = await claim.ClaimAsync(scope, lane);
                scope.AfterCommit(() => Begin(lane, found.Claimed));
                return found;
            }, cancellation);
            any |= changed || claimed.Count > 0;
        }
        return any;
    }

    /// <summary>Waits for the sends under way and their marks.</summary>
    public Task DrainAsync() => underWay.DrainAsync();

    /// <summary>When something that waits now may become sendable by itself.</summary>
    public async Task<DateTimeOffset> WakeAtAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var wake = now + settings.Poll;
        var delayed = (await store.ReadRowsAsync(
            "SELECT MIN(due_at) FROM outbox WHERE state = 'Queued' AND attempts > 0 AND due_at > @now",
            command => command.Set("@now", now), row => row.InstantOrNullAt(0), cancellation))[0];
        if (delayed < wake) wake = delayed.Value;
        foreach (var lane in _lanes.Values)
            if (lane.WakeAt() is { } at && at < wake) wake = at;
        return wake;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
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

    private IEnumerable<SendLane> Lanes()
    {
        foreach (var channel in channels.All)
        {
            var lane = _lanes.GetOrAdd(channel.Account.Id, _ => new SendLane(channel, settings, clock));
            // A channel was replaced: its account's pauses belonged to the old one's credentials.
            if (!ReferenceEquals(lane.Channel, channel)) _lanes[channel.Account.Id] = lane = new SendLane(channel, settings, clock);
            yield return lane;
        }
    }

    private void Begin(SendLane lane, List<ClaimedRow> claimed)
    {
        foreach (var row in claimed)
        {
            lane.Begin();
            underWay.Add(row.Message.Id, () => SendAsync(lane, row));
        }
    }

    private async Task SendAsync(SendLane lane, ClaimedRow claimed)
    {
        try
        {
            var result = await CallAsync(lane, claimed);
            Learn(lane, claimed, result);
            await MarkAsync(claimed, result);
        }
        finally
        {
            lane.End();
            signals.Outbox.Set();
        }
    }

    private async Task<SendResult> CallAsync(SendLane lane, ClaimedRow claimed)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(settings.SendTimeoutSeconds), clock);
        try
        {
            return await lane.Channel.SendAsync(claimed.Message, timeout.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return new SendResult.Unknown("No answer in time");
        }
        catch (Exception error)
        {
            // A channel never throws for what a platform may answer, so nobody knows how far this one got.
            LogChannelThrew(claimed.Message.Id, error.GetType().Name, error.StackTrace);
            return new SendResult.Unknown(ErrorText.Of(error));
        }
    }

    /// <summary>What an answer says about the account and the chat beyond this row.</summary>
    private void Learn(SendLane lane, ClaimedRow claimed, SendResult result)
    {
        switch (result)
        {
            case SendResult.AccountRejected:
                lane.Reject();
                LogAccountRejected(lane.AccountId, claimed.Message.Id, settings.RejectedAccountMinutes);
                break;
            case SendResult.Throttled throttled:
                var whole = lane.Pause(claimed.Message.ChatKey, throttled.RetryAfter, throttled.WholeAccount);
                LogThrottled(claimed.Message.Id, lane.AccountId, throttled.RetryAfter.TotalSeconds, whole);
                break;
            case SendResult.Sent or SendResult.Refused or SendResult.Moved:
                if (lane.Accept()) LogAccountAccepted(lane.AccountId);
                break;
        }
    }

    /// <summary>Keeps trying: until it is marked, the row is not free to be sent again by this process.</summary>
    private async Task MarkAsync(ClaimedRow claimed, SendResult result)
    {
        while (true)
        {
            try
            {
                var verdict = SendVerdict.Of(claimed, result, settings.SendRetries, clock.GetUtcNow());
                await store.WriteAsync(scope => marks.ResultAsync(scope, claimed, result, verdict), CancellationToken.None);
                return;
            }
            catch (DatabaseUnavailableException) when (!_stopping.IsCancellationRequested)
            {
                LogNotMarked(claimed.Message.Id, result.GetType().Name);
                await PauseAsync();
            }
            catch (Exception error)
            {
                LogLeftSending(error, claimed.Message.Id, result.GetType().Name);
                return;
            }
        }
    }

    private async Task PauseAsync() =>
        await Task.Delay(TimeSpan.FromSeconds(1), clock, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    [LoggerMessage(Level = LogLevel.Error, Message = "The outbox could not be worked on; trying again")]
    private partial void LogPassFailed(Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "The channel threw {Error} while sending outbox {OutboxId}\n{Trace}")]
    private partial void LogChannelThrew(long outboxId, string error, string? trace);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The platform rejects the credentials of account {AccountId} (outbox {OutboxId}): nothing of it is sent; checked again every {Minutes} minutes")]
    private partial void LogAccountRejected(long accountId, long outboxId, int minutes);

    [LoggerMessage(Level = LogLevel.Information, Message = "The platform accepts account {AccountId} again")]
    private partial void LogAccountAccepted(long accountId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Throttled at outbox {OutboxId} on account {AccountId} for {Seconds} s, whole account: {WholeAccount}")]
    private partial void LogThrottled(long outboxId, long accountId, double seconds, bool wholeAccount);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox {OutboxId}: {Result} could not be written yet")]
    private partial void LogNotMarked(long outboxId, string result);

    [LoggerMessage(Level = LogLevel.Error, Message = "Outbox {OutboxId} stays Sending after {Result}; the rescuer will find it")]
    private partial void LogLeftSending(Exception error, long outboxId, string result);
}
