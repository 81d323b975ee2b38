using System.Collections.Immutable;
using EngageBot.Segments;
using EngageBot.Storage;

namespace EngageBot.Insights;

/// <summary>A member who brought others.</summary>
/// <param name="Name">As they want to be called.</param>
/// <param name="Came">People who came by their link and were not refused.</param>
/// <param name="Joined">Of them, members.</param>
/// <param name="Bought">Of them, who bought since they came and did not bring all of it back.</param>
/// <param name="SpentMinor">What these friends paid since, less what came back.</param>
internal sealed record Recommender(ContactId Contact, string? Name, long Came, long Joined, long Bought, long SpentMinor);

/// <summary>Who brings new customers: ranked by the friends who bought, for a shop that wants to say thank you. Nobody is asked for more because of it.</summary>
internal static class Recommenders
{
    public const int LimitMax = 200;
    public const int LimitUsual = 50;
    public const int DaysMax = 3_660;

    /// <param name="since">Only friends who came from then on.</param>
    public static ImmutableArray<Recommender> Ranked(RowSource source, BusinessId business, DateTimeOffset since, int limit) =>
    [
        .. source.Rows(Statement, command => command.Set("@business", business.ToString()).Set("@since", since).Set("@limit", (long)Math.Clamp(limit, 1, LimitMax)),
            row => new Recommender(new(Guid.Parse(row.GetString(0))), row.TextAt(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5))),
    ];

    private const string Bought = $"FROM purchases p WHERE p.contact_id = r.invited_id AND p.bought_at >= r.came_at AND {SegmentSql.Kept}";

    private const string Statement = $"""
        SELECT c.id, c.name, COUNT(*), COUNT(t.joined_at), COUNT(t.bought) AS bought, CAST(COALESCE(SUM(t.spent), 0) AS BIGINT) AS spent
        FROM (
          SELECT r.referrer_id, f.joined_at, CASE WHEN EXISTS (SELECT 1 {Bought}) THEN 1 END AS bought, (SELECT CAST(SUM({SegmentSql.Net}) AS BIGINT) {Bought}) AS spent
          FROM referrals r JOIN contacts f ON f.id = r.invited_id
          WHERE r.business_id = @business AND r.state <> 'Refused' AND r.came_at >= @since) t JOIN contacts c ON c.id = t.referrer_id
        GROUP BY c.id, c.name ORDER BY bought DESC, spent DESC, COUNT(*) DESC, c.id LIMIT @limit
        """;
}
