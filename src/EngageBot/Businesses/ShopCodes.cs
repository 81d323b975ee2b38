using System.Diagnostics;
using EngageBot.Storage;

namespace EngageBot.Businesses;

/// <summary>The codes by which rules, files and tills name shops.</summary>
internal static class ShopCodes
{
    public static string Of(RowSource source, ShopId shop) =>
        source.Query("SELECT code FROM shops WHERE id = @id", command => command.Set("@id", shop.ToString()),
            row => row.Read() ? row.GetString(0) : throw new UnreachableException($"No shop {shop}."));

    /// <returns><see langword="null"/> if the business has no such shop.</returns>
    public static ShopId? IdOf(RowSource source, BusinessId business, string code) =>
        source.Query<ShopId?>("SELECT id FROM shops WHERE business_id = @business AND code = @code",
            command => command.Set("@business", business.ToString()).Set("@code", code),
            row => row.Read() ? new ShopId(Guid.Parse(row.GetString(0))) : null);
}
