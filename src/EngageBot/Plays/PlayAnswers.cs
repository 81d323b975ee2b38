using System.Collections.Immutable;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Plays;

/// <summary>What somebody answered to a question of a play.</summary>
internal sealed class PlayAnswer
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required string Play { get; init; }
    public required ContactId ContactId { get; init; }
    public required long RunId { get; init; }
    /// <summary>The dialog's own word for it.</summary>
    public required string Question { get; init; }
    /// <summary>The item, event or guide that was asked about; empty for none.</summary>
    public required string About { get; init; }
    /// <summary>1 to 5.</summary>
    public long? Rating { get; init; }
    public string? Words { get; init; }
    public required DateTimeOffset SaidAt { get; init; }
}

internal sealed class PlayAnswerConfiguration : IEntityTypeConfiguration<PlayAnswer>
{
    public void Configure(EntityTypeBuilder<PlayAnswer> builder)
    {
        builder.ToTable("play_answers", table => table.HasCheckConstraint("ck_play_answers_rating", "rating IS NULL OR rating BETWEEN 1 AND 5"));
        builder.HasIndex(a => new { a.RunId, a.Question }).IsUnique().HasDatabaseName("ux_play_answers_once");              // one answer, the newest
        builder.HasIndex(a => new { a.BusinessId, a.Play, a.About }).HasDatabaseName("ix_play_answers_about");              // what is said of a thing
        builder.HasIndex(a => a.ContactId).HasDatabaseName("ix_play_answers_contact");
    }
}

/// <summary>What was answered about one thing.</summary>
/// <param name="Low">Ratings of 1 and 2.</param>
internal sealed record AnswerSummary(string Question, string About, long Answers, long RatingSum, long Rated, long Low)
{
    /// <summary>The mean rating in tenths; absent without one.</summary>
    public long? MeanTenths => Rated == 0 ? null : (RatingSum * 20 + Rated) / (2 * Rated);
}

/// <summary>One answer as the shop reads it.</summary>
internal sealed record AnswerLine(long Id, ContactId Contact, string Question, string About, long? Rating, string? Words, DateTimeOffset At);

/// <summary>Reads what plays were answered.</summary>
internal static class PlayAnswers
{
    /// <summary>By question and thing; the one with the most low ratings first.</summary>
    public static ImmutableArray<AnswerSummary> Summary(RowSource source, BusinessId business, string play, int limit) =>
    [
        .. source.Rows("""
            SELECT question, about, COUNT(*), CAST(COALESCE(SUM(rating), 0) AS BIGINT), COUNT(rating), COUNT(CASE WHEN rating <= 2 THEN 1 END) AS low
            FROM play_answers WHERE business_id = @business AND play = @play GROUP BY question, about ORDER BY low DESC, question, about LIMIT @limit
            """,
            command => command.Set("@business", business.ToString()).Set("@play", play).Set("@limit", (long)limit),
            row => new AnswerSummary(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5))),
    ];

    /// <summary>A page of answers, the newest first.</summary>
    /// <param name="before">Only smaller ids; 0 for the newest.</param>
    public static List<AnswerLine> Page(RowSource source, BusinessId business, string play, long before, int limit) => source.Rows("""
        SELECT id, contact_id, question, about, rating, words, said_at FROM play_answers
        WHERE business_id = @business AND play = @play AND (@before = 0 OR id < @before) ORDER BY id DESC LIMIT @limit
        """,
        command => command.Set("@business", business.ToString()).Set("@play", play).Set("@before", before).Set("@limit", (long)limit),
        row => new AnswerLine(row.GetInt64(0), new(Guid.Parse(row.GetString(1))), row.GetString(2), row.GetString(3), row.NumberAt(4), row.TextAt(5), row.InstantAt(6)));
}
