using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Broadcasts;

/// <summary>What is done to messages that have arrived.</summary>
internal enum BroadcastChangeKind { Edit, Delete }

/// <summary>What became of one recipient's message.</summary>
internal enum ChangedOutcome
{
    /// <summary>On its way.</summary>
    Queued,
    Done,
    /// <summary>The platform does not do it: too old, gone, or a channel that cannot.</summary>
    Impossible,
    /// <summary>Refused for another reason, or not done in time.</summary>
    Failed,
}

/// <summary>Somebody has changed what a broadcast has sent: everywhere where the platform allows it.</summary>
internal sealed record BroadcastChange
{
    public long Id { get; init; }
    public required long BroadcastId { get; init; }
    public required BroadcastChangeKind Kind { get; init; }
    /// <summary><see cref="BroadcastContent"/> as JSON; absent where the messages are deleted.</summary>
    public string? Content { get; init; }
    public required string CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>The last recipient that was looked at, a contact's id.</summary>
    public string Cursor { get; init; } = "";
    /// <summary>Everybody was looked at.</summary>
    public bool AllWritten { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The key of its messages in the outbox; no broadcast's own.</summary>
    public string Key => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Broadcast.SourceOf(BroadcastId)}/change:{Id}");
}

internal sealed class BroadcastChangeConfiguration : IEntityTypeConfiguration<BroadcastChange>
{
    public void Configure(EntityTypeBuilder<BroadcastChange> builder)
    {
        builder.ToTable("broadcast_changes", table =>
        {
            table.HasCheckConstraint("ck_broadcast_changes_kind", "kind IN ('Edit', 'Delete')");
            table.HasCheckConstraint("ck_broadcast_changes_written", "all_written IN (0, 1)");
            table.HasCheckConstraint("ck_broadcast_changes_content", "(content IS NULL) = (kind = 'Delete')");
        });
        builder.Ignore(c => c.Key);
        builder.Property(c => c.Cursor).HasDefaultValue("");
        builder.Property(c => c.AllWritten).HasDefaultValue(false);
        builder.HasIndex(c => c.BroadcastId).IsUnique().HasFilter("ended_at IS NULL").HasDatabaseName("ux_broadcast_changes_one");    // one at a time
        builder.HasIndex(c => new { c.BroadcastId, c.Id }).HasDatabaseName("ix_broadcast_changes_broadcast");    // the list
    }
}

/// <summary>One recipient of a change.</summary>
internal sealed record BroadcastChanged
{
    public long Id { get; init; }
    public required long ChangeId { get; init; }
    public required long RecipientId { get; init; }
    public long? OutboxId { get; init; }
    public required ChangedOutcome Outcome { get; init; }
    public string? Reason { get; init; }
}

internal sealed class BroadcastChangedConfiguration : IEntityTypeConfiguration<BroadcastChanged>
{
    public void Configure(EntityTypeBuilder<BroadcastChanged> builder)
    {
        builder.ToTable("broadcast_changed", table =>
        {
            table.HasCheckConstraint("ck_broadcast_changed_outcome", "outcome IN ('Queued', 'Done', 'Impossible', 'Failed')");
            table.HasCheckConstraint("ck_broadcast_changed_queued", "outcome <> 'Queued' OR outbox_id IS NOT NULL");
        });
        builder.HasIndex(c => new { c.ChangeId, c.RecipientId }).IsUnique().HasDatabaseName("ux_broadcast_changed_once");    // law 7
        builder.HasIndex(c => new { c.ChangeId, c.Id }).HasFilter("outcome = 'Queued'").HasDatabaseName("ix_broadcast_changed_queued");    // what is on its way
    }
}
