using EngageBot.Storage;

namespace EngageBot.Loyalty.Surprises;

/// <summary>Holds the day's rounds once their hour has come; a server that was down holds them later on the same day, or not at all.</summary>
internal sealed partial class SurpriseClock(IStore store, SurpriseBook surprises, TimeProvider clock, ILogger<SurpriseClock> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    /// <returns>How many people were given something.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var businesses = await store.ReadAsync(connection => ValueTask.FromResult(((RowSource)connection).Rows(
            "SELECT DISTINCT business_id FROM rules WHERE kind = @kind ORDER BY business_id", command => command.Set("@kind", SurpriseRules.Kind.Name),
            row => new BusinessId(Guid.Parse(row.GetString(0))))), cancellation);
        var given = 0;
        foreach (var business in businesses) given += await store.WriteAsync(scope => surprises.HoldAsync(scope, business, clock.GetUtcNow()), cancellation);
        return given;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await SweepAsync(stoppingToken) is > 0 and var given) LogGiven(given);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever failed may pass; a present that is late is a present.
            catch (Exception error)
#pragma warning restore CA1031
            {
                LogFailed(error);
            }
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Gave {People} people a small present")]
    private partial void LogGiven(int people);

    [LoggerMessage(Level = LogLevel.Error, Message = "The clock of presents failed and tries again")]
    private partial void LogFailed(Exception error);
}
