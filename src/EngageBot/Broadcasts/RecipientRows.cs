using System.Collections.Immutable;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>The statements about recipients that the fan-out uses; each is by index and bounded.</summary>
internal static class RecipientRows
{
    /// <summary>Why a message did not leave that waited when its broadcast ended.</summary>
    public const string Stopped = "The broadcast was cancelled";

    /// <summary>Why a message is put off that was about to leave when its broadcast was paused.</summary>
    public const string Paused = "The broadcast is paused.";

    /// <summary>The outcomes of a message that reached somebody, as SQL lists them.</summary>
    public const string Arrived = "'Sent', 'Delivered', 'Read'";

    /// <summary>What waits for its broadcast to go on is out of the queue until then.</summary>
    private static readonly DateTimeOffset Parked = DateTimeOffset.UnixEpoch.AddYears(1000);

    /// <summary>Writes down what was decided about people; about whom it was done before, nothing changes.</summary>
    public static async ValueTask AddAsync(WriteScope scope, IReadOnlyList<BroadcastRecipient> recipients) =>
        await scope.EachAsync(
            """
            INSERT INTO broadcast_recipients (broadcast_id, contact_id, variant, outcome, reason, outbox_id, voucher_id, written_at)
            VALUES (@broadcast, @contact, @variant, @outcome, @reason, @outbox, @voucher, @now)
            ON CONFLICT DO NOTHING
            """,
            recipients,
            static (command, recipient) => command
                .Set("@broadcast", recipient.BroadcastId).Set("@contact", recipient.ContactId.ToString()).Set("@variant", recipient.Variant)
                .Set("@outcome", NameOf(recipient.Outcome)).Set("@reason", recipient.Reason).Set("@outbox", (object?)recipient.OutboxId)
                .Set("@voucher", recipient.VoucherId?.ToString()).Set("@now", recipient.WrittenAt));

    /// <summary>How many messages are ahead of what the sender has finished.</summary>
    public static long Ahead(RowSource source, long broadcast) =>
        source.Query("SELECT COUNT(*) FROM broadcast_recipients WHERE broadcast_id = @broadcast AND outcome = 'Queued'",
            command => command.Set("@broadcast", broadcast), row => row.Read() ? row.GetInt64(0) : 0);

    /// <summary>What the sender has finished and nobody has taken over yet, the oldest first.</summary>
    public static List<FinishedRow> Finished(RowSource source, long broadcast, int limit) => source.Rows(
        """
        SELECT r.id, COALESCE(o.state, 'Expired'), o.error,
          CASE WHEN o.state IN ('Dead', 'Cancelled') THEN (SELECT c.unreachable_at FROM chats c WHERE c.id = o.chat_id) END, r.voucher_id
        FROM broadcast_recipients r LEFT JOIN outbox o ON o.id = r.outbox_id
        WHERE r.broadcast_id = @broadcast AND r.outcome = 'Queued' AND (o.id IS NULL OR o.state NOT IN ('Queued', 'Sending'))
        ORDER BY r.id LIMIT @limit
        """,
        command => command.Set("@broadcast", broadcast).Set("@limit", (long)limit),
        row => new FinishedRow(row.GetInt64(0), OutboxStates.Read(row.GetString(1)), row.TextAt(2), Gone: !row.IsDBNull(3), row.TextAt(4) is { } voucher ? new VoucherId(Guid.Parse(voucher)) : null));

    /// <summary>Takes it over.</summary>
    public static async ValueTask<SettledRows> SettleAsync(WriteScope scope, List<FinishedRow> rows)
    {
        var taken = await scope.EachAsync(
            "UPDATE broadcast_recipients SET outcome = @state, reason = @reason WHERE id = @id AND outcome = 'Queued'", rows,
            static (command, row) => command.Set("@state", row.State.ToString()).Set("@reason", row.Reason).Set("@id", row.Id));
        var mine = rows.Where((_, n) => taken[n] == 1).ToList();
        return new(mine.Count, mine.Count(row => row is { State: OutboxState.Dead, IsBlocked: false }), mine.Count(row => row.IsBlocked))
        {
            Unused = [.. mine.Where(row => row.State.NeverCame).Select(row => row.VoucherId).OfType<VoucherId>()],
        };
    }

    /// <summary>Takes messages that wait out of the queue while their broadcast is paused.</summary>
    /// <returns>How many.</returns>
    public static int Park(WriteScope scope, long broadcast, int limit) =>
        scope.Command("""
            UPDATE outbox SET deferred = 1, due_at = @parked WHERE state = 'Queued' AND id IN (
              SELECT r.outbox_id FROM broadcast_recipients r JOIN outbox o ON o.id = r.outbox_id
              WHERE r.broadcast_id = @broadcast AND r.outcome = 'Queued' AND o.state = 'Queued' AND o.deferred = 0 LIMIT @limit)
            """).Set("@parked", Parked).Set("@broadcast", broadcast).Set("@limit", (long)limit).ExecuteNonQuery();

    /// <summary>Lets messages go on that were taken out of the queue, or that the gate put off during the pause.</summary>
    /// <returns>How many.</returns>
    public static int Unpark(WriteScope scope, long broadcast, DateTimeOffset now, int limit) =>
        scope.Command("""
            UPDATE outbox SET deferred = 0, due_at = @now WHERE state = 'Queued' AND id IN (
              SELECT r.outbox_id FROM broadcast_recipients r JOIN outbox o ON o.id = r.outbox_id
              WHERE r.broadcast_id = @broadcast AND r.outcome = 'Queued' AND o.state = 'Queued' AND o.deferred = 1 AND (o.due_at = @parked OR o.error = @paused) LIMIT @limit)
            """).Set("@now", now).Set("@parked", Parked).Set("@paused", Paused).Set("@broadcast", broadcast).Set("@limit", (long)limit).ExecuteNonQuery();

    /// <summary>Ends messages that wait, for good.</summary>
    /// <returns>How many.</returns>
    public static int Stop(WriteScope scope, long broadcast, int limit) =>
        scope.Command("""
            UPDATE outbox SET state = 'Cancelled', deferred = 0, error = @error WHERE state = 'Queued' AND id IN (
              SELECT r.outbox_id FROM broadcast_recipients r JOIN outbox o ON o.id = r.outbox_id
              WHERE r.broadcast_id = @broadcast AND r.outcome = 'Queued' AND o.state = 'Queued' LIMIT @limit)
            """).Set("@error", Stopped).Set("@broadcast", broadcast).Set("@limit", (long)limit).ExecuteNonQuery();

    // An enum looks its name up each time.
    private static string NameOf(RecipientOutcome outcome) => outcome switch
    {
        RecipientOutcome.Queued => nameof(RecipientOutcome.Queued),
        RecipientOutcome.LeftOut => nameof(RecipientOutcome.LeftOut),
        _ => outcome.ToString(),
    };
}

/// <summary>What one look at the sender's work brought.</summary>
/// <param name="Blocked">To contacts who are gone.</param>
internal sealed record SettledRows(int Count, int Failed, int Blocked)
{
    /// <summary>Vouchers of messages that surely did not arrive.</summary>
    public ImmutableArray<VoucherId> Unused { get; init; } = [];
}

/// <summary>A recipient whose message the sender has finished.</summary>
/// <param name="Gone">The contact cannot be reached any more.</param>
/// <param name="VoucherId">The recipient's own, if the broadcast gives any.</param>
internal sealed record FinishedRow(long Id, OutboxState State, string? Error, bool Gone, VoucherId? VoucherId = null)
{
    public bool IsBlocked => Gone && State is OutboxState.Dead or OutboxState.Cancelled;

    public string? Reason => IsBlocked ? "blocked" : State.HasArrived ? null : Error;
}
