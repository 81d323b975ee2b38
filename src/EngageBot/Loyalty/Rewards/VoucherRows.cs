using System.Collections.Immutable;
using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>The statements about <c>vouchers</c>; what they mean is decided in <see cref="Vouchers"/>.</summary>
internal static class VoucherRows
{
    private const int CodesTried = 5;

    private const string Columns = """
        SELECT id, business_id, contact_id, reward, reward_version, occasion, cause, why, code, state, shop_id, purchase_id, transfer_id, currency, left_minor,
          issued_at, valid_from, valid_until, reserved_for, reserved_until, notices, next_notice_at, purchase_returned_at, ended_at FROM vouchers
        """;

    public static Voucher? ByCode(RowSource source, BusinessId business, string code) =>
        source.Query($"{Columns} WHERE business_id = @business AND code = @code",
            command => command.Set("@business", business.ToString()).Set("@code", code), One);

    public static Voucher? ById(RowSource source, BusinessId business, VoucherId id) =>
        source.Query($"{Columns} WHERE id = @id AND business_id = @business",
            command => command.Set("@id", id.ToString()).Set("@business", business.ToString()), One);

    public static Voucher? ByOccasion(RowSource source, ContactId contact, string reward, string occasion) =>
        source.Query($"{Columns} WHERE contact_id = @contact AND reward = @reward AND occasion = @occasion",
            command => command.Set("@contact", contact.ToString()).Set("@reward", reward).Set("@occasion", occasion), One);

    /// <summary>What a member can still use, the first to end first.</summary>
    public static ImmutableArray<Voucher> Open(RowSource source, ContactId contact, DateTimeOffset now, int limit) =>
        [.. source.Rows($"{Columns} WHERE contact_id = @contact AND ended_at IS NULL AND valid_until > @now ORDER BY valid_until, id LIMIT @limit",
            command => command.Set("@contact", contact.ToString()).Set("@now", now).Set("@limit", limit), Map)];

    /// <summary>What a receipt brought.</summary>
    public static ImmutableArray<Voucher> OfPurchase(RowSource source, PurchaseId purchase) =>
        [.. source.Rows($"{Columns} WHERE purchase_id = @purchase ORDER BY issued_at, id", command => command.Set("@purchase", purchase.ToString()), Map)];

    /// <summary>Writes a new voucher under a code that nobody has.</summary>
    public static Voucher Insert(WriteScope scope, Func<string, Voucher> make)
    {
        for (var i = 0; i < CodesTried; i++)
        {
            var voucher = make(VoucherCode.New());
            if (TryInsert(scope, voucher)) return voucher;
        }
        throw new InvalidOperationException("No free voucher code was found; that cannot be chance.");
    }

    /// <summary>One step from one state to another, which only one caller can take.</summary>
    /// <param name="reservedFor">For <see cref="VoucherState.Reserved"/>.</param>
    /// <returns><see langword="false"/> if the voucher is not where it was.</returns>
    public static bool Move(WriteScope scope, Voucher voucher, VoucherState to, DateTimeOffset at, string? reservedFor = null, DateTimeOffset? reservedUntil = null)
    {
        var ended = to is not (VoucherState.Issued or VoucherState.Reserved);
        return scope.Command("""
            UPDATE vouchers SET state = @to, ended_at = @ended, reserved_for = @for, reserved_until = @until, next_notice_at = CASE WHEN @over = 1 THEN NULL ELSE next_notice_at END
            WHERE id = @id AND state = @from AND COALESCE(reserved_for, '') = @had
            """)
            .Set("@id", voucher.Id.ToString()).Set("@from", voucher.State.ToString()).Set("@had", voucher.ReservedFor ?? "").Set("@to", to.ToString())
            .Set("@ended", ended ? (DateTimeOffset?)at : null).Set("@over", ended ? 1L : 0L).Set("@for", reservedFor).Set("@until", reservedUntil).ExecuteNonQuery() == 1;
    }

    /// <summary>Takes a part of a sum, or puts it back (below zero).</summary>
    /// <returns><see langword="false"/> if less is left.</returns>
    public static bool Spend(WriteScope scope, VoucherId id, long minor) =>
        scope.Command("UPDATE vouchers SET left_minor = left_minor - @minor WHERE id = @id AND left_minor >= @minor")
            .Set("@id", id.ToString()).Set("@minor", minor).ExecuteNonQuery() == 1;

    /// <summary>The owner was told that it is about to end.</summary>
    /// <param name="nextAt">When they are told again; never once it has ended.</param>
    public static void Told(WriteScope scope, VoucherId id, int notices, DateTimeOffset? nextAt) =>
        scope.Command("UPDATE vouchers SET notices = @notices, next_notice_at = CASE WHEN ended_at IS NULL THEN @next ELSE NULL END WHERE id = @id")
            .Set("@id", id.ToString()).Set("@notices", notices).Set("@next", nextAt).ExecuteNonQuery();

    public static void MarkReturned(WriteScope scope, VoucherId id, DateTimeOffset at) =>
        scope.Command("UPDATE vouchers SET purchase_returned_at = @at WHERE id = @id").Set("@id", id.ToString()).Set("@at", at).ExecuteNonQuery();

    private static bool TryInsert(WriteScope scope, Voucher voucher) =>
        scope.Command("""
            INSERT INTO vouchers (id, business_id, contact_id, reward, reward_version, occasion, cause, why, code, state, shop_id, purchase_id, transfer_id, currency, left_minor,
              issued_at, valid_from, valid_until, notices, next_notice_at)
            VALUES (@id, @business, @contact, @reward, @version, @occasion, @cause, @why, @code, @state, @shop, @purchase, @transfer, @currency, @left, @issued, @from, @until, 0, @notice)
            ON CONFLICT (business_id, code) DO NOTHING
            """)
            .Set("@id", voucher.Id.ToString()).Set("@business", voucher.BusinessId.ToString()).Set("@contact", voucher.ContactId.ToString())
            .Set("@reward", voucher.Reward).Set("@version", voucher.RewardVersion).Set("@occasion", voucher.Occasion).Set("@cause", voucher.Cause)
            .Set("@why", voucher.Why).Set("@code", voucher.Code).Set("@state", voucher.State.ToString()).Set("@shop", voucher.ShopId?.ToString())
            .Set("@purchase", voucher.PurchaseId?.ToString()).Set("@transfer", voucher.TransferId).Set("@currency", voucher.Currency).Set("@left", voucher.LeftMinor)
            .Set("@issued", voucher.IssuedAt).Set("@from", voucher.ValidFrom).Set("@until", voucher.ValidUntil).Set("@notice", voucher.NextNoticeAt).ExecuteNonQuery() == 1;

    private static Voucher? One(DbDataReader row) => row.Read() ? Map(row) : null;

    private static Voucher Map(DbDataReader row) => new()
    {
        Id = new(Guid.Parse(row.GetString(0))), BusinessId = new(Guid.Parse(row.GetString(1))), ContactId = new(Guid.Parse(row.GetString(2))),
        Reward = row.GetString(3), RewardVersion = (int)row.GetInt64(4), Occasion = row.GetString(5), Cause = row.GetString(6), Why = row.TextAt(7),
        Code = row.GetString(8), State = Enum.Parse<VoucherState>(row.GetString(9)), ShopId = row.TextAt(10) is { } shop ? new ShopId(Guid.Parse(shop)) : null,
        PurchaseId = row.TextAt(11) is { } purchase ? new PurchaseId(Guid.Parse(purchase)) : null, TransferId = row.NumberAt(12), Currency = row.TextAt(13),
        LeftMinor = row.NumberAt(14), IssuedAt = row.InstantAt(15), ValidFrom = row.InstantAt(16), ValidUntil = row.InstantAt(17), ReservedFor = row.TextAt(18),
        ReservedUntil = row.InstantOrNullAt(19), Notices = (int)row.GetInt64(20), NextNoticeAt = row.InstantOrNullAt(21),
        PurchaseReturnedAt = row.InstantOrNullAt(22), EndedAt = row.InstantOrNullAt(23),
    };
}
