using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Causes;

/// <summary>Points a member gave to a cause.</summary>
internal sealed class Donation
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>The rules' key.</summary>
    public required string Cause { get; init; }
    public required long Points { get; init; }
    /// <summary>The ledger's side of it.</summary>
    public required long TransferId { get; init; }
    public required DateTimeOffset DonatedAt { get; init; }
}

internal sealed class DonationConfiguration : IEntityTypeConfiguration<Donation>
{
    public void Configure(EntityTypeBuilder<Donation> builder)
    {
        builder.ToTable("donations", table => table.HasCheckConstraint("ck_donations_points", "points > 0"));
        builder.HasIndex(d => new { d.BusinessId, d.Cause, d.ContactId, d.Points }).HasDatabaseName("ix_donations_cause");    // whether somebody has given before
    }
}

/// <summary>What everybody together has given to a cause: counted with each donation, since it is shown at every look.</summary>
internal sealed class CauseTotal
{
    public required BusinessId BusinessId { get; init; }
    public required string Cause { get; init; }
    public required long Points { get; set; }
    /// <summary>Different people.</summary>
    public required long Givers { get; set; }
}

internal sealed class CauseTotalConfiguration : IEntityTypeConfiguration<CauseTotal>
{
    public void Configure(EntityTypeBuilder<CauseTotal> builder)
    {
        builder.ToTable("cause_totals", table => table.HasCheckConstraint("ck_cause_totals", "points >= 0 AND givers >= 0"));
        builder.HasKey(t => new { t.BusinessId, t.Cause });
    }
}

/// <summary>Something a member handed in over the counter.</summary>
internal sealed class HandIn
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ShopId ShopId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>The rules' key.</summary>
    public required string Kind { get; init; }
    /// <summary>Grams or pieces, as the rules say.</summary>
    public required long Quantity { get; init; }
    public required long Points { get; init; }
    /// <summary>The shop's own number for it.</summary>
    public required string Reference { get; init; }
    /// <summary>Who confirmed it.</summary>
    public required string Actor { get; init; }
    public required DateTimeOffset HandedAt { get; init; }
}

internal sealed class HandInConfiguration : IEntityTypeConfiguration<HandIn>
{
    public void Configure(EntityTypeBuilder<HandIn> builder)
    {
        builder.ToTable("hand_ins", table => table.HasCheckConstraint("ck_hand_ins_quantity", "quantity > 0 AND points >= 0"));
        builder.HasIndex(h => new { h.ShopId, h.Reference }).IsUnique().HasDatabaseName("ux_hand_ins_once");
        builder.HasIndex(h => new { h.ContactId, h.HandedAt }).HasDatabaseName("ix_hand_ins_contact");              // the year's total
    }
}
