using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Clubs;

/// <summary>Somebody's time in a club.</summary>
internal sealed class ClubMembership
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>The rules' key.</summary>
    public required string Club { get; init; }
    /// <summary>Of the terms that were agreed to.</summary>
    public required int RuleVersion { get; init; }
    public required DateTimeOffset JoinedAt { get; init; }
    public DateTimeOffset? LeftAt { get; set; }
}

internal sealed class ClubMembershipConfiguration : IEntityTypeConfiguration<ClubMembership>
{
    public void Configure(EntityTypeBuilder<ClubMembership> builder)
    {
        builder.ToTable("club_memberships");
        builder.HasIndex(m => new { m.ContactId, m.Club }).IsUnique().HasFilter("left_at IS NULL").HasDatabaseName("ux_club_memberships_now");
    }
}

/// <summary>What became of a pass.</summary>
internal enum PassState { Valid, Cancelled, Admitted }

/// <summary>One person's way through the door of an event.</summary>
internal sealed class EventPass
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>The rules' key.</summary>
    public required string Event { get; init; }
    /// <summary>Who was invited; a guest's pass belongs to whoever brings them.</summary>
    public required ContactId ContactId { get; init; }
    /// <summary>The pass of the one person they may bring.</summary>
    public required bool Guest { get; init; }
    public required string Code { get; init; }
    public required PassState State { get; set; }
    public required DateTimeOffset GivenAt { get; init; }
    public DateTimeOffset? AdmittedAt { get; set; }
    public string? AdmittedBy { get; set; }
}

internal sealed class EventPassConfiguration : IEntityTypeConfiguration<EventPass>
{
    public void Configure(EntityTypeBuilder<EventPass> builder)
    {
        builder.ToTable("event_passes", table =>
        {
            table.HasCheckConstraint("ck_event_passes_state", "state IN ('Valid', 'Cancelled', 'Admitted')");
            table.HasCheckConstraint("ck_event_passes_admitted", "(state = 'Admitted') = (admitted_at IS NOT NULL AND admitted_by IS NOT NULL)");
        });
        builder.HasIndex(p => new { p.BusinessId, p.Code }).IsUnique().HasDatabaseName("ux_event_passes_code");
        // Exactly one guest: a second pass of the same kind cannot stand beside the first.
        builder.HasIndex(p => new { p.BusinessId, p.Event, p.ContactId, p.Guest }).IsUnique().HasFilter("state <> 'Cancelled'").HasDatabaseName("ux_event_passes_person");
    }
}

/// <summary>Somebody will not come.</summary>
internal sealed class EventRefusal
{
    public required BusinessId BusinessId { get; init; }
    public required string Event { get; init; }
    public required ContactId ContactId { get; init; }
    public required DateTimeOffset RefusedAt { get; init; }
}

internal sealed class EventRefusalConfiguration : IEntityTypeConfiguration<EventRefusal>
{
    public void Configure(EntityTypeBuilder<EventRefusal> builder)
    {
        builder.ToTable("event_refusals");
        builder.HasKey(r => new { r.BusinessId, r.Event, r.ContactId });
    }
}
