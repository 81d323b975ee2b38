using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Activities;
using EngageBot.Loyalty.Clubs;
using EngageBot.Loyalty.Reviews;
using EngageBot.Storage;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary>Clubs, closed events, reviews and ways to points, as dialogs may show them to this one customer.</summary>
internal static class ClubFacts
{
    /// <summary>As many buttons as are read at a glance.</summary>
    private const int EventsMax = 8;

    /// <summary><c>club.*</c>: the first club of now, the next event; offers and events only to whom they are for.</summary>
    public static Value.Record Club(FactSource source)
    {
        var (business, contact, now) = (source.Page.Business.Id, source.Chat.ContactId, source.Now);
        var club = ClubBook.Of(source.Scope, business, contact, now).FirstOrDefault();
        var next = EventBook.Of(source.Scope, business, contact, now).FirstOrDefault(e => e.Rules.Club is null || e.Rules.Club == club?.Key);
        return Record(
            ("key", club is null ? null : new Value.Text(club.Key)),
            ("joined", new Value.Bool(club?.Joined ?? false)),
            ("name", source.Words(club?.Rules.Name)),
            ("terms", source.Words(club?.Rules.Terms)),
            ("offers", List((club?.Offers ?? []).Select(o => Record(("name", source.Words(o.Name)), ("about", source.Words(o.About)))))),
            ("event", next is null ? null : new Value.Text(next.Key)),
            ("event_name", source.Words(next?.Rules.Name)),
            ("event_about", source.Words(next?.Rules.About)),
            ("event_place", new Value.Text(next?.Rules.Place ?? "")),
            ("event_starts", new Value.Instant(next?.StartsAt ?? now)),
            ("passes", List((next?.Passes ?? []).Select(p => Record(("code", new Value.Text(p.Code)), ("guest", new Value.Text(p.Guest ? "guest" : "self")))))));
    }

    /// <summary><c>events.*</c>: everything they are invited to and that has not begun, the nearest first.</summary>
    public static Value.Record Events(FactSource source) => Record(("items", List(
        EventBook.Of(source.Scope, source.Page.Business.Id, source.Chat.ContactId, source.Now).Take(EventsMax).Select(e => Record(
            ("id", new Value.Text(e.Key)), ("name", source.Words(e.Rules.Name)), ("form", new Value.Text(SnakeCase.Of(e.Rules.Form.ToString()))),
            ("starts", new Value.Instant(e.StartsAt)), ("coming", new Value.Bool(!e.Passes.IsEmpty)))))));

    /// <summary><c>review.*</c>: what any review would bring now.</summary>
    public static Value.Record Review(FactSource source) => Record(
        ("promised", new Value.Int(ReviewBook.Promise(source.Scope, source.Page.Business.Id, source.Chat.ContactId, source.Now)?.Rules.Gives.Points ?? 0)));

    /// <summary><c>ways.*</c>: what besides buying still brings points; what is used up is left out.</summary>
    public static Value.Record Ways(FactSource source) => Record(
        ("items", List(ActivityBook.Open(source.Scope, source.Page.Business.Id, source.Chat.ContactId, source.Now).Select(a => Record(
            ("name", source.Words(a.Rules.Name)), ("gives", new Value.Int(a.Rules.Gives.Points)), ("voucher", DeedFacts.VoucherName(source, a.Rules.Gives)))))));
}
