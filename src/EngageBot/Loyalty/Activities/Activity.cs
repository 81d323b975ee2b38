using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Activities;

/// <summary>Something a member did and was paid for.</summary>
internal sealed class Activity
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    /// <summary>The rules' key.</summary>
    public required string Key { get; init; }
    /// <summary>The teller's own word for this one time.</summary>
    public required string Reference { get; init; }
    public required string Actor { get; init; }
    public required DateTimeOffset DoneAt { get; init; }
}

internal sealed class ActivityConfiguration : IEntityTypeConfiguration<Activity>
{
    public void Configure(EntityTypeBuilder<Activity> builder)
    {
        builder.ToTable("activities");
        builder.HasIndex(a => new { a.ContactId, a.Key, a.Reference }).IsUnique().HasDatabaseName("ux_activities_once");
        builder.HasIndex(a => new { a.ContactId, a.Key, a.DoneAt }).HasDatabaseName("ix_activities_limit");                 // how often in the span
    }
}
