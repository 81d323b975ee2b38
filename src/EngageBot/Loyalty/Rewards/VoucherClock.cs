using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>Ends vouchers and reservations whose time is over, and tells owners what is about to end, in slices that leave the writer to others in between.</summary>
internal sealed partial class VoucherClock(IStore store, Vouchers vouchers, TimeProvider clock, ILogger<VoucherClock> logger)
    : RecurringWork(TimeSpan.FromSeconds(30), clock, logger)
{
    private const int Slice = 100;

    private const string DueReservations = """
        SELECT id, reserved_until, business_id FROM vouchers
        WHERE reserved_until IS NOT NULL AND reserved_until <= @now AND (reserved_until, id) > (@due, @after) ORDER BY reserved_until, id LIMIT @slice
        """;

    private const string DueExpiries = """
        SELECT id, valid_until, business_id FROM vouchers
        WHERE ended_at IS NULL AND valid_until <= @now AND (valid_until, id) > (@due, @after) ORDER BY valid_until, id LIMIT @slice
        """;

    private const string DueNotices = """
        SELECT id, next_notice_at, business_id FROM vouchers
        WHERE next_notice_at IS NOT NULL AND next_notice_at <= @now AND (next_notice_at, id) > (@due, @after) ORDER BY next_notice_at, id LIMIT @slice
        """;

    /// <summary>Does everything that is due now.</summary>
    /// <returns>How many vouchers changed or were told about.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation) =>
        await SweepAsync(DueReservations, SettleAsync, cancellation) + await SweepAsync(DueExpiries, SettleAsync, cancellation)
        + await SweepAsync(DueNotices, WarnAsync, cancellation);

    protected override async Task PassAsync(CancellationToken cancellation)
    {
        if (await SweepAsync(cancellation) is > 0 and var moved) LogSwept(Logger, moved);
    }

    private async Task<int> SweepAsync(string due, Func<WriteScope, Voucher, DateTimeOffset, ValueTask> act, CancellationToken cancellation)
    {
        var (moved, after) = (0, (Due: long.MinValue, Id: ""));
        while (true)
        {
            var (slice, last) = await store.WriteAsync(scope => SliceAsync(scope, due, after, act), cancellation);
            moved += slice;
            if (last is null) return moved;
            after = last.Value;    // a voucher that fails is passed over until the next sweep, and holds up nobody
        }
    }

    private async ValueTask<(int Moved, (long Due, string Id)? Last)> SliceAsync(
        WriteScope scope, string due, (long Due, string Id) after, Func<WriteScope, Voucher, DateTimeOffset, ValueTask> act)
    {
        var now = Clock.GetUtcNow();
        var rows = ((RowSource)scope).Rows(
            due, command => command.Set("@now", now).Set("@due", after.Due).Set("@after", after.Id).Set("@slice", Slice),
            row => (Due: row.GetInt64(1), Id: row.GetString(0), Business: new BusinessId(Guid.Parse(row.GetString(2)))));
        // Always in the same order, so that two nodes' clocks do not wait for each other.
        foreach (var business in rows.Select(r => r.Business).Distinct().OrderBy(b => b.Value)) PointsLedger.Lock(scope, business);
        var moved = 0;
        foreach (var (_, id, business) in rows)
        {
            var error = await scope.TryAsync(async () =>
            {
                // Read again: another node may have been here before the lock was ours.
                if (VoucherRows.ById(scope, business, new(Guid.Parse(id))) is { } voucher) await act(scope, voucher, now);
                moved++;
            });
            if (error is not null) LogVoucherFailed(Logger, error, id);
        }
        return (moved, rows.Count < Slice ? null : (rows[^1].Due, rows[^1].Id));
    }

    private static ValueTask SettleAsync(WriteScope scope, Voucher voucher, DateTimeOffset now)
    {
        Vouchers.Settle(scope, voucher, now);
        return ValueTask.CompletedTask;
    }

    private async ValueTask WarnAsync(WriteScope scope, Voucher found, DateTimeOffset now)
    {
        var voucher = Vouchers.Settle(scope, found, now);
        if (voucher.NextNoticeAt > now) return;
        var offer = RewardOffer.Of(scope, voucher);
        var (span, told) = (Vouchers.SpanOf(voucher), voucher.Notices);
        // After a long stop two notices may be due together: one is enough.
        while (span.NoticeAt(told + 1, offer.Zone) <= now) told++;
        if (voucher.State is VoucherState.Issued or VoucherState.Reserved)
            await vouchers.TellAsync(scope, voucher, offer, Vouchers.ExpiringEvent, $"voucher:{voucher.Id}:ends:{told}");
        VoucherRows.Told(scope, voucher.Id, told + 1, span.NoticeAt(told + 1, offer.Zone));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Ended, released or announced {Vouchers} vouchers")]
    private static partial void LogSwept(ILogger logger, int vouchers);

    [LoggerMessage(Level = LogLevel.Error, Message = "Voucher {VoucherId} is due and could not be settled")]
    private static partial void LogVoucherFailed(ILogger logger, Exception error, string voucherId);
}
