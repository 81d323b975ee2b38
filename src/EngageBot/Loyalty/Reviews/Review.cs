using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Reviews;

/// <summary>What a member said about the shop.</summary>
internal sealed class Review
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required ContactId ContactId { get; init; }
    public required string Words { get; set; }
    /// <summary>1 to 5, asked after the words and after the bonus; absent if it was not given.</summary>
    public long? Rating { get; set; }
    /// <summary>What was given for it: it stands beside the published words.</summary>
    public required long BonusPoints { get; set; }
    public required DateTimeOffset WrittenAt { get; init; }
    public DateTimeOffset? PublishedAt { get; set; }
    public string? PublishedBy { get; set; }
}

internal sealed class ReviewConfiguration : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> builder)
    {
        builder.ToTable("reviews", table =>
        {
            table.HasCheckConstraint("ck_reviews_rating", "rating IS NULL OR rating BETWEEN 1 AND 5");
            table.HasCheckConstraint("ck_reviews_published", "(published_at IS NULL) = (published_by IS NULL)");
        });
        builder.HasIndex(r => new { r.ContactId, r.WrittenAt }).HasDatabaseName("ix_reviews_contact");                      // when somebody was last thanked
        builder.HasIndex(r => new { r.BusinessId, r.PublishedAt, r.Id }).HasDatabaseName("ix_reviews_published");
    }
}
