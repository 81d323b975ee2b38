using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Surprises;

/// <summary>Holds the day's rounds once their hour has come; a server that was down holds them later on the same day, or not at all.</summary>
internal sealed partial class SurpriseClock(IStore store, SurpriseBook surprises, TimeProvider clock, ILogger<SurpriseClock> logger)
    : RecurringWork(TimeSpan.FromMinutes(5), clock, logger)
{

    /// <returns>How many people were given something.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var businesses = await store.ReadAsync(connection => ValueTask.FromResult(RuleBook.BusinessesWith(connection, SurpriseRules.Kind)), cancellation);
        var given = 0;
        foreach (var business in businesses) given += await store.WriteAsync(scope => surprises.HoldAsync(scope, business, Clock.GetUtcNow()), cancellation);
        return given;
    }

    protected override async Task PassAsync(CancellationToken cancellation)
    {
        if (await SweepAsync(cancellation) is > 0 and var given) LogGiven(Logger, given);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Gave {People} people a small present")]
    private static partial void LogGiven(ILogger logger, int people);
}
