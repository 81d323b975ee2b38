using System.Collections.Immutable;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Reviews;

/// <summary>A published review. Whoever shows the words shows <see cref="Disclosure"/> beside them.</summary>
/// <param name="Disclosure">What the author got for it; empty for nothing.</param>
internal sealed record PublishedReview(long Id, string Words, long? Rating, DateTimeOffset WrittenAt, string Disclosure);

/// <summary>Reviews: thanked for before any rating exists, so that no rule can look at it.</summary>
internal sealed class ReviewBook(Bonuses bonuses)
{
    /// <summary>Takes the words and gives what the shop promises for any honest review.</summary>
    /// <returns>The review, and the points given for it.</returns>
    public async ValueTask<(long Id, long Points)> WriteAsync(WriteScope scope, BusinessId business, ContactId contact, string words, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        var rule = Promise(scope, business, contact, now);
        var id = scope.InsertedId(scope.InsertCommand("""
            INSERT INTO reviews (business_id, contact_id, words, bonus_points, written_at) VALUES (@business, @contact, @words, 0, @now)
            """)
            .Set("@business", business.ToString()).Set("@contact", contact.ToString()).Set("@words", words.Trim()).Set("@now", now))!.Value;
        if (rule is null) return (id, 0);
        var points = await bonuses.GiveAsync(scope, new(business, contact, rule.Rules.Gives, "review", $"review:{id}", rule.Version, now));
        scope.Command("UPDATE reviews SET bonus_points = @points WHERE id = @id").Set("@points", points).Set("@id", id).ExecuteNonQuery();
        return (id, points);
    }

    /// <summary>The number of stars, once the words are thanked for.</summary>
    public static bool Rate(WriteScope scope, ContactId contact, long id, long rating) =>
        rating is >= 1 and <= 5 && scope.Command("UPDATE reviews SET rating = @rating WHERE id = @id AND contact_id = @contact")
            .Set("@rating", rating).Set("@id", id).Set("@contact", contact.ToString()).ExecuteNonQuery() == 1;

    /// <summary>Shows a review to everybody, or takes it off again; which ones is the shop's choice, and on record.</summary>
    public static PublishOutcome Publish(WriteScope scope, Actor actor, BusinessId business, long id, bool shown, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.HandleCases, business), now) is { } denial) return new PublishOutcome.Denied(denial);
        var found = scope.Command("UPDATE reviews SET published_at = @at, published_by = @by WHERE id = @id AND business_id = @business")
            .Set("@at", shown ? now : (DateTimeOffset?)null).Set("@by", shown ? actor.Name : null).Set("@id", id).Set("@business", business.ToString()).ExecuteNonQuery() == 1;
        return found ? new PublishOutcome.Done() : new PublishOutcome.Unknown();
    }

    /// <summary>The newest published ones, each with what was given for it.</summary>
    public static ImmutableArray<PublishedReview> Published(RowSource source, BusinessId business, int limit = 50) =>
        [.. source.Rows("""
            SELECT id, words, rating, written_at, bonus_points FROM reviews WHERE business_id = @business AND published_at IS NOT NULL
            ORDER BY published_at DESC, id DESC LIMIT @limit
            """, command => command.Set("@business", business.ToString()).Set("@limit", limit),
            row => new PublishedReview(row.GetInt64(0), row.GetString(1), row.NumberAt(2), row.InstantAt(3), DisclosureOf(row.GetInt64(4))))];

    /// <summary>What would be given to somebody for a review now, be it good or bad.</summary>
    public static RuleInForce<ReviewRules>? Promise(RowSource source, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        if (RuleBook.All(source, business, ReviewRules.Kind, now).FirstOrDefault() is not { } rule) return null;
        return source.Query("""
            SELECT 1 FROM contacts c WHERE c.id = @contact AND c.joined_at IS NOT NULL
              AND EXISTS (SELECT 1 FROM purchases p WHERE p.contact_id = c.id AND p.bought_at > @bought)
              AND NOT EXISTS (SELECT 1 FROM reviews r WHERE r.contact_id = c.id AND r.bonus_points > 0 AND r.written_at > @thanked)
            """,
            command => command.Set("@contact", contact.ToString()).Set("@bought", now.AddDays(-rule.Rules.BoughtWithinDays)).Set("@thanked", now.AddDays(-rule.Rules.EveryDays)),
            row => row.Read()) ? rule : null;
    }

    private static string DisclosureOf(long points) =>
        points == 0 ? "" : $"The author got {points} points for writing a review, whatever it says.";
}
