using System.Collections.Immutable;
using EngageBot.Businesses;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;

namespace EngageBot.Turns;

/// <summary>What dialogs may know of a chat as one of the staff's: the facts under <c>staff</c>.</summary>
internal static class StaffFacts
{
    public static (string Name, Value? Value)[] Read(FactSource source)
    {
        var member = StaffRows.InChat(source.Scope, source.Chat.Id) is { } id && StaffRows.Find(source.Scope, id) is { State: StaffState.Active } active ? active : null;
        return
        [
            ("name", member is null ? null : new Value.Text(member.Name)),
            ("role", member is null ? null : new Value.Text(member.Role.Word())),
            ("shops", new Value.List([.. member is null ? [] : ShopsOf(source, member).Select(shop => ShopOf(shop))])),
            ("till", new Value.Bool(member is not null && RoleBook.Default.Of(member.Role).Contains(Permission.LookUpMember))),
        ];
    }

    private static IEnumerable<Shop> ShopsOf(FactSource source, StaffMember member)
    {
        var named = StaffRows.ShopsOf(source.Scope, member.Id);
        return source.Page.Shops.Where(shop => named.IsEmpty || named.Contains(shop.Id));
    }

    private static Value.Record ShopOf(Shop shop) => new(ImmutableSortedDictionary.CreateRange<string, Value>(
        StringComparer.Ordinal, [new("id", new Value.Text(shop.Id.ToString())), new("name", new Value.Text(shop.Name))]));
}
