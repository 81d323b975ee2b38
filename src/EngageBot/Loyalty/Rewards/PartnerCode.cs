using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Rewards;

/// <summary>A member code of another club, as its hash: it unlocks one reward once.</summary>
internal sealed class PartnerCode
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required string Reward { get; init; }
    /// <summary>SHA-256 of the code in capitals without blanks and hyphens, in lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }
    /// <summary>Who used it.</summary>
    public ContactId? ContactId { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
    /// <summary>Whether they had bought here before.</summary>
    public bool? WasCustomer { get; init; }
}

internal sealed class PartnerCodeConfiguration : IEntityTypeConfiguration<PartnerCode>
{
    public void Configure(EntityTypeBuilder<PartnerCode> builder)
    {
        builder.ToTable("partner_codes", table =>
        {
            table.HasCheckConstraint("ck_partner_codes_hash", "length(hash) = 64");
            table.HasCheckConstraint("ck_partner_codes_used", "(contact_id IS NULL) = (used_at IS NULL) AND (contact_id IS NULL) = (was_customer IS NULL)");
        });
        builder.HasIndex(c => new { c.BusinessId, c.Hash }).IsUnique();                                          // a code is one offer
        builder.HasIndex(c => new { c.BusinessId, c.Reward, c.UsedAt }).HasDatabaseName("ix_partner_codes_report");   // how many came, new and known
    }
}
