using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Surprises;

/// <summary>One day's pick, with all that is needed to look at it again.</summary>
internal sealed class SurpriseRound
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    /// <summary>The rules' key.</summary>
    public required string Key { get; init; }
    /// <summary>In the business's zone: <c>2026-03-02</c>.</summary>
    public required string Day { get; init; }
    public required int RuleVersion { get; init; }
    /// <summary>Hexadecimal, drawn for this round alone.</summary>
    public required string Seed { get; init; }
    public required long EligiblePeople { get; init; }
    /// <summary>The SHA-256 of their ids, a line each, ascending.</summary>
    public required string EligibleHash { get; init; }
    public required DateTimeOffset HeldAt { get; init; }
}

internal sealed class SurpriseRoundConfiguration : IEntityTypeConfiguration<SurpriseRound>
{
    public void Configure(EntityTypeBuilder<SurpriseRound> builder)
    {
        builder.ToTable("surprise_rounds");
        builder.HasIndex(r => new { r.BusinessId, r.Key, r.Day }).IsUnique().HasDatabaseName("ux_surprise_rounds_day");    // once a day
    }
}

/// <summary>Somebody was given a present.</summary>
internal sealed class Surprise
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required long RoundId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>Nobody gets two in one: <c>2026-Q1</c>.</summary>
    public required string Quarter { get; init; }
    public required long Points { get; init; }
    public required DateTimeOffset GivenAt { get; init; }
}

internal sealed class SurpriseConfiguration : IEntityTypeConfiguration<Surprise>
{
    public void Configure(EntityTypeBuilder<Surprise> builder)
    {
        builder.ToTable("surprises", table => table.HasCheckConstraint("ck_surprises_points", "points > 0"));
        builder.HasIndex(s => new { s.ContactId, s.Quarter }).IsUnique().HasDatabaseName("ux_surprises_quarter");           // at most once a quarter
        builder.HasIndex(s => new { s.BusinessId, s.GivenAt }).HasDatabaseName("ix_surprises_budget");                      // what the month has cost
        builder.HasIndex(s => s.RoundId).HasDatabaseName("ix_surprises_round");
    }
}
