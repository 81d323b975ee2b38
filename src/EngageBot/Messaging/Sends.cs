using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Makes the calls, one row each, and marks what became of them; what waits behind a row in its chat is claimed with its mark.</summary>
internal sealed partial class Sends(
    IStore store,
    SendLanes lanes,
    AccountLeases leases,
    OutboxClaim claim,
    OutboxMarks marks,
    SentMarks sentMarks,
    SendsUnderWay underWay,
    SpineSignals signals,
    MessagingSettings settings,
    TimeProvider clock,
    ILogger<Sends> logger)
{
    private CancellationToken _stopping;
    private volatile bool _open;

    /// <summary>Whether a turn may claim what it writes and a mark what waits behind it: the sender works, and no other node's does.</summary>
    public bool CanClaimAtOnce => _open && !store.IsShared && !_stopping.IsCancellationRequested;

    /// <summary>The sender works until <paramref name="stopping"/>.</summary>
    public void Open(CancellationToken stopping) => (_stopping, _open) = (stopping, true);

    /// <summary>The account's lane if a reply to this chat may leave by it now.</summary>
    public SendLane? LaneFor(long accountId, string chatKey) =>
        CanClaimAtOnce && lanes.Find(accountId) is { Rejected: false } lane && lane.HasRoom() && lane.IsFree(chatKey) ? lane : null;

    /// <summary>Begins what has been claimed, once the claim is committed.</summary>
    /// <param name="fence">The lease it was claimed under; zero where there are none.</param>
    public void Begin(SendLane lane, ClaimedRow row, long fence = 0)
    {
        lane.Begin();
        underWay.Add(row.Message.Id, () => SendAsync(lane, row, fence));
    }

    /// <summary>Waits for the sends under way and their marks.</summary>
    public Task DrainAsync() => underWay.DrainAsync();

    private async Task SendAsync(SendLane lane, ClaimedRow claimed, long fence)
    {
        var wake = true;
        try
        {
            await lane.EnterAsync();
            // Asked right before the call: the process may have stood still since the claim, and the account is another node's now.
            var mine = leases.Fence(lane.AccountId) == fence;
            var result = mine ? await CallAsync(lane, claimed) : new SendResult.Unavailable("The account went to another node before the call");
            if (mine) Learn(lane, claimed.Message, result);
            wake = !await MarkAsync(lane, claimed, result);
        }
        finally
        {
            if (lane.End() || wake) signals.Outbox.Set();
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

    /// <summary>As after a call, for a result that came later by itself.</summary>
    public void Learn(OutboundMessage message, SendResult result)
    {
        if (lanes.Find(message.AccountId) is { } lane) Learn(lane, message, result);
    }

    /// <summary>What an answer says about the account and the chat beyond this row.</summary>
    private void Learn(SendLane lane, OutboundMessage message, SendResult result)
    {
        switch (result)
        {
            case SendResult.AccountRejected:
                lane.Reject();
                LogAccountRejected(lane.AccountId, message.Id, settings.RejectedAccountMinutes);
                break;
            case SendResult.Throttled throttled:
                var whole = lane.Pause(message.ChatKey, throttled);
                LogThrottled(message.Id, lane.AccountId, throttled.RetryAfter.TotalSeconds, whole);
                break;
            case SendResult.PromotionsPaused paused:
                lane.PausePromotions(paused.Pause);
                LogPromotionsPaused(lane.AccountId, paused.Pause.TotalMinutes);
                break;
            case SendResult.Sent or SendResult.Refused or SendResult.Moved:
                if (lane.Accept()) LogAccountAccepted(lane.AccountId);
                break;
        }
    }

    /// <summary>Keeps trying: until it is marked, the row is not free to be sent again by this process.</summary>
    /// <returns>Whether nothing of its chat is left for the sender to look at.</returns>
    private async Task<bool> MarkAsync(SendLane lane, ClaimedRow claimed, SendResult result)
    {
        var awaited = lane.IsAwaited(claimed.Message.ChatKey);
        while (true)
        {
            try
            {
                var verdict = SendVerdict.Of(claimed, result, settings.SendRetries, clock.GetUtcNow());
                // Replies end one by one, each as soon as it can; of promotions hundreds end together.
                if (verdict.State == OutboxState.Sent && claimed.Message.Kind == OutboundKind.Promotion)
                    return await sentMarks.WriteAsync(claimed, verdict, scope => NextAsync(scope, lane, claimed, awaited || lane.Looks != claimed.Looks), canWait: !awaited);
                return await store.WriteAsync(
                    scope => MarkAsync(scope, lane, claimed, result, verdict, awaited || lane.Looks != claimed.Looks), CancellationToken.None, canWait: !awaited);
            }
            catch (DatabaseUnavailableException) when (!_stopping.IsCancellationRequested)
            {
                LogNotMarked(claimed.Message.Id, result.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception error)
            {
                LogLeftSending(error, claimed.Message.Id, result.GetType().Name);
                return false;
            }
        }
    }

    private async ValueTask<bool> MarkAsync(WriteScope scope, SendLane lane, ClaimedRow claimed, SendResult result, SendVerdict verdict, bool awaited)
    {
        await marks.ResultAsync(scope, claimed, result, verdict);
        return verdict.State == OutboxState.Sent && await NextAsync(scope, lane, claimed, awaited);
    }

    /// <summary>Claims what waits behind a message that has arrived.</summary>
    /// <returns>Whether nothing of its chat is left for the sender to look at.</returns>
    private async ValueTask<bool> NextAsync(WriteScope scope, SendLane lane, ClaimedRow claimed, bool awaited)
    {
        if (!CanClaimAtOnce) return false;
        // Asked inside the transaction: what was queued before it has said so, what is queued after it finds the chat free.
        if (!awaited && !lane.IsAwaited(claimed.Message.ChatKey)) return true;
        var (next, chatIsDone) = await claim.BehindAsync(scope, lane, claimed.Message.ChatKey);
        if (next is not null) scope.AfterCommit(() => Begin(lane, next));
        else if (chatIsDone) lane.Forget(claimed.Message.ChatKey);
        return chatIsDone;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The channel threw {Error} while sending outbox {OutboxId}\n{Trace}")]
    private partial void LogChannelThrew(long outboxId, string error, string? trace);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The platform rejects the credentials of account {AccountId} (outbox {OutboxId}): nothing of it is sent; checked again every {Minutes} minutes")]
    private partial void LogAccountRejected(long accountId, long outboxId, int minutes);

    [LoggerMessage(Level = LogLevel.Information, Message = "The platform accepts account {AccountId} again")]
    private partial void LogAccountAccepted(long accountId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Throttled at outbox {OutboxId} on account {AccountId} for {Seconds} s, whole account: {WholeAccount}")]
    private partial void LogThrottled(long outboxId, long accountId, double seconds, bool wholeAccount);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The platform takes no promotions of account {AccountId} for {Minutes} minutes")]
    private partial void LogPromotionsPaused(long accountId, double minutes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox {OutboxId}: {Result} could not be written yet")]
    private partial void LogNotMarked(long outboxId, string result);

    [LoggerMessage(Level = LogLevel.Error, Message = "Outbox {OutboxId} stays Sending after {Result}; the rescuer will find it")]
    private partial void LogLeftSending(Exception error, long outboxId, string result);
}
