using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Tests.Loyalty;

/// <summary>Several wallets of one member, and what goes to a cause.</summary>
public sealed class WalletTests : IAsyncLifetime
{
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
    public async Task Wallets_are_apart_in_balance_spending_and_history()
    {
        await _world.GiveAsync(_ana, 40, "points");
        await _world.GiveAsync(_ana, 250_00, "cashback", wallet: "cashback", days: 10);
        Assert.Equal((40L, 250_00L), ((await _world.BalanceAsync(_ana)).AvailablePoints, (await _world.BalanceAsync(_ana, "cashback")).AvailablePoints));
        Assert.IsType<PostOutcome.InsufficientPoints>(await _world.SpendAsync(_ana, 41, "too many"));
        await _world.ReserveAsync(_ana, 200_00, "till", wallet: "cashback");
        Assert.Equal((50_00L, 200_00L), ((await _world.BalanceAsync(_ana, "cashback")).AvailablePoints, (await _world.BalanceAsync(_ana, "cashback")).ReservedPoints));
        _world.Clock.Advance(TimeSpan.FromDays(10));
        await _world.SweepAsync();
        Assert.Equal((40L, 0L), ((await _world.BalanceAsync(_ana)).AvailablePoints, (await _world.BalanceAsync(_ana, "cashback")).AvailablePoints));
        Assert.Equal([40L], (await _world.HistoryAsync(_ana)).Select(line => line.Points));
    }

    [Fact]
    public async Task A_return_takes_back_from_the_wallet_into_which_the_purchase_gave()
    {
        await _world.GiveAsync(_ana, 40, "points");
        var gift = Assert.IsType<PostOutcome.Posted>(await _world.GiveAsync(_ana, 100, "cashback", wallet: "cashback"));
        await _world.WriteAsync(scope => new PointsLedger(scope).TakeBack(new(_world.Business, _ana, gift.TransferId, 100, TransferReason.Reversal, "back", _world.Now)));
        Assert.Equal((40L, 0L), ((await _world.BalanceAsync(_ana)).AvailablePoints, (await _world.BalanceAsync(_ana, "cashback")).AvailablePoints));
    }

    [Fact, Trait("Row", "S5")]
    public async Task Five_percent_of_5000_in_a_cashback_wallet_and_a_refund_of_2000_takes_back_100_of_them_and_its_share_of_the_points()
    {
        await _world.BuyAsync(_ana, 5_000_00, "A-1");
        var purchase = new PurchaseId(Guid.Parse(await _world.Store.ReadAsync(connection => ValueTask.FromResult(
            ((RowSource)connection).Rows("SELECT id FROM purchases", _ => { }, row => row.GetString(0)).Single()), LoyaltyWorld.Cancellation)));
        const long cashback = 250_00;
        await _world.WriteAsync(scope =>
        {
            foreach (var (wallet, points, unlocks) in new[] { ("cashback", cashback - 50_00, (DateTimeOffset?)null), ("cashback", 50_00, _world.Now.AddDays(9)) })
                new PointsLedger(scope).Post(new(_world.Business, _ana, points, TransferReason.Bonus, $"{wallet}:{points}", _world.Now)
                {
                    Wallet = wallet, PurchaseId = purchase, UnlocksAt = unlocks,
                });
            return ValueTask.CompletedTask;
        });
        var returned = Assert.IsType<ReturnOutcome.Recorded>(await _world.ReturnAsync("A-1", 2_000_00, "R-1"));
        Assert.Equal([("cashback", 100_00L), ("points", 2_000)], returned.Taken.Select(t => (t.Key, t.Value)));
        var balance = await _world.BalanceAsync(_ana, "cashback");
        Assert.Equal(150_00, balance.AvailablePoints + balance.PendingPoints);
        Assert.Equal(returned.Taken, Assert.IsType<ReturnOutcome.AlreadyRecorded>(await _world.ReturnAsync("A-1", 2_000_00, "R-1")).Taken);
        Assert.Equal([-2_000L], (await _world.HistoryAsync(_ana)).Where(line => line.Reason is TransferReason.Return).Select(line => line.Points));
        await _world.SpendAsync(_ana, 3_000, "all");
        await _world.ReturnAsync("A-1", 3_000_00, "R-2");
        Assert.Equal((-3_000L, 0L), ((await _world.BalanceAsync(_ana)).AvailablePoints, (await _world.BalanceAsync(_ana, "cashback")).AvailablePoints));
        Assert.IsType<PostOutcome.InsufficientPoints>(await _world.SpendAsync(_ana, 1, "blocked"));
    }

    [Fact, Trait("Row", "S35")]
    public async Task What_a_member_gives_to_a_cause_is_neither_spent_nor_expired_and_can_be_taken_back()
    {
        await _world.GiveAsync(_ana, 40, "gift", days: 9);
        var given = Assert.IsType<PostOutcome.Posted>(await _world.WriteAsync(scope => new PointsLedger(scope).Redeem(
            new(_world.Business, _ana, 30, "donation:1", _world.Now) { Reason = TransferReason.Donation, Cause = "cause:shelter" })));
        Assert.Equal(1, await _world.CountAsync("point_accounts WHERE kind = 'Donated' AND balance_points = 30"));
        Assert.Equal((10L, TransferReason.Donation), ((await _world.BalanceAsync(_ana)).AvailablePoints, (await _world.HistoryAsync(_ana))[0].Reason));
        await _world.WriteAsync(scope => new PointsLedger(scope).Reverse(_world.Business, given.TransferId, "mistake", _world.Now));
        Assert.Equal(40, Assert.Single((await _world.BalanceAsync(_ana)).Batches).Points);
    }

    [Fact]
    public async Task Joining_is_a_welcome_in_the_history_and_no_correction()
    {
        await using var world = await LoyaltyWorld.OpenAsync(LoyaltyWorld.Rules with { WelcomePoints = 20 });
        var member = await world.MemberAsync();
        Assert.Equal((20L, "welcome"), ((await world.HistoryAsync(member))[0].Points, (await world.HistoryAsync(member))[0].ReasonWord));
    }
}
