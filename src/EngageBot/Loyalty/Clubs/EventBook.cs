using System.Collections.Immutable;
using System.Security.Cryptography;
using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Clubs;

/// <summary>An answer to an invitation.</summary>
internal enum EventAnswer { Yes, PlusOne, No }

/// <summary>How an answer ended.</summary>
internal abstract record ReplyOutcome
{
    private ReplyOutcome() { }

    /// <param name="Passes">The own one first; empty for a no.</param>
    public sealed record Taken(ImmutableArray<PassView> Passes) : ReplyOutcome;

    /// <summary>Nothing was changed.</summary>
    /// <param name="SeatsLeft">For this person, what they have counted.</param>
    public sealed record Full(long SeatsLeft) : ReplyOutcome;

    /// <summary>There is no such event for them, it has begun, or guests are not invited.</summary>
    public sealed record NotOpen : ReplyOutcome;
}

/// <summary>How coming to the door ended.</summary>
internal abstract record AdmitOutcome
{
    private AdmitOutcome() { }

    public sealed record Admitted(string Event, bool Guest) : AdmitOutcome;

    public sealed record Before(DateTimeOffset At) : AdmitOutcome;

    /// <summary>No such code, or its pass was given back.</summary>
    public sealed record Unknown : AdmitOutcome;

    /// <summary>Too early or too late.</summary>
    public sealed record NotNow : AdmitOutcome;

    public sealed record Denied(Denial Why) : AdmitOutcome;
}

/// <summary>A pass as its holder sees it.</summary>
internal sealed record PassView(string Code, bool Guest, PassState State);

/// <summary>An event as one customer sees it.</summary>
internal sealed record EventView(string Key, EventRules Rules, DateTimeOffset StartsAt, ImmutableArray<PassView> Passes);

/// <summary>How an event went.</summary>
/// <param name="Sales">Receipts, from the start to the end, of those who came.</param>
/// <param name="Converted">Of a trial: how many of those who came bought it afterwards, and <paramref name="ConvertedMinor"/> for how much.</param>
internal sealed record EventReport(
    long Coming, long Guests, long Refused, long Admitted, long AdmittedGuests, long Sales, long SalesMinor, long Converted = 0, long ConvertedMinor = 0);

/// <summary>Closed events: answers, one guest each with a pass of their own, the door, and what was sold.</summary>
/// <remarks>Answers hold <see cref="PointsLedger.Lock"/>, so that the last seat goes once.</remarks>
internal static class EventBook
{
    /// <summary>The door opens so long before the start.</summary>
    private static readonly TimeSpan DoorsBefore = TimeSpan.FromHours(3);

    private const string Letters = "BCDFGHJKMNPQRSTVWXYZ23456789";

    public static ReplyOutcome Reply(WriteScope scope, BusinessId business, ContactId contact, string key, EventAnswer answer, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        if (RuleBook.At(scope, business, EventRules.Kind, key, now) is not { Rules: var rules } || !IsInvited(scope, contact, rules)) return new ReplyOutcome.NotOpen();
        if (now >= LocalDays.At(rules.Starts, ZoneOf(scope, business)) || answer is EventAnswer.PlusOne && !rules.Guests) return new ReplyOutcome.NotOpen();
        var own = Passes(scope, business, key, contact);
        var wanted = answer switch { EventAnswer.PlusOne => 2, EventAnswer.Yes => 1, _ => 0 };
        var left = rules.Capacity - Seats(scope, business, key) + own.Length;
        if (wanted > left) return new ReplyOutcome.Full(left);
        Want(scope, business, key, contact, own, guest: false, wanted >= 1, now);
        Want(scope, business, key, contact, own, guest: true, wanted == 2, now);
        Refuse(scope, business, key, contact, answer is EventAnswer.No, now);
        return new ReplyOutcome.Taken(Passes(scope, business, key, contact));
    }

    /// <summary>Somebody shows a pass at the door: it lets one person in, once.</summary>
    public static AdmitOutcome Admit(WriteScope scope, Actor actor, BusinessId business, string code, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.Redeem, business), now) is { } denial) return new AdmitOutcome.Denied(denial);
        PointsLedger.Lock(scope, business);
        var pass = ((RowSource)scope).Rows("SELECT id, event, guest, state, admitted_at FROM event_passes WHERE business_id = @business AND code = @code",
            command => command.Set("@business", business.ToString()).Set("@code", code.Trim().ToUpperInvariant()),
            row => (Id: row.GetInt64(0), Event: row.GetString(1), Guest: row.GetInt64(2) == 1, State: Enum.Parse<PassState>(row.GetString(3)), At: row.InstantOrNullAt(4))).FirstOrDefault();
        if (pass.Id == 0 || pass.State is PassState.Cancelled) return new AdmitOutcome.Unknown();
        if (pass.At is { } before) return new AdmitOutcome.Before(before);
        if (RuleBook.At(scope, business, EventRules.Kind, pass.Event, now) is not { Rules: var rules }) return new AdmitOutcome.Unknown();
        var zone = ZoneOf(scope, business);
        if (now < LocalDays.At(rules.Starts, zone) - DoorsBefore || now > LocalDays.At(rules.Ends, zone)) return new AdmitOutcome.NotNow();
        scope.Command("UPDATE event_passes SET state = 'Admitted', admitted_at = @now, admitted_by = @by WHERE id = @id")
            .Set("@now", now).Set("@by", actor.Name).Set("@id", pass.Id).ExecuteNonQuery();
        return new AdmitOutcome.Admitted(pass.Event, pass.Guest);
    }

    /// <summary>The events somebody is invited to and that have not begun, the nearest first.</summary>
    public static ImmutableArray<EventView> Of(RowSource source, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        var rules = RuleBook.All(source, business, EventRules.Kind, now);
        if (rules.IsEmpty) return [];
        var zone = ZoneOf(source, business);
        return [.. rules.Select(e => (e.Key, e.Rules, StartsAt: LocalDays.At(e.Rules.Starts, zone)))
            .Where(e => e.StartsAt > now && IsInvited(source, contact, e.Rules)).OrderBy(e => e.StartsAt)
            .Select(e => new EventView(e.Key, e.Rules, e.StartsAt, Passes(source, business, e.Key, contact)))];
    }

    /// <summary>One event as somebody sees it who is invited or has a pass, begun or over as it may be.</summary>
    public static EventView? For(RowSource source, BusinessId business, ContactId contact, string key, DateTimeOffset now)
    {
        if (RuleBook.At(source, business, EventRules.Kind, key, now) is not { Rules: var rules }) return null;
        var passes = Passes(source, business, key, contact);
        return passes.IsEmpty && !IsInvited(source, contact, rules) ? null : new(key, rules, LocalDays.At(rules.Starts, ZoneOf(source, business)), passes);
    }

    /// <summary>How an event went, or goes.</summary>
    public static EventReport? Report(RowSource source, BusinessId business, string key, DateTimeOffset now)
    {
        if (RuleBook.At(source, business, EventRules.Kind, key, now) is not { Rules: var rules }) return null;
        var zone = ZoneOf(source, business);
        var passes = source.Rows("SELECT guest, state, COUNT(*) FROM event_passes WHERE business_id = @business AND event = @event GROUP BY guest, state",
            command => command.Set("@business", business.ToString()).Set("@event", key),
            row => (Guest: row.GetInt64(0) == 1, State: Enum.Parse<PassState>(row.GetString(1)), Count: row.GetInt64(2)));
        var (sales, minor) = source.Query("""
            SELECT COUNT(*), COALESCE(SUM(p.amount_minor - COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0)), 0)
            FROM purchases p WHERE p.business_id = @business AND p.bought_at >= @from AND p.bought_at <= @until AND p.contact_id IN (
              SELECT e.contact_id FROM event_passes e WHERE e.business_id = @business AND e.event = @event AND e.state = 'Admitted')
            """,
            command => command.Set("@business", business.ToString()).Set("@event", key).Set("@from", LocalDays.At(rules.Starts, zone)).Set("@until", LocalDays.At(rules.Ends, zone)),
            row => row.Read() ? (row.GetInt64(0), row.GetInt64(1)) : (0, 0));
        var refused = source.Query("SELECT COUNT(*) FROM event_refusals WHERE business_id = @business AND event = @event",
            command => command.Set("@business", business.ToString()).Set("@event", key), row => row.Read() ? row.GetInt64(0) : 0);
        var converted = rules.Trial?.BoughtAfter(source, business, key) ?? default;
        return new(Count(guest: false, PassState.Valid, PassState.Admitted), Count(guest: true, PassState.Valid, PassState.Admitted), refused,
            Count(guest: false, PassState.Admitted), Count(guest: true, PassState.Admitted), sales, minor, converted.People, converted.Minor);

        long Count(bool guest, params ReadOnlySpan<PassState> states)
        {
            var sum = 0L;
            foreach (var pass in passes)
                if (pass.Guest == guest && states.Contains(pass.State)) sum += pass.Count;
            return sum;
        }
    }

    private static bool IsInvited(RowSource source, ContactId contact, EventRules rules) =>
        (rules.Club is { } club ? ClubBook.IsIn(source, contact, club) : People.IsMember(source, contact)) && rules.Trial?.WasBoughtBy(source, contact) is not true;

    private static TimeZoneInfo ZoneOf(RowSource source, BusinessId business) => RecordPurchase.Home(source, business).Zone;

    private static ImmutableArray<PassView> Passes(RowSource source, BusinessId business, string key, ContactId contact) =>
        [.. source.Rows("SELECT code, guest, state FROM event_passes WHERE business_id = @business AND event = @event AND contact_id = @contact AND state <> 'Cancelled' ORDER BY guest",
            command => command.Set("@business", business.ToString()).Set("@event", key).Set("@contact", contact.ToString()),
            row => new PassView(row.GetString(0), row.GetInt64(1) == 1, Enum.Parse<PassState>(row.GetString(2))))];

    private static long Seats(RowSource source, BusinessId business, string key) =>
        source.Query("SELECT COUNT(*) FROM event_passes WHERE business_id = @business AND event = @event AND state <> 'Cancelled'",
            command => command.Set("@business", business.ToString()).Set("@event", key), row => row.Read() ? row.GetInt64(0) : 0);

    private static void Want(WriteScope scope, BusinessId business, string key, ContactId contact, ImmutableArray<PassView> own, bool guest, bool wanted, DateTimeOffset now)
    {
        var has = own.FirstOrDefault(p => p.Guest == guest);
        if (wanted && has is null)
            scope.Command("""
                INSERT INTO event_passes (business_id, event, contact_id, guest, code, state, given_at) VALUES (@business, @event, @contact, @guest, @code, 'Valid', @now)
                """)
                .Set("@business", business.ToString()).Set("@event", key).Set("@contact", contact.ToString()).Set("@guest", guest ? 1L : 0L)
                .Set("@code", RandomNumberGenerator.GetString(Letters, 10)).Set("@now", now).ExecuteNonQuery();
        if (!wanted && has is { State: PassState.Valid })
            scope.Command("UPDATE event_passes SET state = 'Cancelled' WHERE business_id = @business AND code = @code")
                .Set("@business", business.ToString()).Set("@code", has.Code).ExecuteNonQuery();
    }

    private static void Refuse(WriteScope scope, BusinessId business, string key, ContactId contact, bool refuses, DateTimeOffset now)
    {
        if (refuses)
            scope.Command("INSERT INTO event_refusals (business_id, event, contact_id, refused_at) VALUES (@business, @event, @contact, @now) ON CONFLICT DO NOTHING")
                .Set("@business", business.ToString()).Set("@event", key).Set("@contact", contact.ToString()).Set("@now", now).ExecuteNonQuery();
        else
            scope.Command("DELETE FROM event_refusals WHERE business_id = @business AND event = @event AND contact_id = @contact")
                .Set("@business", business.ToString()).Set("@event", key).Set("@contact", contact.ToString()).ExecuteNonQuery();
    }
}
