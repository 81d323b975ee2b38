using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Broadcasts;
using EngageBot.Plays;
using EngageBot.Storage;

namespace EngageBot.Insights;

/// <summary>Which measures a business has: none without a result page.</summary>
internal sealed class MeasureBook(LivePlays live)
{
    /// <summary>Where a play names no time of its own.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    /// <summary>A page of them shows no more broadcasts than this; an older one is found by its number.</summary>
    private const int Broadcasts = 30;

    /// <summary>Plays that were tried on anybody, and the last broadcasts that began.</summary>
    public ImmutableArray<Measure> All(RowSource source, BusinessId business)
    {
        var plays = live.All(source);
        return
        [
            .. source.Rows("SELECT DISTINCT play FROM play_runs WHERE business_id = @business ORDER BY play", command => command.Set("@business", business.ToString()), row => row.GetString(0))
                .Select(play => new Measure(Measure.Play, play, plays.GetValueOrDefault(play)?.MeasurePurchaseWithin ?? Usual)),
            .. source.Rows("SELECT id FROM broadcasts WHERE business_id = @business AND started_at IS NOT NULL ORDER BY id DESC LIMIT @limit",
                command => command.Set("@business", business.ToString()).Set("@limit", (long)Broadcasts), row => OfBroadcast(row.GetInt64(0))),
        ];
    }

    /// <returns><see langword="null"/> if there is no such play, and no such broadcast that has begun.</returns>
    public Measure? Find(RowSource source, BusinessId business, string kind, string key) => kind switch
    {
        Measure.Play when live.All(source).TryGetValue(key, out var play) => new(kind, key, play.MeasurePurchaseWithin ?? Usual),
        Measure.Play when source.Query("SELECT 1 FROM play_runs WHERE business_id = @business AND play = @key LIMIT 1",
            command => command.Set("@business", business.ToString()).Set("@key", key), row => row.Read()) => new(kind, key, Usual),
        Measure.Broadcast when long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && BroadcastRows.Find(source, business, id) is { StartedAt: not null } => OfBroadcast(id),
        _ => null,
    };

    private static Measure OfBroadcast(long id) => new(Measure.Broadcast, id.ToString(CultureInfo.InvariantCulture), TimeSpan.FromDays(BroadcastReport.Days));
}
