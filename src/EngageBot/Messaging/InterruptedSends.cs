using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>A row that says it is being sent.</summary>
internal readonly record struct SendingRow(long Id, long AccountId, OutboundKind Kind);

/// <summary>What becomes of messages whose sending was cut off: law 5.</summary>
internal sealed partial class InterruptedSends(SpineSignals signals, TimeProvider clock, ILogger<InterruptedSends> logger)
{
    /// <summary>Everything that says it is being sent, by whomever.</summary>
    public static async ValueTask<List<SendingRow>> ListAsync(WriteScope scope)
    {
        var rows = new List<SendingRow>();
        // The list and the order are those of ix_outbox_chat, word for word, or SQLite would read the whole table.
        var select = scope.Command(
            "SELECT id, account_id, kind FROM outbox WHERE state IN ('Queued', 'Sending') AND state = 'Sending' ORDER BY account_id, chat_key, priority, id");
        await using var row = await select.ExecuteReaderAsync(CancellationToken.None);
        while (await row.ReadAsync(CancellationToken.None)) rows.Add(new(row.GetInt64(0), row.GetInt64(1), Enum.Parse<OutboundKind>(row.GetString(2))));
        return rows;
    }

    /// <summary>Nobody knows whether it left. A promotion must not come twice; anything else must not be lost.</summary>
    public async ValueTask RescueAsync(WriteScope scope, SendingRow row)
    {
        var state = row.Kind == OutboundKind.Promotion ? OutboxState.Uncertain : OutboxState.Queued;
        await scope.Command("UPDATE outbox SET state = @state, due_at = @now, error = 'Interrupted while sending' WHERE id = @id AND state = 'Sending'")
            .Set("@state", state.ToString()).Set("@now", clock.GetUtcNow()).Set("@id", row.Id).ExecuteNonQueryAsync();
        scope.AfterCommit(signals.Outbox.Set);
        LogRescued(row.Id, state);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox {OutboxId} was left Sending and is {State}")]
    private partial void LogRescued(long outboxId, OutboxState state);
}
