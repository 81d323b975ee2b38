using EngageBot.Storage;

namespace EngageBot.Loyalty.Reports;

/// <summary>Of the members who bought before a day, how many came back after it: those who had points left, and those who had none.</summary>
/// <remarks>An observation, not a proof: whoever buys much has points, too.</remarks>
internal sealed record HoldingEffect(long WithPoints, long WithPointsBack, long WithoutPoints, long WithoutPointsBack)
{
    public Share WithPointsRate => Share.Of(WithPointsBack, WithPoints);
    public Share WithoutPointsRate => Share.Of(WithoutPointsBack, WithoutPoints);

    /// <param name="before">Bought within so long before the end of the day.</param>
    /// <param name="after">Came back within so long after it.</param>
    public static HoldingEffect Read(RowSource source, BusinessId business, LedgerDay day, TimeSpan before, TimeSpan after, string wallet = Wallets.Default) =>
        source.Query(
            """
            SELECT points > 0, COUNT(*), SUM(back) FROM (
              SELECT m.contact_id,
                COALESCE((SELECT SUM(a.balance_points
                  - COALESCE((SELECT SUM(t.amount_points) FROM transfers t WHERE t.credit_account_id = a.id AND t.posted_at > @upTo), 0)
                  + COALESCE((SELECT SUM(t.amount_points) FROM transfers t WHERE t.debit_account_id = a.id AND t.posted_at > @upTo), 0))
                  FROM point_accounts a WHERE a.contact_id = m.contact_id AND a.wallet = @wallet), 0) AS points,
                CASE WHEN EXISTS (SELECT 1 FROM purchases p WHERE p.contact_id = m.contact_id AND p.bought_at > @upTo AND p.bought_at <= @after) THEN 1 ELSE 0 END AS back
              FROM (SELECT DISTINCT contact_id FROM purchases WHERE business_id = @business AND contact_id IS NOT NULL AND bought_at > @before AND bought_at <= @upTo) m
            ) members GROUP BY points > 0
            """,
            command => command.Set("@business", business.ToString()).Set("@wallet", wallet).Set("@upTo", day.UpTo).Set("@before", day.UpTo - before).Set("@after", day.UpTo + after),
            row =>
            {
                var effect = new HoldingEffect(0, 0, 0, 0);
                while (row.Read())
                    effect = Convert.ToBoolean(row.GetValue(0), System.Globalization.CultureInfo.InvariantCulture)
                        ? effect with { WithPoints = row.GetInt64(1), WithPointsBack = row.GetInt64(2) }
                        : effect with { WithoutPoints = row.GetInt64(1), WithoutPointsBack = row.GetInt64(2) };
                return effect;
            });
}
