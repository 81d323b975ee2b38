namespace EngageBot.Insights;

/// <summary>Between these two with 95 % confidence, both included.</summary>
internal readonly record struct Interval(double Low, double High)
{
    public Interval Times(double factor) => factor >= 0 ? new(Low * factor, High * factor) : new(High * factor, Low * factor);

    public Interval Plus(double shift) => new(Low + shift, High + shift);
}

/// <summary>So many of so many.</summary>
internal readonly record struct Rate(long Hits, long Of)
{
    /// <summary>The two-sided 95 % point of the normal distribution.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>0 of nothing.</summary>
    public double Value => Of == 0 ? 0 : (double)Hits / Of;

    /// <summary>Wilson's score interval: right for few people and for rates near nothing, where the usual one is not.</summary>
    /// <returns>Everything from 0 to 1 where there is nobody.</returns>
    public Interval Wilson(double z = Z95)
    {
        if (Of == 0) return new(0, 1);
        var (n, p, square) = ((double)Of, Value, z * z);
        var middle = 2 * n * p + square;
        var half = z * Math.Sqrt(square + 4 * n * p * (1 - p));
        return new(Math.Max(0, (middle - half) / (2 * (n + square))), Math.Min(1, (middle + half) / (2 * (n + square))));
    }

    /// <summary>How much higher this rate is than another: Newcombe's hybrid score interval (Statistics in Medicine 17, 1998, method 10).</summary>
    public Interval Above(Rate other, double z = Z95)
    {
        var (mine, its, difference) = (Wilson(z), other.Wilson(z), Value - other.Value);
        return new(
            difference - Math.Sqrt(Square(Value - mine.Low) + Square(its.High - other.Value)),
            difference + Math.Sqrt(Square(mine.High - Value) + Square(other.Value - its.Low)));
    }

    private static double Square(double x) => x * x;
}
