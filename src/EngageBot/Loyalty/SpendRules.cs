using System.Globalization;
using EngageBot.Businesses.Rules;

namespace EngageBot.Loyalty;

/// <summary>How points are money at the till.</summary>
/// <param name="Points">So many points …</param>
/// <param name="Minor">… are worth so much, in minor units; parts of a unit are never paid out.</param>
/// <param name="MaxPercent">Of a receipt, what points may pay; 100 is all of it.</param>
/// <param name="MinPoints">Fewer are not taken at once.</param>
/// <param name="StepPoints">They are taken in steps of so many.</param>
internal sealed record SpendRules(long Points, long Minor, int MaxPercent = 100, long MinPoints = 1, long StepPoints = 1)
{
    /// <summary>A receipt below that is paid in money.</summary>
    public long? MinimumMinor { get; init; }

    /// <summary>What points are worth, rounded down.</summary>
    public long ValueMinor(long points) => checked((long)((Int128)points * Minor / Points));

    /// <summary>The most points that a member may spend on a receipt: never more than it costs, so nobody is paid out.</summary>
    public long MostPoints(long availablePoints, long receiptMinor)
    {
        if (receiptMinor < (MinimumMinor ?? 0)) return 0;
        var cap = (Int128)receiptMinor * MaxPercent / 100;
        var most = Int128.Min(Int128.Max(availablePoints, 0), cap * Points / Minor);
        var whole = (long)(most - most % StepPoints);
        return whole < MinPoints ? 0 : whole;
    }

    /// <summary>What is wrong with spending so many, in words for the till; <see langword="null"/> if they may be spent.</summary>
    public string? Problem(long points, long receiptMinor)
    {
        var most = MostPoints(long.MaxValue, receiptMinor);
        if (points > most) return string.Create(CultureInfo.InvariantCulture, $"At most {most} points may be spent on this receipt.");
        if (points < MinPoints) return string.Create(CultureInfo.InvariantCulture, $"At least {MinPoints} points are spent at once.");
        if (points % StepPoints != 0) return string.Create(CultureInfo.InvariantCulture, $"Points are spent in steps of {StepPoints}.");
        return ValueMinor(points) == 0 ? "So few points are worth nothing." : null;
    }

    public IEnumerable<RuleError> Errors(string path)
    {
        if (Points is < 1 or > 1_000_000) yield return new($"{path}.points", "is between 1 and 1,000,000.");
        if (Minor is < 1 or > 1_000_000_000) yield return new($"{path}.minor", "is between 1 and 1,000,000,000.");
        if (MaxPercent is < 1 or > 100) yield return new($"{path}.max_percent", "is between 1 and 100.");
        if (MinPoints is < 1 or > 1_000_000) yield return new($"{path}.min_points", "is between 1 and 1,000,000.");
        if (StepPoints is < 1 or > 1_000_000) yield return new($"{path}.step_points", "is between 1 and 1,000,000.");
    }
}
