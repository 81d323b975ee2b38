using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Loyalty.Reviews;

/// <summary>How it was then and how it is now: pictures of a review, and whether their author agreed to have them shown.</summary>
internal sealed record ReviewPhotos
{
    public required long ReviewId { get; init; }
    /// <summary>By which account the platform gives the pictures out.</summary>
    public required long AccountId { get; init; }
    /// <summary>As the platform calls it.</summary>
    public string? ThenPhoto { get; init; }
    public string? NowPhoto { get; init; }
    public required bool Publish { get; init; }
    /// <summary>The text they answered: the proof.</summary>
    public required string Wording { get; init; }
    public required string Language { get; init; }
    public required DateTimeOffset SaidAt { get; init; }

    /// <summary>Of one review of a business.</summary>
    public static ReviewPhotos? Of(RowSource source, BusinessId business, long review) => source.Query(
        """
        SELECT p.review_id, p.account_id, p.then_photo, p.now_photo, p.publish, p.wording, p.language, p.said_at
        FROM review_photos p JOIN reviews r ON r.id = p.review_id WHERE r.id = @id AND r.business_id = @business
        """,
        command => command.Set("@id", review).Set("@business", business.ToString()),
        row => row.Read() ? new ReviewPhotos
        {
            ReviewId = row.GetInt64(0), AccountId = row.GetInt64(1), ThenPhoto = row.TextAt(2), NowPhoto = row.TextAt(3), Publish = row.GetInt64(4) == 1,
            Wording = row.GetString(5), Language = row.GetString(6), SaidAt = row.InstantAt(7),
        } : null);
}

internal sealed class ReviewPhotosConfiguration : IEntityTypeConfiguration<ReviewPhotos>
{
    public void Configure(EntityTypeBuilder<ReviewPhotos> builder)
    {
        builder.ToTable("review_photos", table =>
        {
            table.HasCheckConstraint("ck_review_photos_any", "then_photo IS NOT NULL OR now_photo IS NOT NULL");
            table.HasCheckConstraint("ck_review_photos_publish", "publish IN (0, 1)");
        });
        builder.HasKey(photos => photos.ReviewId);
        builder.Property(photos => photos.ReviewId).ValueGeneratedNever();
    }
}

/// <summary>Keeps the pictures of a review; nothing is shown of them without a yes.</summary>
[DialogAction("review.photos", Repeatable = true)]
internal sealed class KeepReviewPhotos : IDialogAction<KeepReviewPhotos.Input, Nothing>
{
    /// <param name="Publish">They agreed to have them shown.</param>
    /// <param name="Wording">The text they answered.</param>
    public sealed record Input(long Id, [DialogType(TypeKind.Photo)] string? Then, [DialogType(TypeKind.Photo)] string? Now, bool Publish, string Wording);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        if (input.Then is null && input.Now is null) return new(Nothing.Done);
        context.Scope.Command("""
            INSERT INTO review_photos (review_id, account_id, then_photo, now_photo, publish, wording, language, said_at)
            SELECT r.id, @account, @then, @later, @publish, @wording, @language, @at FROM reviews r WHERE r.id = @id AND r.contact_id = @contact
            ON CONFLICT (review_id) DO UPDATE SET then_photo = excluded.then_photo, now_photo = excluded.now_photo, publish = excluded.publish,
              wording = excluded.wording, language = excluded.language, said_at = excluded.said_at
            """)
            .Set("@account", context.Account.Id).Set("@then", input.Then).Set("@later", input.Now).Set("@publish", input.Publish ? 1L : 0L).Set("@wording", input.Wording)
            .Set("@language", context.Language).Set("@at", context.Now).Set("@id", input.Id).Set("@contact", context.ContactId.ToString()).ExecuteNonQuery();
        return new(Nothing.Done);
    }
}
