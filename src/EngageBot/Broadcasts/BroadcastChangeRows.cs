using System.Collections.Immutable;
using System.Data.Common;
using EngageBot.Conversations.Policy;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>A recipient whose message is to be changed.</summary>
/// <param name="Chat">Absent where the message is not known any more, or nobody knows whether it arrived.</param>
internal sealed record ChangeTarget(long RecipientId, ContactId Contact, string Variant, string? Name, string? Language, VoucherId? Voucher, ChatAddress? Chat);

/// <summary>How far a change has come.</summary>
/// <param name="People">Those to whom something was sent.</param>
internal sealed record ChangeCounts(long People, long Done, long Impossible, long Failed, long Waiting);

/// <summary>The statements about changes of what was sent.</summary>
internal static class BroadcastChangeRows
{
    private const string Columns = "SELECT id, broadcast_id, kind, content, created_by, created_at, cursor, all_written, ended_at FROM broadcast_changes";

    private const string Reached = $"r.outcome IN ({RecipientRows.Arrived}, 'Uncertain')";

    public static long Insert(WriteScope scope, long broadcast, BroadcastChangeKind kind, string? content, string by, DateTimeOffset now) =>
        scope.InsertedId(scope.InsertCommand("INSERT INTO broadcast_changes (broadcast_id, kind, content, created_by, created_at) VALUES (@broadcast, @kind, @content, @by, @now)")
            .Set("@broadcast", broadcast).Set("@kind", kind.ToString()).Set("@content", content).Set("@by", by).Set("@now", now))
        ?? throw new InvalidOperationException("A new change has no id.");

    public static BroadcastChange? Find(RowSource source, long id) => source.Rows(Columns + " WHERE id = @id", command => command.Set("@id", id), Map).FirstOrDefault();

    /// <summary>The newest first.</summary>
    public static ImmutableArray<BroadcastChange> Of(RowSource source, long broadcast) =>
        [.. source.Rows(Columns + " WHERE broadcast_id = @broadcast ORDER BY id DESC LIMIT 20", command => command.Set("@broadcast", broadcast), Map)];

    /// <summary>Whether one of a broadcast's is not done.</summary>
    public static bool UnderWay(RowSource source, long broadcast) => Of(source, broadcast) is [{ EndedAt: null }, ..];

    /// <summary>Whether a message of the broadcast itself is on its way, or arrived and nobody has taken it over: whom it reaches is not known yet.</summary>
    public static bool IsStillLeaving(RowSource source, long broadcast) => source.Query(
        """
        SELECT 1 FROM broadcast_recipients r JOIN outbox o ON o.id = r.outbox_id WHERE r.broadcast_id = @broadcast AND r.outcome = 'Queued' AND o.state <> 'Queued' LIMIT 1
        """,
        command => command.Set("@broadcast", broadcast), row => row.Read());

    /// <summary>Those that are not done.</summary>
    public static List<BroadcastChange> Open(RowSource source) => source.Rows(Columns + " WHERE ended_at IS NULL ORDER BY broadcast_id LIMIT 100", _ => { }, Map);

    public static ChangeCounts Counts(RowSource source, BroadcastChange change) => source.Query(
        $"""
        SELECT (SELECT COUNT(*) FROM broadcast_recipients r WHERE r.broadcast_id = @broadcast AND {Reached}), c.outcome, COUNT(c.id)
        FROM broadcast_changes h LEFT JOIN broadcast_changed c ON c.change_id = h.id WHERE h.id = @change GROUP BY c.outcome
        """,
        command => command.Set("@broadcast", change.BroadcastId).Set("@change", change.Id),
        row =>
        {
            var (people, counts) = (0L, new Dictionary<string, long>(StringComparer.Ordinal));
            while (row.Read())
            {
                people = row.GetInt64(0);
                if (row.TextAt(1) is { } outcome) counts[outcome] = row.GetInt64(2);
            }
            long Count(ChangedOutcome outcome) => counts.GetValueOrDefault(outcome.ToString());
            return new ChangeCounts(people, Count(ChangedOutcome.Done), Count(ChangedOutcome.Impossible), Count(ChangedOutcome.Failed), Count(ChangedOutcome.Queued));
        });

    /// <summary>How many are on their way.</summary>
    public static long Waiting(RowSource source, long change) =>
        source.Query("SELECT COUNT(*) FROM broadcast_changed WHERE change_id = @change AND outcome = 'Queued'", command => command.Set("@change", change),
            row => row.Read() ? row.GetInt64(0) : 0);

    /// <summary>The next recipients after the cursor, by contact.</summary>
    public static List<ChangeTarget> Next(RowSource source, BroadcastChange change, int limit) => source.Rows(
        $"""
        SELECT r.id, r.contact_id, r.variant, c.name, c.language, r.voucher_id, o.chat_id, o.account_id, o.chat_key, a.channel
        FROM broadcast_recipients r JOIN contacts c ON c.id = r.contact_id
          LEFT JOIN outbox o ON o.id = r.outbox_id AND o.external_id IS NOT NULL AND o.chat_id IS NOT NULL LEFT JOIN channel_accounts a ON a.id = o.account_id
        WHERE r.broadcast_id = @broadcast AND r.contact_id > @after AND {Reached} ORDER BY r.contact_id LIMIT @limit
        """,
        command => command.Set("@broadcast", change.BroadcastId).Set("@after", change.Cursor).Set("@limit", (long)limit),
        row => new ChangeTarget(
            row.GetInt64(0), new(Guid.Parse(row.GetString(1))), row.GetString(2), row.TextAt(3), row.TextAt(4),
            row.TextAt(5) is { } voucher ? new VoucherId(Guid.Parse(voucher)) : null,
            row.NumberAt(6) is { } chat ? new ChatAddress(chat, row.GetInt64(7), row.GetString(8), row.GetString(9)) : null));

    public static async ValueTask AddAsync(WriteScope scope, IReadOnlyList<BroadcastChanged> rows) =>
        await scope.EachAsync(
            "INSERT INTO broadcast_changed (change_id, recipient_id, outbox_id, outcome, reason) VALUES (@change, @recipient, @outbox, @outcome, @reason) ON CONFLICT DO NOTHING", rows,
            static (command, row) => command.Set("@change", row.ChangeId).Set("@recipient", row.RecipientId).Set("@outbox", (object?)row.OutboxId)
                .Set("@outcome", row.Outcome.ToString()).Set("@reason", row.Reason));

    public static void MoveCursor(WriteScope scope, long id, string cursor, bool allWritten) =>
        scope.Command("UPDATE broadcast_changes SET cursor = @cursor, all_written = @all WHERE id = @id")
            .Set("@cursor", cursor).Set("@all", allWritten ? 1L : 0L).Set("@id", id).ExecuteNonQuery();

    public static void End(WriteScope scope, long id, DateTimeOffset now) =>
        scope.Command("UPDATE broadcast_changes SET ended_at = @now WHERE id = @id AND ended_at IS NULL").Set("@now", now).Set("@id", id).ExecuteNonQuery();

    /// <summary>What the sender has finished, the oldest first: the row, its message, that one's state, error and attempts.</summary>
    public static List<(long Id, long Outbox, string State, string? Error, int Attempts)> Finished(RowSource source, long change, int limit) => source.Rows(
        """
        SELECT c.id, c.outbox_id, COALESCE(o.state, 'Expired'), o.error, COALESCE(o.attempts, 0) FROM broadcast_changed c LEFT JOIN outbox o ON o.id = c.outbox_id
        WHERE c.change_id = @change AND c.outcome = 'Queued' AND (o.id IS NULL OR o.state NOT IN ('Queued', 'Sending')) ORDER BY c.id LIMIT @limit
        """,
        command => command.Set("@change", change).Set("@limit", (long)limit),
        row => (row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.TextAt(3), row.GetInt32(4)));

    public static async ValueTask SettleAsync(WriteScope scope, IReadOnlyList<(long Id, ChangedOutcome Outcome, string? Reason)> rows) =>
        await scope.EachAsync("UPDATE broadcast_changed SET outcome = @outcome, reason = @reason WHERE id = @id", rows,
            static (command, row) => command.Set("@outcome", row.Outcome.ToString()).Set("@reason", row.Reason).Set("@id", row.Id));

    /// <summary>Done twice it is the same: what a crash cut off goes again.</summary>
    public static async ValueTask AgainAsync(WriteScope scope, IReadOnlyList<long> outbox, DateTimeOffset now) =>
        await scope.EachAsync("UPDATE outbox SET state = 'Queued', due_at = @now WHERE id = @id AND state = 'Uncertain'", outbox,
            (command, id) => command.Set("@now", now).Set("@id", id));

    private static BroadcastChange Map(DbDataReader row) => new()
    {
        Id = row.GetInt64(0), BroadcastId = row.GetInt64(1), Kind = Enum.Parse<BroadcastChangeKind>(row.GetString(2)), Content = row.TextAt(3),
        CreatedBy = row.GetString(4), CreatedAt = row.InstantAt(5), Cursor = row.GetString(6), AllWritten = row.GetInt64(7) == 1, EndedAt = row.InstantOrNullAt(8),
    };
}
