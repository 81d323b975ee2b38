using EngageBot.Businesses;
using EngageBot.Conversations.Actions;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Counter;

/// <summary>Who stands at the counter of which shop, as the rows have it in this very turn.</summary>
/// <param name="Actor">Somebody of the staff, who may have lost the right meanwhile.</param>
internal sealed record CounterVisit(Actor Actor, BusinessId Business, ShopId Shop)
{
    /// <returns>The visit, or why there is none.</returns>
    /// <param name="shop">As the dialog chose it; absent where there is nothing to choose.</param>
    public static (CounterVisit? Visit, string? Why) Of(ActionContext context, string? shop)
    {
        var actor = StaffRows.ActorInChat(context.Scope, context.ChatId, context.Now);
        if (actor is null) return (null, CounterWhy.Suspended);    // removed meanwhile: nobody to write a refusal for
        var shops = BusinessSetup.Shops(context.Scope, context.BusinessId).Where(s => actor.WorksIn(s.Id)).ToList();
        var here = shop is null && shops.Count == 1 ? shops[0] : shops.Find(s => s.Id.ToString() == shop);
        return here is null ? (null, CounterWhy.OtherShop) : (new(actor, context.BusinessId, here.Id), null);
    }
}
