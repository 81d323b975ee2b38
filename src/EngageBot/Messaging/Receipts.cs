using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>A message as a receipt finds it.</summary>
/// <param name="GiveUpAt">No attempt begins after it.</param>
internal sealed record ReceiptRow(OutboundMessage Message, OutboxState State, DateTimeOffset GiveUpAt);

/// <summary>What a platform tells later about a message: that it went, arrived, was read, or failed after all.</summary>
/// <remarks>
/// A message only ever climbs Sent, Delivered, Read, in whatever order receipts come. A receipt may overtake the answer to the send, and stands
/// for it where that answer was lost. It fails only from what is not delivered.
/// </remarks>
internal sealed partial class Receipts(OutboxMarks marks, Sends sends, SpineSignals signals, MessagingSettings settings, TimeProvider clock, ILogger<Receipts> logger)
{
    /// <summary>So often a message is tried that the platform took and then gave back.</summary>
    private const int TriesAfterFailure = 5;

    /// <summary>The message a receipt is about, by our id or by the platform's.</summary>
    public static ReceiptRow? Find(RowSource source, long accountId, long? outboxId, string externalId) => outboxId is { } id
        ? source.Query($"{Columns} WHERE o.id = @id AND o.account_id = @account", command => command.Set("@id", id).Set("@account", accountId), Read)
        : source.Query($"{Columns} WHERE o.account_id = @account AND o.external_id = @external", command => command.Set("@account", accountId).Set("@external", externalId), Read);

    private const string Columns = """
        SELECT o.id, o.business_id, o.account_id, o.chat_key, o.chat_id, o.key, o.kind, o.content, o.attempts, o.expires_at, o.state, o.give_up_at FROM outbox o
        """;

    private static ReceiptRow? Read(System.Data.Common.DbDataReader row) => row.Read()
        ? new(new OutboundMessage(
                row.GetInt64(0), new(Guid.Parse(row.GetString(1))), row.GetInt64(2), row.GetString(3), row.NumberAt(4), row.GetString(5),
                Enum.Parse<OutboundKind>(row.GetString(6)), MessagingJson.ReadOutgoing(row.GetString(7)), row.GetInt32(8), row.InstantOrNullAt(9), null),
            Enum.Parse<OutboxState>(row.GetString(10)), row.InstantAt(11))
        : null;

    /// <summary>It went, arrived or was read.</summary>
    /// <param name="externalId">What the platform calls it.</param>
    public async ValueTask ReachedAsync(WriteScope scope, ReceiptRow row, string externalId, OutboxState reached, DateTimeOffset at)
    {
        if (reached is not (OutboxState.Sent or OutboxState.Delivered or OutboxState.Read)) throw new ArgumentOutOfRangeException(nameof(reached), reached, "A receipt says Sent, Delivered or Read.");
        var open = row.State is OutboxState.Sending or OutboxState.Uncertain || row is { State: OutboxState.Queued, Message.Attempts: > 0 };
        if (!open && (row.State is not (OutboxState.Sent or OutboxState.Delivered) || row.State >= reached)) return;
        await scope.Command("""
            UPDATE outbox SET state = @state, error = NULL, external_id = COALESCE(external_id, @external), sent_at = COALESCE(sent_at, @at) WHERE id = @id
            """).Set("@state", reached.ToString()).Set("@external", externalId).Set("@at", at).Set("@id", row.Message.Id).ExecuteNonQueryAsync();
        if (open) scope.AfterCommit(signals.Outbox.Set);
        LogReached(row.Message.Id, reached);
    }

    /// <summary>It failed after the platform had taken it.</summary>
    /// <returns><see langword="false"/> if it was delivered before, or is over: then the receipt changes nothing.</returns>
    public async ValueTask<bool> FailedAsync(WriteScope scope, ReceiptRow row, SendResult result)
    {
        if (row.State is not (OutboxState.Sent or OutboxState.Sending or OutboxState.Uncertain or OutboxState.Queued)) return false;
        var now = clock.GetUtcNow();
        var verdict = SendVerdict.Of(new ClaimedRow(row.Message, row.GiveUpAt, null, null), result, settings.SendRetries, now);
        // A promotion that failed is not tried again: whoever waits for it has been told nothing, and the next one comes.
        if (verdict.State != OutboxState.Dead && (row.Message.Kind == OutboundKind.Promotion || row.Message.Attempts >= TriesAfterFailure))
            verdict = new(OutboxState.Dead, verdict.Error ?? "The platform could not deliver it");
        await scope.Command("UPDATE outbox SET state = @state, due_at = COALESCE(@due, due_at), error = @error, external_id = CASE WHEN @again = 1 THEN NULL ELSE external_id END WHERE id = @id")
            .Set("@state", verdict.State.ToString()).Set("@due", verdict.DueAt).Set("@error", verdict.Error).Set("@again", verdict.State == OutboxState.Queued ? 1L : 0L).Set("@id", row.Message.Id).ExecuteNonQueryAsync();
        if (result is SendResult.Refused { ContactUnreachable: true }) await marks.UnreachableAsync(scope, row.Message, verdict.Error!, now);
        scope.AfterCommit(() =>
        {
            sends.Learn(row.Message, result);
            signals.Outbox.Set();
        });
        LogFailed(row.Message.Id, verdict.State, result.GetType().Name);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Outbox {OutboxId} is {State}")]
    private partial void LogReached(long outboxId, OutboxState state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox {OutboxId} was taken by the platform and failed: {Result}, now {State}")]
    private partial void LogFailed(long outboxId, OutboxState state, string result);
}
