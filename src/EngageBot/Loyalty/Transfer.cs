using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty;

/// <summary>Why points moved.</summary>
internal enum TransferReason
{
    Purchase, Return, Unlock, Redemption,
    /// <summary>Set aside for a <see cref="Hold"/>.</summary>
    Reservation,
    /// <summary>What was set aside came back, in whole or in part.</summary>
    Release,
    Expiry, Import,
    /// <summary>By the shop's own hand, with its words.</summary>
    Adjustment,
    Reversal,
    /// <summary>For joining.</summary>
    Welcome,
    /// <summary>For something else than money: a friend, a review, an achievement. <see cref="Transfer.Cause"/> says which.</summary>
    Bonus,
    /// <summary>Given by the member to a cause.</summary>
    Donation,
}

/// <summary>So many points from one account to another. Never changed, never deleted: the table refuses both.</summary>
internal sealed class Transfer
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required long DebitAccountId { get; init; }
    public required long CreditAccountId { get; init; }
    public required long AmountPoints { get; init; }
    public required TransferReason Reason { get; init; }
    /// <summary>What stands behind the reason: <c>referral</c>, <c>achievement:five_visits</c>, <c>reward:coffee</c>, <c>case:…</c>.</summary>
    public string? Cause { get; init; }
    /// <summary>What makes it once-only: <c>purchase:…</c>, <c>unlock:17</c>, <c>expire:17</c>.</summary>
    public required string Reference { get; init; }
    /// <summary>The rule that gave the points, such as <c>base 12; level 3</c>.</summary>
    public string? Rule { get; init; }
    public int? RuleVersion { get; init; }
    /// <summary>Where it happened; what came by itself or in a chat has none.</summary>
    public ShopId? ShopId { get; init; }
    public PurchaseId? PurchaseId { get; init; }
    /// <summary>The hold it set aside for, spent from or released.</summary>
    public long? HoldId { get; init; }
    /// <summary>The transfer this one takes back, in whole or in part.</summary>
    public long? ReversesId { get; init; }
    public string? Note { get; init; }
    /// <summary>When it took effect; the ids tell in which order transfers were written.</summary>
    public required DateTimeOffset PostedAt { get; init; }
}

internal sealed class TransferConfiguration : IEntityTypeConfiguration<Transfer>
{
    public void Configure(EntityTypeBuilder<Transfer> builder)
    {
        builder.ToTable("transfers", table =>
        {
            table.HasCheckConstraint("ck_transfers_amount", "amount_points > 0");
            table.HasCheckConstraint("ck_transfers_reason",
                "reason IN ('Purchase', 'Return', 'Unlock', 'Redemption', 'Reservation', 'Release', 'Expiry', 'Import', 'Adjustment', 'Reversal', 'Welcome', 'Bonus', 'Donation')");
            table.HasCheckConstraint("ck_transfers_accounts", "debit_account_id <> credit_account_id");
        });
        builder.HasIndex(t => new { t.BusinessId, t.Reference }).IsUnique();                                    // once only
        builder.HasIndex(t => new { t.CreditAccountId, t.PostedAt, t.Id }).HasDatabaseName("ix_transfers_credit");   // a member's history
        builder.HasIndex(t => new { t.DebitAccountId, t.PostedAt, t.Id }).HasDatabaseName("ix_transfers_debit");
        builder.HasIndex(t => new { t.PurchaseId, t.Reason, t.AmountPoints }).HasFilter("purchase_id IS NOT NULL").HasDatabaseName("ix_transfers_purchase");   // what it earned, without touching the row
        builder.HasIndex(t => t.ReversesId).HasFilter("reverses_id IS NOT NULL").HasDatabaseName("ix_transfers_reverses");   // what was taken back
        builder.HasIndex(t => t.HoldId).HasFilter("hold_id IS NOT NULL").HasDatabaseName("ix_transfers_hold");   // what became of a hold
        builder.HasIndex(t => t.PostedAt).HasDatabaseName("ix_transfers_posted");                               // what happened since a day, to go back to it
    }
}
