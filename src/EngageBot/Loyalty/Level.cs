using System.Collections.Immutable;
using EngageBot.Loyalty.Earning;

namespace EngageBot.Loyalty;

/// <summary>Where a member stands among the levels. Decided by what was earned, never by the balance: spending does not cost a level.</summary>
/// <param name="Current"><see langword="null"/> if the programme has no levels.</param>
/// <param name="Next"><see langword="null"/> at the top.</param>
/// <param name="MissingPoints">To the next one, in what <see cref="By"/> counts; 0 at the top.</param>
/// <param name="EarnedPoints">What counts now: points earned, minor units spent or visits of the period, less what came back.</param>
internal sealed record Level(Tier? Current, Tier? Next, long MissingPoints, long EarnedPoints)
{
    public QualifyBy By { get; init; }

    /// <summary>The last day on which the level is held if nothing more is bought; absent for the first level and for ever.</summary>
    public DateOnly? KeptUntil { get; init; }

    /// <summary>What was bought or came with a large receipt, and is in force.</summary>
    public ImmutableArray<HeldStatus> Statuses { get; init; } = [];

    /// <summary>The best that level and statuses give.</summary>
    public int MultiplierPercent => Statuses.Select(s => s.Rule.MultiplierPercent).Append(Current?.MultiplierPercent ?? 100).Max();

    /// <summary>The keys of the level and of every status.</summary>
    public ImmutableArray<string> Keys => [.. Current is null ? [] : (string[])[Current.Key], .. Statuses.Select(s => s.Rule.Key)];

    /// <summary>Everything that is not money.</summary>
    public IEnumerable<Perk> Perks => (Current?.Perks ?? []).Concat(Statuses.SelectMany(s => s.Rule.Perks ?? [])).DistinctBy(p => p.Key);

    /// <summary>The level for so much, where nothing but that counts.</summary>
    public static Level Of(ProgrammeRules rules, long earnedPoints)
    {
        var current = rules.Tiers.LastOrDefault(t => t.Threshold <= earnedPoints) ?? rules.Tiers.FirstOrDefault();
        var next = rules.Tiers.FirstOrDefault(t => t.Threshold > Math.Max(earnedPoints, 0));
        return new(current, next, next is null ? 0 : next.Threshold - earnedPoints, earnedPoints);
    }
}

/// <summary>A status that a member holds.</summary>
/// <param name="LastDay">The last one on which it is good.</param>
internal sealed record HeldStatus(StatusRule Rule, DateOnly LastDay);
