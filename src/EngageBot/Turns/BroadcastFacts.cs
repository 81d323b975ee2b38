using EngageBot.Broadcasts;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Rewards;
using EngageBot.Segments;
using EngageBot.Staff;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary>What dialogs may know of broadcasts: only where somebody of the staff who may write them talks.</summary>
internal static class BroadcastFacts
{
    /// <summary>A chat offers no more of each.</summary>
    private const int Most = 20;

    public static Value.Record Read(FactSource source)
    {
        var business = source.Page.Business.Id;
        var may = StaffRows.ActorInChat(source.Scope, source.Chat.Id, source.Now)?.May(Permission.SendBroadcasts) == true;
        return Record(
            ("recent", List(may ? BroadcastRows.List(source.Scope, business, long.MaxValue, Most).Select(b => Named(BroadcastNews.Id(b), b.Name)) : [])),
            ("rewards", List(may ? RewardsOf(source) : [])),
            ("segments", List(may
                ? SegmentBook.All(source.Scope, business, source.Now).Take(Most).Select(s => Named(s.Key, s.Key.Replace('_', ' '))).Prepend(Named(BroadcastChat.EverybodyKey, BroadcastChat.EverybodyKey))
                : [])));
    }

    /// <summary>What the shop gives as vouchers now.</summary>
    private static IEnumerable<Value.Record> RewardsOf(FactSource source) => RewardOffer.All(source.Scope, source.Page.Business.Id, source.Now)
        .Take(Most).Select(offer => Named(offer.Key, offer.Rules.NameIn(source.Language)));

    private static Value.Record Named(string id, string name) => Record(("id", new Value.Text(id)), ("name", new Value.Text(name)));
}
