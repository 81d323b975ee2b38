using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Conversations;

/// <summary>Who sits at the other end of a chat.</summary>
internal enum ChatKind { Customer, Staff }

/// <summary>One contact on one channel account: the unit of order, of locking, of the dialog engine's state.</summary>
internal sealed class Chat
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required long AccountId { get; init; }
    public required ContactId ContactId { get; set; }
    /// <summary>The chat's id on the platform.</summary>
    public required string ExternalId { get; set; }
    public required ChatKind Kind { get; init; }
    /// <summary>The dialog engine's state as JSON.</summary>
    public required string State { get; set; }
    /// <summary>Since when a person has the word; absent while the bot has it.</summary>
    public DateTimeOffset? HeldAt { get; set; }
    /// <summary>When a person last gave the word back.</summary>
    public DateTimeOffset? ReleasedAt { get; set; }
    /// <summary>Since when the platform refuses us here (blocked, deactivated).</summary>
    public DateTimeOffset? UnreachableAt { get; set; }
    public string? UnreachableReason { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ChatConfiguration : IEntityTypeConfiguration<Chat>
{
    public void Configure(EntityTypeBuilder<Chat> builder)
    {
        builder.ToTable("chats", table => table.HasCheckConstraint("ck_chats_kind", "kind IN ('Customer', 'Staff')"));
        builder.HasIndex(c => new { c.AccountId, c.ExternalId }).IsUnique();                       // a platform chat is one chat
        builder.HasIndex(c => c.ContactId).HasDatabaseName("ix_chats_contact");                    // where to reach a contact
    }
}
