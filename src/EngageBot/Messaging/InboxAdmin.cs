using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>An inbox row that waits for a person.</summary>
/// <param name="Content">JSON; holds what the customer sent.</param>
internal sealed record InboxTrouble(
    long Id, long AccountId, string ExternalId, string ChatKey, InboxState State, int Attempts, string? Error, DateTimeOffset ReceivedAt, string Content);

/// <summary>What an operator can do about the inbox.</summary>
internal sealed partial class InboxAdmin(IStore store, FreshRows fresh, SpineSignals signals, TimeProvider clock, ILogger<InboxAdmin> logger)
{
    /// <summary>Dead or quarantined rows, oldest first.</summary>
    /// <param name="state"><see cref="InboxState.Dead"/> or <see cref="InboxState.Quarantined"/>.</param>
    /// <param name="after">The id of the last row of the page before.</param>
    public Task<List<InboxTrouble>> ListAsync(InboxState state, long after, int limit, CancellationToken cancellation) => store.ReadRowsAsync(
        """
        SELECT id, account_id, external_id, chat_key, state, attempts, error, received_at, content FROM inbox
        WHERE state IN ('Dead', 'Quarantined') AND state = @state AND id > @after ORDER BY id LIMIT @limit
        """,
        command => command.Set("@state", state.ToString()).Set("@after", after).Set("@limit", limit),
        row => new InboxTrouble(
            row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetString(3), Enum.Parse<InboxState>(row.GetString(4)), row.GetInt32(5), row.TextAt(6),
            row.InstantAt(7), row.GetString(8)),
        cancellation);

    /// <summary>Gives a row its attempts back.</summary>
    /// <returns><see langword="false"/> if it is neither dead nor quarantined.</returns>
    public async Task<bool> ReplayAsync(long id, CancellationToken cancellation) =>
        await ReplayAsync("""
            UPDATE inbox SET state = 'Received', attempts = 0, due_at = @now, error = NULL
            WHERE id = @id AND state IN ('Dead', 'Quarantined')
            """, "@id", id, cancellation) == 1;

    /// <summary>Gives all rows of a state their attempts back.</summary>
    /// <returns>How many.</returns>
    public Task<int> ReplayAllAsync(InboxState state, CancellationToken cancellation) =>
        ReplayAsync("""
            UPDATE inbox SET state = 'Received', attempts = 0, due_at = @now, error = NULL
            WHERE state IN ('Dead', 'Quarantined') AND state = @state
            """, "@state", state.ToString(), cancellation);

    private async Task<int> ReplayAsync(string sql, string name, object value, CancellationToken cancellation)
    {
        var replayed = await store.WriteAsync(async scope =>
        {
            scope.AfterCommit(() =>
            {
                fresh.Close();
                signals.Inbox.Set();
            });
            return await scope.Command(sql).Set(name, value).Set("@now", clock.GetUtcNow()).ExecuteNonQueryAsync(CancellationToken.None);
        }, cancellation);
        LogReplayed(replayed, name, value);
        return replayed;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} inbox rows are Received again ({Which} {Value})")]
    private partial void LogReplayed(int count, string which, object value);
}
