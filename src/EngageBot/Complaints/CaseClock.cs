using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Looks at every case whose time has come: promises, the ladder, silence, the questions at the end.</summary>
internal sealed class CaseClock(IStore store, CaseDesk desk, TimeProvider clock, ILogger<CaseClock> logger) : RecurringWork(TimeSpan.FromSeconds(30), clock, logger)
{
    private const int Slice = 100;

    /// <returns>How many cases were looked at.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var now = Clock.GetUtcNow();
        // Where nothing is due a look costs a read.
        var due = await store.ReadAsync(connection => ValueTask.FromResult(CaseRows.Due(connection, now, Slice)), cancellation);
        foreach (var (business, id) in due) await store.WriteAsync(scope => desk.LookAsync(scope, business, id, now), cancellation);
        return due.Count;
    }

    protected override Task PassAsync(CancellationToken cancellation) => SweepAsync(cancellation);
}
