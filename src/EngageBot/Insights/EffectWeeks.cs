using System.Collections.Immutable;

namespace EngageBot.Insights;

/// <summary>The people whose window of a measure began in one week.</summary>
/// <param name="Monday">By the business's clock.</param>
internal sealed record EffectWeek(DateOnly Monday, Group Treated, Group Held)
{
    /// <summary>Treated less held out; absent without both groups.</summary>
    public Interval? Interval => Treated.People > 0 && Held.People > 0 ? Treated.Rate.Above(Held.Rate) : null;
}

/// <summary>A measure that worked for a time and does so no more.</summary>
internal static class Wear
{
    /// <summary>Whether a measure is worn out: in each of its last <paramref name="weeks"/> weeks, and in all of them together, the effect's lower
    /// bound is not above nothing.</summary>
    /// <remarks>A week alone is small, and its lower bound is nearly always below nothing; hence all of them together, with enough people in both
    /// groups. A measure that never worked is worn out, too: there is nothing to keep it for.</remarks>
    /// <param name="all">The oldest first, each with its window over; weeks without anybody may be missing.</param>
    public static bool IsOut(ImmutableArray<EffectWeek> all, int weeks, int leastPeople)
    {
        var last = all.Where(w => w.Interval is not null).TakeLast(weeks).ToList();
        if (last.Count < weeks || last.Any(w => w.Interval is { Low: > 0 })) return false;
        var (treated, held) = (last.Aggregate(default(Group), (g, w) => g.And(w.Treated)), last.Aggregate(default(Group), (g, w) => g.And(w.Held)));
        return treated.People >= leastPeople && held.People >= leastPeople && treated.Rate.Above(held.Rate).Low <= 0;
    }
}
