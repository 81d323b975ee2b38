using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Http;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Loyalty.Codes;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Earning;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Till;

/// <summary>Whom a till means.</summary>
/// <param name="Seat">Where a partner's member is known here; <see langword="null"/> for one of the business's own.</param>
internal sealed record TillMember(ContactId Contact, CoalitionSeat? Seat)
{
    /// <summary>What this till calls them.</summary>
    public Guid Id => Seat?.Id ?? Contact.Value;

    /// <summary>The wallet from which they spend here, if they have one of that name.</summary>
    public Purse? Purse(RowSource source, BusinessId business, string? wallet, DateTimeOffset now) =>
        Seat is not null ? wallet is null || wallet == Seat.Coalition.Key ? new(Seat.Operator, Contact, Seat.Coalition.Key) : null
        : wallet is null ? new(business, Contact)
        : Coalitions.Coalitions.SeatIn(source, business, wallet, Contact, now) is { } own ? new(own.Operator, Contact, wallet)
        : new Purse(business, Contact, wallet);
}

/// <summary>Finds whom a till means, and what it may know of them.</summary>
internal sealed class TillMembers(MemberCodes codes)
{
    /// <summary>Finds a member.</summary>
    /// <param name="http">Gets <c>Retry-After</c> where the till has tried too often.</param>
    /// <returns>The member, or the problem to answer with; what the search wrote is to be kept either way.</returns>
    public (TillMember? Member, ApiAnswer? Problem) Find(WriteScope scope, HttpContext http, ApiCaller caller, MemberRef member, DateTimeOffset now)
    {
        var actor = Actor.Of(caller);
        if (member.Code is { } code)
            return codes.Take(scope, actor, caller.Business, caller.Shop, code, now) switch
            {
                CodeOutcome.Shown shown => (new(shown.Contact, shown.Business == caller.Business ? null : Coalitions.Coalitions.SeatOf(scope, caller.Business, shown.Contact, now)), null),
                CodeOutcome.TooManyTries tries => (null, TooManyTries(http, tries.Until, now)),
                CodeOutcome.Denied => (null, ApiAnswer.Problem(ProblemType.NotPermitted)),
                _ => (null, ApiAnswer.Problem(ProblemType.CodeUnknown)),
            };
        if (member.Card is { } card && Cards.Find(scope, caller.Business, card) is (CardKind.Bearer, _))
            return (null, ApiAnswer.Problem(ProblemType.MemberUnknown, "Anybody may show this card, so it is no member's: it gives a discount, and no points."));
        var found = member switch
        {
            { Card: { } shown } => Cards.Find(scope, caller.Business, shown)?.Contact,
            { Id: { } id } => MemberLookup.ById(scope, caller.Business, id),
            { Number: { } number } => MemberLookup.ByNumber(scope, caller.Business, number),
            _ => PhoneNumber.Parse(member.Phone, CallingCodeOf(scope, caller.Business)) is { } phone ? MemberLookup.ByPhone(scope, caller.Business, phone) : null,
        };
        if (found is { } own) return (new(own, null), null);
        // A partner's member is known by the seat's id alone, which this till heard when their code was shown.
        if (member.Id is { } seatId && Coalitions.Coalitions.SeatById(scope, caller.Business, seatId, now) is { } seat && Coalitions.Coalitions.IsForeign(scope, caller.Business, seat.Contact))
            return (new(seat.Contact, seat), null);
        return (null, ApiAnswer.Problem(ProblemType.MemberUnknown));
    }

    /// <summary>Finds a member for whoever only looks: tries that find nobody are counted, so that nobody collects phone numbers.</summary>
    public (TillMember? Member, ApiAnswer? Problem) Look(WriteScope scope, HttpContext http, ApiCaller caller, MemberRef member, DateTimeOffset now)
    {
        var actor = Actor.Of(caller);
        if (Refusals.Check(scope, actor, new(Permission.LookUpMember, caller.Business, caller.Shop), now) is not null) return (null, ApiAnswer.Problem(ProblemType.NotPermitted));
        if (member.Code is not null) return Find(scope, http, caller, member, now);
        scope.Lock($"member-codes:{actor.Name}");
        if (CodeTries.ClosedUntil(scope, actor.Name, now) is { } until) return (null, TooManyTries(http, until, now));
        var found = Find(scope, http, caller, member, now);
        if (found.Member is null) CodeTries.Count(scope, actor.Name, now);
        return found;
    }

    /// <summary>A card that anybody may show: what it gives, and nothing of whoever it came from.</summary>
    /// <returns><see langword="null"/> if it is no such card, or may not be asked for now; then <see cref="Look"/> says what it is.</returns>
    public static MemberAnswer? AnybodysCard(WriteScope scope, ApiCaller caller, string number, DateTimeOffset now)
    {
        var actor = Actor.Of(caller);
        if (actor.Denies(new(Permission.LookUpMember, caller.Business, caller.Shop)) is not null || CodeTries.ClosedUntil(scope, actor.Name, now) is not null) return null;
        if (Cards.Find(scope, caller.Business, number) is not (CardKind.Bearer, _)) return null;
        var level = Programmes.All(scope, caller.Business, now).Select(programme => programme.Rules)
            .Where(rules => rules.BearerLevel is not null).SelectMany(rules => rules.Tiers.Where(tier => tier.Key == rules.BearerLevel)).FirstOrDefault();
        return new(null, null, level is null ? null : new(level.Key, level.NameIn(Speech.LanguageOf(scope, caller.Business)), 0), null, false, null) { Card = "bearer" };
    }

    private static ApiAnswer TooManyTries(HttpContext http, DateTimeOffset until, DateTimeOffset now)
    {
        http.Response.Headers.RetryAfter = Math.Ceiling((until - now).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return ApiAnswer.Problem(ProblemType.TooManyTries);
    }

    private static string? CallingCodeOf(RowSource source, BusinessId business) =>
        source.Query("SELECT calling_code FROM businesses WHERE id = @business", command => command.Set("@business", business.ToString()),
            row => row.Read() ? row.TextAt(0) : null);
}
