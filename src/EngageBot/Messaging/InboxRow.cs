using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Messaging;

/// <summary>The inbox as the model sees it; the workers use hand-written statements.</summary>
internal sealed class InboxRow
{
    public long Id { get; init; }
    public long AccountId { get; init; }
    public required string ExternalId { get; init; }
    public required string ChatKey { get; init; }
    public required string Content { get; init; }
    public InboxState State { get; init; }
    public int Attempts { get; init; }
    public DateTimeOffset DueAt { get; init; }
    public string? Error { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
    public DateTimeOffset? HandledAt { get; init; }
}

internal sealed class InboxRowConfiguration : IEntityTypeConfiguration<InboxRow>
{
    public void Configure(EntityTypeBuilder<InboxRow> builder)
    {
        builder.ToTable("inbox");
        builder.HasIndex(row => new { row.AccountId, row.ExternalId }, "ux_inbox_once").IsUnique();    // law 7
        builder.HasIndex(row => row.Id, "ix_inbox_waiting").HasFilter("state = 'Received'");           // the next rows
        builder.HasIndex(row => new { row.AccountId, row.ChatKey, row.Id, row.DueAt }, "ix_inbox_backoff")
            .HasFilter("state = 'Received' AND attempts > 0");                                         // a failing head holds its chat
        builder.HasIndex(row => new { row.State, row.Id }, "ix_inbox_trouble").HasFilter("state IN ('Dead', 'Quarantined')");
    }
}

internal static class InboxSets
{
    extension(EngageDb db) { public DbSet<InboxRow> Inbox => db.Set<InboxRow>(); }
}
