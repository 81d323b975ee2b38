using System.Collections.Immutable;

namespace EngageBot.Segments;

/// <summary>A segment that comes with the program.</summary>
internal sealed record ReadySegment(string Key, string When, string About);

/// <summary>The segments every business has from the first day; docs/segments.md says why each is what it is.</summary>
internal static class ReadySegments
{
    public static ImmutableArray<ReadySegment> All { get; } =
    [
        new("new", "purchases.count >= 1 and (purchases.first_days ?? 0) <= 30", "Bought for the first time within the last 30 days."),
        new("regular", "purchases.count.last_365d >= 4 and not purchases.lapsed", "Four receipts or more within a year, and not gone."),
        new("irregular", "purchases.count >= 2 and purchases.count.last_365d < 4 and not purchases.lapsed", "Came back, but fewer than four times within a year; not gone."),
        new("one_time", "purchases.count == 1 and (purchases.first_days ?? 0) > 30", "Bought once, more than 30 days ago."),
        new("large", "purchases.spent.top_20p", "The fifth of the buyers who spent most."),
        new("lapsed", "purchases.lapsed", "Bought before and are gone by their own rhythm, or by the shop's cycle or seasons."),
        new("big_but_casual", "purchases.spent.top_20p and purchases.count <= 2", "Among the fifth who spent most, with two receipts at most: worth a plan of their own, not a mass offer."),
        new("unhappy_regulars", "purchases.count.last_365d >= 4 and (customer.held or (review.rating ?? 5) <= 2)",
            "Buy again and again, and have a person's attention now or gave 1 or 2 stars last."),
        new("expiring_points", "points.expiring_14d >= 1", "Points of theirs run out within 14 days."),
    ];

    public static ReadySegment? Find(string key) => All.FirstOrDefault(s => s.Key == key);
}
