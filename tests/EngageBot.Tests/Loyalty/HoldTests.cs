using EngageBot.Loyalty;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty;

/// <summary>Points that are set aside: for a reward at the till, for a basket that is being paid.</summary>
public class HoldTests : IAsyncLifetime
{
    private LoyaltyWorld _world = null!;
    private ContactId _ana;

    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    public async ValueTask InitializeAsync()
    {
        _world = await LoyaltyWorld.OpenAsync(database: Database);
        _ana = await _world.MemberAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is null) return;
        Assert.Empty((await _world.VerifyAsync()).Findings);
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task What_is_set_aside_can_be_spent_by_nobody_else_and_is_spent_when_it_is_done()
    {
        await _world.GiveAsync(_ana, 100, "gift");
        var hold = await _world.HoldAsync(_ana, 70, "till:1");
        await AreAsync(available: 30, reserved: 70);
        Assert.Equal(30, Assert.IsType<PostOutcome.InsufficientPoints>(await _world.SpendAsync(_ana, 31, "other")).AvailablePoints);
        Assert.Equal(30, Assert.IsType<ReserveOutcome.InsufficientPoints>(await _world.ReserveAsync(_ana, 31, "till:2")).AvailablePoints);
        Assert.Equal(70, Assert.IsType<HoldOutcome.Completed>(await _world.CompleteAsync(hold)).SpentPoints);
        await AreAsync(available: 30, reserved: 0);
    }

    [Fact]
    public async Task A_part_of_it_can_be_spent_and_the_rest_comes_back()
    {
        await _world.GiveAsync(_ana, 100, "gift");
        var hold = await _world.HoldAsync(_ana, 70, "till:1");
        Assert.Equal(70, Assert.IsType<HoldOutcome.TooMany>(await _world.CompleteAsync(hold, 71)).HeldPoints);
        Assert.IsType<HoldOutcome.Completed>(await _world.CompleteAsync(hold, 40));
        await AreAsync(available: 60, reserved: 0);
        var line = (await _world.HistoryAsync(_ana))[0];
        Assert.Equal((-40L, TransferReason.Redemption), (line.Points, line.Reason));    // one line, not three
    }

    [Fact]
    public async Task Every_step_said_twice_happens_once()
    {
        await _world.GiveAsync(_ana, 100, "gift");
        var hold = await _world.HoldAsync(_ana, 70, "till:1");
        Assert.Equal(hold, Assert.IsType<ReserveOutcome.AlreadyReserved>(await _world.ReserveAsync(_ana, 70, "till:1")).Hold.Id);
        var spent = Assert.IsType<HoldOutcome.Completed>(await _world.CompleteAsync(hold, 40));
        Assert.Equal(spent, await _world.CompleteAsync(hold, 40));
        Assert.Equal(new HoldOutcome.Ended(HoldState.Completed, 40), await _world.CompleteAsync(hold, 30));
        Assert.Equal(new HoldOutcome.Ended(HoldState.Completed, 40), await _world.CancelAsync(hold));
        var second = await _world.HoldAsync(_ana, 10, "till:2");
        Assert.IsType<HoldOutcome.Cancelled>(await _world.CancelAsync(second));
        Assert.IsType<HoldOutcome.Cancelled>(await _world.CancelAsync(second));
        Assert.IsType<HoldOutcome.Ended>(await _world.CompleteAsync(second));
        Assert.IsType<HoldOutcome.Unknown>(await _world.CompleteAsync(999));
        await AreAsync(available: 60, reserved: 0);
    }

    [Fact]
    public async Task What_comes_back_has_the_expiry_it_had()
    {
        await _world.GiveAsync(_ana, 10, "soon", days: 5);
        await _world.GiveAsync(_ana, 10, "late", days: 60);
        var before = await _world.BalanceAsync(_ana);
        var hold = await _world.HoldAsync(_ana, 15, "till:1");
        Assert.Equal(5, Assert.Single((await _world.BalanceAsync(_ana)).Batches).Points);
        Assert.IsType<HoldOutcome.Cancelled>(await _world.CancelAsync(hold));
        Assert.Equal(before.Batches, (await _world.BalanceAsync(_ana)).Batches);
    }

    [Fact, Trait("Pitfall", "P6")]
    public async Task What_runs_out_between_the_question_and_the_payment_is_still_spent()
    {
        await _world.GiveAsync(_ana, 50, "gift", days: 1);
        _world.Clock.Advance(TimeSpan.FromDays(1) - TimeSpan.FromMinutes(5));
        var hold = await _world.HoldAsync(_ana, 50, "till:1");
        _world.Clock.Advance(TimeSpan.FromMinutes(10));
        await _world.SweepAsync();
        await AreAsync(available: 0, reserved: 50);
        Assert.IsType<HoldOutcome.Completed>(await _world.CompleteAsync(hold));
        Assert.DoesNotContain(await _world.HistoryAsync(_ana), line => line.Reason is TransferReason.Expiry);
    }

    [Fact]
    public async Task What_ran_out_while_it_was_set_aside_is_gone_as_soon_as_it_comes_back()
    {
        await _world.GiveAsync(_ana, 50, "gift", days: 1);
        await _world.GiveAsync(_ana, 5, "other", days: 9);
        var hold = await _world.HoldAsync(_ana, 52, "till:1", TimeSpan.FromDays(3));
        _world.Clock.Advance(TimeSpan.FromDays(2));
        Assert.IsType<HoldOutcome.Cancelled>(await _world.CancelAsync(hold));
        await AreAsync(available: 5, reserved: 0);
        Assert.Equal([(-50L, TransferReason.Expiry), (52, TransferReason.Release)], (await _world.HistoryAsync(_ana)).Take(2).Select(line => (line.Points, line.Reason)));
    }

    [Fact]
    public async Task A_hold_whose_time_is_over_comes_back_by_itself_and_can_no_longer_be_completed()
    {
        await _world.GiveAsync(_ana, 50, "a", days: 20);
        await _world.GiveAsync(_ana, 50, "b", days: 30);
        var (swept, late) = (await _world.HoldAsync(_ana, 60, "till:1"), await _world.HoldAsync(_ana, 40, "till:2"));
        _world.Clock.Advance(TimeSpan.FromMinutes(15));
        await AreAsync(available: 100, reserved: 0);    // at once, swept or not
        Assert.Equal(new HoldOutcome.Ended(HoldState.Lapsed, 0), await _world.CompleteAsync(late));
        await _world.SweepAsync();
        await AreAsync(available: 100, reserved: 0);
        Assert.Equal(new HoldOutcome.Ended(HoldState.Lapsed, 0), await _world.CompleteAsync(swept));
        Assert.Equal(2, await _world.CountAsync("holds WHERE state = 'Lapsed' AND ended_at = held_until"));
        Assert.IsType<PostOutcome.Posted>(await _world.SpendAsync(_ana, 100, "again"));
    }

    [Fact]
    public async Task Goods_that_come_back_while_their_points_are_set_aside_leave_the_till_its_promise()
    {
        await _world.BuyAsync(_ana, 100_00, "A-1");
        var hold = await _world.HoldAsync(_ana, 80, "till:1");
        await _world.ReturnAsync("A-1", 100_00, "R-1");
        await AreAsync(available: -80, reserved: 80);
        await _world.CancelAsync(hold);
        await AreAsync(available: 0, reserved: 0);
    }

    [Fact]
    public async Task A_completed_hold_is_reversed_like_any_redemption()
    {
        await _world.GiveAsync(_ana, 10, "soon", days: 5);
        await _world.GiveAsync(_ana, 10, "late", days: 60);
        var before = await _world.BalanceAsync(_ana);
        var spent = Assert.IsType<HoldOutcome.Completed>(await _world.CompleteAsync(await _world.HoldAsync(_ana, 15, "till:1")));
        await _world.WriteAsync(scope => new PointsLedger(scope).Reverse(_world.Business, spent.TransferId, "mistake", _world.Now));
        Assert.Equal(before.Batches, (await _world.BalanceAsync(_ana)).Batches);
    }

    [Fact, Trait("Pitfall", "P1")]
    public async Task Of_fifty_tills_that_set_the_last_points_aside_at_once_one_gets_them()
    {
        await _world.GiveAsync(_ana, 100, "gift");
        var tries = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => _world.ReserveAsync(_ana, 100, $"till:{n}")));
        Assert.Equal((1, 49), (tries.Count(t => t is ReserveOutcome.Reserved), tries.Count(t => t is ReserveOutcome.InsufficientPoints)));
        await AreAsync(available: 0, reserved: 100);
    }

    [Fact, Trait("Pitfall", "P1")]
    public async Task One_hold_completed_cancelled_and_lapsing_at_once_ends_once()
    {
        await _world.GiveAsync(_ana, 100, "gift");
        var hold = await _world.HoldAsync(_ana, 100, "till:1");
        var ends = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => n % 2 == 0 ? _world.CompleteAsync(hold) : _world.CancelAsync(hold)));
        var completed = ends.Any(e => e is HoldOutcome.Completed);
        Assert.Equal(completed ? 10 : 0, ends.Count(e => e is HoldOutcome.Completed));
        await AreAsync(available: completed ? 0 : 100, reserved: 0);
    }

    private async Task AreAsync(long available, long reserved)
    {
        var balance = await _world.BalanceAsync(_ana);
        Assert.Equal((available, reserved), (balance.AvailablePoints, balance.ReservedPoints));
    }
}

public sealed class HoldsOnPostgres : HoldTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock, o => o with { Writers = 8 });
}
