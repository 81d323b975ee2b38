using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Till;

/// <summary>The statements about <c>redemptions</c>.</summary>
internal static class RedemptionRows
{
    private const string Columns = """
        SELECT id, business_id, shop_id, ledger_business_id, contact_id, wallet, points, value_minor, receipt_minor, currency, hold_id, code_id,
          voucher_id, voucher_minor, voucher_on_minor, voucher_item, state, receipt, purchase_id, transfer_id, actor, reserved_at, held_until, ended_at FROM redemptions
        """;

    /// <summary>A shop's redemption; another shop has none of that id.</summary>
    public static Redemption? Find(RowSource source, ShopId shop, Guid id) =>
        source.Query($"{Columns} WHERE id = @id AND shop_id = @shop", command => command.Set("@id", id.ToString()).Set("@shop", shop.ToString()), One);

    /// <summary>What was spent on a purchase besides its money.</summary>
    public static Redemption? Of(RowSource source, PurchaseId purchase) =>
        source.Query($"{Columns} WHERE purchase_id = @purchase AND state = 'Committed'", command => command.Set("@purchase", purchase.ToString()), One);

    /// <summary>Whether a code has paid already, or is about to.</summary>
    public static bool HasPaid(RowSource source, long code, DateTimeOffset now) =>
        source.Query(
            "SELECT 1 FROM redemptions WHERE code_id = @code AND (state = 'Committed' OR state = 'Reserved' AND held_until > @now)",
            command => command.Set("@code", code).Set("@now", now), row => row.Read());

    public static void Insert(WriteScope scope, Redemption redemption) =>
        scope.Command("""
            INSERT INTO redemptions (id, business_id, shop_id, ledger_business_id, contact_id, wallet, points, value_minor, receipt_minor, currency, hold_id,
              code_id, voucher_id, voucher_minor, voucher_on_minor, voucher_item, state, actor, reserved_at, held_until)
            VALUES (@id, @business, @shop, @ledger, @contact, @wallet, @points, @value, @receipt, @currency, @hold,
              @code, @voucher, @off, @on, @item, 'Reserved', @actor, @at, @until)
            """)
            .Set("@id", redemption.Id.ToString()).Set("@business", redemption.BusinessId.ToString()).Set("@shop", redemption.ShopId.ToString())
            .Set("@ledger", redemption.LedgerBusinessId.ToString()).Set("@contact", redemption.ContactId?.ToString()).Set("@wallet", redemption.Wallet)
            .Set("@points", redemption.Points).Set("@value", redemption.ValueMinor).Set("@receipt", redemption.ReceiptMinor).Set("@currency", redemption.Currency)
            .Set("@hold", redemption.HoldId).Set("@code", redemption.CodeId).Set("@voucher", redemption.VoucherId?.ToString()).Set("@off", redemption.VoucherMinor)
            .Set("@on", redemption.VoucherOnMinor).Set("@item", redemption.VoucherItem).Set("@actor", redemption.Actor)
            .Set("@at", redemption.ReservedAt).Set("@until", redemption.HeldUntil).ExecuteNonQuery();

    /// <summary>A redemption moves on, once.</summary>
    /// <returns>It, as it is now.</returns>
    public static Redemption End(
        WriteScope scope, Redemption redemption, RedemptionState state, DateTimeOffset at, string? receipt = null, PurchaseId? purchase = null, long? transfer = null)
    {
        scope.Command("""
            UPDATE redemptions SET state = @state, ended_at = @at, receipt = COALESCE(receipt, @receipt), purchase_id = COALESCE(purchase_id, @purchase),
              transfer_id = COALESCE(transfer_id, @transfer)
            WHERE id = @id AND state = @from
            """)
            .Set("@id", redemption.Id.ToString()).Set("@from", redemption.State.ToString()).Set("@state", state.ToString()).Set("@at", at)
            .Set("@receipt", receipt).Set("@purchase", purchase?.ToString()).Set("@transfer", transfer).ExecuteNonQuery();
        return Find(scope, redemption.ShopId, redemption.Id.Value)!;
    }

    private static Redemption? One(DbDataReader row) => !row.Read() ? null : new()
    {
        Id = new(Guid.Parse(row.GetString(0))), BusinessId = new(Guid.Parse(row.GetString(1))), ShopId = new(Guid.Parse(row.GetString(2))),
        LedgerBusinessId = new(Guid.Parse(row.GetString(3))), ContactId = row.TextAt(4) is { } contact ? new ContactId(Guid.Parse(contact)) : null,
        Wallet = row.GetString(5), Points = row.GetInt64(6), ValueMinor = row.GetInt64(7), ReceiptMinor = row.GetInt64(8), Currency = row.GetString(9),
        HoldId = row.NumberAt(10), CodeId = row.NumberAt(11), VoucherId = row.TextAt(12) is { } voucher ? new VoucherId(Guid.Parse(voucher)) : null,
        VoucherMinor = row.GetInt64(13), VoucherOnMinor = row.NumberAt(14), VoucherItem = row.TextAt(15), State = Enum.Parse<RedemptionState>(row.GetString(16)),
        Receipt = row.TextAt(17), PurchaseId = row.TextAt(18) is { } purchase ? new PurchaseId(Guid.Parse(purchase)) : null, TransferId = row.NumberAt(19),
        Actor = row.GetString(20), ReservedAt = row.InstantAt(21), HeldUntil = row.InstantAt(22), EndedAt = row.InstantOrNullAt(23),
    };
}
