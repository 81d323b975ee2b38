using EngageBot.Conversations;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Codes;

/// <summary>A row of <c>member_codes</c>: digits a member shows at the till, good for two minutes and one till.</summary>
internal sealed class MemberCode
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>HMAC of the digits: whoever reads the table cannot show a code.</summary>
    public required byte[] Hash { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
    /// <summary>Who took it: <c>till:17</c>; absent while nobody did.</summary>
    public string? TakenBy { get; init; }
    public DateTimeOffset? TakenAt { get; init; }
}

internal sealed class MemberCodeConfiguration : IEntityTypeConfiguration<MemberCode>
{
    public void Configure(EntityTypeBuilder<MemberCode> builder)
    {
        builder.ToTable("member_codes", table => table.HasCheckConstraint("ck_member_codes_taken", "(taken_by IS NULL) = (taken_at IS NULL)"));
        builder.HasOne<Contact>().WithMany().HasForeignKey(c => c.ContactId).OnDelete(DeleteBehavior.NoAction);
        builder.HasIndex(c => c.Hash).IsUnique().HasDatabaseName("ux_member_codes_hash");          // a till has nothing but the digits
        builder.HasIndex(c => new { c.ContactId, c.EndsAt }).HasDatabaseName("ix_member_codes_contact");
        builder.HasIndex(c => c.EndsAt).HasDatabaseName("ix_member_codes_age");                    // forgetting the old ones
    }
}

/// <summary>A row of <c>code_tries</c>: somebody typed digits that were nobody's.</summary>
internal sealed class CodeTry
{
    public long Id { get; init; }
    public required string TriedBy { get; init; }
    public required DateTimeOffset TriedAt { get; init; }
}

internal sealed class CodeTryConfiguration : IEntityTypeConfiguration<CodeTry>
{
    public void Configure(EntityTypeBuilder<CodeTry> builder)
    {
        builder.ToTable("code_tries");
        builder.HasIndex(t => new { t.TriedBy, t.TriedAt }).HasDatabaseName("ix_code_tries_by");
        builder.HasIndex(t => t.TriedAt).HasDatabaseName("ix_code_tries_age");
    }
}
