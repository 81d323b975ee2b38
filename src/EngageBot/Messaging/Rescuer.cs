using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Finds rows that a crash left half-way: at the start all of them, later those this process knows nothing about.</summary>
internal sealed partial class Rescuer(
    IStore store, InterruptedSends interrupted, AccountLeases leases, SendsUnderWay underWay, MessagingSettings settings, TimeProvider clock,
    ILogger<Rescuer> logger)
    : RecurringWork(TimeSpan.FromMinutes(1), clock, logger, pauseFirst: true)
{
    private HashSet<long> _suspects = [];

    /// <summary>Before any worker starts: nothing can be under way yet, so whatever says so was left behind.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RescueAllAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    /// <remarks>Where other nodes are at work, only what belongs to the accounts this one takes over, and that when it takes them.</remarks>
    public Task RescueAllAsync(CancellationToken cancellation) => store.IsShared ? leases.RenewAsync(cancellation) : store.WriteAsync(async scope =>
    {
        // Its attempt was counted before it began, so a row that ends the process each time ends too.
        var handling = await scope.Command("""
            UPDATE inbox SET state = CASE WHEN attempts >= @limit THEN 'Dead' ELSE 'Received' END, error = 'Interrupted while handling'
            WHERE state = 'Handling'
            """).Set("@limit", settings.InboxAttempts).ExecuteNonQueryAsync(CancellationToken.None);
        if (handling > 0) LogInterrupted(Logger, handling);
        foreach (var row in await InterruptedSends.ListAsync(scope)) await interrupted.RescueAsync(scope, row);
    }, cancellation);

    /// <summary>Rescues the rows that were unaccounted for at the last look and still are.</summary>
    public Task LookAsync(CancellationToken cancellation) => store.WriteAsync(async scope =>
    {
        var left = (await InterruptedSends.ListAsync(scope)).Where(row => leases.Fence(row.AccountId) is not null && !underWay.Contains(row.Id)).ToList();
        // Twice in a row, for a claim may be committing at this moment.
        foreach (var row in left.Where(row => _suspects.Contains(row.Id))) await interrupted.RescueAsync(scope, row);
        var suspects = left.Select(row => row.Id).ToHashSet();
        scope.AfterCommit(() => _suspects = suspects);
    }, cancellation);

    protected override Task PassAsync(CancellationToken cancellation) => LookAsync(cancellation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} inbox rows were left Handling by a process that ended")]
    private static partial void LogInterrupted(ILogger logger, int count);
}
