using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Businesses;

/// <summary>Whose customers these are. Every other row belongs to one.</summary>
internal sealed class Business
{
    public required BusinessId Id { get; init; }
    public required string Name { get; set; }
    /// <summary>ISO 4217, upper case; every purchase is in it.</summary>
    public required string Currency { get; init; }
    /// <summary>IANA zone in which its days begin and end.</summary>
    public required string Zone { get; set; }
    /// <summary>ISO 639-1; spoken where the customer has said nothing else.</summary>
    public required string Language { get; set; }
    /// <summary>How customers are addressed who have not chosen: one of <see cref="Tones"/>.</summary>
    public string Tone { get; set; } = Tones.Formal;
    /// <summary>Country calling code without plus, such as <c>355</c>, for numbers written the local way; absent: only international ones.</summary>
    public string? CallingCode { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class BusinessConfiguration : IEntityTypeConfiguration<Business>
{
    public void Configure(EntityTypeBuilder<Business> builder) =>
        builder.ToTable("businesses", table =>
        {
            table.HasCheckConstraint("ck_businesses_currency", "length(currency) = 3");
            table.HasCheckConstraint("ck_businesses_tone", "tone IN ('formal', 'informal')");
        });
}

internal sealed class ChannelAccountConfiguration : IEntityTypeConfiguration<ChannelAccount>
{
    public void Configure(EntityTypeBuilder<ChannelAccount> builder)
    {
        builder.ToTable("channel_accounts", table => table.HasCheckConstraint("ck_channel_accounts_channel", "channel IN ('telegram', 'whatsapp', 'web')"));
        builder.HasIndex(a => new { a.Channel, a.Name }).IsUnique();                               // the settings name an account by these two
    }
}

/// <summary>The tables of businesses, their shops and their accounts on platforms.</summary>
internal static class BusinessSets
{
    extension(EngageDb db)
    {
        public DbSet<Business> Businesses => db.Set<Business>();
        public DbSet<Shop> Shops => db.Set<Shop>();
        public DbSet<ChannelAccount> ChannelAccounts => db.Set<ChannelAccount>();
    }
}
