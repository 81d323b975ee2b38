using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty;

/// <summary>Points that came together and expire together.</summary>
internal sealed class Batch
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required long AccountId { get; init; }
    /// <summary>The transfer that brought them into this account.</summary>
    public required long TransferId { get; init; }
    /// <summary>The transfer that first gave them to the member, where that is another one: they were unlocked, set aside or given back since.</summary>
    public long? OriginId { get; init; }
    public required long GrantedPoints { get; init; }
    /// <summary>Granted less what <see cref="BatchAllocation"/>s took.</summary>
    public required long RemainingPoints { get; init; }
    /// <summary>When they were first given: their age.</summary>
    public required DateTimeOffset IssuedAt { get; init; }
    /// <summary>When a pending batch becomes usable, or one set aside lapses; absent for usable ones.</summary>
    public DateTimeOffset? UnlocksAt { get; init; }
    /// <summary>The first instant at which they are no longer good.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

internal sealed class BatchConfiguration : IEntityTypeConfiguration<Batch>
{
    public void Configure(EntityTypeBuilder<Batch> builder)
    {
        builder.ToTable("batches", table =>
        {
            table.HasCheckConstraint("ck_batches_granted", "granted_points > 0");
            table.HasCheckConstraint("ck_batches_remaining", "remaining_points >= 0 AND remaining_points <= granted_points");
        });
        builder.HasIndex(b => new { b.AccountId, b.ExpiresAt, b.Id }).HasFilter("remaining_points > 0").HasDatabaseName("ix_batches_consume");
        builder.HasIndex(b => b.ExpiresAt).HasFilter("remaining_points > 0").HasDatabaseName("ix_batches_expiry");
        builder.HasIndex(b => b.UnlocksAt).HasFilter("remaining_points > 0 AND unlocks_at IS NOT NULL").HasDatabaseName("ix_batches_unlock");
        builder.HasIndex(b => b.TransferId).HasDatabaseName("ix_batches_transfer");                // what a transfer brought, for its reversal
        builder.HasIndex(b => b.OriginId).HasFilter("origin_id IS NOT NULL").HasDatabaseName("ix_batches_origin");   // and where that is now
    }
}

/// <summary>So many points of a batch went with a debit.</summary>
internal sealed class BatchAllocation
{
    public required long TransferId { get; init; }
    public required long BatchId { get; init; }
    public required long Points { get; init; }
}

internal sealed class BatchAllocationConfiguration : IEntityTypeConfiguration<BatchAllocation>
{
    public void Configure(EntityTypeBuilder<BatchAllocation> builder)
    {
        builder.ToTable("batch_allocations", table => table.HasCheckConstraint("ck_batch_allocations_points", "points > 0"));
        builder.HasKey(a => new { a.TransferId, a.BatchId });
        builder.HasIndex(a => a.BatchId).HasDatabaseName("ix_batch_allocations_batch");            // where a batch's points went
    }
}
