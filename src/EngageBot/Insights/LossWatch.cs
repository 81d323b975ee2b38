using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Dialogs.Texts;
using EngageBot.Dialogs.Values;
using EngageBot.Plays;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Insights;

/// <summary>Looks at every play once a day, and pauses those that surely cost more than they bring, where the business wants that.</summary>
/// <remarks>Paused, a play takes nobody in and begins nothing; whoever talks finishes, and every voucher stays good. A play that was switched on again by
/// a person is judged by those for whom it was due since: nobody's doing is held against it twice.</remarks>
internal sealed partial class LossWatch(IStore store, LivePlays live, BusinessDirectory businesses, TellStaff tellStaff, TimeProvider clock, ILogger<LossWatch> logger)
    : RecurringWork(TimeSpan.FromDays(1), clock, logger, pauseFirst: true)
{
    private static readonly Actor _self = new Actor.System("measuring");

    /// <returns>How many plays were paused.</returns>
    public async Task<int> LookAsync(CancellationToken cancellation)
    {
        var paused = 0;
        var now = Clock.GetUtcNow();
        var losing = await store.ReadAsync(connection => ValueTask.FromResult(Losing(connection, now)), cancellation);
        foreach (var (business, play, effect) in losing)
        {
            var changed = await store.WriteAsync(async scope =>
            {
                if (PlayDesk.Off(scope, _self, business, live.All(scope), play, now) is not PlaySwitchOutcome.Done { Changed: true }) return false;
                await tellStaff(scope, NoteOf(business, play, effect, now));
                return true;
            }, cancellation);
            if (!changed) continue;
            paused++;
            LogPaused(Logger, play);
        }
        return paused;
    }

    /// <summary>Whoever works there hears what it cost and what it brought, and what can be done.</summary>
    private StaffNote NoteOf(BusinessId business, string play, Effect effect, DateTimeOffset now)
    {
        var page = businesses.Of(business);
        var words = Wording.Of(page.Business.Language);
        return new(business, FormattableString.Invariant($"losing:{play}:{now.ToUnixTimeMilliseconds()}"), "staff.play_losing",
        [
            ("relay.words", play), ("relay.people", words.Number(effect.Treated.People)), ("relay.with", Percent(effect.Treated)), ("relay.without", Percent(effect.Held)),
            ("relay.cost", Money(effect.CostMinor)), ("relay.net", Money(-effect.NetMinor)),
        ]);

        string Percent(Group group) => words.Number(Math.Round((decimal)(group.Rate.Value * 100), 1));
        string Money(double? minor) => words.Money(new Value.Money((long)Math.Round(minor ?? 0), page.Business.Currency));
    }

    private List<(BusinessId Business, string Play, Effect Effect)> Losing(RowSource source, DateTimeOffset now)
    {
        var losing = new List<(BusinessId, string, Effect)>();
        foreach (var business in RuleBook.BusinessesWith(source, MeasuringRules.Kind))
        {
            if (RuleBook.At(source, business, MeasuringRules.Kind, MeasuringRules.Key, now)?.Rules is not { PauseLosing: true }) continue;
            foreach (var play in PlayInForce.On(source, business, live.All(source), now))
                if (play.Play.MeasurePurchaseWithin is { } window
                    && MeasureReport.Read(source, business, new(Measure.Play, play.Name, window) { Since = PlayInForce.SinceOf(source, business, play.Name, now) }, now).Effect is { SurelyLosesMoney: true } effect)
                    losing.Add((business, play.Name, effect));
        }
        return losing;
    }

    protected override Task PassAsync(CancellationToken cancellation) => LookAsync(cancellation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Play {Play} was paused: it surely costs more than it brings")]
    private static partial void LogPaused(ILogger logger, string play);
}
