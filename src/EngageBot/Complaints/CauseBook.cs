using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>A cause with what it brought.</summary>
/// <param name="Open">Cases of it that are not over.</param>
internal sealed record CauseStanding(string Cause, long Cases, long Open, DateTimeOffset LastAt, string? Owner, string? OwnerName, DateTimeOffset? FixBy, DateTimeOffset? FixedAt);

/// <summary>What lies behind cases: the most frequent first, each with somebody who has it and a day by which it is mended.</summary>
internal static class CauseBook
{
    /// <summary>Nobody plans further ahead.</summary>
    private const int DaysAhead = 366;

    private const string Standings = """
        SELECT c.cause, COUNT(*), SUM(CASE WHEN c.state NOT IN ('Resolved', 'Closed') THEN 1 ELSE 0 END), MAX(c.opened_at), MAX(k.owner), MAX(k.owner_name), MAX(k.fix_by), MAX(k.fixed_at)
        FROM cases c LEFT JOIN case_causes k ON k.business_id = c.business_id AND k.cause = c.cause
        WHERE c.business_id = @business AND c.cause IS NOT NULL AND (CAST(@cause AS TEXT) IS NULL OR c.cause = @cause)
        GROUP BY c.cause ORDER BY COUNT(*) DESC, c.cause LIMIT @limit
        """;

    public static List<CauseStanding> All(RowSource source, BusinessId business, int limit) => Read(source, business, null, limit);

    /// <returns><see langword="null"/> if no case has it.</returns>
    public static CauseStanding? Find(RowSource source, BusinessId business, string cause) => Read(source, business, cause, 1).FirstOrDefault();

    /// <summary>Somebody has it from now on, and a day is set.</summary>
    public static CauseOutcome Plan(WriteScope scope, Actor by, BusinessId business, string cause, StaffId owner, DateTimeOffset fixBy, DateTimeOffset now)
    {
        if (Refusals.Check(scope, by, new(Permission.HandleCases, business), now) is { } denial) return new CauseOutcome.Denied(denial);
        if (Find(scope, business, cause) is null || StaffRows.Find(scope, owner) is not { State: StaffState.Active } person || person.BusinessId != business) return new CauseOutcome.Unknown();
        if (fixBy <= now || fixBy > now.AddDays(DaysAhead)) return new CauseOutcome.Invalid("fixBy", $"is a moment within the next {DaysAhead} days.");
        scope.Command("""
            INSERT INTO case_causes (business_id, cause, owner, owner_name, fix_by, changed_at) VALUES (@business, @cause, @owner, @name, @by, @now)
            ON CONFLICT (business_id, cause) DO UPDATE SET owner = excluded.owner, owner_name = excluded.owner_name, fix_by = excluded.fix_by, fixed_at = NULL, fixed_by = NULL, changed_at = excluded.changed_at
            """)
            .Set("@business", business.ToString()).Set("@cause", cause).Set("@owner", $"staff:{owner}").Set("@name", person.Name).Set("@by", fixBy).Set("@now", now).ExecuteNonQuery();
        return new CauseOutcome.Done(Find(scope, business, cause)!);
    }

    /// <summary>Those that were to be mended by now, and are not; a week later nobody is told any more.</summary>
    public static List<CauseStanding> Late(RowSource source, BusinessId business, DateTimeOffset now) => source.Rows(
        "SELECT cause, owner, owner_name, fix_by, changed_at FROM case_causes WHERE business_id = @business AND fixed_at IS NULL AND fix_by < @now AND fix_by > @back ORDER BY fix_by LIMIT 50",
        command => command.Set("@business", business.ToString()).Set("@now", now).Set("@back", now.AddDays(-7)),
        row => new CauseStanding(row.GetString(0), 0, 0, row.InstantAt(4), row.TextAt(1), row.TextAt(2), row.InstantOrNullAt(3), null));

    /// <summary>It is mended.</summary>
    public static void Fixed(WriteScope scope, string by, BusinessId business, string cause, DateTimeOffset now) =>
        scope.Command("""
            INSERT INTO case_causes (business_id, cause, fixed_at, fixed_by, changed_at) VALUES (@business, @cause, @now, @by, @now)
            ON CONFLICT (business_id, cause) DO UPDATE SET fixed_at = excluded.fixed_at, fixed_by = excluded.fixed_by, changed_at = excluded.changed_at
            """)
            .Set("@business", business.ToString()).Set("@cause", cause).Set("@now", now).Set("@by", by).ExecuteNonQuery();

    private static List<CauseStanding> Read(RowSource source, BusinessId business, string? cause, int limit) => source.Rows(
        Standings, command => command.Set("@business", business.ToString()).Set("@cause", cause).Set("@limit", (long)limit),
        row => new CauseStanding(row.GetString(0), row.GetInt64(1), Convert.ToInt64(row.GetValue(2), System.Globalization.CultureInfo.InvariantCulture), row.InstantAt(3), row.TextAt(4), row.TextAt(5),
            row.InstantOrNullAt(6), row.InstantOrNullAt(7)));
}

/// <summary>How a verb of a cause ended.</summary>
internal abstract record CauseOutcome
{
    private CauseOutcome() { }

    public sealed record Done(CauseStanding Cause) : CauseOutcome;

    public sealed record Denied(Denial Why) : CauseOutcome;

    /// <summary>No case has the cause, or nobody has that id.</summary>
    public sealed record Unknown : CauseOutcome;

    public sealed record Invalid(string Field, string Error) : CauseOutcome;
}
