using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Tests.Loyalty;

public sealed class PointsLedgerTests : IAsyncLifetime
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
    public async Task The_same_reference_again_changes_nothing()
    {
        var first = Assert.IsType<PostOutcome.Posted>(await _world.GiveAsync(_ana, 40, "gift:1"));
        var again = Assert.IsType<PostOutcome.AlreadyPosted>(await _world.GiveAsync(_ana, 40, "gift:1"));
        Assert.Equal((first.TransferId, 40L), (again.TransferId, again.AmountPoints));
        Assert.Equal(40, (await _world.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact, Trait("Pitfall", "P1")]
    public async Task Of_fifty_tills_that_spend_the_same_points_at_once_one_wins()
    {
        await _world.GiveAsync(_ana, 100, "gift");
        var tries = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => _world.SpendAsync(_ana, 100, $"till:{n}")));
        Assert.Single(tries.OfType<PostOutcome.Posted>());
        Assert.Equal(49, tries.OfType<PostOutcome.InsufficientPoints>().Count());
        Assert.Equal(0, (await _world.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact]
    public async Task Everything_can_be_spent_and_not_a_point_more()
    {
        await _world.GiveAsync(_ana, 30, "gift");
        Assert.Equal(30, Assert.IsType<PostOutcome.InsufficientPoints>(await _world.SpendAsync(_ana, 31, "a")).AvailablePoints);
        Assert.IsType<PostOutcome.Posted>(await _world.SpendAsync(_ana, 30, "b"));
    }

    [Fact]
    public async Task Spending_takes_what_expires_first_and_what_never_expires_last()
    {
        await _world.GiveAsync(_ana, 10, "never");
        await _world.GiveAsync(_ana, 10, "late", days: 60);
        await _world.GiveAsync(_ana, 10, "soon", days: 5);
        await _world.SpendAsync(_ana, 15, "coffee");
        var balance = await _world.BalanceAsync(_ana);
        Assert.Equal([5L], balance.Batches.Select(b => b.Points));
        Assert.Equal(10, balance.NeverExpiringPoints);
        _world.Clock.Advance(TimeSpan.FromDays(6));
        Assert.Equal(15, (await _world.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact, Trait("Pitfall", "P3")]
    public async Task What_was_spent_of_a_batch_does_not_expire_a_second_time()
    {
        await _world.GiveAsync(_ana, 100, "gift", days: 5);
        await _world.SpendAsync(_ana, 70, "coffee");
        _world.Clock.Advance(TimeSpan.FromDays(6));
        await SettleAsync();
        Assert.Equal([-30L, -70, 100], (await _world.HistoryAsync(_ana)).Select(h => h.Points));
        Assert.Equal(0, (await _world.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact]
    public async Task Points_that_ran_out_a_moment_ago_cannot_be_spent_even_before_the_clock_has_swept()
    {
        await _world.GiveAsync(_ana, 100, "gift", days: 5);
        _world.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal(0, Assert.IsType<PostOutcome.InsufficientPoints>(await _world.SpendAsync(_ana, 1, "late")).AvailablePoints);
    }

    [Fact]
    public async Task Pending_points_cannot_be_spent_until_they_unlock()
    {
        await _world.GiveAsync(_ana, 100, "gift", days: 30, unlockDays: 14);
        Assert.IsType<PostOutcome.InsufficientPoints>(await _world.SpendAsync(_ana, 1, "early"));
        var before = await _world.BalanceAsync(_ana);
        Assert.Equal((0L, 100L), (before.AvailablePoints, before.PendingPoints));
        _world.Clock.Advance(TimeSpan.FromDays(14));
        Assert.IsType<PostOutcome.Posted>(await _world.SpendAsync(_ana, 60, "later"));
        var after = await _world.BalanceAsync(_ana);
        Assert.Equal((40L, 0L), (after.AvailablePoints, after.PendingPoints));
    }

    [Fact]
    public async Task A_reversed_redemption_comes_back_with_the_expiry_it_had()
    {
        await _world.GiveAsync(_ana, 10, "soon", days: 5);
        await _world.GiveAsync(_ana, 10, "late", days: 60);
        var before = await _world.BalanceAsync(_ana);
        var spent = Assert.IsType<PostOutcome.Posted>(await _world.SpendAsync(_ana, 15, "coffee"));
        Assert.IsType<PostOutcome.Posted>(await ReverseAsync(spent.TransferId));
        Assert.Equal(before.Batches, (await _world.BalanceAsync(_ana)).Batches);
        Assert.IsType<PostOutcome.AlreadyPosted>(await ReverseAsync(spent.TransferId));
    }

    [Fact]
    public async Task A_reversed_gift_that_is_spent_leaves_a_debt_which_the_next_points_pay_first()
    {
        var gift = Assert.IsType<PostOutcome.Posted>(await _world.GiveAsync(_ana, 100, "gift"));
        await _world.SpendAsync(_ana, 80, "coffee");
        await ReverseAsync(gift.TransferId);
        Assert.Equal(-80, (await _world.BalanceAsync(_ana)).AvailablePoints);
        Assert.Equal(-80, Assert.IsType<PostOutcome.InsufficientPoints>(await _world.SpendAsync(_ana, 1, "no")).AvailablePoints);
        Assert.Empty((await _world.VerifyAsync()).Findings);
        await _world.GiveAsync(_ana, 50, "more", days: 9);
        Assert.Equal(-30, (await _world.BalanceAsync(_ana)).AvailablePoints);
        await _world.GiveAsync(_ana, 50, "and more", days: 9, unlockDays: 1);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await SettleAsync();
        var balance = await _world.BalanceAsync(_ana);
        Assert.Equal((20L, 20L), (balance.AvailablePoints, balance.Batches.Single().Points));
    }

    [Fact]
    public async Task Neither_expiries_nor_reversals_can_be_reversed()
    {
        await _world.GiveAsync(_ana, 10, "gift", days: 1);
        _world.Clock.Advance(TimeSpan.FromDays(2));
        await SettleAsync();
        foreach (var transfer in new long[] { 2, 99 }) Assert.IsType<PostOutcome.NotReversible>(await ReverseAsync(transfer));
        Assert.IsType<PostOutcome.NotReversible>(await ReverseAsync(1));    // all of it has expired: nothing is left to take back
    }

    [Fact]
    public async Task The_table_itself_refuses_to_change_or_lose_a_transfer()
    {
        await _world.GiveAsync(_ana, 10, "gift");
        foreach (var sql in new[] { "UPDATE transfers SET amount_points = 1000", "DELETE FROM transfers" })
            Assert.Contains("append-only", (await Assert.ThrowsAnyAsync<Exception>(() => _world.WriteAsync(scope => scope.Command(sql).ExecuteNonQuery()))).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_somebody_edited_is_found_out()
    {
        await _world.GiveAsync(_ana, 10, "gift", days: 4);
        foreach (var (there, back) in new[]
        {
            ("UPDATE point_accounts SET balance_points = balance_points + 1 WHERE kind = 'Available'", "UPDATE point_accounts SET balance_points = balance_points - 1 WHERE kind = 'Available'"),
            ("UPDATE batches SET remaining_points = 9", "UPDATE batches SET remaining_points = 10"),
        })
        {
            await _world.WriteAsync(scope => scope.Command(there).ExecuteNonQuery());
            Assert.NotEmpty((await _world.VerifyAsync()).Findings);
            await _world.WriteAsync(scope => scope.Command(back).ExecuteNonQuery());
        }
    }

    private Task<PostOutcome> ReverseAsync(long transfer) =>
        _world.WriteAsync(scope => new PointsLedger(scope).Reverse(_world.Business, transfer, "mistake", _world.Now));

    private Task<int> SettleAsync() => _world.WriteAsync(scope =>
    {
        new PointsLedger(scope).Settle(_world.Business, _ana, _world.Now);
        return 0;
    });
}
