using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Somebody on WhatsApp, as one account knows them.</summary>
internal sealed class WhatsAppUser
{
    public long AccountId { get; init; }
    /// <summary>The chat's key, given at first sight (the phone number, else the business's id for them); it never changes.</summary>
    public required string ChatKey { get; init; }
    /// <summary>The phone number: digits with the country code, without a plus sign; absent while it is withheld.</summary>
    public string? WaId { get; init; }
    /// <summary>The platform's id for them within this business, such as <c>US.13491208655302741918</c>; made anew when the number changes.</summary>
    public string? UserId { get; init; }
    /// <summary>The same across the portfolios of one enterprise.</summary>
    public string? ParentUserId { get; init; }
    /// <summary>As they call themselves there.</summary>
    public string? Name { get; init; }
    /// <summary>The platform's time of their newest message: free words may be sent for 24 hours from then.</summary>
    public DateTimeOffset? HeardAt { get; init; }
}

internal sealed class WhatsAppUserConfiguration : IEntityTypeConfiguration<WhatsAppUser>
{
    public void Configure(EntityTypeBuilder<WhatsAppUser> builder)
    {
        builder.ToTable("whatsapp_users", table => table.HasCheckConstraint("ck_whatsapp_users_named", "wa_id IS NOT NULL OR user_id IS NOT NULL"));
        builder.HasKey(user => new { user.AccountId, user.ChatKey });
        builder.HasIndex(user => new { user.AccountId, user.WaId }, "ux_whatsapp_users_wa_id").IsUnique();      // who writes, who answers
        builder.HasIndex(user => new { user.AccountId, user.UserId }, "ux_whatsapp_users_user_id").IsUnique();  // the same, where the number is withheld
    }
}

/// <summary>A receipt of a message that nobody knows yet: its send may still wait for the answer that names it.</summary>
internal sealed class WhatsAppReceipt
{
    public long Id { get; init; }
    public long AccountId { get; init; }
    public required string ExternalId { get; init; }
    /// <summary><c>Sent</c>, <c>Delivered</c>, <c>Read</c> or <c>Failed</c>.</summary>
    public required string Status { get; init; }
    /// <summary>Why it failed.</summary>
    public long? Code { get; init; }
    public DateTimeOffset At { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }
}

internal sealed class WhatsAppReceiptConfiguration : IEntityTypeConfiguration<WhatsAppReceipt>
{
    public void Configure(EntityTypeBuilder<WhatsAppReceipt> builder)
    {
        builder.ToTable("whatsapp_receipts");
        builder.HasIndex(receipt => new { receipt.AccountId, receipt.ExternalId, receipt.Status }, "ux_whatsapp_receipts_once").IsUnique();   // brought again
    }
}

/// <summary>The pieces of a message of several calls that have gone.</summary>
internal sealed class WhatsAppPieces
{
    public long OutboxId { get; init; }
    public required string Pieces { get; init; }
}

internal sealed class WhatsAppPiecesConfiguration : IEntityTypeConfiguration<WhatsAppPieces>
{
    public void Configure(EntityTypeBuilder<WhatsAppPieces> builder)
    {
        builder.ToTable("whatsapp_pieces");
        builder.HasKey(row => row.OutboxId);
        builder.Property(row => row.OutboxId).ValueGeneratedNever();
    }
}

internal static class WhatsAppSets
{
    extension(EngageDb db)
    {
        public DbSet<WhatsAppUser> WhatsAppUsers => db.Set<WhatsAppUser>();
        public DbSet<WhatsAppNumberRow> WhatsAppNumbers => db.Set<WhatsAppNumberRow>();
        public DbSet<WhatsAppReceipt> WhatsAppReceipts => db.Set<WhatsAppReceipt>();
        public DbSet<WhatsAppPieces> WhatsAppPieces => db.Set<WhatsAppPieces>();
    }
}
