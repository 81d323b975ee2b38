using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Rewards;

/// <summary>Where a voucher stands; drawn in docs/state-machines.md.</summary>
internal enum VoucherState { Issued, Reserved, Redeemed, Expired, Cancelled }

/// <summary>A promise to one person: what it is good for is in the version of the reward under which it was issued.</summary>
internal sealed record Voucher
{
    public required VoucherId Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>The reward's key.</summary>
    public required string Reward { get; init; }
    public required int RewardVersion { get; init; }
    /// <summary>What makes it once-only for this person and reward: <c>purchase:…</c>, <c>birthday:2026</c>.</summary>
    public required string Occasion { get; init; }
    /// <summary>What stands behind it, as in the ledger: <c>referral</c>, <c>rule</c>, <c>staff:…</c>.</summary>
    public required string Cause { get; init; }
    /// <summary>The reason in words, told to the customer: because you …</summary>
    public string? Why { get; init; }
    /// <summary><see cref="VoucherCode"/>, without its hyphen.</summary>
    public required string Code { get; init; }
    public required VoucherState State { get; init; }
    /// <summary>Where it is good; absent for every shop the reward names.</summary>
    public ShopId? ShopId { get; init; }
    /// <summary>The receipt that brought it; it is not good on that one.</summary>
    public PurchaseId? PurchaseId { get; init; }
    /// <summary>The transfer that paid for it.</summary>
    public long? TransferId { get; init; }
    /// <summary>Of <see cref="LeftMinor"/>.</summary>
    public string? Currency { get; init; }
    /// <summary>What is left of a sum of money; absent for everything else.</summary>
    public long? LeftMinor { get; init; }
    public required DateTimeOffset IssuedAt { get; init; }
    /// <summary>The first instant at which it is good.</summary>
    public required DateTimeOffset ValidFrom { get; init; }
    /// <summary>The first instant at which it is no longer good.</summary>
    public required DateTimeOffset ValidUntil { get; init; }
    /// <summary>The till's own word for what it is reserved for.</summary>
    public string? ReservedFor { get; init; }
    /// <summary>From then on the reservation is over by itself.</summary>
    public DateTimeOffset? ReservedUntil { get; init; }
    /// <summary>How often the customer was told that it is about to end.</summary>
    public int Notices { get; init; }
    public DateTimeOffset? NextNoticeAt { get; init; }
    /// <summary>Its purchase came back after it had been used: it is left as it is.</summary>
    public DateTimeOffset? PurchaseReturnedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
}

internal sealed class VoucherConfiguration : IEntityTypeConfiguration<Voucher>
{
    public void Configure(EntityTypeBuilder<Voucher> builder)
    {
        builder.ToTable("vouchers", table =>
        {
            table.HasCheckConstraint("ck_vouchers_state", "state IN ('Issued', 'Reserved', 'Redeemed', 'Expired', 'Cancelled')");
            table.HasCheckConstraint("ck_vouchers_code", "length(code) = 10");
            table.HasCheckConstraint("ck_vouchers_left", "left_minor IS NULL OR left_minor >= 0 AND currency IS NOT NULL");
            table.HasCheckConstraint("ck_vouchers_valid", "valid_until > valid_from");
            table.HasCheckConstraint("ck_vouchers_reserved", "(reserved_for IS NULL) = (state <> 'Reserved') AND (reserved_until IS NULL) = (state <> 'Reserved')");
            table.HasCheckConstraint("ck_vouchers_ended", "(ended_at IS NULL) = (state IN ('Issued', 'Reserved'))");
        });
        builder.HasIndex(v => new { v.BusinessId, v.Code }).IsUnique();                                          // a code is one voucher
        builder.HasIndex(v => new { v.ContactId, v.Reward, v.Occasion }).IsUnique().HasDatabaseName("ux_vouchers_once");   // issued once
        builder.HasIndex(v => new { v.ContactId, v.ValidUntil }).HasFilter("ended_at IS NULL").HasDatabaseName("ix_vouchers_open");    // what a member has
        builder.HasIndex(v => new { v.ContactId, v.Reward, v.IssuedAt }).HasDatabaseName("ix_vouchers_limit");    // how often one member had it
        builder.HasIndex(v => v.ValidUntil).HasFilter("ended_at IS NULL").HasDatabaseName("ix_vouchers_expiry");  // the clock
        builder.HasIndex(v => v.NextNoticeAt).HasFilter("next_notice_at IS NOT NULL").HasDatabaseName("ix_vouchers_notice");           // the clock
        builder.HasIndex(v => v.ReservedUntil).HasFilter("reserved_until IS NOT NULL").HasDatabaseName("ix_vouchers_reserved");        // the clock
        builder.HasIndex(v => v.PurchaseId).HasFilter("purchase_id IS NOT NULL").HasDatabaseName("ix_vouchers_purchase");              // what a return takes back
        builder.HasIndex(v => new { v.BusinessId, v.IssuedAt }).HasDatabaseName("ix_vouchers_report");            // what was issued in a period
    }
}

/// <summary>One use of a voucher on one receipt.</summary>
internal sealed class VoucherUse
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required VoucherId VoucherId { get; init; }
    public required ShopId ShopId { get; init; }
    /// <summary>The till's own word for this use; the same one again changes nothing.</summary>
    public required string Reference { get; init; }
    /// <summary>The receipt it was used on.</summary>
    public string? Receipt { get; init; }
    /// <summary>What was chosen of a list.</summary>
    public string? Item { get; init; }
    /// <summary>What it took off, where it is a matter of money.</summary>
    public long? DiscountMinor { get; init; }
    public string? Currency { get; init; }
    public required string Actor { get; init; }
    public required DateTimeOffset UsedAt { get; init; }
    public DateTimeOffset? UndoneAt { get; init; }
    public string? UndoneBy { get; init; }
}

internal sealed class VoucherUseConfiguration : IEntityTypeConfiguration<VoucherUse>
{
    public void Configure(EntityTypeBuilder<VoucherUse> builder)
    {
        builder.ToTable("voucher_uses", table =>
        {
            table.HasCheckConstraint("ck_voucher_uses_discount", "discount_minor IS NULL OR discount_minor >= 0 AND currency IS NOT NULL");
            table.HasCheckConstraint("ck_voucher_uses_undone", "(undone_at IS NULL) = (undone_by IS NULL)");
        });
        builder.HasIndex(u => new { u.VoucherId, u.Reference }).IsUnique();                                      // once only
        builder.HasIndex(u => new { u.ShopId, u.Receipt }).HasFilter("receipt IS NOT NULL").HasDatabaseName("ix_voucher_uses_receipt");    // what a return undoes
        builder.HasIndex(u => new { u.BusinessId, u.UsedAt }).HasDatabaseName("ix_voucher_uses_report");         // what was used in a period
    }
}

/// <summary>How many of a reward are given away, so that the last piece goes once.</summary>
internal sealed class RewardCount
{
    public required BusinessId BusinessId { get; init; }
    public required string Reward { get; init; }
    /// <summary>The shop's code where the stock is kept by shop, else empty.</summary>
    public required string Shop { get; init; }
    public long Taken { get; init; }
    /// <summary>How many people have had one; only in the row without a shop.</summary>
    public long People { get; init; }
}

internal sealed class RewardCountConfiguration : IEntityTypeConfiguration<RewardCount>
{
    public void Configure(EntityTypeBuilder<RewardCount> builder)
    {
        builder.ToTable("reward_counts", table => table.HasCheckConstraint("ck_reward_counts_taken", "taken >= 0 AND people >= 0"));
        builder.HasKey(c => new { c.BusinessId, c.Reward, c.Shop });
    }
}
