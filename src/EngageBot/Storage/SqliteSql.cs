namespace EngageBot.Storage;

/// <summary>SQLite: one process and one writer, so nothing is locked or leased; whoever reads these rows is the only one.</summary>
internal sealed class SqliteSql : SpineSql
{
    public override string DueTimers => """
        SELECT t.id, c.account_id, c.external_id, t.run, t.epoch, t.what
        FROM timers t JOIN chats c ON c.id = t.chat_id
        WHERE t.due_at <= @now ORDER BY t.due_at, t.id LIMIT @limit
        """;
}
