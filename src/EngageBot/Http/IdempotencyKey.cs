using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Http;

/// <summary>An answer that was given, kept so that the same question gets it again.</summary>
internal sealed class IdempotencyKey
{
    public required ShopId ShopId { get; init; }
    /// <summary>The caller's <c>Idempotency-Key</c>; each shop has its own.</summary>
    public required string Key { get; init; }
    /// <summary>SHA-256 of method, path and body.</summary>
    public required byte[] BodyHash { get; init; }
    public required int Status { get; init; }
    /// <summary>JSON.</summary>
    public required string Response { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class IdempotencyKeyConfiguration : IEntityTypeConfiguration<IdempotencyKey>
{
    public void Configure(EntityTypeBuilder<IdempotencyKey> builder)
    {
        builder.ToTable("idempotency_keys");
        builder.HasKey(k => new { k.ShopId, k.Key });
        builder.HasIndex(k => k.CreatedAt).HasDatabaseName("ix_idempotency_keys_age");             // forgetting the old ones
    }
}
