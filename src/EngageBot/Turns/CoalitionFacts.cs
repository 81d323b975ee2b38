using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Storage;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary><c>coalition.*</c>: the one balance that is good at several businesses, where, and what else the card could be good for.</summary>
internal static class CoalitionFacts
{
    public static Value.Record Read(FactSource source)
    {
        var business = source.Page.Business.Id;
        var cards = CoalitionCards.Of(source.Scope, business, source.Chat.ContactId, source.Now);
        var open = cards.Open.FirstOrDefault();
        return Record(
            ("mine", List(cards.Mine.Select(card => Record(
                ("id", new Value.Text(card.Coalition.Key)), ("name", source.Words(card.Coalition.Rules.Name)), ("wallet", new Value.Text(card.Coalition.Key)),
                ("available", new Value.Int(card.AvailablePoints)), ("pending", new Value.Int(card.PendingPoints)),
                ("worth", new Value.Money(card.WorthMinor, card.Coalition.Rules.Currency)))))),
            ("shops", List(cards.Mine.SelectMany(card => Partners(card.Coalition, business)).DistinctBy(partner => partner.Business).Select(Named))),
            ("open", open is null ? null : new Value.Text(open.Key)),
            ("open_name", source.Words(open?.Rules.Name)),
            ("open_partners", List(open is null ? [] : Partners(open, business).Select(Named))));
    }

    /// <summary>Who else is in it: our own shops the customer knows.</summary>
    private static IEnumerable<CoalitionPartner> Partners(Coalition coalition, BusinessId own) => coalition.Rules.Partners.Where(partner => partner.Business != own.Value);

    private static Value Named(CoalitionPartner partner) => Record(("name", new Value.Text(partner.Name)));
}
