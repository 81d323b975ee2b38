using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty;

/// <summary>A paid receipt.</summary>
internal sealed class Purchase
{
    public required PurchaseId Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ShopId ShopId { get; init; }
    /// <summary>The till's number; a shop has each one once.</summary>
    public required string Receipt { get; init; }
    public ContactId? ContactId { get; init; }
    /// <summary>What was paid in money.</summary>
    public required long AmountMinor { get; init; }
    /// <summary>The part that was paid with points, as money.</summary>
    public long PointsPaidMinor { get; init; }
    /// <summary>Of it all, what delivery cost.</summary>
    public long DeliveryMinor { get; init; }
    /// <summary>What a discount took off; in neither of the sums above.</summary>
    public long DiscountMinor { get; init; }
    /// <summary>How far it went, in the programme's unit of distance.</summary>
    public long Distance { get; init; }
    /// <summary>The number of the card that was shown.</summary>
    public string? Card { get; init; }
    public required string Currency { get; init; }
    public required DateTimeOffset BoughtAt { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
}

internal sealed class PurchaseConfiguration : IEntityTypeConfiguration<Purchase>
{
    public void Configure(EntityTypeBuilder<Purchase> builder)
    {
        builder.ToTable("purchases", table => table.HasCheckConstraint("ck_purchases_amount", "amount_minor > 0 OR points_paid_minor > 0"));
        builder.HasIndex(p => new { p.ShopId, p.Receipt }).IsUnique();                                          // a receipt counts once
        builder.HasIndex(p => new { p.ContactId, p.BoughtAt, p.Id, p.AmountMinor }).HasDatabaseName("ix_purchases_contact");   // the level's twelve months; what segments ask of everybody
        builder.HasIndex(p => new { p.BusinessId, p.Card, p.BoughtAt }).HasFilter("card IS NOT NULL").HasDatabaseName("ix_purchases_card");   // who buys with a card
        builder.HasIndex(p => new { p.BusinessId, p.BoughtAt, p.Id }).HasDatabaseName("ix_purchases_time");       // a period's receipts, for a dry run
    }
}

/// <summary>A line of a receipt.</summary>
internal sealed class PurchaseItem
{
    public required PurchaseId PurchaseId { get; init; }
    public required long Position { get; init; }
    public string? Sku { get; init; }
    public string? Category { get; init; }
    public required long AmountMinor { get; init; }
    public required long Quantity { get; init; }
}

internal sealed class PurchaseItemConfiguration : IEntityTypeConfiguration<PurchaseItem>
{
    public void Configure(EntityTypeBuilder<PurchaseItem> builder)
    {
        builder.ToTable("purchase_items", table => table.HasCheckConstraint("ck_purchase_items_amount", "amount_minor >= 0 AND quantity > 0"));
        builder.HasKey(i => new { i.PurchaseId, i.Position });
    }
}

/// <summary>Goods of a purchase that came back.</summary>
internal sealed class PurchaseReturn
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ShopId ShopId { get; init; }
    /// <summary>The return's own number.</summary>
    public required string Receipt { get; init; }
    public required PurchaseId PurchaseId { get; init; }
    public required long AmountMinor { get; init; }
    public required DateTimeOffset ReturnedAt { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
}

internal sealed class PurchaseReturnConfiguration : IEntityTypeConfiguration<PurchaseReturn>
{
    public void Configure(EntityTypeBuilder<PurchaseReturn> builder)
    {
        builder.ToTable("purchase_returns", table => table.HasCheckConstraint("ck_purchase_returns_amount", "amount_minor > 0"));
        builder.HasIndex(r => new { r.ShopId, r.Receipt }).IsUnique();                                          // a return counts once
        builder.HasIndex(r => new { r.PurchaseId, r.AmountMinor }).HasDatabaseName("ix_purchase_returns_purchase");   // how much came back so far
    }
}

/// <summary>What the shop's own system or a plastic card calls a member.</summary>
internal sealed class MemberNumber
{
    public required BusinessId BusinessId { get; init; }
    public required string Number { get; init; }
    public required ContactId ContactId { get; init; }
}

internal sealed class MemberNumberConfiguration : IEntityTypeConfiguration<MemberNumber>
{
    public void Configure(EntityTypeBuilder<MemberNumber> builder)
    {
        builder.ToTable("member_numbers");
        builder.HasKey(n => new { n.BusinessId, n.Number });
        builder.HasIndex(n => n.ContactId).HasDatabaseName("ix_member_numbers_contact");                        // all numbers of a person
    }
}
