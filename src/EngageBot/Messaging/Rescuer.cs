using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Finds rows that a crash left half-way: at the start all of them, later those this process knows nothing about.</summary>
internal sealed partial class Rescuer(
    IStore store, SendsUnderWay underWay, SpineSignals signals, MessagingSettings settings, TimeProvider clock, ILogger<Rescuer> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private HashSet<long> _suspects = [];

    /// <summary>Before any worker starts: nothing can be under way yet, so whatever says so was left behind.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RescueAllAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public Task RescueAllAsync(CancellationToken cancellation) => store.WriteAsync(async scope =>
    {
        // Its attempt was counted before it began, so a row that ends the process each time ends too.
        var handling = await scope.Command("""
            UPDATE inbox SET state = CASE WHEN attempts >= @limit THEN 'Dead' ELSE 'Received' END, error = 'Interrupted while handling'
            WHERE state = 'Handling'
            """).Set("@limit", settings.InboxAttempts).ExecuteNonQueryAsync(CancellationToken.None);
        if (handling > 0) LogInterrupted(handling);
        foreach (var (id, kind) in await SendingAsync(scope)) await RescueAsync(scope, id, kind);
    }, cancellation);

    /// <summary>Rescues the rows that were unaccounted for at the last look and still are.</summary>
    public Task PassAsync(CancellationToken cancellation) => store.WriteAsync(async scope =>
    {
        var left = (await SendingAsync(scope)).Where(row => !underWay.Contains(row.Id)).ToList();
        // Twice in a row, for a claim may be committing at this moment.
        foreach (var (id, kind) in left.Where(row => _suspects.Contains(row.Id))) await RescueAsync(scope, id, kind);
        var suspects = left.Select(row => row.Id).ToHashSet();
        scope.AfterCommit(() => _suspects = suspects);
    }, cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(stoppingToken)) return;
                await PassAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogPassFailed(error);
            }
        }
    }

    private static async ValueTask<List<(long Id, OutboundKind Kind)>> SendingAsync(WriteScope scope)
    {
        var rows = new List<(long, OutboundKind)>();
        // The list is that of the index, word for word, or SQLite would read the whole table.
        var select = scope.Command("SELECT id, kind FROM outbox WHERE state IN ('Dead', 'Uncertain', 'Sending') AND state = 'Sending' ORDER BY id");
        await using var row = await select.ExecuteReaderAsync(CancellationToken.None);
        while (await row.ReadAsync(CancellationToken.None)) rows.Add((row.GetInt64(0), Enum.Parse<OutboundKind>(row.GetString(1))));
        return rows;
    }

    private async ValueTask RescueAsync(WriteScope scope, long id, OutboundKind kind)
    {
        // Law 5: nobody knows whether it left. A promotion must not come twice; anything else must not be lost.
        var state = kind == OutboundKind.Promotion ? OutboxState.Uncertain : OutboxState.Queued;
        await scope.Command("UPDATE outbox SET state = @state, due_at = @now, error = 'Interrupted while sending' WHERE id = @id AND state = 'Sending'")
            .Set("@state", state.ToString()).Set("@now", clock.GetUtcNow()).Set("@id", id).ExecuteNonQueryAsync();
        scope.AfterCommit(signals.Outbox.Set);
        LogRescued(id, state);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} inbox rows were left Handling by a process that ended")]
    private partial void LogInterrupted(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outbox {OutboxId} was left Sending and is {State}")]
    private partial void LogRescued(long outboxId, OutboxState state);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rows left behind could not be looked for; trying again")]
    private partial void LogPassFailed(Exception error);
}
