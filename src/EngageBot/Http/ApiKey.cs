using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Http;

/// <summary>What a shop's till, or a program that works for somebody, proves itself with. Of the secret only the hash is kept.</summary>
internal sealed class ApiKey
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ShopId ShopId { get; init; }
    /// <summary>Whose it is, for the list: <c>till 2</c>.</summary>
    public required string Name { get; init; }
    /// <summary>What it may do: a role's word, <c>till</c> for tills.</summary>
    public string Role { get; init; } = "till";
    /// <summary>The part before the point: safe to show and to log.</summary>
    public required string Prefix { get; init; }
    /// <summary>SHA-256 of the secret, which is random and long, so that nothing slower is needed.</summary>
    public required byte[] Hash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys", table => table.HasCheckConstraint("ck_api_keys_role", "role IN ('till', 'owner', 'marketer', 'manager', 'cashier', 'viewer')"));
        builder.HasIndex(k => k.Prefix).IsUnique();                                                // found by it at every call
    }
}

/// <summary>The tables of the API's edge.</summary>
internal static class HttpSets
{
    extension(EngageDb db)
    {
        public DbSet<ApiKey> ApiKeys => db.Set<ApiKey>();
        public DbSet<IdempotencyKey> IdempotencyKeys => db.Set<IdempotencyKey>();
    }
}
