namespace EngageBot.Storage;

/// <summary>The statements of the workers, and the few that differ between engines.</summary>
internal abstract class SpineSql
{
    /// <summary>The next inbox rows (<c>@now</c>, <c>@limit</c>) in order of their ids: id, account_id, external_id, chat_key, content,
    /// attempts, received_at. A row that waits out a failure holds back the later ones of its chat.</summary>
    public const string NextInboxRows = """
        SELECT i.id, i.account_id, i.external_id, i.chat_key, i.content, i.attempts, i.received_at
        FROM inbox i
        WHERE i.state = 'Received' AND i.due_at <= @now AND NOT EXISTS (
          SELECT 1 FROM inbox b
          WHERE b.account_id = i.account_id AND b.chat_key = i.chat_key AND b.id < i.id
            AND b.state = 'Received' AND b.attempts > 0 AND b.due_at > @now)
        ORDER BY i.id LIMIT @limit
        """;

    /// <summary>The heads of the chats of <c>@account</c> with a priority from <c>@low</c> to <c>@high</c>, due at <c>@now</c>, at most <c>@most</c>, most urgent first:
    /// id, business_id, chat_key, chat_id, key, kind, content, attempts, expires_at, give_up_at, error, source, occasion, topic.</summary>
    /// <remarks>What the gate has put off is not in the queue until its time comes. Only the head of a chat may leave: nothing of the chat is being sent, nothing older of the same or a more urgent class
    /// waits. So a reply overtakes a promotion to the same chat but never another reply, and a head in back-off holds what follows it.
    /// The rest of the chat is a look-up for each row, not a join: PostgreSQL would compare every row with every other where it believes the table to be small.</remarks>
    public const string NextOutboxRows = """
        SELECT o.id, o.business_id, o.chat_key, o.chat_id, o.key, o.kind, o.content, o.attempts, o.expires_at, o.give_up_at, o.error,
          o.source, o.occasion, o.topic
        FROM outbox o
        WHERE o.account_id = @account AND o.state = 'Queued' AND o.deferred = 0 AND o.priority BETWEEN @low AND @high AND o.due_at <= @now AND (
          SELECT e.id FROM outbox e
          WHERE e.account_id = o.account_id AND e.chat_key = o.chat_key AND e.state IN ('Queued', 'Sending') AND e.deferred = 0
            AND (e.state = 'Sending' OR (e.priority, e.id) < (o.priority, o.id)) LIMIT 1) IS NULL
        ORDER BY o.priority, o.id LIMIT @most
        """;

    /// <summary>Timers due at <c>@now</c>, at most <c>@limit</c>, that nobody else fires: id, account_id, external_id, run, epoch, what.</summary>
    public abstract string DueTimers { get; }

    /// <summary>Locks the chats of the inbox rows <c>@ids</c>, as far as nobody else handles them: account_id, chat_key. <see langword="null"/>
    /// where this process is the only one.</summary>
    public virtual string? LockInboxChats => null;

    /// <summary>Takes or keeps the lease <c>@name</c> for <c>@node</c> for <c>@ms</c>, unless another node holds it: its fence, or no row.</summary>
    public virtual string? TakeLease => null;

    /// <summary>One row if <c>@node</c> holds <c>@name</c> by <c>@fence</c>; nobody takes it over before the end of the transaction.</summary>
    public virtual string? ConfirmLease => null;

    /// <summary>Lets go of all leases of <c>@node</c>.</summary>
    public virtual string? EndLeases => null;

    /// <summary>Which of the inbox rows <c>@ids</c> wait still, after their chats were locked.</summary>
    public virtual string? StillWaiting => null;
}
