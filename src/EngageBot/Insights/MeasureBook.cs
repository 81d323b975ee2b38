using System.Collections.Immutable;
using EngageBot.Plays;
using EngageBot.Storage;

namespace EngageBot.Insights;

/// <summary>Which measures a business has: none without a result page.</summary>
internal sealed class MeasureBook(LivePlays live)
{
    /// <summary>Where a play names no time of its own.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    /// <summary>Plays that were tried on anybody.</summary>
    public ImmutableArray<Measure> All(RowSource source, BusinessId business)
    {
        var plays = live.All(source);
        return
        [
            .. source.Rows("SELECT DISTINCT play FROM play_runs WHERE business_id = @business ORDER BY play", command => command.Set("@business", business.ToString()), row => row.GetString(0))
                .Select(play => new Measure(Measure.Play, play, plays.GetValueOrDefault(play)?.MeasurePurchaseWithin ?? Usual)),
        ];
    }

    /// <returns><see langword="null"/> if there is no such play.</returns>
    public Measure? Find(RowSource source, BusinessId business, string kind, string key) => kind switch
    {
        Measure.Play when live.All(source).TryGetValue(key, out var play) => new(kind, key, play.MeasurePurchaseWithin ?? Usual),
        Measure.Play when source.Query("SELECT 1 FROM play_runs WHERE business_id = @business AND play = @key LIMIT 1",
            command => command.Set("@business", business.ToString()).Set("@key", key), row => row.Read()) => new(kind, key, Usual),
        _ => null,
    };
}
