using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Conversations;

/// <summary>A person, as one business knows them.</summary>
internal sealed class Contact
{
    public required ContactId Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>What they asked to be called; absent until they said so.</summary>
    public string? Name { get; set; }
    /// <summary>Their own choice, or the platform's hint at the first contact, ISO 639-1; absent means the shop's language.</summary>
    public string? Language { get; set; }
    /// <summary>Formal or informal, by their own choice; absent means as the business does.</summary>
    public string? Tone { get; set; }
    /// <summary>E.164, and only if proven: an own contact card or an import by the shop.</summary>
    public string? Phone { get; set; }
    /// <summary><c>MM-DD</c>: the year is nobody's business.</summary>
    public string? Birthday { get; set; }
    /// <summary>When the customer said it last; absent where the shop brought it along.</summary>
    public DateTimeOffset? BirthdaySetAt { get; set; }
    /// <summary>When they became a member; absent for guests.</summary>
    public DateTimeOffset? JoinedAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ContactConfiguration : IEntityTypeConfiguration<Contact>
{
    public void Configure(EntityTypeBuilder<Contact> builder)
    {
        builder.ToTable("contacts", table =>
        {
            table.HasCheckConstraint("ck_contacts_birthday", "birthday IS NULL OR length(birthday) = 5");
            table.HasCheckConstraint("ck_contacts_tone", "tone IS NULL OR tone IN ('formal', 'informal')");
        });
        builder.HasIndex(c => new { c.BusinessId, c.Phone }).IsUnique().HasFilter("phone IS NOT NULL").HasDatabaseName("ux_contacts_phone");   // one member a number
        builder.HasIndex(c => new { c.BusinessId, c.Birthday }).HasFilter("birthday IS NOT NULL").HasDatabaseName("ix_contacts_birthday");         // whose day it is
        builder.HasIndex(c => new { c.BusinessId, c.JoinedAt }).HasFilter("joined_at IS NOT NULL").HasDatabaseName("ix_contacts_joined");          // whose anniversary it is
        builder.HasIndex(c => new { c.BusinessId, c.Id }).HasDatabaseName("ix_contacts_business");                                            // a business's people, a page at a time
    }
}
