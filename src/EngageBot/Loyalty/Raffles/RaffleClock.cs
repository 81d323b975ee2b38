using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Raffles;

/// <summary>Holds draws when their time has come and thanks those who did not win; a process that was down does it when it is back.</summary>
internal sealed partial class RaffleClock(IStore store, RaffleBook raffles, TimeProvider clock, ILogger<RaffleClock> logger)
    : RecurringWork(TimeSpan.FromSeconds(30), clock, logger)
{

    /// <summary>Begins what has rules, draws what is due, thanks whoever is still to be thanked.</summary>
    /// <returns>How many draws were held.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var (businesses, due) = await store.ReadAsync(
            connection => ValueTask.FromResult((RuleBook.BusinessesWith(connection, RaffleRules.Kind), RaffleRows.Due(connection, Clock.GetUtcNow()))), cancellation);
        foreach (var business in businesses)
            await store.WriteAsync(scope =>
            {
                PointsLedger.Lock(scope, business);
                RaffleRows.BeginAll(scope, business, Clock.GetUtcNow());
                return ValueTask.CompletedTask;
            }, cancellation);
        var held = 0;
        foreach (var id in due)
            if (await store.WriteAsync(scope => DrawAsync(scope, id), cancellation)) held++;
        while (await store.WriteAsync(scope => raffles.ThankAsync(scope, Clock.GetUtcNow()), cancellation) > 0) { }
        return held;
    }

    protected override async Task PassAsync(CancellationToken cancellation)
    {
        if (await SweepAsync(cancellation) is > 0 and var held) LogHeld(Logger, held);
    }

    private ValueTask<bool> DrawAsync(WriteScope scope, long id) =>
        ((RowSource)scope).Query("SELECT business_id FROM raffles WHERE id = @id", command => command.Set("@id", id), row => row.Read() ? row.GetString(0) : null) is { } business
            ? raffles.DrawAsync(scope, new(Guid.Parse(business)), id, Clock.GetUtcNow())
            : ValueTask.FromResult(false);

    [LoggerMessage(Level = LogLevel.Information, Message = "Held {Draws} draws")]
    private static partial void LogHeld(ILogger logger, int draws);
}
