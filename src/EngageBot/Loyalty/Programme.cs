using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty;

/// <summary>One version of a business's rules, good from an instant until the next version's.</summary>
internal sealed class Programme
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset EffectiveFrom { get; init; }
    /// <summary><see cref="ProgrammeRules"/> as JSON.</summary>
    public required string Rules { get; init; }
}

internal sealed class ProgrammeConfiguration : IEntityTypeConfiguration<Programme>
{
    public void Configure(EntityTypeBuilder<Programme> builder)
    {
        builder.ToTable("programmes");
        builder.HasIndex(p => new { p.BusinessId, p.Version }).IsUnique();                         // two editors cannot both write version 7
    }
}
