using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Complaints;

/// <summary>What was promised.</summary>
internal enum PromiseKind
{
    /// <summary>A first word: an answer, or that somebody works on it with a time for the answer.</summary>
    FirstReply,
    /// <summary>A person's answer by that time.</summary>
    Answer,
    /// <summary>News in the rhythm the customer chose, be it that there is none.</summary>
    Update,
    /// <summary>What a person promised in their own words.</summary>
    Word,
}

/// <summary>The life of a promise; drawn in docs/state-machines.md.</summary>
internal enum PromiseState
{
    Open,
    Kept,
    /// <summary>Kept after its time.</summary>
    Late,
    /// <summary>Its time has passed, nothing was said.</summary>
    Broken,
    /// <summary>Something better came in time: another time, or the end of the case.</summary>
    Withdrawn,
}

/// <summary>A time that a customer was told.</summary>
internal sealed record CasePromise
{
    public long Id { get; init; }
    public required BusinessId BusinessId { get; init; }
    public required CaseId CaseId { get; init; }
    public ShopId? ShopId { get; init; }
    public required PromiseKind Kind { get; init; }
    public required PromiseState State { get; init; }
    public required DateTimeOffset ToldAt { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    /// <summary>Who told it: <see cref="Staff.Actor.Name"/>.</summary>
    public required string ToldBy { get; init; }
    /// <summary>Who answers for it: the case's owner when it was settled or missed.</summary>
    public string? Answers { get; init; }
    public string? AnswersName { get; init; }
    /// <summary>When its owner was reminded that it runs out.</summary>
    public DateTimeOffset? RemindedAt { get; init; }
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>When it is time to do something about it: some time before it runs out, and again when it does.</summary>
    public DateTimeOffset LookAt(ServiceRules rules)
    {
        if (RemindedAt is not null) return DueAt;
        var (ahead, quarter) = (TimeSpan.FromMinutes(rules.HoldingAheadMinutes), (DueAt - ToldAt) / 4);
        return DueAt - (quarter < ahead ? quarter : ahead);
    }
}

internal sealed class CasePromiseConfiguration : IEntityTypeConfiguration<CasePromise>
{
    public void Configure(EntityTypeBuilder<CasePromise> builder)
    {
        builder.ToTable("case_promises", table =>
        {
            table.HasCheckConstraint("ck_case_promises_kind", "kind IN ('FirstReply', 'Answer', 'Update', 'Word')");
            table.HasCheckConstraint("ck_case_promises_state", "state IN ('Open', 'Kept', 'Late', 'Broken', 'Withdrawn')");
            table.HasCheckConstraint("ck_case_promises_settled", "(state IN ('Open', 'Broken')) = (settled_at IS NULL)");
        });
        builder.HasIndex(p => new { p.CaseId, p.State }).HasDatabaseName("ix_case_promises_case");
        builder.HasIndex(p => new { p.BusinessId, p.DueAt }).HasDatabaseName("ix_case_promises_due");       // reports
    }
}

/// <summary>Tells, keeps and misses promises: one row a time that a customer was told.</summary>
internal static class CasePromises
{
    /// <summary>A customer is told a time. An open promise of the same kind gives way to it.</summary>
    public static void Tell(WriteScope scope, Case of, PromiseKind kind, DateTimeOffset due, CaseHand by, DateTimeOffset now)
    {
        Withdraw(scope, of, now, kind);
        scope.Command("""
            INSERT INTO case_promises (business_id, case_id, shop_id, kind, state, told_at, due_at, told_by) VALUES (@business, @case, @shop, @kind, 'Open', @now, @due, @by)
            """)
            .Set("@business", of.BusinessId.ToString()).Set("@case", of.Id.ToString()).Set("@shop", of.ShopId?.ToString()).Set("@kind", kind.ToString())
            .Set("@now", now).Set("@due", due).Set("@by", by.Who.Name).ExecuteNonQuery();
    }

    /// <summary>What was promised is done: in time, or late.</summary>
    /// <param name="kinds">Those a word keeps.</param>
    public static void Keep(WriteScope scope, Case of, DateTimeOffset now, params ReadOnlySpan<PromiseKind> kinds)
    {
        foreach (var kind in kinds)
            scope.Command("""
                UPDATE case_promises SET state = CASE WHEN due_at >= @now THEN 'Kept' ELSE 'Late' END, settled_at = @now,
                  answers = CASE WHEN state = 'Open' THEN @owner ELSE answers END, answers_name = CASE WHEN state = 'Open' THEN @name ELSE answers_name END
                WHERE case_id = @case AND kind = @kind AND state IN ('Open', 'Broken')
                """)
                .Set("@now", now).Set("@owner", of.Owner).Set("@name", of.OwnerName).Set("@case", of.Id.ToString()).Set("@kind", kind.ToString()).ExecuteNonQuery();
    }

    /// <summary>Its time has passed.</summary>
    /// <returns><see langword="false"/> if somebody settled it meanwhile.</returns>
    public static bool Break(WriteScope scope, Case of, CasePromise promise) =>
        scope.Command("UPDATE case_promises SET state = 'Broken', answers = @owner, answers_name = @name WHERE id = @id AND state = 'Open'")
            .Set("@owner", of.Owner).Set("@name", of.OwnerName).Set("@id", promise.Id).ExecuteNonQuery() == 1;

    /// <summary>Its owner was reminded of it.</summary>
    public static void Remind(WriteScope scope, CasePromise promise, DateTimeOffset now) =>
        scope.Command("UPDATE case_promises SET reminded_at = @now WHERE id = @id").Set("@now", now).Set("@id", promise.Id).ExecuteNonQuery();

    /// <summary>Promises that are still in time give way; what was missed stays missed.</summary>
    /// <param name="only">Of one kind.</param>
    public static void Withdraw(WriteScope scope, Case of, DateTimeOffset now, PromiseKind? only = null) =>
        scope.Command("""
            UPDATE case_promises SET state = 'Withdrawn', settled_at = @now
            WHERE case_id = @case AND state = 'Open' AND (CAST(@kind AS TEXT) IS NULL OR kind = @kind)
            """)
            .Set("@now", now).Set("@case", of.Id.ToString()).Set("@kind", only?.ToString()).ExecuteNonQuery();

    /// <summary>Those whose time is still to come, or was missed and not made good.</summary>
    public static List<CasePromise> Unsettled(RowSource source, CaseId of) =>
        source.Rows(
            Columns + " WHERE case_id = @case AND state IN ('Open', 'Broken') ORDER BY due_at, id", command => command.Set("@case", of.ToString()), Map);

    /// <summary>Every promise of a case, the oldest first.</summary>
    public static List<CasePromise> Of(RowSource source, CaseId of) =>
        source.Rows(Columns + " WHERE case_id = @case ORDER BY id", command => command.Set("@case", of.ToString()), Map);

    private const string Columns =
        "SELECT id, business_id, case_id, shop_id, kind, state, told_at, due_at, told_by, answers, answers_name, reminded_at, settled_at FROM case_promises";

    private static CasePromise Map(System.Data.Common.DbDataReader row) => new()
    {
        Id = row.GetInt64(0), BusinessId = new(Guid.Parse(row.GetString(1))), CaseId = new(Guid.Parse(row.GetString(2))),
        ShopId = row.TextAt(3) is { } shop ? new ShopId(Guid.Parse(shop)) : null, Kind = Enum.Parse<PromiseKind>(row.GetString(4)), State = Enum.Parse<PromiseState>(row.GetString(5)),
        ToldAt = row.InstantAt(6), DueAt = row.InstantAt(7), ToldBy = row.GetString(8), Answers = row.TextAt(9), AnswersName = row.TextAt(10), RemindedAt = row.InstantOrNullAt(11), SettledAt = row.InstantOrNullAt(12),
    };
}
