using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Dialogs.Plays;
using EngageBot.Dialogs.Values;
using EngageBot.Segments;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Follows who is in a play's segment and finds those who have come into it: a saved segment, or the people who stay away.</summary>
/// <remarks>Whoever was in it when the play was switched on is no newcomer, unless the business wants everybody. Coming in is an occasion; being in it
/// later is not asked again, so nobody falls out of a play because its condition has passed.</remarks>
internal sealed class PlayFollow(IStore store, TimeProvider clock)
{
    /// <summary>Contacts looked at in one go.</summary>
    private const int Page = 1_000;

    /// <summary>The segment a trigger follows.</summary>
    public static string? SegmentOf(PlayTrigger trigger) => trigger switch
    {
        PlayTrigger.OnSegmentEntry entry => entry.Segment,
        PlayTrigger.OnLapse { After: { } after } => FormattableString.Invariant($"purchases.count >= 1 and (purchases.last_days ?? 0) >= {(long)Math.Ceiling(after.TotalDays)}"),
        PlayTrigger.OnLapse => "purchases.lapsed",
        _ => null,
    };

    /// <summary>Looks through the segment a page at a time; whoever has come is taken in with the note that they are there.</summary>
    /// <param name="first">It is the first look since the play was switched on.</param>
    /// <returns>How many were taken in.</returns>
    public async Task<int> FindAsync(PlayInForce play, SegmentQuery? audience, bool first, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var (query, errors) = await store.ReadAsync(
            connection => ValueTask.FromResult(SegmentBook.Prepare(connection, play.Business, SegmentOf(play.Play.Trigger)!, now)), cancellation);
        if (query is null) throw new InvalidOperationException($"The play {play.Name} follows a segment that cannot be asked: {errors[0]}");
        var takesIn = !first || play.Rules.TakesIn == PlayTakesIn.Everybody;
        var taken = 0;
        for (ContactId? after = null; ; )
        {
            var page = await store.ReadAsync(connection => ValueTask.FromResult(query.Page(connection, after, Page)), cancellation);
            var last = page.Length < Page ? (ContactId?)null : page[^1];
            var from = after;
            taken += await store.WriteAsync(scope =>
            {
                var come = Compare(scope, play, page, from, last, now);
                return ValueTask.FromResult(takesIn ? come.Count(contact => PlayTakeIn.Take(scope, play, OccasionOf(scope, play, contact, now), audience, now)) : 0);
            }, cancellation, canWait: true);
            if (last is null) return taken;
            after = last;
        }
    }

    /// <summary>Writes down who has come and gone among the contacts of a page.</summary>
    /// <returns>Who has come.</returns>
    private static List<ContactId> Compare(WriteScope scope, PlayInForce play, ImmutableArray<ContactId> page, ContactId? after, ContactId? last, DateTimeOffset now)
    {
        scope.Lock($"plays:{play.Business}");
        var known = ((RowSource)scope).Rows(
            "SELECT contact_id FROM play_members WHERE business_id = @business AND play = @play AND contact_id > @after AND (@last = '' OR contact_id <= @last)",
            command => command.Set("@business", play.Business.ToString()).Set("@play", play.Name).Set("@after", after?.ToString() ?? "").Set("@last", last?.ToString() ?? ""),
            row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);
        var come = new List<ContactId>();
        foreach (var contact in page)
        {
            if (known.Remove(contact.ToString())) continue;
            come.Add(contact);
            scope.Command("INSERT INTO play_members (business_id, play, contact_id, since) VALUES (@business, @play, @contact, @now) ON CONFLICT DO NOTHING")
                .Set("@business", play.Business.ToString()).Set("@play", play.Name).Set("@contact", contact.ToString()).Set("@now", now).ExecuteNonQuery();
        }
        foreach (var gone in known)
            scope.Command("DELETE FROM play_members WHERE business_id = @business AND play = @play AND contact_id = @contact")
                .Set("@business", play.Business.ToString()).Set("@play", play.Name).Set("@contact", gone).ExecuteNonQuery();
        return come;
    }

    private static PlayOccasion OccasionOf(RowSource source, PlayInForce play, ContactId contact, DateTimeOffset now)
    {
        var (zone, home, last) = source.Query("""
            SELECT COALESCE(f.zone, b.zone), b.zone, (SELECT MAX(p.bought_at) FROM purchases p WHERE p.contact_id = c.id)
            FROM contacts c JOIN businesses b ON b.id = c.business_id LEFT JOIN contact_preferences f ON f.contact_id = c.id WHERE c.id = @contact
            """,
            command => command.Set("@contact", contact.ToString()),
            row => row.Read()
                ? (TimeZoneInfo.FindSystemTimeZoneById(row.GetString(0)), TimeZoneInfo.FindSystemTimeZoneById(row.GetString(1)), row.InstantOrNullAt(2))
                : (TimeZoneInfo.Utc, TimeZoneInfo.Utc, (DateTimeOffset?)null));
        var due = PlayDays.NextAt(now, play.Play.Trigger.At, zone);
        var today = LocalDays.DayOf(due, zone);
        if (play.Play.Trigger is not PlayTrigger.OnLapse || last is null)
            return new(contact, PlayDays.KeyOf(play.Play.OncePer, PlayDays.Written(today), today), today, due, Occasions.Data());
        var bought = LocalDays.DayOf(last.Value, home);
        return new(contact, PlayDays.KeyOf(play.Play.OncePer, PlayDays.Written(bought), today), today, due,
            Occasions.Data(("last", new Value.Date(bought)), ("days", new Value.Int(today.DayNumber - bought.DayNumber))));
    }
}
