using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>The steps of an outbox row's life.</summary>
internal sealed partial class OutboxMarks(FreshRows fresh, MessagingSettings settings, TimeProvider clock, ILogger<OutboxMarks> logger)
{
    private const string Sending = "UPDATE outbox SET state = 'Sending', attempts = attempts + 1 WHERE id = @id AND state = 'Queued' AND deferred = 0";

    // Counted attempts are its fence: a row that was rescued and claimed again meanwhile is somebody else's to mark.
    private const string Sent = "UPDATE outbox SET state = 'Sent', error = NULL, external_id = @external, sent_at = @sent WHERE id = @id AND state = 'Sending' AND attempts = @attempts";

    /// <summary>Counted before the call, so a crash inside it still counts.</summary>
    /// <returns><see langword="false"/> if the row was called off between the look and this.</returns>
    public static async ValueTask<bool> SendingAsync(WriteScope scope, long id) => await scope.Command(Sending).Set("@id", id).ExecuteNonQueryAsync() == 1;

    /// <summary>As for one, in their order.</summary>
    public static async ValueTask<bool[]> SendingAsync(WriteScope scope, List<long> ids) =>
        Array.ConvertAll(await scope.EachAsync(Sending, ids, static (command, id) => command.Set("@id", id)), static changed => changed == 1);

    /// <summary>Marks what has arrived.</summary>
    public async ValueTask SentAsync(WriteScope scope, IReadOnlyList<(ClaimedRow Claimed, SendVerdict Verdict)> sent)
    {
        var now = clock.GetUtcNow();
        var marked = await scope.EachAsync(Sent, sent, (command, one) => command.Set("@external", one.Verdict.ExternalId).Set("@sent", now)
            .Set("@id", one.Claimed.Message.Id).Set("@attempts", one.Claimed.Message.Attempts));
        for (var n = 0; n < sent.Count; n++)
        {
            var message = sent[n].Claimed.Message;
            if (marked[n] == 0 && !await IsSentAsync(scope, message.Id)) LogTooLate(message.Id, message.Attempts, nameof(SendResult.Sent));
            else LogSent(message.Id, message.AccountId, message.Attempts);
        }
    }

    /// <summary>The row will not be sent.</summary>
    public async ValueTask EndAsync(WriteScope scope, long id, OutboxState state, string reason)
    {
        await scope.Command("UPDATE outbox SET state = @state, error = @error WHERE id = @id")
            .Set("@state", state.ToString()).Set("@error", reason).Set("@id", id).ExecuteNonQueryAsync();
        LogEnded(id, state);
    }

    /// <summary>The gate says later: the row leaves the queue until then. Nothing of its chat waits for it.</summary>
    public async ValueTask DeferAsync(WriteScope scope, long id, SendPermit.Later later)
    {
        await scope.Command("""
            UPDATE outbox SET deferred = 1, due_at = @until, give_up_at = @give_up, expires_at = COALESCE(expires_at, @deadline), error = @why WHERE id = @id
            """)
            .Set("@until", later.Until).Set("@give_up", later.Until.AddHours(settings.GiveUpHours)).Set("@deadline", later.Deadline)
            .Set("@why", later.Why).Set("@id", id).ExecuteNonQueryAsync();
        LogDeferred(id, later.Until, later.Reason);
    }

    /// <summary>The row could not even be prepared: a bug or a broken row; it must not block its chat for ever.</summary>
    public async ValueTask PutOffAsync(WriteScope scope, long id, int attempts, DateTimeOffset giveUpAt, Exception error)
    {
        var due = clock.GetUtcNow() + settings.SendRetries.After(attempts, id);
        var state = due > giveUpAt ? OutboxState.Dead : OutboxState.Queued;
        await scope.Command("UPDATE outbox SET state = @state, attempts = @attempts, due_at = @due, error = @error WHERE id = @id")
            .Set("@state", state.ToString()).Set("@attempts", attempts).Set("@due", due).Set("@error", ErrorText.Of(error)).Set("@id", id)
            .ExecuteNonQueryAsync();
        LogNotPrepared(id, attempts, state, error.GetType().Name, error.StackTrace);
    }

    /// <summary>Writes what became of an attempt.</summary>
    public async ValueTask ResultAsync(WriteScope scope, ClaimedRow claimed, SendResult result, SendVerdict verdict)
    {
        var message = claimed.Message;
        var now = clock.GetUtcNow();
        var mark = verdict.State == OutboxState.Sent
            ? scope.Command(Sent).Set("@external", verdict.ExternalId).Set("@sent", now)
            : scope.Command("UPDATE outbox SET state = @state, due_at = COALESCE(@due, due_at), error = @error WHERE id = @id AND state = 'Sending' AND attempts = @attempts")
                .Set("@state", verdict.State.ToString()).Set("@due", verdict.DueAt).Set("@error", verdict.Error);
        var marked = await mark.Set("@id", message.Id).Set("@attempts", message.Attempts).ExecuteNonQueryAsync();
        if (marked == 0)
        {
            // A receipt may be quicker than the answer that it follows.
            if (verdict.State == OutboxState.Sent && await IsSentAsync(scope, message.Id)) return;
            LogTooLate(message.Id, message.Attempts, result.GetType().Name);
            return;
        }
        if (result is SendResult.Refused { ContactUnreachable: true }) await UnreachableAsync(scope, message, verdict.Error!, now);
        if (result is SendResult.Moved moved && verdict.State == OutboxState.Queued) await MoveAsync(scope, message, moved.NewChatKey);
        if (verdict.State is OutboxState.Sent) LogSent(message.Id, message.AccountId, message.Attempts);
        else LogNotSent(message.Id, message.AccountId, message.Attempts, verdict.State, result.GetType().Name);
    }

    private static async ValueTask<bool> IsSentAsync(WriteScope scope, long id) =>
        await scope.Command("SELECT 1 FROM outbox WHERE id = @id AND (state = 'Sent' OR state = 'Delivered' OR state = 'Read')").Set("@id", id).ExecuteScalarAsync() is not null;

    /// <summary>Nothing proactive goes to the chat until its customer comes back.</summary>
    public async ValueTask UnreachableAsync(WriteScope scope, OutboundMessage message, string reason, DateTimeOffset now)
    {
        await scope.Command("""
            UPDATE chats SET unreachable_at = @now, unreachable_reason = @reason
            WHERE account_id = @account AND external_id = @chat AND unreachable_at IS NULL
            """)
            .Set("@now", now).Set("@reason", reason).Set("@account", message.AccountId).Set("@chat", message.ChatKey).ExecuteNonQueryAsync();
        LogUnreachable(message.Id, message.AccountId);
    }

    /// <summary>Everything of the chat that still waits, the chat itself, and what has come in under the old key follow it.</summary>
    private async ValueTask MoveAsync(WriteScope scope, OutboundMessage message, string newKey)
    {
        scope.AfterCommit(fresh.Close);
        // Keys are unique in a chat: what the new chat already has stays behind and ends there as refused.
        await scope.Command("""
            UPDATE outbox SET chat_key = @new
            WHERE account_id = @account AND chat_key = @old AND state = 'Queued' AND NOT EXISTS (
              SELECT 1 FROM outbox other WHERE other.account_id = @account AND other.chat_key = @new AND other.key = outbox.key)
            """).Set("@new", newKey).Set("@account", message.AccountId).Set("@old", message.ChatKey).ExecuteNonQueryAsync();
        await scope.Command("UPDATE inbox SET chat_key = @new WHERE account_id = @account AND chat_key = @old AND state = 'Received'")
            .Set("@new", newKey).Set("@account", message.AccountId).Set("@old", message.ChatKey).ExecuteNonQueryAsync();
        await scope.Command("""
            UPDATE chats SET external_id = @new
            WHERE account_id = @account AND external_id = @old AND NOT EXISTS (
              SELECT 1 FROM chats other WHERE other.account_id = @account AND other.external_id = @new)
            """).Set("@new", newKey).Set("@account", message.AccountId).Set("@old", message.ChatKey).ExecuteNonQueryAsync();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Sent outbox {OutboxId} on account {AccountId}, attempt {Attempt}")]
    private partial void LogSent(long outboxId, long accountId, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox {OutboxId}, attempt {Attempt}: {Result} came after the row was rescued and is not written")]
    private partial void LogTooLate(long outboxId, int attempt, string result);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox {OutboxId} on account {AccountId}, attempt {Attempt}: {Result}, now {State}")]
    private partial void LogNotSent(long outboxId, long accountId, int attempt, OutboxState state, string result);

    [LoggerMessage(Level = LogLevel.Information, Message = "Outbox {OutboxId} is {State}, unsent")]
    private partial void LogEnded(long outboxId, OutboxState state);

    [LoggerMessage(Level = LogLevel.Information, Message = "Outbox {OutboxId} waits until {Until:u}: {Reason}")]
    private partial void LogDeferred(long outboxId, DateTimeOffset until, NoSend reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Outbox {OutboxId} could not be prepared for sending, attempt {Attempt}: {Error}, now {State}\n{Trace}")]
    private partial void LogNotPrepared(long outboxId, int attempt, OutboxState state, string error, string? trace);

    [LoggerMessage(Level = LogLevel.Information, Message = "The contact of outbox {OutboxId} on account {AccountId} cannot be reached any more")]
    private partial void LogUnreachable(long outboxId, long accountId);
}
