using System.Diagnostics;

namespace EngageBot.Messaging;

/// <summary>What becomes of an outbox row after an attempt: the one place where outcomes are judged, whatever the platform.</summary>
/// <param name="DueAt">When to try again, for <see cref="OutboxState.Queued"/>.</param>
internal sealed record SendVerdict(OutboxState State, string? Error = null, DateTimeOffset? DueAt = null, string? ExternalId = null)
{
    /// <summary>Kept in the error column of a row that was carried to another key, so that it is carried once only.</summary>
    private const string MovedOnce = "The chat moved";

    /// <param name="claimed">The row, this attempt counted.</param>
    public static SendVerdict Of(ClaimedRow claimed, SendResult result, RetrySchedule retries, DateTimeOffset now) => result switch
    {
        SendResult.Sent sent => new(OutboxState.Sent, ExternalId: sent.ExternalId),
        SendResult.Throttled throttled => new(OutboxState.Queued, "Throttled by the platform", now + throttled.RetryAfter),
        SendResult.Unavailable unavailable => Again(claimed, ErrorText.Of(unavailable.Reason), retries, now),
        // Nobody knows whether it arrived: a promotion must not come twice, anything else must not be lost (law 5).
        SendResult.Unknown unknown when claimed.Message.Kind == OutboundKind.Promotion => new(OutboxState.Uncertain, ErrorText.Of(unknown.Reason)),
        SendResult.Unknown unknown => Again(claimed, ErrorText.Of(unknown.Reason), retries, now, unknown.Patience),
        SendResult.PromotionsPaused paused when claimed.Message.Kind == OutboundKind.Promotion => Again(claimed, ErrorText.Of(paused.Reason), retries, now, paused.Pause),
        SendResult.PromotionsPaused paused => new(OutboxState.Dead, ErrorText.Of(paused.Reason)),
        SendResult.Refused refused => new(OutboxState.Dead, ErrorText.Of(refused.Reason)),
        SendResult.AccountRejected rejected => new(OutboxState.Queued, ErrorText.Of(rejected.Reason), now),
        SendResult.Moved when claimed.LastError == MovedOnce => new(OutboxState.Dead, "The chat moved again"),
        SendResult.Moved => new(OutboxState.Queued, MovedOnce, now),
        _ => throw new UnreachableException(),
    };

    private static SendVerdict Again(ClaimedRow claimed, string reason, RetrySchedule retries, DateTimeOffset now, TimeSpan atLeast = default)
    {
        var pause = retries.After(claimed.Message.Attempts, claimed.Message.Id);
        var due = now + (pause > atLeast ? pause : atLeast);
        // Its own end comes first: it wakes then, to be marked Expired.
        if (claimed.Message.ExpiresAt is { } expiry && expiry < claimed.GiveUpAt) return new(OutboxState.Queued, reason, due < expiry ? due : expiry);
        return due > claimed.GiveUpAt ? new(OutboxState.Dead, reason) : new(OutboxState.Queued, reason, due);
    }
}

/// <summary>An outbox row that is about to be sent.</summary>
/// <param name="GiveUpAt">No attempt begins after it.</param>
/// <param name="LastError">Why it was not sent before, if it was tried.</param>
/// <param name="Looks">If nothing of its chat waited when it was claimed: the lane's <see cref="SendLane.Looks"/> inside that transaction. A later look
/// has left out its chat, so something may wait by now.</param>
internal sealed record ClaimedRow(OutboundMessage Message, DateTimeOffset GiveUpAt, string? LastError, int? Looks);
