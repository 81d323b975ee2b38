using System.Collections.Immutable;
using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>The statements about <c>voucher_uses</c>.</summary>
internal static class VoucherUses
{
    private const string Columns = "SELECT id, business_id, voucher_id, shop_id, reference, receipt, item, discount_minor, currency, actor, used_at, undone_at, undone_by FROM voucher_uses";

    public static VoucherUse? Find(RowSource source, VoucherId voucher, string reference) =>
        source.Query($"{Columns} WHERE voucher_id = @voucher AND reference = @reference",
            command => command.Set("@voucher", voucher.ToString()).Set("@reference", reference), row => row.Read() ? Map(row) : null);

    /// <summary>What was used on a receipt and not undone.</summary>
    public static ImmutableArray<VoucherUse> OfReceipt(RowSource source, ShopId shop, string receipt) =>
        [.. source.Rows($"{Columns} WHERE shop_id = @shop AND receipt = @receipt AND undone_at IS NULL ORDER BY id",
            command => command.Set("@shop", shop.ToString()).Set("@receipt", receipt), Map)];

    /// <summary>Whether a voucher was used and that was not undone.</summary>
    public static bool Any(RowSource source, VoucherId voucher) =>
        source.Query("SELECT 1 FROM voucher_uses WHERE voucher_id = @voucher AND undone_at IS NULL LIMIT 1",
            command => command.Set("@voucher", voucher.ToString()), row => row.Read());

    public static void Insert(WriteScope scope, VoucherUse use) =>
        scope.Command("""
            INSERT INTO voucher_uses (business_id, voucher_id, shop_id, reference, receipt, item, discount_minor, currency, actor, used_at)
            VALUES (@business, @voucher, @shop, @reference, @receipt, @item, @discount, @currency, @actor, @at)
            """)
            .Set("@business", use.BusinessId.ToString()).Set("@voucher", use.VoucherId.ToString()).Set("@shop", use.ShopId.ToString()).Set("@reference", use.Reference)
            .Set("@receipt", use.Receipt).Set("@item", use.Item).Set("@discount", use.DiscountMinor).Set("@currency", use.Currency).Set("@actor", use.Actor)
            .Set("@at", use.UsedAt).ExecuteNonQuery();

    /// <returns><see langword="false"/> if it was undone already.</returns>
    public static bool Undo(WriteScope scope, long id, string by, DateTimeOffset at) =>
        scope.Command("UPDATE voucher_uses SET undone_at = @at, undone_by = @by WHERE id = @id AND undone_at IS NULL")
            .Set("@id", id).Set("@at", at).Set("@by", by).ExecuteNonQuery() == 1;

    private static VoucherUse Map(DbDataReader row) => new()
    {
        Id = row.GetInt64(0), BusinessId = new(Guid.Parse(row.GetString(1))), VoucherId = new(Guid.Parse(row.GetString(2))), ShopId = new(Guid.Parse(row.GetString(3))),
        Reference = row.GetString(4), Receipt = row.TextAt(5), Item = row.TextAt(6), DiscountMinor = row.NumberAt(7), Currency = row.TextAt(8),
        Actor = row.GetString(9), UsedAt = row.InstantAt(10), UndoneAt = row.InstantOrNullAt(11), UndoneBy = row.TextAt(12),
    };
}
