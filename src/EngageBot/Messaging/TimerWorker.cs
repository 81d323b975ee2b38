using System.Globalization;
using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Turns due timers into inbox rows, in the order in which they fall due; after downtime all that were missed fire, once.</summary>
internal sealed partial class TimerWorker(
    IStore store, Inbox inbox, Timers timers, SpineSignals signals, MessagingSettings settings, TimeProvider clock, ILogger<TimerWorker> logger)
    : BackgroundService
{
    /// <summary>Timers fired in one transaction.</summary>
    private const int Batch = 256;

    /// <summary>Fires what is due, one batch at most.</summary>
    /// <returns>How many fired.</returns>
    public Task<int> PassAsync(CancellationToken cancellation) => store.WriteAsync(async scope =>
    {
        var due = await DueAsync(scope);
        foreach (var (id, arrival) in due)
        {
            // The row's own id makes the event once-only; the row goes in the same transaction.
            await inbox.AddAsync(scope, arrival);
            await scope.Command("DELETE FROM timers WHERE id = @id").Set("@id", id).ExecuteNonQueryAsync();
            LogFired(id);
        }
        return due.Count;
    }, cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await AnyDueAsync(stoppingToken) && await PassAsync(stoppingToken) > 0) continue;
                var wakeAt = await WakeAtAsync(stoppingToken);
                timers.SleepUntil(wakeAt);
                await signals.Timers.WaitAsync(wakeAt, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                LogPassFailed(error);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async ValueTask<List<(long Id, Arrival Arrival)>> DueAsync(WriteScope scope)
    {
        var due = new List<(long, Arrival)>();
        var select = scope.Command(store.Sql.DueTimers);
        select.Set("@now", clock.GetUtcNow()).Set("@limit", Batch);
        await using var row = await select.ExecuteReaderAsync();
        while (await row.ReadAsync())
        {
            var id = row.GetInt64(0);
            var fired = new InboundContent.TimerFired((uint)row.GetInt64(3), (uint)row.GetInt64(4), row.GetString(5));
            due.Add((id, new Arrival(row.GetInt64(1), string.Create(CultureInfo.InvariantCulture, $"timer:{id}"), row.GetString(2), fired)));
        }
        return due;
    }

    private async Task<bool> AnyDueAsync(CancellationToken cancellation) => await NextAsync(cancellation) <= clock.GetUtcNow();

    private async Task<DateTimeOffset> WakeAtAsync(CancellationToken cancellation)
    {
        var poll = clock.GetUtcNow() + settings.Poll;
        return await NextAsync(cancellation) is { } next && next < poll ? next : poll;
    }

    private async Task<DateTimeOffset?> NextAsync(CancellationToken cancellation) =>
        (await store.ReadRowsAsync("SELECT MIN(due_at) FROM timers", _ => { }, row => row.InstantOrNullAt(0), cancellation))[0];

    [LoggerMessage(Level = LogLevel.Information, Message = "Timer {TimerId} fired")]
    private partial void LogFired(long timerId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Timers could not be fired; trying again")]
    private partial void LogPassFailed(Exception error);
}
