using System.Collections.Frozen;
using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Complaints;

/// <summary>A person's words on their way to the customer of a case: how far they have come.</summary>
internal sealed record CaseDelivery
{
    /// <summary>The line of the timeline.</summary>
    public required long EntryId { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required CaseId CaseId { get; init; }
    public required long OutboxId { get; init; }
    /// <summary>As it was last seen.</summary>
    public required OutboxState State { get; init; }
    /// <summary>Why it was not sent: <c>blocked</c>, <c>refused</c>, <c>late</c>, <c>unsure</c>, <c>called_off</c>.</summary>
    public string? Reason { get; init; }
    /// <summary>Where its author wrote it: there it is marked.</summary>
    public string? StaffChat { get; init; }
    public string? StaffMessage { get; init; }
    /// <summary>Something may still change.</summary>
    public required bool Watched { get; init; }
    public required DateTimeOffset BeganAt { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>It did not arrive, and will not.</summary>
    public bool Failed => State.HasFailed;
}

internal sealed class CaseDeliveryConfiguration : IEntityTypeConfiguration<CaseDelivery>
{
    public void Configure(EntityTypeBuilder<CaseDelivery> builder)
    {
        builder.ToTable("case_words", table =>
        {
            table.HasCheckConstraint("ck_case_words_state", "state IN ('Queued', 'Sending', 'Sent', 'Delivered', 'Read', 'Dead', 'Expired', 'Cancelled', 'Uncertain')");
            table.HasCheckConstraint("ck_case_words_watched", "watched IN (0, 1)");
        });
        builder.HasKey(w => w.EntryId);
        builder.Property(w => w.EntryId).ValueGeneratedNever();
        builder.Ignore(w => w.Failed);
        builder.HasIndex(w => w.CaseId).HasDatabaseName("ix_case_words_case");
        builder.HasIndex(w => w.OutboxId).HasFilter("watched = 1").HasDatabaseName("ix_case_words_watched");
    }
}

/// <summary>Writes and reads how far a person's words have come.</summary>
internal static class CaseDeliveries
{
    /// <summary>Receipts are waited for so long: nobody reads later than that to be told of it.</summary>
    private static readonly TimeSpan WatchedFor = TimeSpan.FromDays(7);

    /// <summary>Words leave for the customer.</summary>
    /// <param name="key">Of their line in the timeline.</param>
    public static void Left(WriteScope scope, BusinessId business, string key, long chat, long outbox, (string Chat, string Message) written, DateTimeOffset now) =>
        scope.Command("""
            INSERT INTO case_words (entry_id, business_id, case_id, outbox_id, state, staff_chat, staff_message, watched, began_at, changed_at)
            SELECT e.id, e.business_id, e.case_id, @outbox, 'Queued', @chat, @message, 1, @now, @now
            FROM case_entries e JOIN cases c ON c.id = e.case_id WHERE e.key = @key AND e.kind = 'Staff' AND c.business_id = @business AND c.chat_id = @customer
            ON CONFLICT DO NOTHING
            """)
            .Set("@outbox", outbox).Set("@chat", written.Chat.Length == 0 ? null : written.Chat).Set("@message", written.Message.Length == 0 ? null : written.Message)
            .Set("@now", now).Set("@key", key).Set("@business", business.ToString()).Set("@customer", chat).ExecuteNonQuery();

    /// <summary>Those that stand otherwise than they were last seen, and those that are watched no longer.</summary>
    public static List<(CaseDelivery Was, string? State, string? Error, bool Unreachable)> Changed(RowSource source, DateTimeOffset now, int limit) => source.Rows(
        """
        SELECT w.entry_id, w.business_id, w.case_id, w.outbox_id, w.state, w.reason, w.staff_chat, w.staff_message, w.watched, w.began_at, w.changed_at,
          o.state, o.error, CASE WHEN c.unreachable_at IS NULL THEN 0 ELSE 1 END
        FROM case_words w LEFT JOIN outbox o ON o.id = w.outbox_id LEFT JOIN chats c ON c.id = o.chat_id
        WHERE w.watched = 1 AND (o.id IS NULL OR o.state <> w.state OR w.began_at < @before) ORDER BY w.outbox_id LIMIT @limit
        """,
        command => command.Set("@before", now - WatchedFor).Set("@limit", (long)limit), row => (Map(row), row.TextAt(11), row.TextAt(12), row.GetInt64(13) == 1));

    public static void Save(WriteScope scope, CaseDelivery delivery) =>
        scope.Command("UPDATE case_words SET state = @state, reason = @reason, watched = @watched, changed_at = @changed WHERE entry_id = @id")
            .Set("@state", delivery.State.ToString()).Set("@reason", delivery.Reason).Set("@watched", delivery.Watched ? 1L : 0L).Set("@changed", delivery.ChangedAt)
            .Set("@id", delivery.EntryId).ExecuteNonQuery();

    /// <summary>Of a case, by the line of the timeline.</summary>
    public static FrozenDictionary<long, CaseDelivery> Of(RowSource source, CaseId of) => source.Rows(
        "SELECT entry_id, business_id, case_id, outbox_id, state, reason, staff_chat, staff_message, watched, began_at, changed_at FROM case_words WHERE case_id = @case",
        command => command.Set("@case", of.ToString()), Map).ToFrozenDictionary(w => w.EntryId);

    /// <summary>The words of a line.</summary>
    public static string? WordsOf(RowSource source, long entry) =>
        source.Query("SELECT words FROM case_entries WHERE id = @id", command => command.Set("@id", entry), row => row.Read() ? row.TextAt(0) : null);

    private static CaseDelivery Map(System.Data.Common.DbDataReader row) => new()
    {
        EntryId = row.GetInt64(0), BusinessId = new(Guid.Parse(row.GetString(1))), CaseId = new(Guid.Parse(row.GetString(2))), OutboxId = row.GetInt64(3),
        State = Enum.Parse<OutboxState>(row.GetString(4)), Reason = row.TextAt(5), StaffChat = row.TextAt(6), StaffMessage = row.TextAt(7), Watched = row.GetInt64(8) == 1,
        BeganAt = row.InstantAt(9), ChangedAt = row.InstantAt(10),
    };
}
