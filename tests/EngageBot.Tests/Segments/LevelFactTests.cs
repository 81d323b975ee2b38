using EngageBot.Loyalty.Earning;
using EngageBot.Tests.Loyalty;

namespace EngageBot.Tests.Segments;

/// <summary>The level a segment sees is the level the member sees.</summary>
public sealed class LevelFactTests
{
    [Theory]
    [InlineData(nameof(QualifyBy.Points), nameof(QualifyPeriod.Rolling))]
    [InlineData(nameof(QualifyBy.Points), nameof(QualifyPeriod.Lifetime))]
    [InlineData(nameof(QualifyBy.Spend), nameof(QualifyPeriod.Rolling))]
    [InlineData(nameof(QualifyBy.Visits), nameof(QualifyPeriod.Lifetime))]
    public async Task It_is_that_of_the_programme(string counted, string over)
    {
        var (by, period) = (Enum.Parse<QualifyBy>(counted), Enum.Parse<QualifyPeriod>(over));
        var tiers = by is QualifyBy.Points ? LoyaltyWorld.ThreeTiers : [.. LoyaltyWorld.ThreeTiers.Select((t, i) => t with { Threshold = by is QualifyBy.Visits ? i * 2 : t.Threshold * 100 })];
        await using var world = await SegmentWorld.OpenAsync(rules: LoyaltyWorld.Rules with { Tiers = tiers, Qualify = new(by, period, Months: 3) });
        var loyalty = world.World;
        var (few, some, many) = (await loyalty.MemberAsync(), await loyalty.MemberAsync(), await loyalty.MemberAsync());
        await loyalty.BuyAsync(some, 150_00, "A-1");
        await loyalty.BuyAsync(many, 400_00, "B-1");
        loyalty.Clock.Advance(TimeSpan.FromDays(60));
        await loyalty.BuyAsync(some, 20_00, "A-2");
        await loyalty.BuyAsync(many, 100_00, "B-2");
        loyalty.Clock.Advance(TimeSpan.FromDays(1));
        for (var n = 3; n < 6; n++) await loyalty.BuyAsync(many, 90_00, $"B-{n}", loyalty.Now.AddDays(-n));
        foreach (var days in (int[])[0, 45, 90])
        {
            loyalty.Clock.Advance(TimeSpan.FromDays(days));
            foreach (var contact in (EngageBot.Storage.ContactId[])[few, some, many])
            {
                var level = (await loyalty.BalanceAsync(contact)).Level.Current!.Key;
                foreach (var tier in tiers)
                    Assert.Equal(tier.Key == level, (await world.MembersAsync($"level.key is set and level.key == {tier.Key}")).Contains(contact));
            }
        }
    }

    [Fact]
    public async Task A_level_that_is_kept_for_years_is_refused_with_what_to_ask_instead()
    {
        await using var world = await SegmentWorld.OpenAsync(rules: LoyaltyWorld.Rules with { Tiers = LoyaltyWorld.ThreeTiers, Qualify = new(Period: QualifyPeriod.CalendarYear) });
        Assert.Contains("ask has(level.reached, …)", await world.ErrorAsync("level.key is set and level.key == gold"), StringComparison.Ordinal);
        Assert.Empty(await world.MembersAsync("has(level.reached, gold)"));
    }
}
