using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Businesses;

/// <summary>A place where receipts are written.</summary>
internal sealed class Shop
{
    public required ShopId Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>How files and tills name it; unique in its business.</summary>
    public required string Code { get; set; }
    public required string Name { get; set; }
    public required string Address { get; set; }
    /// <summary>E.164.</summary>
    public string? Phone { get; set; }
    public required OpeningHours OpeningHours { get; set; }
    /// <summary>Shut down for good from then on; absent while it takes receipts.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
}

internal sealed class ShopConfiguration : IEntityTypeConfiguration<Shop>
{
    public void Configure(EntityTypeBuilder<Shop> builder)
    {
        builder.ToTable("shops");
        builder.Property(s => s.OpeningHours).HasConversion(hours => hours.ToJson(), json => OpeningHours.Stored(json));
        builder.HasIndex(s => new { s.BusinessId, s.Code }).IsUnique();                            // an import names a shop by its code
    }
}
