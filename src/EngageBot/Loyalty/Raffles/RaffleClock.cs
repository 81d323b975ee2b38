using EngageBot.Storage;

namespace EngageBot.Loyalty.Raffles;

/// <summary>Holds draws when their time has come and thanks those who did not win; a process that was down does it when it is back.</summary>
internal sealed partial class RaffleClock(IStore store, RaffleBook raffles, TimeProvider clock, ILogger<RaffleClock> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Begins what has rules, draws what is due, thanks whoever is still to be thanked.</summary>
    /// <returns>How many draws were held.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var (businesses, due) = await store.ReadAsync(
            connection => ValueTask.FromResult((RaffleRows.Businesses(connection), RaffleRows.Due(connection, clock.GetUtcNow()))), cancellation);
        foreach (var business in businesses)
            await store.WriteAsync(scope =>
            {
                PointsLedger.Lock(scope, business);
                RaffleRows.BeginAll(scope, business, clock.GetUtcNow());
                return ValueTask.CompletedTask;
            }, cancellation);
        var held = 0;
        foreach (var id in due)
            if (await store.WriteAsync(scope => DrawAsync(scope, id), cancellation)) held++;
        while (await store.WriteAsync(scope => raffles.ThankAsync(scope, clock.GetUtcNow()), cancellation) > 0) { }
        return held;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await SweepAsync(stoppingToken) is > 0 and var held) LogHeld(held);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever failed may pass; a draw that is late is held later.
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogFailed(error);
            }
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ValueTask<bool> DrawAsync(WriteScope scope, long id) =>
        ((RowSource)scope).Query("SELECT business_id FROM raffles WHERE id = @id", command => command.Set("@id", id), row => row.Read() ? row.GetString(0) : null) is { } business
            ? raffles.DrawAsync(scope, new(Guid.Parse(business)), id, clock.GetUtcNow())
            : ValueTask.FromResult(false);

    [LoggerMessage(Level = LogLevel.Information, Message = "Held {Draws} draws")]
    private partial void LogHeld(int draws);

    [LoggerMessage(Level = LogLevel.Error, Message = "The clock of draws failed and tries again")]
    private partial void LogFailed(Exception error);
}
