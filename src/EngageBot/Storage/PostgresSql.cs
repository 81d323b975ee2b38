namespace EngageBot.Storage;

/// <summary>PostgreSQL: several processes look at the same rows, so each takes only what no other holds.</summary>
internal sealed class PostgresSql : SpineSql
{
    // Each chat is tried once: let go between two of its rows, it would be taken from its second row on.
    public override string? LockInboxChats => """
        WITH chats AS MATERIALIZED (SELECT DISTINCT i.account_id, i.chat_key FROM inbox i WHERE i.id = ANY(@ids))
        SELECT account_id, chat_key FROM chats WHERE pg_try_advisory_xact_lock(hashtextextended(chat_key, account_id))
        """;

    // A statement of its own, and so with a newer snapshot: what another node committed before it let go of the chat is seen.
    public override string? StillWaiting => """
        SELECT i.id FROM inbox i
        WHERE i.id = ANY(@ids) AND i.state = 'Received' AND i.due_at <= @now AND NOT EXISTS (
          SELECT 1 FROM inbox b
          WHERE b.account_id = i.account_id AND b.chat_key = i.chat_key AND b.id < i.id
            AND b.state = 'Received' AND b.attempts > 0 AND b.due_at > @now)
        """;

    public override string DueTimers => """
        SELECT t.id, c.account_id, c.external_id, t.run, t.epoch, t.what
        FROM timers t JOIN chats c ON c.id = t.chat_id
        WHERE t.due_at <= @now ORDER BY t.due_at, t.id LIMIT @limit FOR UPDATE OF t SKIP LOCKED
        """;

    // Only the database's clock is asked: nodes' clocks may differ. The fence rises when the lease changes hands.
    public override string? TakeLease => """
        INSERT INTO leases AS l (name, node, fence, expires_at)
        VALUES (@name, @node, 1, (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint + @ms)
        ON CONFLICT (name) DO UPDATE SET
          node = EXCLUDED.node, expires_at = EXCLUDED.expires_at, fence = l.fence + CASE WHEN l.node = EXCLUDED.node THEN 0 ELSE 1 END
        WHERE l.node = EXCLUDED.node OR l.expires_at < (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint
        RETURNING fence
        """;

    public override string? ConfirmLease => "SELECT 1 FROM leases WHERE name = @name AND node = @node AND fence = @fence FOR SHARE";

    public override string? EndLeases => "UPDATE leases SET expires_at = 0 WHERE node = @node";
}
