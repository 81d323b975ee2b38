using System.Diagnostics;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>What rewards need to know of shops and people: the words rules use for them.</summary>
internal static class ShopCodes
{
    /// <summary>The code by which rules name a shop.</summary>
    public static string Of(RowSource source, ShopId shop) =>
        source.Query("SELECT code FROM shops WHERE id = @id", command => command.Set("@id", shop.ToString()),
            row => row.Read() ? row.GetString(0) : throw new UnreachableException($"No shop {shop}."));

    /// <returns><see langword="null"/> if the business has no such shop.</returns>
    public static ShopId? IdOf(RowSource source, BusinessId business, string code) =>
        source.Query<ShopId?>("SELECT id FROM shops WHERE business_id = @business AND code = @code",
            command => command.Set("@business", business.ToString()).Set("@code", code),
            row => row.Read() ? new ShopId(Guid.Parse(row.GetString(0))) : null);

    /// <summary>The language a person is spoken to in.</summary>
    public static string LanguageOf(RowSource source, ContactId contact) =>
        source.Query("SELECT COALESCE(c.language, b.language) FROM contacts c JOIN businesses b ON b.id = c.business_id WHERE c.id = @id",
            command => command.Set("@id", contact.ToString()), row => row.Read() ? row.GetString(0) : throw new UnreachableException($"No contact {contact}."));
}
