using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Segments;

/// <summary>Where the making of a list stands.</summary>
internal enum AudienceState
{
    /// <summary>Contacts are being written down, from the cursor on.</summary>
    Freezing,
    /// <summary>Whoever is on it stays on it.</summary>
    Frozen,
}

/// <summary>The people a segment had at an instant, written down for somebody who works through them.</summary>
internal sealed class Audience
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>For whom: <c>broadcast:12</c>. One list each.</summary>
    public required string Source { get; init; }
    /// <summary>The expression, as it was when the list was begun.</summary>
    public required string Expression { get; init; }
    public required AudienceState State { get; set; }
    /// <summary>The last contact that was looked at; absent before the first slice.</summary>
    public string? Cursor { get; set; }
    public required long Members { get; set; }
    /// <summary>The instant at which everybody is measured.</summary>
    public required DateTimeOffset BegunAt { get; init; }
    public DateTimeOffset? FrozenAt { get; set; }
}

internal sealed class AudienceConfiguration : IEntityTypeConfiguration<Audience>
{
    public void Configure(EntityTypeBuilder<Audience> builder)
    {
        builder.ToTable("audiences", table =>
        {
            table.HasCheckConstraint("ck_audiences_state", "state IN ('Freezing', 'Frozen')");
            table.HasCheckConstraint("ck_audiences_frozen", "(state = 'Frozen') = (frozen_at IS NOT NULL)");
            table.HasCheckConstraint("ck_audiences_members", "members >= 0");
        });
        builder.HasIndex(a => new { a.BusinessId, a.Source }).IsUnique().HasDatabaseName("ux_audiences_source");    // begun again after a crash, it is the same list
    }
}

/// <summary>Somebody on a list.</summary>
internal sealed class AudienceMember
{
    public required long AudienceId { get; init; }
    public required ContactId ContactId { get; init; }
}

internal sealed class AudienceMemberConfiguration : IEntityTypeConfiguration<AudienceMember>
{
    public void Configure(EntityTypeBuilder<AudienceMember> builder)
    {
        builder.ToTable("audience_members");
        builder.HasKey(m => new { m.AudienceId, m.ContactId });                                                      // nobody is on it twice; a page at a time
    }
}
