using EngageBot.Conversations;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Finds for whom there is news they want and have not heard, as often as they chose: each week, each month, never.</summary>
internal static class NewsOccasions
{
    private const string Usual = "month";

    /// <summary>A little less than the span, so that a digest at eleven does not slip by an hour each time.</summary>
    private static readonly TimeSpan Week = TimeSpan.FromDays(6.5);

    private static readonly TimeSpan Month = TimeSpan.FromDays(27.5);

    public static (List<PlayOccasion> Found, ContactId? Last) Find(RowSource source, PlayInForce play, PlayWindow window, ContactId? after)
    {
        var news = NewsBook.Current(source, play.Business, window.To);
        if (news.IsEmpty) return ([], null);
        var people = source.Rows(
            $"""
            SELECT c.id, COALESCE(f.zone, b.zone), f.changed_at, c.created_at, f.topics_off, f.digest,
              (SELECT MAX(r.first_due_at) FROM play_runs r WHERE r.business_id = c.business_id AND r.play = @play AND r.contact_id = c.id)
            FROM contacts c {DateOccasions.Zones}
            WHERE c.business_id = @business AND c.id > @after AND c.joined_at IS NOT NULL AND COALESCE(f.digest, '') <> 'never' ORDER BY c.id LIMIT @page
            """,
            command => command.Set("@business", play.Business.ToString()).Set("@play", play.Name).Set("@after", after?.ToString() ?? "").Set("@page", (long)DateOccasions.Page),
            row => (Who: DateOccasions.Who.Read(row), TopicsOff: row.TextAt(4), Every: row.TextAt(5) ?? Usual, Last: row.InstantOrNullAt(6)));
        if (people.Count == 0) return ([], null);
        var last = people.Count == DateOccasions.Page ? people[^1].Who.Contact : (ContactId?)null;
        var told = source.Rows("SELECT contact_id, news FROM told_news WHERE business_id = @business AND contact_id > @after AND contact_id <= @last",
            command => command.Set("@business", play.Business.ToString()).Set("@after", after?.ToString() ?? "").Set("@last", people[^1].Who.Contact.ToString()),
            row => (Contact: row.GetString(0), News: row.GetString(1))).ToHashSet();
        var found = new List<PlayOccasion>();
        foreach (var (who, topicsOff, every, had) in people)
        {
            if (!NewsBook.Wanted(news, topicsOff, key => told.Contains((who.Contact.ToString(), key))).Any()) continue;
            foreach (var day in window.Days)
            {
                var due = PlayDays.DueOn(day, play.Play.Trigger.At, who.Zone);
                if (!window.Holds(due, who.MovedAt) || who.CreatedAt >= due || had is { } before && due - before < (every == "week" ? Week : Month)) continue;
                found.Add(new(who.Contact, PlayDays.KeyOf(play.Play.OncePer, PlayDays.Written(day), day), day, due, Occasions.Data()));
                break;
            }
        }
        return (found, last);
    }
}
