using EngageBot.Businesses;
using EngageBot.Loyalty;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty;

/// <summary>What others' points were burned by, tried on these.</summary>
public class PointsPitfallTests : IAsyncLifetime
{
    private LoyaltyWorld _world = null!;
    private ContactId _ana;

    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    public async ValueTask InitializeAsync()
    {
        _world = await LoyaltyWorld.OpenAsync(LoyaltyWorld.Rules with { Tiers = LoyaltyWorld.ThreeTiers, WelcomePoints = 7 }, database: Database);
        _ana = await _world.MemberAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is null) return;
        Assert.Empty((await _world.VerifyAsync()).Findings);
        await _world.DisposeAsync();
    }

    [Fact, Trait("Pitfall", "P1")]
    public async Task Twenty_gifts_to_a_cause_out_of_the_same_points_give_them_once()
    {
        await _world.GiveAsync(_ana, 93, "gift");    // with the welcome, a hundred
        var gifts = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => _world.WriteAsync(scope => new PointsLedger(scope).Redeem(
            new(_world.Business, _ana, 100, $"donation:{n}", _world.Now) { Reason = TransferReason.Donation }))));
        Assert.Single(gifts.OfType<PostOutcome.Posted>());
        Assert.Equal(1, await _world.CountAsync("point_accounts WHERE kind = 'Donated' AND balance_points = 100"));
    }

    [Fact, Trait("Pitfall", "P2")]
    public async Task Taking_one_spending_back_leaves_what_happened_since_as_it_is_and_mints_nothing()
    {
        await _world.GiveAsync(_ana, 93, "gift");
        var first = Assert.IsType<PostOutcome.Posted>(await _world.SpendAsync(_ana, 30, "coffee"));
        await _world.SpendAsync(_ana, 20, "cake");    // a restored snapshot would forget the cake
        var tries = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => ReverseAsync(first.TransferId)));
        Assert.Single(tries.OfType<PostOutcome.Posted>());
        Assert.Equal(80, (await _world.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact, Trait("Pitfall", "P3")]
    public async Task What_was_spent_out_of_a_batch_is_not_deducted_again_when_the_rest_of_it_expires()
    {
        await _world.GiveAsync(_ana, 100, "soon", days: 5);
        await _world.GiveAsync(_ana, 100, "late", days: 25);
        await _world.SpendAsync(_ana, 60, "coffee");
        _world.Clock.Advance(TimeSpan.FromDays(6));
        await _world.SweepAsync();
        Assert.Equal(107, (await _world.BalanceAsync(_ana)).AvailablePoints);    // "not expired less all debits" would say 47
    }

    [Fact, Trait("Pitfall", "P4")]
    public async Task Points_expire_whatever_they_were_given_for()
    {
        var day = _world.Now.AddDays(3);
        await _world.BuyAsync(_ana, 10_00, "A-1");
        await _world.WriteAsync(scope =>
        {
            foreach (var reason in (TransferReason[])[TransferReason.Import, TransferReason.Adjustment, TransferReason.Bonus, TransferReason.Welcome])
                new PointsLedger(scope).Post(new(_world.Business, _ana, 10, reason, $"gift:{reason}", _world.Now) { ExpiresAt = day });
            return ValueTask.CompletedTask;
        });
        _world.Clock.Advance(TimeSpan.FromDays(32));
        Assert.Equal(0, (await _world.BalanceAsync(_ana)).AvailablePoints);
        await _world.SweepAsync();
        Assert.Equal(0, await _world.CountAsync("batches WHERE remaining_points > 0"));
        Assert.Equal(1, await _world.CountAsync("point_accounts WHERE kind = 'Expired' AND balance_points = 57"));
    }

    [Fact, Trait("Pitfall", "P5")]
    public async Task Buying_returning_and_cancelling_in_any_order_leaves_what_was_kept()
    {
        for (var n = 0; n < 5; n++)
        {
            await _world.BuyAsync(_ana, 100_00, $"A-{n}");
            await _world.ReturnAsync($"A-{n}", 100_00, $"R-{n}");
            await _world.ReturnAsync($"A-{n}", 100_00, $"R-{n}");    // the till asks again
        }
        Assert.Equal(7, (await _world.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact, Trait("Pitfall", "P5")]
    public async Task What_came_back_from_a_cancelled_reward_and_expired_is_not_taken_again_by_the_return()
    {
        await _world.BuyAsync(_ana, 100_00, "A-1");
        var spent = Assert.IsType<PostOutcome.Posted>(await _world.SpendAsync(_ana, 100, "reward"));
        await ReverseAsync(spent.TransferId);
        _world.Clock.Advance(TimeSpan.FromDays(31));
        await _world.ReturnAsync("A-1", 100_00, "R-1");
        Assert.Equal(0, (await _world.BalanceAsync(_ana)).AvailablePoints);    // not below zero
    }

    [Fact, Trait("Pitfall", "P8")]
    public async Task Neither_spending_nor_expiry_nor_a_gift_changes_the_level()
    {
        await _world.BuyAsync(_ana, 120_00, "A-1");
        await _world.SpendAsync(_ana, 120, "all of it");
        await _world.GiveAsync(_ana, 5_000, "gift");
        _world.Clock.Advance(TimeSpan.FromDays(60));
        await _world.SweepAsync();
        var level = (await _world.BalanceAsync(_ana)).Level;
        Assert.Equal(("silver", 120L), (level.Current!.Key, level.EarnedPoints));
    }

    private Task<PostOutcome> ReverseAsync(long transfer) =>
        _world.WriteAsync(scope => new PointsLedger(scope).Reverse(_world.Business, transfer, "mistake", _world.Now));
}

public sealed class PointsPitfallsOnPostgres : PointsPitfallTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock, o => o with { Writers = 8 });
}

/// <summary>What the shop does by its own hand: adjusting points, giving them longer to live.</summary>
public sealed class PointsByHandTests : IAsyncLifetime
{
    private static readonly Actor System = new Actor.System("test");
    private LoyaltyWorld _world = null!;
    private ContactId _ana;

    public async ValueTask InitializeAsync()
    {
        _world = await LoyaltyWorld.OpenAsync();
        _ana = await _world.MemberAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _world.VerifyAsync()).Findings);
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Points_are_given_and_taken_with_a_reason_and_by_somebody_and_never_below_zero()
    {
        Assert.IsType<AdjustOutcome.Adjusted>(await AdjustAsync(System, 50, "a"));
        Assert.Equal(50, Assert.IsType<AdjustOutcome.InsufficientPoints>(await AdjustAsync(System, -51, "b")).AvailablePoints);
        Assert.IsType<AdjustOutcome.Adjusted>(await AdjustAsync(System, -20, "c"));
        Assert.Equal(20, Assert.IsType<AdjustOutcome.AlreadyAdjusted>(await AdjustAsync(System, -20, "c")).AmountPoints);
        var line = (await _world.HistoryAsync(_ana))[0];
        Assert.Equal((-20L, TransferReason.Adjustment, "spilled coffee"), (line.Points, line.Reason, line.Note));
        Assert.Equal(2, await _world.CountAsync("transfers WHERE cause = 'system:test' AND note = 'spilled coffee'"));
    }

    [Fact]
    public async Task A_till_may_not_adjust_and_its_no_is_written_down()
    {
        var till = new Actor.TillKey(1, _world.Business, _world.Shop, [Permission.RecordPurchase, Permission.Redeem]);
        Assert.IsType<AdjustOutcome.Denied>(await AdjustAsync(till, 50, "a"));
        Assert.Equal((0L, 1L), (await _world.CountAsync("transfers"), await _world.CountAsync("refusals WHERE what = 'adjust_points'")));
    }

    [Fact, Trait("Row", "S50")]
    public async Task Points_that_would_expire_live_until_the_new_day_and_those_that_live_longer_are_left_alone()
    {
        await _world.GiveAsync(_ana, 10, "soon", days: 5);
        await _world.GiveAsync(_ana, 10, "late", days: 90);
        await _world.GiveAsync(_ana, 10, "gone", days: 1);
        _world.Clock.Advance(TimeSpan.FromDays(2));
        var until = EarnRules.EndOf(LocalDays.DayOf(_world.Now, _world.Zone).AddDays(30), _world.Zone);
        var extension = new Extension(_world.Business, null, until, "closed for repairs");
        Assert.Equal(1, await _world.WriteAsync(scope => ExtendPoints.Run(scope, System, extension, _world.Now)));
        Assert.Equal(0, await _world.WriteAsync(scope => ExtendPoints.Run(scope, System, extension, _world.Now)));
        _world.Clock.Advance(TimeSpan.FromDays(20));
        await _world.SweepAsync();
        Assert.Equal(20, (await _world.BalanceAsync(_ana)).AvailablePoints);
        Assert.Equal(1, await _world.CountAsync("batch_extensions WHERE points = 10 AND note = 'closed for repairs' AND actor = 'system:test'"));
    }

    private Task<AdjustOutcome> AdjustAsync(Actor actor, long points, string reference) =>
        _world.WriteAsync(scope => AdjustPoints.Run(scope, actor, new(_world.Business, _ana, points, "spilled coffee", reference, _world.Now), _world.Now));
}
