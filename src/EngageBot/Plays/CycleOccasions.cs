using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Segments;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Finds who is about to need a thing again that they buy regularly: three times at least, and the mean of the time between has passed since the last.</summary>
internal static class CycleOccasions
{
    private const int LeastTimes = 3;

    /// <summary>Receipts looked at: two years.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromDays(730);

    /// <summary>Bought again within a day is no rhythm.</summary>
    private static readonly TimeSpan LeastGap = TimeSpan.FromDays(2);

    public static IEnumerable<PlayOccasion> Find(RowSource source, PlayInForce play, PlayWindow window)
    {
        var home = DateOccasions.HomeOf(source, play.Business);
        var regular = source.Rows(
            $"""
            SELECT x.contact_id, x.sku, COUNT(*), MIN(x.bought_at), MAX(x.bought_at), COALESCE(f.zone, b.zone), c.created_at
            FROM (SELECT DISTINCT p.contact_id, i.sku, p.bought_at FROM purchases p JOIN purchase_items i ON i.purchase_id = p.id
                  WHERE p.business_id = @business AND p.bought_at > @past AND p.contact_id IS NOT NULL AND i.sku IS NOT NULL AND i.sku <> '' AND {SegmentSql.Kept}) x
              JOIN contacts c ON c.id = x.contact_id JOIN businesses b ON b.id = c.business_id LEFT JOIN contact_preferences f ON f.contact_id = c.id
            GROUP BY x.contact_id, x.sku, COALESCE(f.zone, b.zone), c.created_at HAVING COUNT(*) >= @times
              AND MAX(x.bought_at) + (MAX(x.bought_at) - MIN(x.bought_at)) / NULLIF(COUNT(*) - 1, 0) BETWEEN @soonest AND @latest ORDER BY x.contact_id, x.sku
            """,
            // Only those whose next time is about now leave the database; the hour of the day moves it on by a day at most.
            command => command.Set("@business", play.Business.ToString()).Set("@past", window.To - Past).Set("@times", (long)LeastTimes)
                .Set("@soonest", window.After.AddDays(-2)).Set("@latest", window.To),
            row => (Contact: new ContactId(Guid.Parse(row.GetString(0))), Item: row.GetString(1), Times: row.GetInt64(2), First: row.InstantAt(3), Last: row.InstantAt(4),
                Zone: TimeZoneInfo.FindSystemTimeZoneById(row.GetString(5)), CreatedAt: row.InstantAt(6)));
        foreach (var one in regular)
        {
            var gap = (one.Last - one.First) / (one.Times - 1);
            if (gap < LeastGap) continue;
            var due = PlayDays.NextAt(one.Last + gap, play.Play.Trigger.At, one.Zone);
            if (!window.Holds(due, null) || one.CreatedAt >= due) continue;
            var last = LocalDays.DayOf(one.Last, home);
            yield return new(one.Contact, PlayDays.KeyOf(play.Play.OncePer, $"{one.Item}:{PlayDays.Written(last)}", last), LocalDays.DayOf(due, one.Zone), due,
                Occasions.Data(("item", new Value.Text(one.Item)), ("last", new Value.Date(last))));
        }
    }
}
