using EngageBot.Businesses;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary>What dialogs may know of a chat as one of the staff's: the facts under <c>staff</c>.</summary>
internal static class StaffFacts
{
    public static Value.Record Read(FactSource source)
    {
        var member = StaffRows.InChat(source.Scope, source.Chat.Id) is { } id && StaffRows.Find(source.Scope, id) is { State: StaffState.Active } active ? active : null;
        var may = member is null ? [] : RoleBook.Default.Of(member.Role, RoleRules.At(source.Scope, member.BusinessId, source.Now));
        return Record(
            ("name", Text(member?.Name)),
            ("role", Text(member?.Role.Word())),
            ("shops", List(member is null ? [] : ShopsOf(source, member).Select(ShopOf))),
            ("broadcasts", new Value.Bool(may.Contains(Permission.SendBroadcasts))),
            ("till", new Value.Bool(may.Contains(Permission.LookUpMember))));
    }

    private static IEnumerable<Shop> ShopsOf(FactSource source, StaffMember member)
    {
        var named = StaffRows.ShopsOf(source.Scope, member.Id);
        return source.Page.Shops.Where(shop => named.IsEmpty || named.Contains(shop.Id));
    }

    private static Value.Record ShopOf(Shop shop) => Record(("id", new Value.Text(shop.Id.ToString())), ("name", new Value.Text(shop.Name)));
}
