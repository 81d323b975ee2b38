using System.Collections.Immutable;
using EngageBot.Loyalty.Achievements;
using EngageBot.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace EngageBot.Tests.Loyalty.Deeds;

/// <summary>A purchase reads no more of a member's life than what its achievements ask about; what it finds is the same.</summary>
[Trait("Row", "S36")]
public sealed class ProgressProperties
{
    private static readonly DateOnly _from = new(2024, 2, 20);
    private static readonly ShopId[] _shops = [.. Enumerable.Range(0, 3).Select(_ => ShopId.New(DateTimeOffset.UnixEpoch))];

    private static readonly Arbitrary<(AchievementRules Rules, List<Visit> Visits, DateOnly Day)> _lives = Arb.From(
        from count in Gen.Elements(Enum.GetValues<AchievementCount>())
        from per in Gen.Elements(Enum.GetValues<AchievementPeriod>())
        from goal in Gen.Choose(1, 12)
        from window in Gen.Elements(0, 1, 7, 60, 400)
        from visits in (from day in Gen.Choose(0, 800) from shop in Gen.Choose(0, 2) from minor in Gen.Choose(0, 3) select new Visit(_from.AddDays(day), _shops[shop], minor)).ListOf()
        from day in Gen.Choose(0, 800)
        select (Rules(count, per, goal, window), visits.OrderBy(v => v.Day).ToList(), _from.AddDays(day)));

    [Fact]
    public void What_is_reached_on_a_day_or_later_is_found_without_what_was_before_it_mattered() => Prop.ForAll(_lives, life =>
    {
        var kept = life.Visits.Where(v => v.Day >= Progress.NeededFrom(life.Rules, life.Day)).ToList();
        var period = Progress.PeriodOf(life.Rules.Per, life.Day);
        return Progress.Reached(life.Rules, kept, period, life.Day) == Progress.Reached(life.Rules, life.Visits, period, life.Day)
            && Math.Min(Progress.At(life.Rules, kept, life.Day), life.Rules.Goal) == Math.Min(Progress.At(life.Rules, life.Visits, life.Day), life.Rules.Goal);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static AchievementRules Rules(AchievementCount count, AchievementPeriod per, int goal, int window) =>
        new(ImmutableSortedDictionary<string, string>.Empty.Add("en", "x"), count, goal, new(1), WithinDays: count is AchievementCount.WeeksInARow or AchievementCount.MonthsInARow ? 0 : window, Per: per);
}
