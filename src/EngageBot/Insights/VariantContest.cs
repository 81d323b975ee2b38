using System.Collections.Immutable;

namespace EngageBot.Insights;

/// <summary>One of the texts that were tried against each other.</summary>
internal sealed record Variant(string Key, Group Group);

/// <summary>Which of several texts brought most buyers: said only where enough people saw each, and only if the best is better than every other one.</summary>
internal static class VariantContest
{
    // Two-sided points of the normal distribution for 95 % over one to nine comparisons (Bonferroni): more comparisons, more chances to be wrong.
    private static readonly ImmutableArray<double> _points = [Rate.Z95, 2.241402727604947, 2.393979800111023, 2.497705474412374, 2.575829303548901, 2.638257273476751, 2.690109527465543, 2.734368787331756, 2.772966408184793];

    /// <returns><see langword="null"/> where none has won.</returns>
    /// <param name="leastPeople">Fewer people for any of them, and nobody wins.</param>
    public static Variant? Winner(ImmutableArray<Variant> variants, int leastPeople)
    {
        if (variants.Length < 2 || variants.Length - 1 > _points.Length || variants.Any(v => v.Group.People < leastPeople)) return null;
        var best = variants.MaxBy(v => v.Group.Rate.Value)!;
        var z = _points[variants.Length - 2];
        return variants.All(v => v == best || best.Group.Rate.Above(v.Group.Rate, z).Low > 0) ? best : null;
    }
}
