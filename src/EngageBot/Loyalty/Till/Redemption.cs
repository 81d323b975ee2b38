using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Loyalty.Rewards;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Till;

/// <summary>How far points or a voucher have gone at a till.</summary>
internal enum RedemptionState { Reserved, Committed, Cancelled, Lapsed, Undone }

/// <summary>Points, a voucher or both that pay a receipt, or a part of it; what a voucher is, and was promised, is in <see cref="Voucher"/>.</summary>
internal sealed class Redemption
{
    public required RedemptionId Id { get; init; }
    /// <summary>The shop's.</summary>
    public required BusinessId BusinessId { get; init; }
    public required ShopId ShopId { get; init; }
    /// <summary>In whose ledger the points are: the shop's own, or the operator's of a coalition.</summary>
    public required BusinessId LedgerBusinessId { get; init; }
    /// <summary>Absent where a voucher was shown that is good for whoever has it.</summary>
    public ContactId? ContactId { get; init; }
    public required string Wallet { get; init; }
    /// <summary>Zero where only a voucher is taken.</summary>
    public required long Points { get; init; }
    /// <summary>What the points take off the receipt.</summary>
    public required long ValueMinor { get; init; }
    /// <summary>What the receipt comes to before.</summary>
    public required long ReceiptMinor { get; init; }
    public required string Currency { get; init; }
    public long? HoldId { get; init; }
    public VoucherId? VoucherId { get; init; }
    /// <summary>What the voucher takes off the receipt; zero where it brings a thing that is not on it.</summary>
    public long VoucherMinor { get; init; }
    /// <summary>The part of the receipt that the voucher is for, as the till said.</summary>
    public long? VoucherOnMinor { get; init; }
    /// <summary>What was chosen of the voucher's list.</summary>
    public string? VoucherItem { get; init; }
    /// <summary>The code by which the member stood at the till: good for one redemption.</summary>
    public long? CodeId { get; init; }
    public required RedemptionState State { get; init; }
    /// <summary>Known from the commit on.</summary>
    public string? Receipt { get; init; }
    /// <summary>What was paid in money besides.</summary>
    public PurchaseId? PurchaseId { get; init; }
    public long? TransferId { get; init; }
    public required string Actor { get; init; }
    public required DateTimeOffset ReservedAt { get; init; }
    public required DateTimeOffset HeldUntil { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What is left to pay in money.</summary>
    public long RestMinor => ReceiptMinor - VoucherMinor - ValueMinor;

    /// <summary>Under which its voucher and its points are set aside.</summary>
    public string Reference => $"redemption:{Id}";
}

internal sealed class RedemptionConfiguration : IEntityTypeConfiguration<Redemption>
{
    public void Configure(EntityTypeBuilder<Redemption> builder)
    {
        builder.ToTable("redemptions", table =>
        {
            table.HasCheckConstraint("ck_redemptions_state", "state IN ('Reserved', 'Committed', 'Cancelled', 'Lapsed', 'Undone')");
            table.HasCheckConstraint("ck_redemptions_amounts", "points >= 0 AND value_minor >= 0 AND voucher_minor >= 0 AND receipt_minor >= 0 AND value_minor + voucher_minor <= receipt_minor");
            table.HasCheckConstraint("ck_redemptions_kind", "(hold_id IS NULL) = (points = 0) AND (hold_id IS NOT NULL OR voucher_id IS NOT NULL)");
            table.HasCheckConstraint("ck_redemptions_ended", "(ended_at IS NULL) = (state = 'Reserved')");
        });
        builder.Ignore(r => r.RestMinor);
        builder.Ignore(r => r.Reference);
        builder.HasOne<Shop>().WithMany().HasForeignKey(r => r.ShopId).OnDelete(DeleteBehavior.NoAction);
        builder.HasOne<Contact>().WithMany().HasForeignKey(r => r.ContactId).OnDelete(DeleteBehavior.NoAction);
        builder.HasIndex(r => new { r.ShopId, r.Receipt }).HasFilter("receipt IS NOT NULL").HasDatabaseName("ix_redemptions_receipt");      // what paid a receipt
        builder.HasIndex(r => r.ContactId).HasDatabaseName("ix_redemptions_contact");
        builder.HasIndex(r => r.CodeId).HasFilter("code_id IS NOT NULL").HasDatabaseName("ix_redemptions_code");                             // one code, one redemption
        builder.HasIndex(r => r.PurchaseId).HasFilter("purchase_id IS NOT NULL").HasDatabaseName("ix_redemptions_purchase");
    }
}
