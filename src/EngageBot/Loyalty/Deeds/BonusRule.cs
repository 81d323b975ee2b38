using EngageBot.Businesses.Rules;

namespace EngageBot.Loyalty.Deeds;

/// <summary>What a deed gives: points, a voucher, or both.</summary>
/// <param name="Points">In the first wallet; good as long as the programme says. 0 for none.</param>
/// <param name="Voucher">The key of a reward of the catalogue.</param>
internal sealed record BonusRule(long Points = 0, string? Voucher = null)
{
    private const long PointsMax = 1_000_000;

    public IEnumerable<RuleError> Errors(string path)
    {
        if (Points is < 0 or > PointsMax) yield return new($"{path}.points", $"is between 0 and {PointsMax}.");
        if (Points == 0 && Voucher is null) yield return new(path, "gives points or a voucher: {points: 50} or {voucher: coffee}.");
        if (Voucher is not null && Voucher.Length is 0 or > 40) yield return new($"{path}.voucher", "is the key of a reward.");
    }
}
