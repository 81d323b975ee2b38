using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>An inbox row as the worker reads it, its content not yet parsed.</summary>
/// <param name="Attempts">Made so far.</param>
internal sealed record WaitingRow(long Id, long AccountId, string ExternalId, string ChatKey, string Content, int Attempts, DateTimeOffset ReceivedAt);

/// <summary>The steps of an inbox row's life.</summary>
internal sealed partial class InboxMarks(MessagingSettings settings, TimeProvider clock, ILogger logger)
{
    public static async ValueTask<List<WaitingRow>> ReadAsync(DbCommand next, DateTimeOffset now, int limit)
    {
        next.Set("@now", now).Set("@limit", limit);
        var rows = new List<WaitingRow>();
        await using var reader = await next.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(new WaitingRow(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetInt32(5), reader.InstantAt(6)));
        }
        return rows;
    }

    public static async ValueTask HandlingAsync(WriteScope scope, WaitingRow row) => await scope
        .Command("UPDATE inbox SET state = 'Handling', attempts = attempts + 1 WHERE id = @id").Set("@id", row.Id).ExecuteNonQueryAsync();

    /// <summary>Counts a try that is about to be made, so that a crash inside it still counts.</summary>
    public static async ValueTask CountAsync(WriteScope scope, WaitingRow row) => await scope
        .Command("UPDATE inbox SET attempts = attempts + 1 WHERE id = @id").Set("@id", row.Id).ExecuteNonQueryAsync();

    /// <summary>Takes back <see cref="HandlingAsync"/>: the try did not happen.</summary>
    public static async ValueTask NotHandledAsync(WriteScope scope, WaitingRow row) => await scope
        .Command("UPDATE inbox SET state = 'Received', attempts = @attempts WHERE id = @id")
        .Set("@attempts", row.Attempts).Set("@id", row.Id).ExecuteNonQueryAsync();

    public async ValueTask HandledAsync(WriteScope scope, long id, int attempts)
    {
        await scope.Command("UPDATE inbox SET state = 'Handled', attempts = @attempts, error = NULL, handled_at = @now WHERE id = @id")
            .Set("@attempts", attempts).Set("@now", clock.GetUtcNow()).Set("@id", id).ExecuteNonQueryAsync();
        LogHandled(id, attempts);
    }

    /// <summary>Puts the row off, or ends it after its last attempt.</summary>
    public async ValueTask<InboxState> FailedAsync(WriteScope scope, WaitingRow row, int attempts, Exception error)
    {
        var now = clock.GetUtcNow();
        var state = attempts >= settings.InboxAttempts ? InboxState.Dead : InboxState.Received;
        var due = state == InboxState.Dead ? now : now + settings.InboxRetries.After(attempts, row.Id);
        await scope.Command("UPDATE inbox SET state = @state, attempts = @attempts, due_at = @due, error = @error WHERE id = @id")
            .Set("@state", state.ToString()).Set("@attempts", attempts).Set("@due", due).Set("@error", ErrorText.Of(error)).Set("@id", row.Id)
            .ExecuteNonQueryAsync();
        if (state == InboxState.Dead) LogDead(row.Id, attempts, error.GetType().Name, error.StackTrace);
        else LogRetry(row.Id, attempts, error.GetType().Name, error.StackTrace);
        return state;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Inbox {InboxId} is Handled, attempt {Attempt}")]
    public partial void LogHandled(long inboxId, int attempt);

    // Type and place, not the message: it may quote what a customer wrote. The row keeps it, masked.
    [LoggerMessage(Level = LogLevel.Warning, Message = "Inbox {InboxId} failed with {Error}, attempt {Attempt}; it waits in Received\n{Trace}")]
    private partial void LogRetry(long inboxId, int attempt, string error, string? trace);

    [LoggerMessage(Level = LogLevel.Error, Message = "Inbox {InboxId} is Dead after {Attempt} attempts: {Error}\n{Trace}")]
    private partial void LogDead(long inboxId, int attempt, string error, string? trace);
}
