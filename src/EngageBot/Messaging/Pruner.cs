using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Deletes handled inbox rows and finished outbox rows once they are old, a slice at a time so that turns go between.</summary>
internal sealed partial class Pruner(
    IStore store, MessagingSettings settings, IEnumerable<PruneFirst> firsts, IEnumerable<PruneAlso> others, TimeProvider clock, ILogger<Pruner> logger)
    : RecurringWork(TimeSpan.FromHours(1), clock, logger, pauseFirst: true)
{
    /// <summary>Rows looked at in one transaction.</summary>
    private const int Slice = 500;

    /// <summary>Deletes everything that is old enough now.</summary>
    /// <returns>How many rows went.</returns>
    public async Task<int> PruneAsync(CancellationToken cancellation)
    {
        var before = Clock.GetUtcNow().AddDays(-settings.KeepDays);
        foreach (var first in firsts) await first(before, cancellation);
        var pruned = await WalkAsync(
            "SELECT MAX(id), MAX(received_at) FROM (SELECT id, received_at FROM inbox WHERE id > @from ORDER BY id LIMIT @slice) slice",
            ["DELETE FROM inbox WHERE id > @from AND id <= @to AND state = 'Handled' AND handled_at < @before"], before, cancellation);
        // Dead and uncertain rows wait for a person.
        pruned += await WalkAsync(
            "SELECT MAX(id), MAX(created_at) FROM (SELECT id, created_at FROM outbox WHERE id > @from ORDER BY id LIMIT @slice) slice",
            [
                """
                DELETE FROM staff_relays WHERE outbox_id IN (
                  SELECT id FROM outbox WHERE id > @from AND id <= @to
                    AND state IN ('Sent', 'Delivered', 'Read', 'Expired', 'Cancelled') AND created_at < @before)
                """,
                """
                DELETE FROM outbox WHERE id > @from AND id <= @to
                  AND state IN ('Sent', 'Delivered', 'Read', 'Expired', 'Cancelled') AND created_at < @before
                """,
            ], before, cancellation);
        if (pruned > 0) LogPruned(Logger, pruned, settings.KeepDays);
        foreach (var other in others) pruned += await other(cancellation);
        return pruned;
    }

    protected override Task PassAsync(CancellationToken cancellation) => PruneAsync(cancellation);

    /// <summary>Ids ascend with time: walks from the oldest until a slice reaches the rows to keep.</summary>
    private async Task<int> WalkAsync(string nextSlice, string[] deletes, DateTimeOffset before, CancellationToken cancellation)
    {
        var (from, pruned) = (0L, 0);
        while (true)
        {
            var (to, gone, last) = await store.WriteAsync(async scope =>
            {
                var (end, newest) = await EndAsync(scope, nextSlice, from);
                if (end is null) return (from, 0, true);
                var rows = 0;
                foreach (var delete in deletes)
                {
                    rows = await scope.Command(delete).Set("@from", from).Set("@to", end.Value).Set("@before", before)
                        .ExecuteNonQueryAsync(CancellationToken.None);
                }
                return (end.Value, rows, newest >= before);
            }, cancellation);
            (from, pruned) = (to, pruned + gone);
            if (last) return pruned;
        }
    }

    private static async ValueTask<(long? End, DateTimeOffset? Newest)> EndAsync(WriteScope scope, string nextSlice, long from)
    {
        await using var row = await scope.Command(nextSlice).Set("@from", from).Set("@slice", Slice).ExecuteReaderAsync(CancellationToken.None);
        return await row.ReadAsync(CancellationToken.None) ? (row.NumberAt(0), row.InstantOrNullAt(1)) : default;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Pruned {Count} rows older than {Days} days")]
    private static partial void LogPruned(ILogger logger, int count, int days);
}
