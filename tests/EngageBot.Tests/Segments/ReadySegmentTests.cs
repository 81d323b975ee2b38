using EngageBot.Loyalty;
using EngageBot.Segments;

namespace EngageBot.Tests.Segments;

/// <summary>The segments every business has from the first day.</summary>
public sealed class ReadySegmentTests : IAsyncLifetime
{
    private SegmentWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await SegmentWorld.OpenAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Every_one_of_them_can_be_asked()
    {
        foreach (var segment in ReadySegments.All) Assert.Empty(await _world.MembersAsync(segment.Key));
    }

    [Fact, Trait("Row", "S104")]
    public async Task Somebody_is_gone_after_twice_their_own_median_gap()
    {
        // Gaps of 10, 10, 40: the median is 10, so 20 days of silence are still within the rhythm and 21 are not.
        var (within, gone) = (_world.Buyer(80, 70, 60, 20), _world.Buyer(81, 71, 61, 21));
        await _world.AddAsync(within, gone, _world.Buyer());
        Assert.Equal([gone.Id], await _world.MembersAsync("lapsed"));
        Assert.Equal([within.Id, gone.Id], (await _world.MembersAsync("purchases.rhythm_days is set and purchases.rhythm_days == 10")).OrderBy(id => id == gone.Id));
    }

    [Fact, Trait("Row", "S104")]
    public async Task An_even_number_of_gaps_has_the_middle_of_the_two_in_the_middle()
    {
        // Gaps of 10 and 21: twice the median is 31.
        var (within, gone) = (_world.Buyer(62, 52, 31), _world.Buyer(63, 53, 32));
        await _world.AddAsync(within, gone);
        Assert.Equal([gone.Id], await _world.MembersAsync("lapsed"));
    }

    [Fact, Trait("Row", "S104")]
    public async Task A_coffee_every_morning_is_not_gone_after_a_weekend_but_after_two_weeks()
    {
        var (quiet, gone) = (_world.Buyer(17, 16, 15, 14), _world.Buyer(18, 17, 16, 15));
        await _world.AddAsync(quiet, gone);
        Assert.Equal([gone.Id], await _world.MembersAsync("lapsed"));
    }

    [Fact, Trait("Row", "S104")]
    public async Task Whoever_bought_on_fewer_than_three_days_is_judged_by_the_shops_cycle()
    {
        var (within, gone, thrice) = (_world.Buyer(60), _world.Buyer(61, 95), _world.Buyer(61) with { Receipts = [.. Enumerable.Range(0, 3).Select(n => new Receipt(_world.Now.AddDays(-61).AddMinutes(n), 10_00))] });
        await _world.AddAsync(within, gone, thrice);
        Assert.Empty(await _world.MembersAsync("lapsed"));                 // twice the 45 days of a shop that has said nothing
        await _world.PublishAsync(new(ShopSegment.Standard, CycleDays: 30));
        Assert.Equal([gone.Id, thrice.Id], (await _world.MembersAsync("lapsed")).OrderBy(id => id == thrice.Id));
    }

    [Fact, Trait("Row", "S104")]
    public async Task Goods_that_came_back_are_no_visit()
    {
        var person = _world.Buyer() with { Receipts = [new(_world.Now.AddDays(-100), 10_00), new(_world.Now.AddDays(-2), 10_00, ReturnedMinor: 10_00)] };
        await _world.AddAsync(person);
        Assert.True(await _world.HasAsync("lapsed", person));
        Assert.True(await _world.HasAsync("one_time", person));
    }

    [Fact, Trait("Row", "S60")]
    public async Task A_flower_buyer_of_two_holidays_a_year_is_not_gone_between_them()
    {
        // The clock says 3 March 2026 at the start of a test; the days below are counted from there.
        await _world.PublishAsync(new(ShopSegment.Standard, ShopGoods.Seasonal, Seasons: [new("02-20", "02-28"), new("08-25", "09-05")]));
        Receipt On(int year, int month, int day) => new(new(year, month, day, 10, 0, 0, TimeSpan.Zero), 30_00);
        var faithful = _world.Buyer() with { Receipts = [On(2025, 2, 25), On(2025, 9, 1), On(2026, 2, 26)] };
        var autumnOnly = _world.Buyer() with { Receipts = [On(2025, 9, 1)] };
        var missed = _world.Buyer() with { Receipts = [On(2025, 2, 25), On(2025, 9, 1)] };
        var byTheWay = _world.Buyer() with { Receipts = [On(2025, 6, 10)] };
        await _world.AddAsync(faithful, autumnOnly, missed, byTheWay);
        Assert.Equal(new DateOnly(2026, 3, 2), DateOnly.FromDateTime(_world.Now.UtcDateTime));
        Assert.Equal([missed.Id], await _world.MembersAsync("lapsed"));
        Assert.True(await _world.HasAsync("purchases.last_days is set and purchases.last_days > 90", autumnOnly));
    }

    [Fact, Trait("Row", "S148")]
    public async Task The_big_but_casual_are_of_the_top_fifth_with_two_receipts_at_most()
    {
        Person Spender(params long[] minor) => _world.Buyer() with { Receipts = [.. minor.Select((m, i) => new Receipt(_world.Now.AddDays(-10 * (i + 1)), m))] };
        var (casual, regular) = (Spender(500_00), Spender(200_00, 100_00, 150_00, 100_00));
        Person[] others = [.. Enumerable.Range(1, 8).Select(n => Spender(n * 100))];
        await _world.AddAsync([casual, regular, .. others]);
        Assert.Equal([casual.Id], await _world.MembersAsync("big_but_casual"));     // two of ten are the fifth
        Assert.Equal(2, (await _world.MembersAsync("large")).Count);
        Assert.Equal(10, (await _world.MembersAsync("purchases.spent.top_100p")).Count);
        Assert.Single(await _world.MembersAsync("purchases.spent.top_1p"));         // rounded up: the richest one
    }

    [Fact, Trait("Row", "S57")]
    public async Task Unhappy_regulars_buy_again_and_again_and_complain_or_gave_few_stars()
    {
        Person Regular() => _world.Buyer(5, 35, 65, 95);
        var content = Regular() with { Reviews = [(1, _world.Now.AddDays(-50)), (5, _world.Now.AddDays(-1))] };
        var stars = Regular() with { Reviews = [(5, _world.Now.AddDays(-50)), (2, _world.Now.AddDays(-1))] };
        var held = Regular() with { Chats = [("telegram", true, true)] };
        var guest = _world.Buyer(5) with { Chats = [("web", true, true)] };
        await _world.AddAsync(content, stars, held, guest, Regular());
        Assert.Equal([stars.Id, held.Id], (await _world.MembersAsync("unhappy_regulars")).OrderBy(id => id == held.Id));
    }

    [Fact]
    public async Task New_regular_irregular_and_one_time_part_the_buyers_who_are_still_there()
    {
        var fresh = _world.Buyer(3);
        var regular = _world.Buyer(5, 35, 65, 95);
        var irregular = _world.Buyer(20, 60, 100);
        var once = _world.Buyer(40);
        await _world.AddAsync(fresh, regular, irregular, once, _world.Buyer());
        Assert.Equal([fresh.Id], await _world.MembersAsync("new"));
        Assert.Equal([regular.Id], await _world.MembersAsync("regular"));
        Assert.Equal([irregular.Id], await _world.MembersAsync("irregular"));
        Assert.Equal([once.Id], await _world.MembersAsync("one_time"));
    }

    [Fact]
    public async Task Expiring_points_are_those_that_run_out_within_two_weeks()
    {
        Person Holder(int days) => _world.Buyer() with { Batches = [(50, _world.Now.AddDays(days))] };
        var (soon, later, gone) = (Holder(13), Holder(16), Holder(-1));
        await _world.AddAsync(soon, later, gone, _world.Buyer() with { Batches = [(50, null)] });
        Assert.Equal([soon.Id], await _world.MembersAsync("expiring_points"));
    }
}
