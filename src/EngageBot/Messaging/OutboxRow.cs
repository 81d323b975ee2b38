using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Messaging;

/// <summary>The outbox as the model sees it; the sender uses hand-written statements.</summary>
internal sealed class OutboxRow
{
    public long Id { get; init; }
    public BusinessId BusinessId { get; init; }
    public long AccountId { get; init; }
    public required string ChatKey { get; init; }
    public long? ChatId { get; init; }
    public required string Key { get; init; }
    public OutboundKind Kind { get; init; }
    public int Priority { get; init; }
    public required string Content { get; init; }
    public OutboxState State { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset DueAt { get; init; }
    public DateTimeOffset GiveUpAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public string? ExternalId { get; init; }
    public string? Error { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    /// <summary>The gate has put it off: until <see cref="DueAt"/> it neither leaves nor holds anything up.</summary>
    public bool Deferred { get; init; }
    /// <summary><see cref="Proactive.Source"/>.</summary>
    public string? Source { get; init; }
    /// <summary><see cref="Proactive.Occasion"/>.</summary>
    public string? Occasion { get; init; }
    /// <summary><see cref="Proactive.Topic"/>.</summary>
    public string? Topic { get; init; }
}

internal sealed class OutboxRowConfiguration : IEntityTypeConfiguration<OutboxRow>
{
    public void Configure(EntityTypeBuilder<OutboxRow> builder)
    {
        builder.ToTable("outbox", table => table.HasCheckConstraint("ck_outbox_deferred", "deferred IN (0, 1)"));
        builder.HasIndex(row => new { row.AccountId, row.ChatKey, row.Key }, "ux_outbox_once").IsUnique();    // law 7
        builder.HasIndex(row => new { row.AccountId, row.Priority, row.Id }, "ix_outbox_claim").HasFilter("state = 'Queued' AND deferred = 0");
        builder.HasIndex(row => new { row.AccountId, row.DueAt }, "ix_outbox_deferred").HasFilter("deferred = 1");   // whose time has come
        builder.HasIndex(row => row.DueAt, "ix_outbox_delayed").HasFilter("state = 'Queued' AND attempts > 0");    // when to wake
        builder.HasIndex(row => new { row.AccountId, row.ChatKey, row.Priority, row.Id }, "ix_outbox_chat")
            .HasFilter("state IN ('Queued', 'Sending')");                                                     // who is the head
        builder.HasIndex(row => new { row.AccountId, row.ExternalId, row.ChatKey }, "ix_outbox_external")
            .HasFilter("external_id IS NOT NULL");                                                            // receipts, replies to it; what grows comes first
        builder.HasIndex(row => new { row.State, row.Id }, "ix_outbox_trouble").HasFilter("state IN ('Dead', 'Uncertain')");
    }
}

/// <summary>A message shown to staff stands for a customer's chat: a reply to it goes there.</summary>
internal sealed class StaffRelay
{
    public long Id { get; init; }
    public long OutboxId { get; init; }
    public long ChatId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>The case it shows, if it shows one: a reply is an answer in that case.</summary>
    public CaseId? CaseId { get; init; }
    /// <summary>What the customer wrote, by the platform's id: a reaction to the note is shown there.</summary>
    public string? MessageId { get; init; }
}

/// <summary>Which note in the staff chat stands for whose chat.</summary>
internal static class StaffRelays
{
    /// <summary>From now on a reply to the message goes to that chat.</summary>
    /// <param name="about">The case it shows.</param>
    /// <param name="message">The customer's message it shows.</param>
    public static async ValueTask AddAsync(WriteScope scope, long outbox, long chat, DateTimeOffset now, CaseId? about = null, string? message = null) =>
        await scope.Command("INSERT INTO staff_relays (outbox_id, chat_id, created_at, case_id, message_id) VALUES (@outbox, @chat, @now, @case, @message)")
            .Set("@outbox", outbox).Set("@chat", chat).Set("@now", now).Set("@case", about?.ToString()).Set("@message", message).ExecuteNonQueryAsync();
}

internal sealed class StaffRelayConfiguration : IEntityTypeConfiguration<StaffRelay>
{
    public void Configure(EntityTypeBuilder<StaffRelay> builder)
    {
        builder.ToTable("staff_relays");
        builder.HasIndex(relay => relay.OutboxId).IsUnique();
    }
}

internal static class OutboxSets
{
    extension(EngageDb db)
    {
        public DbSet<OutboxRow> Outbox => db.Set<OutboxRow>();
        public DbSet<StaffRelay> StaffRelays => db.Set<StaffRelay>();
    }
}
