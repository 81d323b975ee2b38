using EngageBot.Conversations.Policy;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Conversations;

/// <summary>A yes or no to one purpose on one channel, with its proof. Append-only: the newest row holds.</summary>
internal sealed class Consent
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary><c>membership</c>, <c>marketing</c> or <c>surveys</c>.</summary>
    public required string Purpose { get; init; }
    /// <summary>The channel it was given on and holds for.</summary>
    public required string Channel { get; init; }
    public required bool Granted { get; init; }
    /// <summary>The exact words that were agreed to.</summary>
    public required string Wording { get; init; }
    /// <summary>The language of those words.</summary>
    public required string Language { get; init; }
    /// <summary>How it came: <c>dialog</c>, <c>import</c>, <c>staff</c>; a no also by <c>stop</c> or <c>complaint</c>, which suppress.</summary>
    public required string Source { get; init; }
    /// <summary>The inbox row that carried the answer.</summary>
    public long? InboxId { get; init; }
    public required DateTimeOffset GivenAt { get; init; }
}

internal sealed class ConsentConfiguration : IEntityTypeConfiguration<Consent>
{
    public void Configure(EntityTypeBuilder<Consent> builder)
    {
        builder.ToTable("consents", table => table.HasCheckConstraint("ck_consents_purpose", "purpose IN ('membership', 'marketing', 'surveys')"));
        builder.HasIndex(c => new { c.ContactId, c.Purpose, c.Channel, c.Id }).HasDatabaseName("ix_consents_current");   // what holds now
    }
}

/// <summary>The tables of people and chats.</summary>
internal static class ConversationSets
{
    extension(EngageDb db)
    {
        public DbSet<Contact> Contacts => db.Set<Contact>();
        public DbSet<Chat> Chats => db.Set<Chat>();
        public DbSet<Consent> Consents => db.Set<Consent>();
        public DbSet<ContactPreferences> ContactPreferences => db.Set<ContactPreferences>();
        public DbSet<ProactiveSend> ProactiveSends => db.Set<ProactiveSend>();
        public DbSet<NotSentRow> NotSent => db.Set<NotSentRow>();
    }
}
