using EngageBot.Storage;

namespace EngageBot.Loyalty.Coalitions;

/// <summary>The statements about <c>coalition_receipts</c> and <c>coalition_returns</c>.</summary>
internal static class CoalitionReceipts
{
    private const string Columns = """
        SELECT id, operator_id, coalition, business_id, shop_id, receipt, member_id, purchase_id, amount_minor, returned_minor, currency, points, taken_points, transfer_id, bought_at
        FROM coalition_receipts
        """;

    public static CoalitionReceipt? Find(RowSource source, ShopId shop, string receipt) =>
        source.Query($"{Columns} WHERE shop_id = @shop AND receipt = @receipt", command => command.Set("@shop", shop.ToString()).Set("@receipt", receipt), One);

    public static CoalitionReceipt? Of(RowSource source, PurchaseId purchase) =>
        source.Query($"{Columns} WHERE purchase_id = @purchase", command => command.Set("@purchase", purchase.ToString()), One);

    public static long Insert(WriteScope scope, CoalitionSeat seat, CoalitionSale sale, long points) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO coalition_receipts (operator_id, coalition, business_id, shop_id, receipt, member_id, purchase_id, amount_minor, returned_minor, currency, points, taken_points, bought_at)
            VALUES (@operator, @key, @business, @shop, @receipt, @member, @purchase, @amount, 0, @currency, @points, 0, @bought)
            """)
            .Set("@operator", seat.Operator.ToString()).Set("@key", seat.Coalition.Key).Set("@business", sale.Business.ToString()).Set("@shop", sale.Shop.ToString())
            .Set("@receipt", sale.Receipt).Set("@member", seat.Id.ToString()).Set("@purchase", sale.Purchase?.ToString()).Set("@amount", sale.AmountMinor)
            .Set("@currency", sale.Currency).Set("@points", points).Set("@bought", sale.BoughtAt))!.Value;

    public static void SetTransfer(WriteScope scope, long id, long transfer) =>
        scope.Command("UPDATE coalition_receipts SET transfer_id = @transfer WHERE id = @id").Set("@id", id).Set("@transfer", transfer).ExecuteNonQuery();

    public static void SetReturned(WriteScope scope, long id, long returnedMinor, long takenPoints) =>
        scope.Command("UPDATE coalition_receipts SET returned_minor = @returned, taken_points = @taken WHERE id = @id")
            .Set("@id", id).Set("@returned", returnedMinor).Set("@taken", takenPoints).ExecuteNonQuery();

    public static (long Receipt, long AmountMinor, long TakenPoints)? FindReturn(RowSource source, ShopId shop, string receipt) =>
        source.Query<(long, long, long)?>("SELECT receipt_id, amount_minor, taken_points FROM coalition_returns WHERE shop_id = @shop AND receipt = @receipt",
            command => command.Set("@shop", shop.ToString()).Set("@receipt", receipt), row => row.Read() ? (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)) : null);

    public static void InsertReturn(WriteScope scope, long receipt, NewReturn returned, long takenPoints) =>
        scope.Command("""
            INSERT INTO coalition_returns (shop_id, receipt, receipt_id, amount_minor, taken_points, returned_at) VALUES (@shop, @return, @receipt, @amount, @taken, @at)
            """).Set("@shop", returned.Shop.ToString()).Set("@return", returned.ReturnReceipt).Set("@receipt", receipt).Set("@amount", returned.AmountMinor)
            .Set("@taken", takenPoints).Set("@at", returned.ReturnedAt).ExecuteNonQuery();

    private static CoalitionReceipt? One(System.Data.Common.DbDataReader row) => !row.Read() ? null : new()
    {
        Id = row.GetInt64(0), OperatorId = new(Guid.Parse(row.GetString(1))), Coalition = row.GetString(2), BusinessId = new(Guid.Parse(row.GetString(3))),
        ShopId = new(Guid.Parse(row.GetString(4))), Receipt = row.GetString(5), MemberId = Guid.Parse(row.GetString(6)),
        PurchaseId = row.TextAt(7) is { } purchase ? new PurchaseId(Guid.Parse(purchase)) : null, AmountMinor = row.GetInt64(8), ReturnedMinor = row.GetInt64(9),
        Currency = row.GetString(10), Points = row.GetInt64(11), TakenPoints = row.GetInt64(12), TransferId = row.NumberAt(13), BoughtAt = row.InstantAt(14),
    };
}
