using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty;

/// <summary>How often somebody gave or took points by hand on a day of the business.</summary>
internal sealed class CorrectionCount
{
    public required BusinessId BusinessId { get; init; }
    /// <summary>Who: <see cref="Staff.Actor.Name"/>.</summary>
    public required string Actor { get; init; }
    /// <summary>As <see cref="DateOnly.DayNumber"/> counts.</summary>
    public required long Day { get; init; }
    public required long Times { get; init; }
}

internal sealed class CorrectionCountConfiguration : IEntityTypeConfiguration<CorrectionCount>
{
    public void Configure(EntityTypeBuilder<CorrectionCount> builder)
    {
        builder.ToTable("correction_counts", table => table.HasCheckConstraint("ck_correction_counts_times", "times > 0"));
        builder.HasKey(c => new { c.BusinessId, c.Actor, c.Day });
    }
}
