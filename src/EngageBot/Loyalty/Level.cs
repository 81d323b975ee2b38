namespace EngageBot.Loyalty;

/// <summary>Where a member stands among the levels. Decided by points earned, never by the balance: spending does not cost a level.</summary>
/// <param name="Current"><see langword="null"/> if the programme has no levels.</param>
/// <param name="Next"><see langword="null"/> at the top.</param>
/// <param name="MissingPoints">To the next one; 0 at the top.</param>
/// <param name="EarnedPoints">By purchases of the last twelve months, less what their returns took back.</param>
internal sealed record Level(Tier? Current, Tier? Next, long MissingPoints, long EarnedPoints)
{
    public int MultiplierPercent => Current?.MultiplierPercent ?? 100;

    public static Level Of(ProgrammeRules rules, long earnedPoints)
    {
        var current = rules.Tiers.LastOrDefault(t => t.Threshold <= earnedPoints) ?? rules.Tiers.FirstOrDefault();
        var next = rules.Tiers.FirstOrDefault(t => t.Threshold > Math.Max(earnedPoints, 0));
        return new(current, next, next is null ? 0 : next.Threshold - earnedPoints, earnedPoints);
    }
}
