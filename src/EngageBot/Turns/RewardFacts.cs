using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Rewards;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary><c>rewards.*</c> and <c>vouchers.*</c>: what the member can take, what is still ahead, and what they have.</summary>
internal static class RewardFacts
{
    /// <summary>Vouchers that a question can offer as buttons.</summary>
    private const int VouchersMax = 24;

    /// <summary>The rewards; a guest has none.</summary>
    public static Value.Record Rewards(FactSource source)
    {
        var catalogue = source.Chat.JoinedAt is null
            ? new([], [], [])
            : RewardCatalogue.Read(source.Scope, source.Page.Business.Id, source.Chat.ContactId, source.Language, source.Now);
        return Record(
            ("open", List(catalogue.Open.Select(c => Record(
                ("id", new Value.Text(c.Id)), ("title", new Value.Text(c.Title)), ("about", Text(c.About)),
                ("price", new Value.Int(c.Price.Points)), ("wallet", new Value.Text(c.Price.Wallet)))))),
            ("ahead", List(catalogue.Ahead.Select(a => Record(
                ("title", new Value.Text(a.Title)), ("price", new Value.Int(a.Price.Points)), ("missing", new Value.Int(a.MissingPoints)), ("wallet", new Value.Text(a.Price.Wallet)))))),
            ("targets", List(catalogue.Targets.Select(t => Record(
                ("title", new Value.Text(t.Title)), ("have", new Value.Int(t.HavePoints)), ("total", new Value.Int(t.OfPoints)), ("wallet", new Value.Text(t.Wallet)))))));
    }

    /// <summary>The open vouchers, the first to end first.</summary>
    public static Value.Record Vouchers(FactSource source) =>
        Record(("open", List(VoucherRows.Open(source.Scope, source.Chat.ContactId, source.Now, VouchersMax).Select(voucher => Line(source, voucher)))));

    private static Value.Record Line(FactSource source, Voucher voucher)
    {
        var offer = RewardOffer.Of(source.Scope, voucher);
        return Record(
            ("id", new Value.Text(voucher.Id.ToString())), ("title", new Value.Text(offer.Rules.NameIn(source.Language))),
            ("until", new Value.Date(EngageBot.Loyalty.Rewards.Vouchers.SpanOf(voucher).LastDay(offer.Zone))),
            ("left", offer.Rules.Partial && voucher is { LeftMinor: { } left, Currency: { } currency } ? new Value.Money(left, currency) : null));
    }
}
