using EngageBot.Businesses.Rules;
using EngageBot.Plays;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Insights;

/// <summary>Looks at every play once a day, and pauses those that surely cost more than they bring, where the business wants that.</summary>
/// <remarks>Paused, a play takes nobody in and begins nothing; whoever talks finishes, and every voucher stays good. A play that was switched on again by
/// a person is judged by those for whom it was due since: nobody's doing is held against it twice.</remarks>
internal sealed partial class LossWatch(IStore store, LivePlays live, TimeProvider clock, ILogger<LossWatch> logger)
    : RecurringWork(TimeSpan.FromDays(1), clock, logger, pauseFirst: true)
{
    private static readonly Actor _self = new Actor.System("measuring");

    /// <returns>How many plays were paused.</returns>
    public async Task<int> LookAsync(CancellationToken cancellation)
    {
        var paused = 0;
        var now = Clock.GetUtcNow();
        var losing = await store.ReadAsync(connection => ValueTask.FromResult(Losing(connection, now)), cancellation);
        foreach (var (business, play) in losing)
        {
            var outcome = await store.WriteAsync(scope => ValueTask.FromResult(PlayDesk.Off(scope, _self, business, live.All(scope), play, now)), cancellation);
            if (outcome is not PlaySwitchOutcome.Done { Changed: true }) continue;
            paused++;
            LogPaused(Logger, play);
        }
        return paused;
    }

    private List<(BusinessId Business, string Play)> Losing(RowSource source, DateTimeOffset now)
    {
        var losing = new List<(BusinessId, string)>();
        foreach (var business in RuleBook.BusinessesWith(source, MeasuringRules.Kind))
        {
            if (RuleBook.At(source, business, MeasuringRules.Kind, MeasuringRules.Key, now)?.Rules is not { PauseLosing: true }) continue;
            foreach (var play in PlayInForce.On(source, business, live.All(source), now))
                if (play.Play.MeasurePurchaseWithin is { } window
                    && MeasureReport.Read(source, business, new(Measure.Play, play.Name, window) { Since = PlayInForce.SinceOf(source, business, play.Name, now) }, now).Effect.SurelyLosesMoney)
                    losing.Add((business, play.Name));
        }
        return losing;
    }

    protected override Task PassAsync(CancellationToken cancellation) => LookAsync(cancellation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Play {Play} was paused: it surely costs more than it brings")]
    private static partial void LogPaused(ILogger logger, string play);
}
