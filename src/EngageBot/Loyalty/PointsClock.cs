using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Unlocks, gives back and expires what is due, for everybody, in slices that leave the writer to others in between.</summary>
/// <remarks>A transfer bears the moment its batch was due, so a process that was down for a day writes the same history as one that was not.</remarks>
internal sealed partial class PointsClock(IStore store, TimeProvider clock, ILogger<PointsClock> logger) : RecurringWork(TimeSpan.FromSeconds(30), clock, logger)
{
    private const int Slice = 100;

    // Unlocks before expiries: what is unlocked late may have run out since. What waits or is set aside does not run out before that.
    private const string DueUnlocks = """
        SELECT id, unlocks_at, business_id FROM batches
        WHERE remaining_points > 0 AND unlocks_at IS NOT NULL AND unlocks_at <= @now AND (unlocks_at, id) > (@due, @after) ORDER BY unlocks_at, id LIMIT @slice
        """;

    private const string DueExpiries = """
        SELECT id, expires_at, business_id FROM batches
        WHERE remaining_points > 0 AND unlocks_at IS NULL AND expires_at <= @now AND (expires_at, id) > (@due, @after) ORDER BY expires_at, id LIMIT @slice
        """;

    /// <summary>Settles everything that is due now.</summary>
    /// <returns>How many batches moved; a hold counts once.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation) =>
        await SweepAsync(DueUnlocks, static (ledger, batch) => ledger.Unlock(batch), cancellation)
        + await SweepAsync(DueExpiries, static (ledger, batch) => ledger.Expire(batch), cancellation);

    protected override async Task PassAsync(CancellationToken cancellation)
    {
        if (await SweepAsync(cancellation) is > 0 and var moved) LogSwept(Logger, moved);
    }

    private async Task<int> SweepAsync(string due, Func<PointsLedger, long, bool> settle, CancellationToken cancellation)
    {
        var (moved, after) = (0, (Due: long.MinValue, Id: 0L));
        while (true)
        {
            var (slice, last) = await store.WriteAsync(scope => SettleAsync(scope, due, after, settle), cancellation);
            moved += slice;
            if (last is null) return moved;
            after = last.Value;    // a batch that fails is passed over until the next sweep, and holds up nobody
        }
    }

    private async ValueTask<(int Moved, (long Due, long Id)? Last)> SettleAsync(WriteScope scope, string due, (long Due, long Id) after, Func<PointsLedger, long, bool> settle)
    {
        var batches = ((RowSource)scope).Rows(
            due, command => command.Set("@now", Clock.GetUtcNow()).Set("@due", after.Due).Set("@after", after.Id).Set("@slice", Slice),
            row => (Due: row.GetInt64(1), Id: row.GetInt64(0), Business: new BusinessId(Guid.Parse(row.GetString(2)))));
        var moved = 0;
        // Always in the same order, so that two nodes' clocks do not wait for each other.
        foreach (var business in batches.Select(b => b.Business).Distinct().OrderBy(b => b.Value)) PointsLedger.Lock(scope, business);
        foreach (var (_, id, _) in batches)
        {
            var error = await scope.TryAsync(() =>
            {
                if (settle(new PointsLedger(scope), id)) moved++;
                return ValueTask.CompletedTask;
            });
            if (error is not null) LogBatchFailed(Logger, error, id);
        }
        return (moved, batches.Count < Slice ? null : (batches[^1].Due, batches[^1].Id));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Unlocked or expired {Batches} batches of points")]
    private static partial void LogSwept(ILogger logger, int batches);

    [LoggerMessage(Level = LogLevel.Error, Message = "Batch {BatchId} is due and could not be settled")]
    private static partial void LogBatchFailed(ILogger logger, Exception error, long batchId);
}
