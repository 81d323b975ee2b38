using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Complaints;

/// <summary>Somebody works from then to then.</summary>
internal sealed class Shift
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required StaffId StaffId { get; init; }
    /// <summary>Where; absent for everywhere.</summary>
    public ShopId? ShopId { get; init; }
    public required DateTimeOffset StartsAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
}

internal sealed class ShiftConfiguration : IEntityTypeConfiguration<Shift>
{
    public void Configure(EntityTypeBuilder<Shift> builder)
    {
        builder.ToTable("shifts", table => table.HasCheckConstraint("ck_shifts_span", "ends_at > starts_at"));
        builder.HasIndex(s => new { s.StaffId, s.StartsAt }).IsUnique().HasDatabaseName("ux_shifts_once");
        builder.HasIndex(s => new { s.BusinessId, s.EndsAt }).HasDatabaseName("ix_shifts_time");            // who works now, and when nobody does
    }
}

/// <summary>Why somebody is away.</summary>
internal enum AbsenceKind { Vacation, Sick, Other }

/// <summary>Somebody is away from then to then: no case stays with them.</summary>
internal sealed class Absence
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required StaffId StaffId { get; init; }
    public required AbsenceKind Kind { get; init; }
    public required DateTimeOffset StartsAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
    public required string NotedBy { get; init; }
    public required DateTimeOffset NotedAt { get; init; }
}

internal sealed class AbsenceConfiguration : IEntityTypeConfiguration<Absence>
{
    public void Configure(EntityTypeBuilder<Absence> builder)
    {
        builder.ToTable("absences", table =>
        {
            table.HasCheckConstraint("ck_absences_kind", "kind IN ('Vacation', 'Sick', 'Other')");
            table.HasCheckConstraint("ck_absences_span", "ends_at > starts_at");
        });
        builder.HasIndex(a => new { a.StaffId, a.EndsAt }).HasDatabaseName("ix_absences_staff");            // whether somebody is here
        builder.HasIndex(a => new { a.BusinessId, a.EndsAt }).HasDatabaseName("ix_absences_time");          // whose cases must move
    }
}
