using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Broadcasts;

/// <summary>What became of one recipient: the words of the outbox, and two of those who were never written to.</summary>
internal enum RecipientOutcome
{
    /// <summary>Written to the outbox; what becomes of it is not known yet.</summary>
    Queued,
    Sent,
    Delivered,
    Read,
    Dead,
    Expired,
    Cancelled,
    Uncertain,
    /// <summary>Gets nothing, to be compared with.</summary>
    Holdout,
    /// <summary>The gate, or something else with a reason, said no.</summary>
    LeftOut,
}

/// <summary>One person of a broadcast's audience, once that person was looked at for good.</summary>
internal sealed record BroadcastRecipient
{
    public long Id { get; init; }
    public required long BroadcastId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary><c>a</c>, <c>b</c> …; empty for those who got nothing.</summary>
    public required string Variant { get; init; }
    public required RecipientOutcome Outcome { get; init; }
    /// <summary>Why there was no message, or why it did not arrive.</summary>
    public string? Reason { get; init; }
    public long? OutboxId { get; init; }
    public VoucherId? VoucherId { get; init; }
    public required DateTimeOffset WrittenAt { get; init; }
    /// <summary>When they first pressed one of its buttons.</summary>
    public DateTimeOffset? TappedAt { get; init; }
    /// <summary>When they first wrote something soon after it.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }
    /// <summary>When they said that it was of no use to them.</summary>
    public DateTimeOffset? NotUsefulAt { get; init; }
    /// <summary>When they ended promotions soon after it.</summary>
    public DateTimeOffset? OptedOutAt { get; init; }
}

internal sealed class BroadcastRecipientConfiguration : IEntityTypeConfiguration<BroadcastRecipient>
{
    public void Configure(EntityTypeBuilder<BroadcastRecipient> builder)
    {
        builder.ToTable("broadcast_recipients", table =>
        {
            table.HasCheckConstraint("ck_broadcast_recipients_outcome",
                "outcome = 'Queued' OR outcome = 'Sent' OR outcome = 'Delivered' OR outcome = 'Read' OR outcome = 'Dead' OR outcome = 'Expired' OR outcome = 'Cancelled' OR outcome = 'Uncertain' OR outcome = 'Holdout' OR outcome = 'LeftOut'");
            table.HasCheckConstraint("ck_broadcast_recipients_unwritten", "outcome NOT IN ('Holdout', 'LeftOut') OR outbox_id IS NULL");
            table.HasCheckConstraint("ck_broadcast_recipients_reason", "outcome <> 'LeftOut' OR reason IS NOT NULL");
        });
        builder.HasIndex(r => new { r.BroadcastId, r.ContactId }).IsUnique().HasDatabaseName("ux_broadcast_recipients_once");    // law 7
        builder.HasIndex(r => new { r.BroadcastId, r.Id }).HasFilter("outcome = 'Queued'").HasDatabaseName("ix_broadcast_recipients_queued");    // ahead of the sender
        builder.HasIndex(r => new { r.ContactId, r.Id }).HasDatabaseName("ix_broadcast_recipients_contact");    // what somebody got last
    }
}

/// <summary>The tables of broadcasts.</summary>
internal static class BroadcastSets
{
    extension(EngageDb db)
    {
        public DbSet<Broadcast> Broadcasts => db.Set<Broadcast>();
        public DbSet<BroadcastRecipient> BroadcastRecipients => db.Set<BroadcastRecipient>();
        public DbSet<BroadcastChange> BroadcastChanges => db.Set<BroadcastChange>();
        public DbSet<BroadcastChanged> BroadcastChanged => db.Set<BroadcastChanged>();
    }
}
