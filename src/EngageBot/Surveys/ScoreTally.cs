using System.Collections.Immutable;
using System.Globalization;

namespace EngageBot.Surveys;

/// <summary>Scores of one question, counted, and what they come to: NPS of 0 to 10, CSAT of 1 to 5, CES of 1 to 7.</summary>
/// <param name="Counts">How many gave each score, from 0 to 10.</param>
internal sealed record ScoreTally(SurveyKind Kind, ImmutableArray<long> Counts)
{
    /// <summary>The two-sided 95 % point of the normal distribution, as the formula of NPS has it.</summary>
    private const double Z = 1.96;

    public static ScoreTally Of(SurveyKind kind, IEnumerable<(long Score, long Count)> scores)
    {
        var counts = new long[11];
        foreach (var (score, count) in scores)
            if (score is >= 0 and <= 10) counts[score] += count;
        return new(kind, [.. counts]);
    }

    /// <summary>NPS of promoters, passives and detractors.</summary>
    public static ScoreTally Nps(long promoters, long passives, long detractors) => Of(SurveyKind.ZeroToTen, [(10, promoters), (7, passives), (0, detractors)]);

    public long N => Counts.Sum();

    public long Promoters => Counts[9] + Counts[10];

    public long Passives => Counts[7] + Counts[8];

    public long Detractors => Counts.Take(7).Sum();

    public string Measure => Kind switch { SurveyKind.ZeroToTen => "nps", SurveyKind.OneToFive => "csat", _ => "ces" };

    /// <summary>NPS from −100 to 100; CSAT as a share of 0 to 1; CES as a mean of 1 to 7. Nobody's answers come to nothing.</summary>
    public double? Value => N == 0 ? null : Kind switch
    {
        SurveyKind.ZeroToTen => 100.0 * (Promoters - Detractors) / N,
        SurveyKind.OneToFive => (double)Content / N,
        _ => Mean,
    };

    /// <summary>Half of the interval that holds the truth nineteen times of twenty, in the unit of <see cref="Value"/>.</summary>
    public double? Margin => N == 0 ? null : Kind switch
    {
        SurveyKind.ZeroToTen => 100 * Z * Math.Sqrt(Math.Max(0, (P(Promoters) + P(Detractors) - Math.Pow(P(Promoters) - P(Detractors), 2)) / N)),
        SurveyKind.OneToFive => Z * Math.Sqrt(P(Content) * (1 - P(Content)) / N),
        _ => N < 2 ? null : Z * Math.Sqrt(Variance / N),
    };

    /// <summary>As people read it; NPS is no share, so it never has a per cent sign.</summary>
    public string Text => Value is not { } value ? "n/a (n = 0)" : Kind switch
    {
        SurveyKind.ZeroToTen => Line($"{Signed(value)} ± {Margin:0} (n = {N})"),
        SurveyKind.OneToFive => Line($"{100 * value:0} % ± {100 * Margin:0} (n = {N})"),
        _ => Margin is { } margin ? Line($"{value:0.0} ± {margin:0.0} (n = {N})") : Line($"{value:0.0} (n = {N})"),
    };

    public ScoreTally Plus(ScoreTally other) => this with { Counts = [.. Counts.Zip(other.Counts, (a, b) => a + b)] };

    private long Content => Counts[4] + Counts[5];

    private double Mean => Counts.Select((count, score) => (double)count * score).Sum() / N;

    private double Variance => Counts.Select((count, score) => count * Math.Pow(score - Mean, 2)).Sum() / (N - 1);

    private double P(long count) => (double)count / N;

    private static string Signed(double value) => Math.Round(value, MidpointRounding.AwayFromZero) switch
    {
        > 0 and var up => Line($"+{up:0}"),
        < 0 and var down => Line($"−{-down:0}"),
        _ => "0",
    };

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
