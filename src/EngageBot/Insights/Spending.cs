namespace EngageBot.Insights;

/// <summary>What the people of a group spent, as far as a mean and its interval need it; whoever bought nothing is one of them, with 0.</summary>
/// <param name="Sum">In minor units.</param>
/// <param name="Squares">The sum of the squares.</param>
internal readonly record struct Spending(long People, double Sum, double Squares)
{
    /// <summary>0 of nobody.</summary>
    public double Mean => People == 0 ? 0 : Sum / People;

    /// <summary>Of the sample; 0 below two people.</summary>
    public double Variance => People < 2 ? 0 : Math.Max(0, (Squares - Sum * Sum / People) / (People - 1));

    public Spending With(double minor) => new(People + 1, Sum + minor, Squares + minor * minor);

    public Spending And(Spending other) => new(People + other.People, Sum + other.Sum, Squares + other.Squares);

    /// <summary>How much more a head was spent here than there: Welch's interval, which does not ask both groups to vary alike.</summary>
    /// <returns><see langword="null"/> below two people in a group.</returns>
    public Interval? Above(Spending other)
    {
        if (People < 2 || other.People < 2) return null;
        var (mine, its, difference) = (Variance / People, other.Variance / other.People, Mean - other.Mean);
        if (mine + its == 0) return new(difference, difference);
        var freedom = (mine + its) * (mine + its) / (mine * mine / (People - 1) + its * its / (other.People - 1));
        var half = StudentT.Quantile95(freedom) * Math.Sqrt(mine + its);
        return new(difference - half, difference + half);
    }
}

/// <summary>Student's distribution.</summary>
internal static class StudentT
{
    /// <summary>The two-sided 95 % point: the series of Cornish and Fisher (Abramowitz and Stegun 26.7.5), to four digits from eight degrees of freedom on.</summary>
    public static double Quantile95(double freedom)
    {
        var (z, v) = (Rate.Z95, Math.Max(1, freedom));
        double Power(int n) => Math.Pow(z, n);
        return z
            + (Power(3) + z) / (4 * v)
            + (5 * Power(5) + 16 * Power(3) + 3 * z) / (96 * v * v)
            + (3 * Power(7) + 19 * Power(5) + 17 * Power(3) - 15 * z) / (384 * Math.Pow(v, 3))
            + (79 * Power(9) + 776 * Power(7) + 1482 * Power(5) - 1920 * Power(3) - 945 * z) / (92160 * Math.Pow(v, 4));
    }
}
