using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Dialogs.Plays;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Clubs;
using EngageBot.Loyalty.Raffles;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Finds for whom a day of the business's own calendar is due: its events and its draws.</summary>
internal static class CalendarOccasions
{
    /// <summary>Whoever has had the occasion is not looked at again, however often the clock looks on that day.</summary>
    private const string Untold = """
        AND NOT EXISTS (SELECT 1 FROM play_runs r WHERE r.business_id = c.business_id AND r.play = @play AND r.contact_id = c.id AND r.occasion = @occasion)
        """;

    private const string Invited = """
        AND c.joined_at IS NOT NULL
        AND (@club = '' OR EXISTS (SELECT 1 FROM club_memberships m WHERE m.contact_id = c.id AND m.club = @club AND m.left_at IS NULL))
        AND NOT EXISTS (SELECT 1 FROM event_passes p WHERE p.business_id = c.business_id AND p.event = @event AND p.contact_id = c.id AND p.state <> 'Cancelled')
        AND NOT EXISTS (SELECT 1 FROM event_refusals n WHERE n.business_id = c.business_id AND n.event = @event AND n.contact_id = c.id)
        """;

    private const string WithPass = """
        AND EXISTS (
          SELECT 1 FROM event_passes p WHERE p.business_id = c.business_id AND p.event = @event AND p.contact_id = c.id AND p.guest = 0 AND p.state = @state)
        """;

    /// <summary>The people of every event whose day it is; those of the page after a contact.</summary>
    public static (List<PlayOccasion> Found, ContactId? Last) Events(RowSource source, PlayInForce play, PlayTrigger.OnDate date, PlayWindow window, ContactId? after)
    {
        var days = window.Days.Select(d => d.AddDays(-date.PlusDays)).ToHashSet();
        var events = RuleBook.All(source, play.Business, EventRules.Kind, window.To).Where(e => days.Contains(DateOnly.FromDateTime(e.Rules.Starts))).ToList();
        if (events.Count == 0) return ([], null);
        var end = EndOfPage(source, play.Business, after);
        var found = new List<PlayOccasion>();
        foreach (var one in events)
        {
            var (day, own) = (DateOnly.FromDateTime(one.Rules.Starts), $"event:{one.Key}");
            var people = Of(source, play, PlayDays.KeyOf(play.Play.OncePer, own, day), after, end, date.Whom is EventPeople.Invited ? Invited : WithPass, command =>
            {
                command.Set("@event", one.Key);
                if (date.Whom is EventPeople.Invited) command.Set("@club", one.Rules.Club ?? "");
                else command.Set("@state", (date.Whom is EventPeople.Came ? PassState.Admitted : PassState.Valid).ToString());
            });
            Add(found, play, date, window, people, own, day, ("event", new Value.Text(one.Key)));
        }
        return (found, end);
    }

    /// <summary>Everybody who may take a ticket of a draw that opens; those of the page after a contact.</summary>
    public static (List<PlayOccasion> Found, ContactId? Last) Raffles(RowSource source, PlayInForce play, PlayTrigger.OnDate date, PlayWindow window, ContactId? after)
    {
        var (days, home) = (window.Days.Select(d => d.AddDays(-date.PlusDays)).ToHashSet(), DateOccasions.HomeOf(source, play.Business));
        var raffles = RaffleRows.Open(source, play.Business).Where(r => r.IsOpen(window.To) && r.Rules.Entry.ByTap && days.Contains(LocalDays.DayOf(r.OpensAt, home))).ToList();
        if (raffles.Count == 0) return ([], null);
        var end = EndOfPage(source, play.Business, after);
        var found = new List<PlayOccasion>();
        foreach (var raffle in raffles)
        {
            var (day, own) = (LocalDays.DayOf(raffle.OpensAt, home), $"raffle:{raffle.Key}");
            var people = Of(source, play, PlayDays.KeyOf(play.Play.OncePer, own, day), after, end, "AND c.joined_at IS NOT NULL", _ => { });
            Add(found, play, date, window, people, own, day, ("raffle", new Value.Text(raffle.Key)));
            // Levels follow from a history that no condition of a list can look at: asked of those alone for whom it is due at this look.
            found.RemoveAll(o => o.Key == PlayDays.KeyOf(play.Play.OncePer, own, day)
                && (RaffleBook.WhyNot(source, raffle, o.Contact, window.To) is not null || RaffleRows.HasTap(source, raffle.Id, o.Contact)));
        }
        return (found, end);
    }

    private static List<DateOccasions.Who> Of(
        RowSource source, PlayInForce play, string occasion, ContactId? after, ContactId? end, string who, Action<System.Data.Common.DbCommand> set) => source.Rows(
        $"""
        SELECT {DateOccasions.Whom} FROM contacts c {DateOccasions.Zones}
        WHERE c.business_id = @business AND c.id > @after AND (@end = '' OR c.id <= @end) {who} {Untold} ORDER BY c.id
        """,
        command =>
        {
            command.Set("@business", play.Business.ToString()).Set("@play", play.Name).Set("@occasion", occasion).Set("@after", after?.ToString() ?? "").Set("@end", end?.ToString() ?? "");
            set(command);
        }, DateOccasions.Who.Read);

    private static void Add(
        List<PlayOccasion> found, PlayInForce play, PlayTrigger.OnDate date, PlayWindow window, List<DateOccasions.Who> people, string own, DateOnly day, (string Name, Value Value) what)
    {
        foreach (var who in people)
        {
            var due = PlayDays.DueOn(day.AddDays(date.PlusDays), play.Play.Trigger.At, who.Zone);
            if (window.Holds(due, who.MovedAt) && who.CreatedAt < due)
                found.Add(new(who.Contact, PlayDays.KeyOf(play.Play.OncePer, own, day), day, due, Occasions.Data((what.Name, what.Value), ("day", new Value.Date(day)))));
        }
    }

    /// <summary>The last contact of a page; <see langword="null"/> if it goes to the end.</summary>
    private static ContactId? EndOfPage(RowSource source, BusinessId business, ContactId? after) =>
        source.Query("SELECT id FROM contacts WHERE business_id = @business AND id > @after ORDER BY id LIMIT 1 OFFSET @page",
            command => command.Set("@business", business.ToString()).Set("@after", after?.ToString() ?? "").Set("@page", DateOccasions.Page - 1L),
            row => row.Read() ? new ContactId(Guid.Parse(row.GetString(0))) : (ContactId?)null);
}
