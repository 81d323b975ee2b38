using EngageBot.Businesses.Rules;

namespace EngageBot.Loyalty.Deeds;

/// <summary>What a deed gives.</summary>
/// <param name="Points">In the first wallet; good as long as the programme says.</param>
internal sealed record BonusRule(long Points)
{
    private const long PointsMax = 1_000_000;

    public IEnumerable<RuleError> Errors(string path)
    {
        if (Points is < 1 or > PointsMax) yield return new($"{path}.points", $"is between 1 and {PointsMax}.");
    }
}
