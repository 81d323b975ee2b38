using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Achievements;

/// <summary>Something a member has reached.</summary>
internal sealed class Achievement
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>The rules' key.</summary>
    public required string Key { get; init; }
    /// <summary><c>once</c>, <c>2026-03</c>, <c>2026-Q1</c> or <c>2026</c>.</summary>
    public required string Period { get; init; }
    /// <summary>Of the rules that were met.</summary>
    public required int RuleVersion { get; init; }
    public required DateTimeOffset EarnedAt { get; init; }
    /// <summary>When returns undid it; what it gave was taken back.</summary>
    public DateTimeOffset? TakenAt { get; set; }
}

internal sealed class AchievementConfiguration : IEntityTypeConfiguration<Achievement>
{
    public void Configure(EntityTypeBuilder<Achievement> builder)
    {
        builder.ToTable("achievements");
        // Earned once; what returns undid can be earned anew.
        builder.HasIndex(a => new { a.ContactId, a.Key, a.Period }).IsUnique().HasFilter("taken_at IS NULL").HasDatabaseName("ux_achievements_once");
    }
}
