using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Till;

/// <summary>The statements about <c>redemptions</c>.</summary>
internal static class RedemptionRows
{
    private const string Columns = """
        SELECT id, business_id, shop_id, ledger_business_id, contact_id, wallet, points, value_minor, receipt_minor, currency, hold_id, voucher_code, code_id,
          state, receipt, purchase_id, transfer_id, actor, reserved_at, held_until, ended_at FROM redemptions
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
              voucher_code, code_id, state, actor, reserved_at, held_until)
            VALUES (@id, @business, @shop, @ledger, @contact, @wallet, @points, @value, @receipt, @currency, @hold, @voucher, @code, 'Reserved', @actor, @at, @until)
            """)
            .Set("@id", redemption.Id.ToString()).Set("@business", redemption.BusinessId.ToString()).Set("@shop", redemption.ShopId.ToString())
            .Set("@ledger", redemption.LedgerBusinessId.ToString()).Set("@contact", redemption.ContactId?.ToString()).Set("@wallet", redemption.Wallet)
            .Set("@points", redemption.Points).Set("@value", redemption.ValueMinor).Set("@receipt", redemption.ReceiptMinor).Set("@currency", redemption.Currency)
            .Set("@hold", redemption.HoldId).Set("@voucher", redemption.VoucherCode).Set("@code", redemption.CodeId).Set("@actor", redemption.Actor)
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
        HoldId = row.NumberAt(10), VoucherCode = row.TextAt(11), CodeId = row.NumberAt(12), State = Enum.Parse<RedemptionState>(row.GetString(13)),
        Receipt = row.TextAt(14), PurchaseId = row.TextAt(15) is { } purchase ? new PurchaseId(Guid.Parse(purchase)) : null, TransferId = row.NumberAt(16),
        Actor = row.GetString(17), ReservedAt = row.InstantAt(18), HeldUntil = row.InstantAt(19), EndedAt = row.InstantOrNullAt(20),
    };
}
