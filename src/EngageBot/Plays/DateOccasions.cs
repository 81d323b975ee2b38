using System.Data.Common;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Dialogs.Plays;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>The span of due moments a look is about.</summary>
/// <param name="After">Nothing due at that moment or before it.</param>
/// <param name="To">Nothing due later.</param>
/// <param name="NewFrom">What was due before it was found by an earlier look, unless the contact has moved since.</param>
internal readonly record struct PlayWindow(DateTimeOffset After, DateTimeOffset To, DateTimeOffset NewFrom)
{
    /// <summary>Clocks on earth differ by at most 26 hours: whoever moves may pass a moment that another zone has long behind it.</summary>
    public static readonly TimeSpan Moving = TimeSpan.FromHours(27);

    public bool Holds(DateTimeOffset due, DateTimeOffset? movedAt) => due > After && due <= To && (due > NewFrom || movedAt > NewFrom - Moving);

    /// <summary>Every day that is the local day of one of the moments anywhere on earth.</summary>
    public IEnumerable<DateOnly> Days
    {
        get
        {
            var last = DateOnly.FromDateTime(To.UtcDateTime.AddHours(15));
            for (var day = DateOnly.FromDateTime(After.UtcDateTime.AddHours(-13)); day <= last; day = day.AddDays(1)) yield return day;
        }
    }
}

/// <summary>Finds whom a date makes due: birthdays, anniversaries, the last day of points, days of the calendar. Each in the contact's own zone.</summary>
internal static class DateOccasions
{
    /// <summary>What <see cref="Who"/> reads.</summary>
    internal const string Whom = "c.id, COALESCE(f.zone, b.zone), f.changed_at, c.created_at";

    internal const string Zones = " JOIN businesses b ON b.id = c.business_id LEFT JOIN contact_preferences f ON f.contact_id = c.id ";

    /// <summary>Contacts of a page, where a day is everybody's.</summary>
    internal const int Page = 5_000;

    /// <param name="after">The last contact of the page before.</param>
    /// <returns>Who is due, and the last contact of this page if there may be another.</returns>
    public static (List<PlayOccasion> Found, ContactId? Last) Find(RowSource source, PlayInForce play, PlayTrigger.OnDate date, PlayWindow window, ContactId? after) => date.Date switch
    {
        PlayDate.Birthday => ([.. Birthdays(source, play, date, window, Own)], null),
        PlayDate.ChildBirthday => ([.. Birthdays(source, play, date, window, Children)], null),
        PlayDate.EventStart => CalendarOccasions.Events(source, play, date, window, after),
        PlayDate.RaffleOpens => CalendarOccasions.Raffles(source, play, date, window, after),
        PlayDate.MembershipStart => ([.. Anniversaries(source, play, date, window, Joined)], null),
        PlayDate.FirstPurchase => ([.. Anniversaries(source, play, date, window, FirstBought)], null),
        PlayDate.PointsExpiry => ([.. Expiries(source, play, date, window)], null),
        _ => OneDay(source, play, date, window, after),
    };

    private const string Own = $"""
        SELECT {Whom}, c.birthday_set_at FROM contacts c {Zones}
        WHERE c.business_id = @business AND c.birthday = @day ORDER BY c.id
        """;

    private const string Children = $"""
        SELECT {Whom}, k.set_at FROM child_birthdays k JOIN contacts c ON c.id = k.contact_id {Zones}
        WHERE k.business_id = @business AND k.birthday = @day ORDER BY c.id
        """;

    private static IEnumerable<PlayOccasion> Birthdays(RowSource source, PlayInForce play, PlayTrigger.OnDate date, PlayWindow window, string sql)
    {
        foreach (var dueDay in window.Days)
        {
            var day = dueDay.AddDays(-date.PlusDays);
            foreach (var written in PlayDays.BirthdaysKeptOn(day, play.Play.LeapDay))
                foreach (var found in source.Rows(
                    sql,
                    command => command.Set("@business", play.Business.ToString()).Set("@day", written),
                    row => (Who: Who.Read(row), SetAt: row.InstantOrNullAt(4))))
                {
                    var due = PlayDays.DueOn(dueDay, play.Play.Trigger.At, found.Who.Zone);
                    if (!window.Holds(due, found.Who.MovedAt) || found.Who.CreatedAt >= due || found.SetAt >= due) continue;
                    var fresh = found.SetAt > due - play.Settled ? PlayReason.FreshBirthday : null;
                    yield return new(found.Who.Contact, PlayDays.KeyOf(play.Play.OncePer, PlayDays.Written(day), day), day, due, Occasions.Data(("day", new Value.Date(day))), fresh);
                }
        }
    }

    private const string Joined = $"""
        SELECT {Whom}, c.joined_at FROM contacts c {Zones}
        WHERE c.business_id = @business AND c.joined_at >= @from AND c.joined_at < @to ORDER BY c.id
        """;

    private const string FirstBought = $"""
        SELECT {Whom}, p.bought_at FROM purchases p JOIN contacts c ON c.id = p.contact_id {Zones}
        WHERE p.business_id = @business AND p.bought_at >= @from AND p.bought_at < @to
          AND NOT EXISTS (SELECT 1 FROM purchases q WHERE q.contact_id = p.contact_id AND (q.bought_at < p.bought_at OR q.bought_at = p.bought_at AND q.id < p.id))
        ORDER BY c.id
        """;

    /// <summary>The day counts in the business's zone, where it was; the hour in the contact's.</summary>
    private static IEnumerable<PlayOccasion> Anniversaries(RowSource source, PlayInForce play, PlayTrigger.OnDate date, PlayWindow window, string sql)
    {
        var home = HomeOf(source, play.Business);
        var oldest = source.Query("SELECT MIN(joined_at), (SELECT MIN(bought_at) FROM purchases WHERE business_id = @business) FROM contacts WHERE business_id = @business AND joined_at IS NOT NULL",
            command => command.Set("@business", play.Business.ToString()), row => row.Read() ? new[] { row.InstantOrNullAt(0), row.InstantOrNullAt(1) }.Min() : null);
        if (oldest is null) yield break;
        var days = window.Days.Select(d => d.AddDays(-date.PlusDays)).ToArray();
        for (var years = date.AfterYears; days[^1].AddYears(-years).Year >= oldest.Value.Year - 1; years++)
        {
            // One day more on either side: 29 February is not the same number of days away in every year.
            var (from, to) = (LocalDays.StartOf(days[0].AddYears(-years).AddDays(-1), home), LocalDays.StartOf(days[^1].AddYears(-years).AddDays(3), home));
            foreach (var found in source.Rows(sql, command => command.Set("@business", play.Business.ToString()).Set("@from", from).Set("@to", to), row => (Who: Who.Read(row), At: row.InstantAt(4))))
            {
                var day = PlayDays.Anniversary(LocalDays.DayOf(found.At, home), years, play.Play.LeapDay);
                var due = PlayDays.DueOn(day.AddDays(date.PlusDays), play.Play.Trigger.At, found.Who.Zone);
                if (!window.Holds(due, found.Who.MovedAt) || found.Who.CreatedAt >= due) continue;
                yield return new(found.Who.Contact, PlayDays.KeyOf(play.Play.OncePer, PlayDays.Written(day), day), day, due,
                    Occasions.Data(("day", new Value.Date(day)), ("years", new Value.Int(years))));
            }
        }
    }

    private static IEnumerable<PlayOccasion> Expiries(RowSource source, PlayInForce play, PlayTrigger.OnDate date, PlayWindow window)
    {
        var home = HomeOf(source, play.Business);
        var days = window.Days.Select(d => d.AddDays(-date.PlusDays)).ToArray();
        var (from, to) = (LocalDays.StartOf(days[0], home), LocalDays.StartOf(days[^1].AddDays(2), home));
        var batches = source.Rows(
            $"""
            SELECT {Whom}, e.expires_at, CAST(SUM(e.remaining_points) AS BIGINT)
            FROM batches e JOIN point_accounts a ON a.id = e.account_id AND a.wallet = 'points' AND a.kind = 'Available' JOIN contacts c ON c.id = a.contact_id {Zones}
            WHERE c.business_id = @business AND e.remaining_points > 0 AND e.expires_at > @from AND e.expires_at <= @to
            GROUP BY {Whom}, e.expires_at
            """,
            command => command.Set("@business", play.Business.ToString()).Set("@from", from).Set("@to", to),
            row => (Who: Who.Read(row), LastDay: LocalDays.DayOf(row.InstantAt(4).AddMilliseconds(-1), home), Points: row.GetInt64(5)));
        foreach (var one in batches.GroupBy(b => (b.Who, b.LastDay)).OrderBy(g => g.Key.Who.Contact.Value))
        {
            var ((who, lastDay), points) = (one.Key, one.Sum(b => b.Points));
            var due = PlayDays.DueOn(lastDay.AddDays(date.PlusDays), play.Play.Trigger.At, who.Zone);
            if (!window.Holds(due, who.MovedAt) || who.CreatedAt >= due) continue;
            yield return new(who.Contact, PlayDays.KeyOf(play.Play.OncePer, PlayDays.Written(lastDay), lastDay), lastDay, due,
                Occasions.Data(("points", new Value.Int(points)), ("expires", new Value.Date(lastDay))));
        }
    }

    private static (List<PlayOccasion> Found, ContactId? Last) OneDay(RowSource source, PlayInForce play, PlayTrigger.OnDate date, PlayWindow window, ContactId? after)
    {
        var days = window.Days.Select(d => d.AddDays(-date.PlusDays))
            .Where(d => date.Day!.Length == 5 ? PlayDays.BirthdaysKeptOn(d, play.Play.LeapDay).Contains(date.Day) : PlayDays.Written(d) == date.Day).ToArray();
        if (days.Length == 0) return ([], null);
        var people = source.Rows(
            $"SELECT {Whom} FROM contacts c {Zones} WHERE c.business_id = @business AND c.id > @after ORDER BY c.id LIMIT @page",
            command => command.Set("@business", play.Business.ToString()).Set("@after", after?.ToString() ?? "").Set("@page", (long)Page), Who.Read);
        var found = new List<PlayOccasion>();
        foreach (var who in people)
            foreach (var day in days)
            {
                var due = PlayDays.DueOn(day.AddDays(date.PlusDays), play.Play.Trigger.At, who.Zone);
                if (window.Holds(due, who.MovedAt) && who.CreatedAt < due)
                    found.Add(new(who.Contact, PlayDays.KeyOf(play.Play.OncePer, PlayDays.Written(day), day), day, due, Occasions.Data(("day", new Value.Date(day)))));
            }
        return (found, people.Count == Page ? people[^1].Contact : null);
    }

    /// <summary>The business's own zone.</summary>
    public static TimeZoneInfo HomeOf(RowSource source, BusinessId business) =>
        source.Query("SELECT zone FROM businesses WHERE id = @business", command => command.Set("@business", business.ToString()),
            row => row.Read() ? TimeZoneInfo.FindSystemTimeZoneById(row.GetString(0)) : TimeZoneInfo.Utc);

    /// <summary>A contact, and where they live since when.</summary>
    internal readonly record struct Who(ContactId Contact, TimeZoneInfo Zone, DateTimeOffset? MovedAt, DateTimeOffset CreatedAt)
    {
        public static Who Read(DbDataReader row) =>
            new(new(Guid.Parse(row.GetString(0))), TimeZoneInfo.FindSystemTimeZoneById(row.GetString(1)), row.InstantOrNullAt(2), row.InstantAt(3));
    }
}
