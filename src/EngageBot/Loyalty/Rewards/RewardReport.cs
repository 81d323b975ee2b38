using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>What became of the vouchers of one reward that were issued in a period.</summary>
/// <param name="Redeemed">Used, in whole or in part.</param>
/// <param name="Open">Still good.</param>
/// <param name="Refused">Noes at the till in the period.</param>
/// <param name="CameAgain">Whose owner bought again while it was good.</param>
/// <param name="RepeatRatePercent">Of a hundred vouchers so many whose owner bought again, rounded down.</param>
/// <param name="DiscountMinor">What they took off, in the business's currency.</param>
/// <param name="KeptAfterReturn">Used, and the purchase that brought them came back.</param>
/// <param name="FromPartnerNew">By a partner's code, by people who had never bought here.</param>
/// <param name="FromPartnerKnown">By a partner's code, by customers.</param>
internal sealed record RewardReportLine(
    string Reward, long Issued, long Redeemed, long Expired, long Cancelled, long Open, long Refused, long CameAgain, long RepeatRatePercent, long DiscountMinor,
    long KeptAfterReturn, long FromPartnerNew, long FromPartnerKnown);

/// <summary>Reads what rewards brought: three statements.</summary>
internal static class RewardReport
{
    /// <param name="from">Included.</param>
    /// <param name="to">Not included.</param>
    public static ImmutableArray<RewardReportLine> Read(RowSource source, BusinessId business, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        var refused = Count(source, business, from, to,
            """
            SELECT v.reward, COUNT(*), 0 FROM refusals r JOIN vouchers v ON r.subject = 'voucher:' || v.id
            WHERE r.business_id = @business AND r.refused_at >= @from AND r.refused_at < @to GROUP BY v.reward
            """);
        var partners = Count(source, business, from, to,
            """
            SELECT reward, SUM(1 - was_customer), SUM(was_customer) FROM partner_codes
            WHERE business_id = @business AND used_at >= @from AND used_at < @to GROUP BY reward
            """);
        return [.. source.Rows(Statement, command => command.Set("@business", business.ToString()).Set("@from", from).Set("@to", to).Set("@now", now), row =>
        {
            var (key, issued, again) = (row.GetString(0), row.GetInt64(1), row.GetInt64(6));
            var (fresh, known) = partners.GetValueOrDefault(key);
            return new RewardReportLine(key, issued, row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), refused.GetValueOrDefault(key).First,
                again, again * 100 / issued, row.GetInt64(7), row.GetInt64(8), fresh, known);
        })];
    }

    private const string Statement = """
        SELECT reward, COUNT(*), SUM(used), SUM(CASE WHEN used = 0 AND state <> 'Cancelled' AND valid_until <= @now THEN 1 ELSE 0 END),
          SUM(CASE WHEN state = 'Cancelled' THEN 1 ELSE 0 END), SUM(CASE WHEN state IN ('Issued', 'Reserved') AND valid_until > @now THEN 1 ELSE 0 END),
          SUM(again), SUM(discount), SUM(kept)
        FROM (SELECT v.reward, v.state, v.valid_until,
            CASE WHEN EXISTS (SELECT 1 FROM voucher_uses u WHERE u.voucher_id = v.id AND u.undone_at IS NULL) THEN 1 ELSE 0 END AS used,
            CASE WHEN EXISTS (SELECT 1 FROM purchases p WHERE p.contact_id = v.contact_id AND p.bought_at > v.issued_at AND p.bought_at < v.valid_until) THEN 1 ELSE 0 END AS again,
            COALESCE((SELECT SUM(u.discount_minor) FROM voucher_uses u WHERE u.voucher_id = v.id AND u.undone_at IS NULL), 0) AS discount,
            CASE WHEN v.purchase_returned_at IS NULL THEN 0 ELSE 1 END AS kept
          FROM vouchers v WHERE v.business_id = @business AND v.issued_at >= @from AND v.issued_at < @to) r
        GROUP BY reward ORDER BY reward
        """;

    private static Dictionary<string, (long First, long Second)> Count(RowSource source, BusinessId business, DateTimeOffset from, DateTimeOffset to, string sql) =>
        source.Rows(sql, command => command.Set("@business", business.ToString()).Set("@from", from).Set("@to", to),
            row => (Key: row.GetString(0), First: row.GetInt64(1), Second: row.GetInt64(2))).ToDictionary(r => r.Key, r => (r.First, r.Second), StringComparer.Ordinal);
}
