using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Promises whose time fell into a period, of one person or one shop.</summary>
/// <param name="Who"><see langword="null"/> for cases that were nobody's, or of no shop.</param>
internal sealed record PromiseShare(string? Who, string? Name, long Kept, long Late, long Broken);

/// <summary>A root cause and how many cases it brought.</summary>
internal sealed record CauseCount(string Cause, long Cases);

/// <summary>How a business served in a period.</summary>
/// <param name="FirstWordMinutes">From the customer's first word to the first holding reply or answer: the middle of all.</param>
/// <param name="FirstAnswerMinutes">To the first answer of a person.</param>
/// <param name="Chased">Cases in which the customer had to ask.</param>
/// <param name="Complainers">Contacts who complained, and whose 90 days after are over.</param>
/// <param name="Recovered">Of these, who bought within the 90 days after.</param>
internal sealed record CaseReport(
    long Cases, long Complaints, long Open, long Closed, long? FirstWordMinutes, long? FirstAnswerMinutes, long Chased, long Reopened, long Complainers, long Recovered,
    long Rated, long RatedSum, ImmutableArray<PromiseShare> Promises, ImmutableArray<CauseCount> Causes)
{
    /// <summary>The same by shop: the case's, else the one where the customer had bought last.</summary>
    public required ImmutableArray<PromiseShare> PromisesByShop { get; init; }
}

/// <summary>What promises were worth, and what complaints came to.</summary>
internal static class CaseReports
{
    /// <summary>Who complained and is active so long after was won back.</summary>
    public static readonly TimeSpan RecoveryTime = TimeSpan.FromDays(90);

    private const int CausesShown = 20;

    /// <param name="from">Cases that were opened, and promises that were due, from then on.</param>
    /// <param name="to">And before then.</param>
    public static CaseReport Read(RowSource source, BusinessId business, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        void Bind(System.Data.Common.DbCommand command) => command.Set("@business", business.ToString()).Set("@from", from).Set("@to", to);
        var counts = source.Query(
            """
            SELECT COUNT(*), COALESCE(SUM(CASE WHEN kind = 'Complaint' THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN state <> 'Closed' THEN 1 ELSE 0 END), 0),
              COALESCE(SUM(CASE WHEN chasers > 0 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN reopens > 0 THEN 1 ELSE 0 END), 0),
              COALESCE(SUM(CASE WHEN rating IS NOT NULL THEN 1 ELSE 0 END), 0), COALESCE(SUM(rating), 0)
            FROM cases WHERE business_id = @business AND opened_at >= @from AND opened_at < @to
            """, Bind, row => row.Read() ? Enumerable.Range(0, 7).Select(row.GetValue).Select(v => Convert.ToInt64(v, System.Globalization.CultureInfo.InvariantCulture)).ToArray() : new long[7]);
        var times = source.Rows("SELECT opened_at, first_word_at, first_answer_at FROM cases WHERE business_id = @business AND opened_at >= @from AND opened_at < @to",
            Bind, row => (Opened: row.InstantAt(0), Word: row.InstantOrNullAt(1), Answer: row.InstantOrNullAt(2)));
        var (complainers, recovered) = Recovery(source, business, from, to, now);
        return new(
            counts[0], counts[1], counts[2], counts[0] - counts[2], Middle(times.Where(t => t.Word is not null).Select(t => t.Word!.Value - t.Opened)),
            Middle(times.Where(t => t.Answer is not null).Select(t => t.Answer!.Value - t.Opened)), counts[3], counts[4], complainers, recovered, counts[5], counts[6],
            [.. source.Rows(
                """
                SELECT answers, MAX(answers_name), SUM(CASE WHEN state = 'Kept' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'Late' THEN 1 ELSE 0 END), SUM(CASE WHEN state = 'Broken' THEN 1 ELSE 0 END)
                FROM case_promises WHERE business_id = @business AND due_at >= @from AND due_at < @to AND state IN ('Kept', 'Late', 'Broken') GROUP BY answers ORDER BY answers
                """, Bind, row => new PromiseShare(row.TextAt(0), row.TextAt(1), Number(row, 2), Number(row, 3), Number(row, 4)))],
            [.. source.Rows(
                "SELECT cause, COUNT(*) FROM cases WHERE business_id = @business AND opened_at >= @from AND opened_at < @to AND cause IS NOT NULL GROUP BY cause ORDER BY COUNT(*) DESC, cause LIMIT @limit",
                command => { Bind(command); command.Set("@limit", (long)CausesShown); }, row => new CauseCount(row.GetString(0), row.GetInt64(1)))])
        {
            PromisesByShop = ByShop(source, business, from, to),
        };
    }

    /// <summary>Promises by shop.</summary>
    private static ImmutableArray<PromiseShare> ByShop(RowSource source, BusinessId business, DateTimeOffset from, DateTimeOffset to) =>
        [.. source.Rows(
            """
            SELECT d.shop, MAX(h.name), SUM(CASE WHEN d.state = 'Kept' THEN 1 ELSE 0 END), SUM(CASE WHEN d.state = 'Late' THEN 1 ELSE 0 END), SUM(CASE WHEN d.state = 'Broken' THEN 1 ELSE 0 END)
            FROM (SELECT p.state, COALESCE(p.shop_id, (
                    SELECT u.shop_id FROM purchases u WHERE u.contact_id = c.contact_id AND u.bought_at <= p.told_at ORDER BY u.bought_at DESC, u.id LIMIT 1)) AS shop
                  FROM case_promises p JOIN cases c ON c.id = p.case_id
                  WHERE p.business_id = @business AND p.due_at >= @from AND p.due_at < @to AND p.state IN ('Kept', 'Late', 'Broken')) d
            LEFT JOIN shops h ON h.id = d.shop GROUP BY d.shop ORDER BY MAX(h.name), d.shop
            """,
            command => command.Set("@business", business.ToString()).Set("@from", from).Set("@to", to),
            row => new PromiseShare(row.TextAt(0), row.TextAt(1), Number(row, 2), Number(row, 3), Number(row, 4)))];

    /// <summary>Complainers whose time to come back is over, and those who did.</summary>
    private static (long Complainers, long Recovered) Recovery(RowSource source, BusinessId business, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) => source.Query(
        """
        SELECT COUNT(*), COALESCE(SUM(CASE WHEN EXISTS (
            SELECT 1 FROM purchases p WHERE p.contact_id = f.contact_id AND p.bought_at > f.opened_at AND p.bought_at <= f.opened_at + @days) THEN 1 ELSE 0 END), 0)
        FROM (SELECT contact_id, MIN(opened_at) AS opened_at FROM cases
              WHERE business_id = @business AND kind = 'Complaint' AND opened_at >= @from AND opened_at < @to GROUP BY contact_id) f
        WHERE f.opened_at + @days <= @now
        """,
        command => command.Set("@business", business.ToString()).Set("@from", from).Set("@to", to).Set("@now", now).Set("@days", (long)RecoveryTime.TotalMilliseconds),
        row => row.Read() ? (Number(row, 0), Number(row, 1)) : (0, 0));

    private static long Number(System.Data.Common.DbDataReader row, int column) => Convert.ToInt64(row.GetValue(column), System.Globalization.CultureInfo.InvariantCulture);

    private static long? Middle(IEnumerable<TimeSpan> all)
    {
        var sorted = all.Order().ToArray();
        return sorted.Length == 0 ? null : (long)sorted[sorted.Length / 2].TotalMinutes;
    }
}
