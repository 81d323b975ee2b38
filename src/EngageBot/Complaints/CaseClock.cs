using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Looks at every case whose time has come, at people who have gone away, and at the rota of the next day.</summary>
internal sealed partial class CaseClock(IStore store, CaseDesk desk, BusinessDirectory businesses, TellStaff tellStaff, TimeProvider clock, ILogger<CaseClock> logger)
    : RecurringWork(TimeSpan.FromSeconds(30), clock, logger)
{
    private const int Slice = 100;

    /// <summary>So often the rota is looked at, and so far ahead.</summary>
    private static readonly TimeSpan RotaEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan RotaAhead = TimeSpan.FromHours(24);

    private DateTimeOffset _rotaSeen = DateTimeOffset.MinValue;

    /// <returns>How many cases and people were looked at.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        // Where nothing is due a look costs a read.
        var (due, away) = await store.ReadAsync(connection => ValueTask.FromResult((CaseRows.Due(connection, now, Slice), RotaDesk.AwayWithCases(connection, now))), cancellation);
        foreach (var (business, staff) in away) await store.WriteAsync(scope => desk.ReassignAsync(scope, business, staff, now), cancellation);
        foreach (var (business, id) in due) await LookAsync(business, id, now, cancellation);
        foreach (var (business, id) in await store.ReadAsync(connection => ValueTask.FromResult(PlanRows.Due(connection, now, Slice)), cancellation))
            await store.WriteAsync(scope => desk.LookAtPlanAsync(scope, business, id, now), cancellation);
        foreach (var page in businesses.All) await RefusedAsync(page.Business.Id, now, cancellation);
        if (now - _rotaSeen >= RotaEvery)
        {
            _rotaSeen = now;
            foreach (var page in businesses.All)
            {
                await GapAsync(page, now, cancellation);
                await LateCausesAsync(page, now, cancellation);
            }
        }
        return due.Count + away.Count;
    }

    /// <summary>One case that cannot be looked at must not keep the others from being looked at: it waits, and the log says which.</summary>
    private async Task LookAsync(BusinessId business, CaseId id, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            await store.WriteAsync(scope => desk.LookAsync(scope, business, id, now), cancellation);
        }
        catch (Exception error) when (error is not (OperationCanceledException or DatabaseUnavailableException))
        {
            LogStuck(error, id);
            await store.WriteAsync(scope => ValueTask.FromResult(CaseRows.Postpone(scope, business, id, now + AfterTrouble)), cancellation);
        }
    }

    private static readonly TimeSpan AfterTrouble = TimeSpan.FromMinutes(10);

    [LoggerMessage(Level = LogLevel.Error, Message = "Case {CaseId} could not be looked at and waits ten minutes")]
    private partial void LogStuck(Exception error, CaseId caseId);

    protected override Task PassAsync(CancellationToken cancellation) => SweepAsync(cancellation);

    /// <summary>A voucher that was refused opens a case, once.</summary>
    private async Task RefusedAsync(BusinessId business, DateTimeOffset now, CancellationToken cancellation)
    {
        var refused = await store.ReadAsync(connection => ValueTask.FromResult(RefusedVoucher.Due(connection, business, now)), cancellation);
        foreach (var one in refused)
            await store.WriteAsync(async scope =>
            {
                CaseRows.Lock(scope, business);
                if (CaseRows.BySource(scope, one.Contact, one.Subject) is null) await desk.OpenAsync(scope, CaseHand.Clock, one.Opening(scope), now);
            }, cancellation);
    }

    /// <summary>A cause that was to be mended by now and is not: whoever has it hears of it, once.</summary>
    private async Task LateCausesAsync(BusinessPage page, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var one in await store.ReadAsync(connection => ValueTask.FromResult(CauseBook.Late(connection, page.Business.Id, now)), cancellation))
            await store.WriteAsync(async scope => await tellStaff(scope, new(
                page.Business.Id, FormattableString.Invariant($"cause-late:{one.Cause}:{one.FixBy:yyyyMMddHHmm}"), "staff.cause_late",
                [("relay.why", one.Cause), ("relay.words", StaffTime.Minute(one.FixBy!.Value, page.Zone, page.Business.Language)), ("relay.staff", one.OwnerName ?? "–")])
            {
                For = CaseHand.StaffOf(one.Owner),
            }), cancellation);
    }

    /// <summary>A business that plans shifts hears of a time at which it is open and nobody is on shift, once.</summary>
    private async Task GapAsync(BusinessPage page, DateTimeOffset now, CancellationToken cancellation)
    {
        var gaps = await store.ReadAsync(connection => ValueTask.FromResult(Rota.IsKept(connection, page.Business.Id, now)
            ? RotaDesk.Gaps(connection, page.Business.Id, WorkingTime.Of(connection, page, now), now, now + RotaAhead) : []), cancellation);
        if (gaps is not [var (from, to), ..]) return;
        var words = $"{StaffTime.Minute(from, page.Zone, page.Business.Language)} – {StaffTime.Minute(to, page.Zone, page.Business.Language)}";
        await store.WriteAsync(async scope => await tellStaff(scope, new(
            page.Business.Id, FormattableString.Invariant($"rota-gap:{LocalDays.DayOf(from, page.Zone):yyyy-MM-dd}"), "staff.rota_gap", [("relay.words", words)])), cancellation);
    }
}
