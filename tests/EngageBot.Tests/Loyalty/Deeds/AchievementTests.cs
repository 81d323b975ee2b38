using System.Collections.Immutable;
using EngageBot.Loyalty.Achievements;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty.Deeds;

/// <summary>What members reach by buying: counted from receipts, given once, taken back with what it stood on.</summary>
[Trait("Row", "S36")]
public abstract class AchievementTests : DeedsContract
{
    private ContactId _ana;

    private static AchievementRules FiveVisits { get; } = new(Names("Five visits"), AchievementCount.Visits, Goal: 5, new(50), WithinDays: 60);

    private protected override async Task PrepareAsync() => _ana = await Shop.MemberAsync();

    [Fact]
    public async Task Five_visits_in_sixty_days_are_rewarded_once()
    {
        await Shop.PublishAsync(AchievementRules.Kind, "five_visits", FiveVisits);
        await VisitAsync(days: 4);
        Assert.Equal(4, await Shop.PointsAsync(_ana));
        Assert.Equal((4L, (DateOnly?)null), await ViewAsync("five_visits"));
        await VisitAsync(days: 1);
        Assert.Equal(50 + 5, await Shop.PointsAsync(_ana));
        Assert.Equal(new DateOnly(2026, 3, 6), (await ViewAsync("five_visits")).EarnedOn);
        await VisitAsync(days: 20);
        Assert.Equal(50 + 25, await Shop.PointsAsync(_ana));
        Assert.Equal(1, await Shop.World.CountAsync("achievements"));
    }

    [Fact]
    public async Task Two_receipts_of_one_day_are_one_visit()
    {
        await Shop.PublishAsync(AchievementRules.Kind, "two", FiveVisits with { Goal = 2 });
        await Shop.BuyAsync(_ana, 1_00);
        await Shop.BuyAsync(_ana, 1_00);
        Assert.Equal(2, await Shop.PointsAsync(_ana));
    }

    [Fact]
    public async Task Visits_outside_the_window_do_not_count()
    {
        await Shop.PublishAsync(AchievementRules.Kind, "five_visits", FiveVisits);
        await VisitAsync(days: 4);
        Shop.World.Clock.Advance(TimeSpan.FromDays(60));
        await VisitAsync(days: 1);
        Assert.Equal(5, await Shop.PointsAsync(_ana));
        Assert.Equal(1, (await ViewAsync("five_visits")).Done);
    }

    [Fact]
    public async Task A_monthly_one_can_be_earned_in_each_month()
    {
        await Shop.PublishAsync(AchievementRules.Kind, "twice", FiveVisits with { Goal = 2, WithinDays = 0, Per = AchievementPeriod.Month });
        await VisitAsync(days: 4);
        Assert.Equal(50 + 4, await Shop.PointsAsync(_ana));
        Shop.World.Clock.Advance(TimeSpan.FromDays(30));
        await VisitAsync(days: 2);
        Assert.Equal(100 + 6, await Shop.PointsAsync(_ana));
    }

    [Fact]
    public async Task Money_is_counted_less_what_came_back()
    {
        await Shop.PublishAsync(AchievementRules.Kind, "spend", FiveVisits with { Count = AchievementCount.Spend, Goal = 100_00, WithinDays = 0 });
        var first = await Shop.BuyAsync(_ana, 60_00);
        await Shop.ReturnAsync(first, 10_00);
        await Shop.BuyAsync(_ana, 49_99);
        Assert.Equal(50 + 49, await Shop.PointsAsync(_ana));
        await Shop.BuyAsync(_ana, 1);
        Assert.Equal(50 + 50 + 49, await Shop.PointsAsync(_ana));
    }

    [Fact]
    public async Task Different_shops_are_counted_and_the_same_one_twice_is_one()
    {
        await Shop.PublishAsync(AchievementRules.Kind, "tour", FiveVisits with { Count = AchievementCount.Shops, Goal = 2, WithinDays = 0 });
        await VisitAsync(days: 2);
        Assert.Equal(2, await Shop.PointsAsync(_ana));
        await Shop.BuyAsync(_ana, 1_00, shop: await OtherShopAsync());
        Assert.Equal(50 + 3, await Shop.PointsAsync(_ana));
    }

    [Fact]
    public async Task A_gap_begins_weeks_in_a_row_anew()
    {
        await Shop.PublishAsync(AchievementRules.Kind, "weeks", FiveVisits with { Count = AchievementCount.WeeksInARow, Goal = 3, WithinDays = 0 });
        foreach (var gap in (int[])[7, 14, 7, 7])
        {
            await Shop.BuyAsync(_ana, 1_00);
            Shop.World.Clock.Advance(TimeSpan.FromDays(gap));
        }
        Assert.Equal(4, await Shop.PointsAsync(_ana));
        await Shop.BuyAsync(_ana, 1_00);
        Assert.Equal(50 + 5, await Shop.PointsAsync(_ana));
    }

    [Fact]
    public async Task A_return_that_undoes_it_takes_badge_and_bonus_back_and_it_can_be_earned_anew()
    {
        await Shop.PublishAsync(AchievementRules.Kind, "two", FiveVisits with { Goal = 2 });
        await VisitAsync(days: 1);
        var second = await Shop.BuyAsync(_ana, 1_00);
        Assert.Equal(50 + 2, await Shop.PointsAsync(_ana));
        await Shop.ReturnAsync(second, 1_00);
        Assert.Equal((1L, (DateOnly?)null), await ViewAsync("two"));
        Assert.Equal(1, await Shop.PointsAsync(_ana));
        Shop.World.Clock.Advance(TimeSpan.FromDays(1));
        await Shop.BuyAsync(_ana, 1_00);
        Assert.Equal(50 + 2, await Shop.PointsAsync(_ana));
    }

    [Fact]
    public async Task A_return_that_leaves_enough_visits_takes_nothing()
    {
        await Shop.PublishAsync(AchievementRules.Kind, "two", FiveVisits with { Goal = 2 });
        var receipts = new List<string>();
        for (var n = 0; n < 3; n++)
        {
            receipts.Add(await Shop.BuyAsync(_ana, 1_00));
            Shop.World.Clock.Advance(TimeSpan.FromDays(1));
        }
        await Shop.ReturnAsync(receipts[0], 1_00);
        Assert.Equal(50 + 2, await Shop.PointsAsync(_ana));
    }

    [Fact]
    public async Task Many_receipts_at_the_same_instant_earn_it_once()
    {
        await Shop.PublishAsync(AchievementRules.Kind, "first", FiveVisits with { Goal = 1 });
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Shop.BuyAsync(_ana, 1_00)));
        Assert.Equal(50 + 12, await Shop.PointsAsync(_ana));
    }

    [Theory]
    [InlineData("""{"name": {"en": "x"}, "count": "messages_opened", "goal": 1, "gives": {"points": 1}}""", "count")]
    [InlineData("""{"name": {"ru": "x"}, "count": "visits", "goal": 1, "gives": {"points": 1}}""", "name")]
    [InlineData("""{"name": {"en": "x"}, "count": "visits", "goal": 0, "gives": {"points": 1}}""", "goal")]
    [InlineData("""{"name": {"en": "x"}, "count": "weeks_in_a_row", "goal": 3, "within_days": 30, "gives": {"points": 1}}""", "within_days")]
    [InlineData("""{"name": {"en": "x"}, "count": "visits", "goal": 3, "gives": {"points": -1}}""", "gives.points")]
    public void Rules_say_where_they_are_wrong_and_opening_a_message_is_nothing_to_count(string rules, string path) =>
        Assert.Equal(path, Assert.Single(AchievementRules.Kind.Check(rules)).Path);

    private async Task VisitAsync(int days)
    {
        for (var n = 0; n < days; n++)
        {
            await Shop.BuyAsync(_ana, 1_00);
            Shop.World.Clock.Advance(TimeSpan.FromDays(1));
        }
    }

    private Task<(long Done, DateOnly? EarnedOn)> ViewAsync(string key) => Shop.World.WriteAsync(scope =>
    {
        var view = AchievementBook.Of(scope, Shop.Business, _ana, Shop.Now).Single(a => a.Key == key);
        return (view.Done, view.EarnedOn);
    });

    private async Task<ShopId> OtherShopAsync()
    {
        var id = ShopId.New(Shop.Now);
        await Shop.World.WriteAsync(scope => scope.Command("""
            INSERT INTO shops (id, business_id, code, name, address, opening_hours) SELECT @id, business_id, 'other', 'Other', address, opening_hours FROM shops
            """).Set("@id", id.ToString()).ExecuteNonQuery());
        return id;
    }

    private static ImmutableSortedDictionary<string, string> Names(string name) => ImmutableSortedDictionary<string, string>.Empty.Add("en", name);
}

public sealed class AchievementTestsOnSqlite : AchievementTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => null;
}

public sealed class AchievementTestsOnPostgres : AchievementTests
{
    private protected override Func<TestClock, Task<ITestStore>>? Database => Postgres;
}
