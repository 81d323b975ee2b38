using System.Collections.Immutable;
using System.Data.Common;
using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Reports;

/// <summary>Points that were given on one day, and where they were at the end of another.</summary>
/// <param name="Expire">They have an end; points that never expire are counted apart.</param>
internal readonly record struct IssuedOn(DateOnly Day, bool Expire);

/// <summary>Reads points by the day they were first given: unlocking, setting aside and giving back do not make them younger.</summary>
/// <remarks>What is outstanding is counted from the batches as they are, and then back through what was posted since. The statements group by
/// quarter hours of issue: every zone's days are whole quarters. The business is asked of the account, never of the transfer: by its unique index
/// on business and reference a database without statistics would read every transfer there is.</remarks>
internal sealed class Cohorts(RowSource source, BusinessId business, string wallet, LedgerDay day)
{
    private const string Key = "b.issued_at / 900000 * 2 + CASE WHEN b.expires_at IS NULL THEN 0 ELSE 1 END";

    private const string Remaining = $"""
        SELECT {Key}, SUM(b.remaining_points) FROM batches b JOIN point_accounts a ON a.id = b.account_id AND a.wallet = @wallet
        WHERE b.business_id = @business AND b.remaining_points > 0 AND b.issued_at <= @upTo
          AND NOT (COALESCE(b.expires_at <= @upTo, FALSE) AND COALESCE(b.unlocks_at <= @upTo, TRUE)) GROUP BY 1
        """;

    private const string LeftSince = $"""
        SELECT {Key}, SUM(l.points) FROM transfers t JOIN point_accounts c ON c.id = t.credit_account_id AND c.contact_id IS NULL AND c.business_id = @business AND c.wallet = @wallet
        JOIN batch_allocations l ON l.transfer_id = t.id JOIN batches b ON b.id = l.batch_id
        WHERE t.posted_at > @upTo AND b.issued_at <= @upTo GROUP BY 1
        """;

    private const string GivenBackSince = $"""
        SELECT {Key}, -SUM(b.granted_points) FROM transfers t JOIN point_accounts d ON d.id = t.debit_account_id AND d.contact_id IS NULL AND d.business_id = @business AND d.wallet = @wallet
        JOIN batches b ON b.transfer_id = t.id WHERE t.posted_at > @upTo AND b.issued_at <= @upTo GROUP BY 1
        """;

    // Old points that arrived since and paid at once what was owing on the day: on the day they were still there.
    // CROSS JOIN keeps SQLite in this order: without statistics it would begin with every allocation there is.
    private const string PaidDebtsSince = $"""
        SELECT {Key}, SUM(l.points) FROM transfers t CROSS JOIN batches b CROSS JOIN point_accounts a CROSS JOIN batch_allocations l CROSS JOIN transfers x
        WHERE t.posted_at > @upTo AND b.transfer_id = t.id AND b.issued_at <= @upTo AND b.remaining_points < b.granted_points
          AND a.id = b.account_id AND a.business_id = @business AND a.wallet = @wallet AND l.batch_id = b.id AND x.id = l.transfer_id AND x.posted_at <= @upTo GROUP BY 1
        """;

    private const string Given = $"""
        SELECT {Key}, SUM(b.granted_points) FROM batches b JOIN point_accounts a ON a.id = b.account_id AND a.wallet = @wallet
        WHERE b.business_id = @business AND b.origin_id IS NULL AND b.issued_at <= @upTo GROUP BY 1
        """;

    private const string Gone = $"""
        SELECT {Key}, SUM(l.points) FROM transfers t JOIN batch_allocations l ON l.transfer_id = t.id JOIN batches b ON b.id = l.batch_id
        WHERE t.credit_account_id = (SELECT id FROM point_accounts WHERE business_id = @business AND wallet = @wallet AND kind = @kind AND contact_id IS NULL)
          AND t.posted_at <= @upTo GROUP BY 1
        """;

    /// <summary>What members still had of the points given on each day.</summary>
    public Dictionary<IssuedOn, long> Outstanding() => Sum(Remaining, LeftSince, GivenBackSince, PaidDebtsSince);

    /// <summary>What was first given on each day.</summary>
    public Dictionary<IssuedOn, long> Issued() => Sum(Given);

    /// <summary>What went into one of the business's accounts: <see cref="AccountKind.Expired"/>, or <see cref="AccountKind.Issued"/> for what was taken back.</summary>
    /// <remarks>What was due on the day and not swept yet is in it.</remarks>
    public Dictionary<IssuedOn, long> Into(AccountKind kind)
    {
        var sums = new Dictionary<IssuedOn, long>();
        Add(sums, Gone, command => Bind(command).Set("@kind", kind.ToString()));
        if (kind is AccountKind.Expired) Add(sums, RanOut, command => Bind(command));
        return sums;
    }

    private const string RanOut = $"""
        SELECT {Key}, SUM(b.remaining_points) FROM batches b JOIN point_accounts a ON a.id = b.account_id AND a.wallet = @wallet
        WHERE b.business_id = @business AND b.remaining_points > 0 AND b.expires_at <= @upTo AND COALESCE(b.unlocks_at <= @upTo, TRUE) GROUP BY 1
        """;

    private Dictionary<IssuedOn, long> Sum(params ImmutableArray<string> statements)
    {
        var sums = new Dictionary<IssuedOn, long>();
        foreach (var sql in statements) Add(sums, sql, command => Bind(command));
        return sums;
    }

    private void Add(Dictionary<IssuedOn, long> sums, string sql, Action<DbCommand> bind)
    {
        var zone = day.Zone;
        foreach (var (key, points) in source.Rows(sql, bind, row => (row.GetInt64(0), row.IsDBNull(1) ? 0 : row.GetInt64(1))))
        {
            var issued = new IssuedOn(LocalDays.DayOf(DateTimeOffset.FromUnixTimeMilliseconds(key / 2 * 900_000), zone), key % 2 == 1);
            sums[issued] = sums.GetValueOrDefault(issued) + points;
        }
    }

    private DbCommand Bind(DbCommand command) => command.Set("@business", business.ToString()).Set("@wallet", wallet).Set("@upTo", day.UpTo);
}
