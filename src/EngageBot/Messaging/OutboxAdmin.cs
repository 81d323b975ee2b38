using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>An outbox row that waits for a person.</summary>
/// <param name="Content">JSON; holds what the customer would have read.</param>
internal sealed record OutboxTrouble(
    long Id, long AccountId, string ChatKey, OutboundKind Kind, OutboxState State, int Attempts, string? Error, DateTimeOffset CreatedAt, string Content);

/// <summary>What an operator can do about the outbox.</summary>
internal sealed partial class OutboxAdmin(
    IStore store, SpineSignals signals, MessagingSettings settings, TimeProvider clock, ILogger<OutboxAdmin> logger)
{
    /// <summary>Dead or uncertain rows, oldest first.</summary>
    /// <param name="state"><see cref="OutboxState.Dead"/> or <see cref="OutboxState.Uncertain"/>.</param>
    /// <param name="after">The id of the last row of the page before.</param>
    public Task<List<OutboxTrouble>> ListAsync(OutboxState state, long after, int limit, CancellationToken cancellation) => store.ReadRowsAsync(
        """
        SELECT id, account_id, chat_key, kind, state, attempts, error, created_at, content FROM outbox
        WHERE state IN ('Dead', 'Uncertain') AND state = @state AND id > @after ORDER BY id LIMIT @limit
        """,
        command => command.Set("@state", state.ToString()).Set("@after", after).Set("@limit", limit),
        row => new OutboxTrouble(
            row.GetInt64(0), row.GetInt64(1), row.GetString(2), Enum.Parse<OutboundKind>(row.GetString(3)), Enum.Parse<OutboxState>(row.GetString(4)),
            row.GetInt32(5), row.TextAt(6), row.InstantAt(7), row.GetString(8)),
        cancellation);

    /// <summary>Queues a row again, with a new time to give up and no expiry: a person has decided that it shall go.</summary>
    /// <remarks>An uncertain promotion may then arrive twice.</remarks>
    /// <returns><see langword="false"/> if it is neither dead nor uncertain.</returns>
    public async Task<bool> ReplayAsync(long id, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var replayed = await store.WriteAsync(async scope =>
        {
            scope.AfterCommit(signals.Outbox.Set);
            return await scope.Command("""
                UPDATE outbox SET state = 'Queued', attempts = 0, due_at = @now, give_up_at = @give_up, expires_at = NULL, error = NULL
                WHERE id = @id AND state IN ('Dead', 'Uncertain')
                """).Set("@id", id).Set("@now", now).Set("@give_up", now.AddHours(settings.GiveUpHours)).ExecuteNonQueryAsync(CancellationToken.None);
        }, cancellation) == 1;
        if (replayed) LogReplayed(id);
        return replayed;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Outbox {OutboxId} is Queued again")]
    private partial void LogReplayed(long outboxId);
}
