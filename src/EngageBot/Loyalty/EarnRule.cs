using System.Numerics;
using System.Text.Json.Serialization;
using EngageBot.Loyalty.Earning;

namespace EngageBot.Loyalty;

/// <summary>What becomes of an amount that is no whole multiple of <see cref="EarnRule.PerMinor"/>.</summary>
internal enum EarnRounding
{
    /// <summary>Only whole steps count: at 1 point per 100, 399 gives 3.</summary>
    WholeSteps,
    /// <summary>In proportion, rounded down to a whole point: at 5 points per 100, 399 gives 19.</summary>
    WholePoints,
}

/// <summary>What points are given for.</summary>
internal enum EarnMeasure
{
    /// <summary>What was paid in money.</summary>
    Money,
    /// <summary>How far it went.</summary>
    Distance,
    /// <summary>The first receipt of a local day.</summary>
    Visit,
    /// <summary>Each receipt.</summary>
    Order,
}

/// <summary>So many points for each so much.</summary>
/// <param name="PerMinor">For money: the step, in minor units.</param>
/// <param name="Points">What each step gives.</param>
internal sealed record EarnRule(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long PerMinor = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Points = 0,
    EarnRounding Rounding = EarnRounding.WholeSteps)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public EarnMeasure By { get; init; }

    /// <summary>For distance: the step.</summary>
    public long? Per { get; init; }

    /// <summary>For cashback: a share of the money, instead of points per step.</summary>
    public decimal? Percent { get; init; }

    /// <summary>What it gives, before it is rounded.</summary>
    /// <param name="moneyMinor">What counts of the receipt.</param>
    /// <param name="cameToday">This is not the day's first receipt.</param>
    public Exact Of(Receipt receipt, long moneyMinor, bool cameToday) => By switch
    {
        EarnMeasure.Distance => Exact.Whole((Int128)(receipt.Distance / (Per ?? 1)) * Points),
        EarnMeasure.Visit => Exact.Whole(cameToday ? 0 : Points),
        EarnMeasure.Order => Exact.Whole(Points),
        _ when Percent is { } percent => new((BigInteger)moneyMinor * (BigInteger)(percent * 10_000), 1_000_000),
        _ when Rounding is EarnRounding.WholeSteps => Exact.Whole((Int128)(moneyMinor / PerMinor) * Points),
        _ => new((BigInteger)moneyMinor * Points, PerMinor),
    };

    /// <summary>In a few words, as a receipt's explanation says it.</summary>
    public override string ToString() => By switch
    {
        EarnMeasure.Distance => $"{Points} per {Per} of distance",
        EarnMeasure.Visit => $"{Points} per visit",
        EarnMeasure.Order => $"{Points} per order",
        _ when Percent is { } percent => $"{percent.ToString(System.Globalization.CultureInfo.InvariantCulture)} %",
        _ => $"{Points} per {PerMinor} minor",
    };
}
