using System.Collections.Immutable;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Activities;
using EngageBot.Loyalty.Clubs;
using EngageBot.Loyalty.Deeds;
using EngageBot.Loyalty.Reviews;

namespace EngageBot.Turns;

/// <summary>Clubs, closed events, reviews and ways to points, as dialogs may show them to this one customer.</summary>
internal static class ClubFacts
{
    /// <summary><c>club.*</c>: the first club of now, the next event; offers and events only to whom they are for.</summary>
    public static Value.Record Club(FactSource source)
    {
        var (business, contact, now) = (source.Page.Business.Id, source.Chat.ContactId, source.Now);
        var club = ClubBook.Of(source.Scope, business, contact, now).FirstOrDefault();
        var next = EventBook.Of(source.Scope, business, contact, now).FirstOrDefault(e => e.Rules.Club is null || e.Rules.Club == club?.Key);
        return DeedFacts.Record(
            ("key", club is null ? null : new Value.Text(club.Key)),
            ("joined", new Value.Bool(club?.Joined ?? false)),
            ("name", Words(club?.Rules.Name)),
            ("terms", Words(club?.Rules.Terms)),
            ("offers", DeedFacts.List((club?.Offers ?? []).Select(o => DeedFacts.Record(("name", Words(o.Name)), ("about", Words(o.About)))))),
            ("event", next is null ? null : new Value.Text(next.Key)),
            ("event_name", Words(next?.Rules.Name)),
            ("event_about", Words(next?.Rules.About)),
            ("event_place", new Value.Text(next?.Rules.Place ?? "")),
            ("event_starts", new Value.Instant(next?.StartsAt ?? now)),
            ("passes", DeedFacts.List((next?.Passes ?? []).Select(p => DeedFacts.Record(("code", new Value.Text(p.Code)), ("guest", new Value.Text(p.Guest ? "guest" : "self")))))));

        Value.Text Words(ImmutableSortedDictionary<string, string>? words) => new(words is null ? "" : InLanguage.Of(words, source.Language));
    }

    /// <summary><c>review.*</c>: what any review would bring now.</summary>
    public static Value.Record Review(FactSource source) => DeedFacts.Record(
        ("promised", new Value.Int(ReviewBook.Promise(source.Scope, source.Page.Business.Id, source.Chat.ContactId, source.Now)?.Rules.Gives.Points ?? 0)));

    /// <summary><c>ways.*</c>: what besides buying still brings points; what is used up is left out.</summary>
    public static Value.Record Ways(FactSource source) => DeedFacts.Record(
        ("items", DeedFacts.List(ActivityBook.Open(source.Scope, source.Page.Business.Id, source.Chat.ContactId, source.Now).Select(a => DeedFacts.Record(
            ("name", new Value.Text(InLanguage.Of(a.Rules.Name, source.Language))), ("gives", new Value.Int(a.Rules.Gives.Points)))))));
}
