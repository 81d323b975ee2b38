using System.Collections.Immutable;
using EngageBot.Dialogs.Engine;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>How a change of the rota ended.</summary>
internal abstract record RotaOutcome
{
    private RotaOutcome() { }

    /// <param name="Id">The row's.</param>
    /// <param name="Moved">Cases that went to somebody else.</param>
    public sealed record Done(long Id, int Moved = 0) : RotaOutcome;

    public sealed record Denied(Denial Why) : RotaOutcome;

    /// <summary>There is no such person, shop, shift or absence.</summary>
    public sealed record Unknown : RotaOutcome;

    /// <summary>It ends before it begins, lasts longer than it can, or stands in the way of one that is there.</summary>
    public sealed record Impossible : RotaOutcome;
}

/// <summary>The verbs of the rota: who works when, and who is away.</summary>
internal sealed class RotaDesk(CaseDesk cases)
{
    private static readonly TimeSpan LongestShift = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromDays(730);

    /// <summary>Somebody works from then to then.</summary>
    public static RotaOutcome AddShift(WriteScope scope, Actor by, BusinessId business, StaffId staff, ShopId? shop, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        if (May(scope, by, business, now) is { } denial) return new RotaOutcome.Denied(denial);
        if (!Works(scope, business, staff)) return new RotaOutcome.Unknown();
        scope.Lock($"rota:{business}");
        if (to <= from || to - from > LongestShift || Overlaps(scope, staff, from, to)) return new RotaOutcome.Impossible();
        var id = scope.InsertedId(scope.InsertCommand("INSERT INTO shifts (business_id, staff_id, shop_id, starts_at, ends_at) VALUES (@business, @staff, @shop, @from, @to)")
            .Set("@business", business.ToString()).Set("@staff", staff.ToString()).Set("@shop", shop?.ToString()).Set("@from", from).Set("@to", to))!.Value;
        Audit.Write(scope, business, by, "shift.added", $"staff:{staff}", FormattableString.Invariant($"{from:yyyy-MM-dd HH:mm}Z to {to:yyyy-MM-dd HH:mm}Z"), null, now);
        return new RotaOutcome.Done(id);
    }

    /// <summary>The same shift in several weeks: all of them, or none if one cannot be.</summary>
    public static RotaOutcome AddShifts(WriteScope scope, Actor by, BusinessId business, StaffId staff, ShopId? shop, IReadOnlyList<(DateTimeOffset From, DateTimeOffset To)> spans, DateTimeOffset now)
    {
        scope.Lock($"rota:{business}");
        RotaOutcome outcome = new RotaOutcome.Impossible();
        if (spans.Any(span => span.To <= span.From || span.To - span.From > LongestShift || Overlaps(scope, staff, span.From, span.To))) return outcome;
        foreach (var (from, to) in spans)
            if ((outcome = AddShift(scope, by, business, staff, shop, from, to, now)) is not RotaOutcome.Done) return outcome;
        return outcome;
    }

    /// <summary>They do not work then after all.</summary>
    public static RotaOutcome RemoveShift(WriteScope scope, Actor by, BusinessId business, long id, DateTimeOffset now)
    {
        if (May(scope, by, business, now) is { } denial) return new RotaOutcome.Denied(denial);
        var gone = scope.Command("DELETE FROM shifts WHERE id = @id AND business_id = @business").Set("@id", id).Set("@business", business.ToString()).ExecuteNonQuery();
        if (gone == 0) return new RotaOutcome.Unknown();
        Audit.Write(scope, business, by, "shift.removed", FormattableString.Invariant($"shift:{id}"), null, null, now);
        return new RotaOutcome.Done(id);
    }

    /// <summary>Somebody is away. If they are away already, each of their cases goes to somebody else in the same commit; else when the absence begins.</summary>
    public async ValueTask<RotaOutcome> AddAbsenceAsync(WriteScope scope, Actor by, BusinessId business, StaffId staff, AbsenceKind kind, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        if (May(scope, by, business, now) is { } denial) return new RotaOutcome.Denied(denial);
        if (!Works(scope, business, staff)) return new RotaOutcome.Unknown();
        if (to <= from || to <= now || to - from > LongestAbsence) return new RotaOutcome.Impossible();
        var id = scope.InsertedId(scope.InsertCommand("""
            INSERT INTO absences (business_id, staff_id, kind, starts_at, ends_at, noted_by, noted_at) VALUES (@business, @staff, @kind, @from, @to, @by, @now)
            """)
            .Set("@business", business.ToString()).Set("@staff", staff.ToString()).Set("@kind", kind.ToString()).Set("@from", from).Set("@to", to).Set("@by", by.Name).Set("@now", now))!.Value;
        Audit.Write(scope, business, by, "absence.added", $"staff:{staff}", FormattableString.Invariant($"{from:yyyy-MM-dd HH:mm}Z to {to:yyyy-MM-dd HH:mm}Z"), null, now);
        return new RotaOutcome.Done(id, from <= now ? await cases.ReassignAsync(scope, business, staff, now) : 0);
    }

    /// <summary>They are back, or do not go.</summary>
    public static RotaOutcome RemoveAbsence(WriteScope scope, Actor by, BusinessId business, long id, DateTimeOffset now)
    {
        if (May(scope, by, business, now) is { } denial) return new RotaOutcome.Denied(denial);
        var gone = scope.Command("DELETE FROM absences WHERE id = @id AND business_id = @business").Set("@id", id).Set("@business", business.ToString()).ExecuteNonQuery();
        if (gone == 0) return new RotaOutcome.Unknown();
        Audit.Write(scope, business, by, "absence.removed", FormattableString.Invariant($"absence:{id}"), null, null, now);
        return new RotaOutcome.Done(id);
    }

    /// <summary>People who are away and still have cases: an absence has begun.</summary>
    public static List<(BusinessId Business, StaffId Staff)> AwayWithCases(RowSource source, DateTimeOffset now) =>
        source.Rows(
            """
            SELECT DISTINCT a.business_id, a.staff_id FROM absences a
            WHERE a.starts_at <= @now AND a.ends_at > @now AND EXISTS (SELECT 1 FROM cases c WHERE c.owner = 'staff:' || a.staff_id AND c.state <> 'Closed')
            """,
            command => command.Set("@now", now), row => (new BusinessId(Guid.Parse(row.GetString(0))), new StaffId(Guid.Parse(row.GetString(1)))));

    /// <summary>Times at which somebody should work and nobody is on shift.</summary>
    public static ImmutableArray<(DateTimeOffset From, DateTimeOffset To)> Gaps(RowSource source, BusinessId business, WorkingHours hours, DateTimeOffset from, DateTimeOffset to)
    {
        var away = Away(source, business, from, to);
        var shifts = Spans(source, business, from, to);
        var gaps = ImmutableArray.CreateBuilder<(DateTimeOffset From, DateTimeOffset To)>();
        DateTimeOffset? since = null;
        var at = new DateTimeOffset(from.Ticks - from.Ticks % Step.Ticks, from.Offset);
        for (; at < to; at += Step)
        {
            var covered = !hours.IsOpen(at) || shifts.Any(s => s.From <= at && at < s.To && !away.Any(a => a.Staff == s.Staff && a.From <= at && at < a.To));
            if (!covered) since ??= at;
            else if (since is { } began)
            {
                gaps.Add((began, at));
                since = null;
            }
        }
        if (since is { } open) gaps.Add((open, at));
        return gaps.ToImmutable();
    }

    /// <summary>Shifts and absences are looked at so finely.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    private static List<(StaffId Staff, DateTimeOffset From, DateTimeOffset To)> Spans(RowSource source, BusinessId business, DateTimeOffset from, DateTimeOffset to) =>
        source.Rows("SELECT f.staff_id, f.starts_at, f.ends_at FROM shifts f JOIN staff_members m ON m.id = f.staff_id WHERE f.business_id = @business AND f.ends_at > @from AND f.starts_at < @to AND m.state = 'Active'",
            command => command.Set("@business", business.ToString()).Set("@from", from).Set("@to", to), row => (new StaffId(Guid.Parse(row.GetString(0))), row.InstantAt(1), row.InstantAt(2)));

    private static List<(StaffId Staff, DateTimeOffset From, DateTimeOffset To)> Away(RowSource source, BusinessId business, DateTimeOffset from, DateTimeOffset to) =>
        source.Rows("SELECT staff_id, starts_at, ends_at FROM absences WHERE business_id = @business AND ends_at > @from AND starts_at < @to",
            command => command.Set("@business", business.ToString()).Set("@from", from).Set("@to", to), row => (new StaffId(Guid.Parse(row.GetString(0))), row.InstantAt(1), row.InstantAt(2)));

    /// <summary>The shifts from then on, as people read them.</summary>
    public static List<Shift> Shifts(RowSource source, BusinessId business, DateTimeOffset from, int limit) =>
        source.Rows("SELECT id, staff_id, shop_id, starts_at, ends_at FROM shifts WHERE business_id = @business AND ends_at > @from ORDER BY starts_at, id LIMIT @limit",
            command => command.Set("@business", business.ToString()).Set("@from", from).Set("@limit", (long)limit), row => new Shift
            {
                Id = row.GetInt64(0), BusinessId = business, StaffId = new(Guid.Parse(row.GetString(1))), ShopId = row.TextAt(2) is { } shop ? new ShopId(Guid.Parse(shop)) : null,
                StartsAt = row.InstantAt(3), EndsAt = row.InstantAt(4),
            });

    /// <summary>The absences from then on.</summary>
    public static List<Absence> Absences(RowSource source, BusinessId business, DateTimeOffset from, int limit) =>
        source.Rows("SELECT id, staff_id, kind, starts_at, ends_at, noted_by, noted_at FROM absences WHERE business_id = @business AND ends_at > @from ORDER BY starts_at, id LIMIT @limit",
            command => command.Set("@business", business.ToString()).Set("@from", from).Set("@limit", (long)limit), row => new Absence
            {
                Id = row.GetInt64(0), BusinessId = business, StaffId = new(Guid.Parse(row.GetString(1))), Kind = Enum.Parse<AbsenceKind>(row.GetString(2)),
                StartsAt = row.InstantAt(3), EndsAt = row.InstantAt(4), NotedBy = row.GetString(5), NotedAt = row.InstantAt(6),
            });

    private static Denial? May(WriteScope scope, Actor by, BusinessId business, DateTimeOffset now) => Refusals.Check(scope, by, new(Permission.ManageCashiers, business), now);

    private static bool Works(RowSource source, BusinessId business, StaffId staff) => StaffRows.Find(source, staff) is { State: not StaffState.Removed } member && member.BusinessId == business;

    private static bool Overlaps(RowSource source, StaffId staff, DateTimeOffset from, DateTimeOffset to) =>
        source.Query("SELECT 1 FROM shifts WHERE staff_id = @staff AND starts_at < @to AND ends_at > @from LIMIT 1",
            command => command.Set("@staff", staff.ToString()).Set("@from", from).Set("@to", to), row => row.Read());
}
