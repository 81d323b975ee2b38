using EngageBot.Storage;

namespace EngageBot.Loyalty.Reports;

/// <summary>What the same receipts cost as a discount and as points.</summary>
/// <param name="FaceMinor">What customers were given, at its face value: the cost of a discount.</param>
/// <param name="RedeemedShare">Of the points, what is spent at all.</param>
/// <param name="GoodsCostShare">What the goods cost the shop, where points buy goods that would not have been bought; <see langword="null"/> where they pay for what is bought anyway.</param>
internal sealed record DiscountOrBonus(long FaceMinor, Share RedeemedShare, Share? GoodsCostShare)
{
    public long DiscountCostMinor => FaceMinor;

    public long BonusCostMinor => GoodsCostShare is { } goods ? goods.PartOf(RedeemedShare.PartOf(FaceMinor)) : RedeemedShare.PartOf(FaceMinor);

    /// <summary>The face value of what purchases of a period earned, less what their returns took back.</summary>
    public static long FaceOf(RowSource source, BusinessId business, DateTimeOffset from, DateTimeOffset to, PointValue value, string wallet = Wallets.Default) =>
        value.Of(source.Query(
            """
            SELECT COALESCE(SUM(t.amount_points - COALESCE((SELECT SUM(r.amount_points) FROM transfers r WHERE r.reverses_id = t.id), 0)), 0) FROM transfers t
            WHERE t.debit_account_id = (SELECT id FROM point_accounts WHERE business_id = @business AND wallet = @wallet AND kind = 'Issued' AND contact_id IS NULL)
              AND t.posted_at >= @from AND t.posted_at < @to AND t.reason = 'Purchase'
            """,
            command => command.Set("@business", business.ToString()).Set("@wallet", wallet).Set("@from", from).Set("@to", to),
            row => row.Read() ? row.GetInt64(0) : 0));
}
