using EngageBot.Conversations;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Coalitions;

/// <summary>Somebody who agreed, once, to be known by their card in every partner's shops.</summary>
internal sealed class CoalitionMember
{
    /// <summary>All that partners ever learn of who it is.</summary>
    public required Guid Id { get; init; }
    /// <summary>The business that operates the coalition, in whose ledger its points are.</summary>
    public required BusinessId OperatorId { get; init; }
    /// <summary>The rules' key, and the wallet.</summary>
    public required string Coalition { get; init; }
    /// <summary>Of the business where they joined; nobody else sees it.</summary>
    public required ContactId ContactId { get; init; }
    /// <summary>The words they agreed to.</summary>
    public required string Wording { get; init; }
    public required string Language { get; init; }
    public required DateTimeOffset JoinedAt { get; init; }
    public DateTimeOffset? LeftAt { get; init; }
}

internal sealed class CoalitionMemberConfiguration : IEntityTypeConfiguration<CoalitionMember>
{
    public void Configure(EntityTypeBuilder<CoalitionMember> builder)
    {
        builder.ToTable("coalition_members");
        builder.Property(m => m.Id).HasConversion<string>().HasColumnType("TEXT");
        builder.HasOne<Contact>().WithMany().HasForeignKey(m => m.ContactId).OnDelete(DeleteBehavior.NoAction);
        builder.HasIndex(m => new { m.ContactId, m.OperatorId, m.Coalition }).IsUnique().HasDatabaseName("ux_coalition_members_contact");     // one card a person
    }
}

/// <summary>A receipt that earned in a coalition, wherever it was written.</summary>
internal sealed class CoalitionReceipt
{
    public long Id { get; init; }
    public required BusinessId OperatorId { get; init; }
    public required string Coalition { get; init; }
    /// <summary>The shop's.</summary>
    public required BusinessId BusinessId { get; init; }
    public required ShopId ShopId { get; init; }
    public required string Receipt { get; init; }
    public required Guid MemberId { get; init; }
    /// <summary>In the shop's own books, where the member is its own.</summary>
    public PurchaseId? PurchaseId { get; init; }
    public required long AmountMinor { get; init; }
    public required long ReturnedMinor { get; init; }
    public required string Currency { get; init; }
    public required long Points { get; init; }
    public required long TakenPoints { get; init; }
    public long? TransferId { get; init; }
    public required DateTimeOffset BoughtAt { get; init; }
}

internal sealed class CoalitionReceiptConfiguration : IEntityTypeConfiguration<CoalitionReceipt>
{
    public void Configure(EntityTypeBuilder<CoalitionReceipt> builder)
    {
        builder.ToTable("coalition_receipts", table => table.HasCheckConstraint("ck_coalition_receipts_amounts", "amount_minor > 0 AND returned_minor BETWEEN 0 AND amount_minor AND taken_points BETWEEN 0 AND points"));
        builder.Property(r => r.MemberId).HasConversion<string>().HasColumnType("TEXT");
        builder.HasOne<CoalitionMember>().WithMany().HasForeignKey(r => r.MemberId).OnDelete(DeleteBehavior.NoAction);
        builder.HasIndex(r => new { r.ShopId, r.Receipt }).IsUnique().HasDatabaseName("ux_coalition_receipts_receipt");      // a receipt earns once
        builder.HasIndex(r => r.MemberId).HasDatabaseName("ix_coalition_receipts_member");
        builder.HasIndex(r => r.PurchaseId).HasFilter("purchase_id IS NOT NULL").HasDatabaseName("ix_coalition_receipts_purchase");
    }
}

/// <summary>Goods of such a receipt that came back.</summary>
internal sealed class CoalitionReturn
{
    public long Id { get; init; }
    public required ShopId ShopId { get; init; }
    /// <summary>The return's own number.</summary>
    public required string Receipt { get; init; }
    public required long ReceiptId { get; init; }
    public required long AmountMinor { get; init; }
    public required long TakenPoints { get; init; }
    public required DateTimeOffset ReturnedAt { get; init; }
}

internal sealed class CoalitionReturnConfiguration : IEntityTypeConfiguration<CoalitionReturn>
{
    public void Configure(EntityTypeBuilder<CoalitionReturn> builder)
    {
        builder.ToTable("coalition_returns");
        builder.HasOne<CoalitionReceipt>().WithMany().HasForeignKey(r => r.ReceiptId).OnDelete(DeleteBehavior.NoAction);
        builder.HasIndex(r => new { r.ShopId, r.Receipt }).IsUnique().HasDatabaseName("ux_coalition_returns_receipt");       // a return counts once
        builder.HasIndex(r => r.ReceiptId).HasDatabaseName("ix_coalition_returns_of");
    }
}
