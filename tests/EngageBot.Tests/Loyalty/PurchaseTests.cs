using EngageBot.Loyalty;
using EngageBot.Storage;

namespace EngageBot.Tests.Loyalty;

public sealed class PurchaseTests : IAsyncLifetime
{
    private LoyaltyWorld _world = null!;
    private ContactId _ana;

    public ValueTask InitializeAsync() => OpenAsync(LoyaltyWorld.Rules);

    private async ValueTask OpenAsync(ProgrammeRules rules)
    {
        if (_world is not null) await _world.DisposeAsync();
        _world = await LoyaltyWorld.OpenAsync(rules);
        _ana = await _world.MemberAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _world.VerifyAsync()).Findings);
        await _world.DisposeAsync();
    }

    [Fact, Trait("Row", "S4")]
    public async Task The_same_receipt_twice_credits_once()
    {
        var first = Assert.IsType<PurchaseOutcome.Recorded>(await _world.BuyAsync(_ana, 40_50, "A-1"));
        var again = Assert.IsType<PurchaseOutcome.AlreadyRecorded>(await _world.BuyAsync(_ana, 40_50, "A-1"));
        Assert.Equal((first.Id, 40L, true), (again.Id, again.Points, again.Same));
        Assert.False(Assert.IsType<PurchaseOutcome.AlreadyRecorded>(await _world.BuyAsync(_ana, 99_00, "A-1")).Same);
        Assert.Equal(40, (await _world.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact]
    public async Task A_purchase_is_told_once_in_the_newest_chat_of_the_member_in_the_same_commit()
    {
        await _world.WriteAsync(scope =>
        {
            foreach (var key in (ReadOnlySpan<string>)["77", "88"])
                scope.Command("""
                    INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at)
                    SELECT @business, MIN(id), @contact, @key, 'Customer', '{}', 0 FROM channel_accounts
                    """).Set("@business", _world.Business.ToString()).Set("@contact", _ana.ToString()).Set("@key", key).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        });
        var recorded = Assert.IsType<PurchaseOutcome.Recorded>(await _world.BuyAsync(_ana, 12_00, "A-1"));
        await _world.BuyAsync(_ana, 12_00, "A-1");
        var rows = await _world.Store.ReadRowsAsync("SELECT chat_key, content FROM inbox ORDER BY id", _ => { }, row => (row.GetString(0), row.GetString(1)), LoyaltyWorld.Cancellation);
        Assert.Equal("88", Assert.Single(rows).Item1);
        Assert.Contains(recorded.Id.ToString(), rows[0].Item2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_currency_is_refused()
    {
        Assert.Equal("EUR", Assert.IsType<PurchaseOutcome.WrongCurrency>(await _world.BuyAsync(_ana, 12_00, "A-1", currency: "USD")).Expected);
        Assert.Equal(0, await _world.CountAsync("purchases"));
    }

    [Fact, Trait("Row", "S49")]
    public async Task Points_are_on_the_way_first_and_history_shows_them_once()
    {
        await OpenAsync(LoyaltyWorld.Rules with { PendingDays = 14 });
        await _world.BuyAsync(_ana, 40_00, "A-1");
        var before = await _world.BalanceAsync(_ana);
        Assert.Equal((0L, 40L, new DateOnly(2026, 3, 16)), (before.AvailablePoints, before.PendingPoints, before.PendingBatches.Single().FromDay));
        Assert.Equal(("pending", 40L), (await _world.HistoryAsync(_ana)).Select(h => (h.ReasonWord, h.Points)).Single());
        _world.Clock.Advance(TimeSpan.FromDays(14));
        Assert.Equal(1, await _world.SweepAsync());
        Assert.Equal(0, await _world.SweepAsync());
        var item = Assert.Single(await _world.HistoryAsync(_ana));
        Assert.Equal(("purchase", 40L, "Test Coffee", 40_00L, "A-1"), (item.ReasonWord, item.Points, item.Shop, item.AmountMinor, item.Receipt));
        Assert.Equal(40, (await _world.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact]
    public async Task A_process_that_slept_through_unlock_and_expiry_writes_the_history_of_one_that_did_not()
    {
        await OpenAsync(LoyaltyWorld.Rules with { PendingDays = 14 });
        await _world.BuyAsync(_ana, 40_00, "A-1");
        _world.Clock.Advance(TimeSpan.FromDays(100));
        Assert.Equal(0, (await _world.BalanceAsync(_ana)).AvailablePoints);
        Assert.Equal(2, await _world.SweepAsync());
        var history = await _world.HistoryAsync(_ana);
        Assert.Equal([("expiry", -40L, new DateOnly(2026, 4, 16)), ("purchase", 40L, new DateOnly(2026, 3, 2))], history.Select(h => (h.ReasonWord, h.Points, h.Day)));
    }

    [Fact]
    public async Task A_return_takes_back_in_proportion_and_the_last_one_the_rest()
    {
        await _world.BuyAsync(_ana, 10_00, "A-1");
        Assert.Equal(3, Assert.IsType<ReturnOutcome.Recorded>(await _world.ReturnAsync("A-1", 3_33, "R-1")).TakenPoints);
        Assert.True(Assert.IsType<ReturnOutcome.AlreadyRecorded>(await _world.ReturnAsync("A-1", 3_33, "R-1")).Same);
        Assert.Equal(667, Assert.IsType<ReturnOutcome.TooLarge>(await _world.ReturnAsync("A-1", 6_68, "R-2")).LeftMinor);
        Assert.Equal(7, Assert.IsType<ReturnOutcome.Recorded>(await _world.ReturnAsync("A-1", 6_67, "R-3")).TakenPoints);
        Assert.Equal(0, (await _world.BalanceAsync(_ana)).AvailablePoints);
        Assert.IsType<ReturnOutcome.UnknownPurchase>(await _world.ReturnAsync("A-9", 1, "R-4"));
        Assert.Equal([("R-3", -7L), ("R-1", -3L), ("A-1", 10L)], (await _world.HistoryAsync(_ana)).Select(h => (h.Receipt!, h.Points)));
    }

    [Fact, Trait("Row", "S9")]
    public async Task A_return_of_goods_whose_points_are_spent_leaves_the_balance_below_zero_and_blocks_spending()
    {
        await _world.BuyAsync(_ana, 50_00, "A-1");
        await _world.SpendAsync(_ana, 50, "coffee");
        await _world.ReturnAsync("A-1", 50_00, "R-1");
        Assert.Equal(-50, (await _world.BalanceAsync(_ana)).AvailablePoints);
        Assert.IsType<PostOutcome.InsufficientPoints>(await _world.SpendAsync(_ana, 1, "no"));
        await _world.BuyAsync(_ana, 80_00, "A-2");
        Assert.Equal(30, (await _world.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact]
    public async Task A_return_takes_points_on_the_way_before_any_others()
    {
        await OpenAsync(LoyaltyWorld.Rules with { PendingDays = 14 });
        await _world.GiveAsync(_ana, 30, "gift");
        await _world.BuyAsync(_ana, 50_00, "A-1");
        await _world.ReturnAsync("A-1", 20_00, "R-1");
        var balance = await _world.BalanceAsync(_ana);
        Assert.Equal((30L, 30L), (balance.AvailablePoints, balance.PendingPoints));
        await _world.ReturnAsync("A-1", 30_00, "R-2");
        balance = await _world.BalanceAsync(_ana);
        Assert.Equal((30L, 0L), (balance.AvailablePoints, balance.PendingPoints));
    }

    [Fact]
    public async Task Points_that_expired_are_not_taken_a_second_time_by_a_return()
    {
        await _world.BuyAsync(_ana, 50_00, "A-1");
        _world.Clock.Advance(TimeSpan.FromDays(40));
        Assert.Equal(0, Assert.IsType<ReturnOutcome.Recorded>(await _world.ReturnAsync("A-1", 50_00, "R-1")).TakenPoints);
        Assert.Equal(0, (await _world.BalanceAsync(_ana)).AvailablePoints);
    }

    [Fact, Trait("Pitfall", "P5")]
    public async Task Buying_and_returning_again_and_again_earns_neither_points_nor_a_level()
    {
        await OpenAsync(LoyaltyWorld.Rules with { Tiers = LoyaltyWorld.ThreeTiers });
        for (var i = 0; i < 5; i++)
        {
            await _world.BuyAsync(_ana, 99_00, $"A-{i}");
            await _world.ReturnAsync($"A-{i}", 99_00, $"R-{i}");
        }
        var balance = await _world.BalanceAsync(_ana);
        Assert.Equal((0L, 0L, "bronze"), (balance.AvailablePoints, balance.Level.EarnedPoints, balance.Level.Current!.Key));
    }

    [Fact, Trait("Pitfall", "P8")]
    public async Task The_level_comes_from_what_was_earned_in_twelve_months_and_spending_does_not_cost_it()
    {
        await OpenAsync(LoyaltyWorld.Rules with { Tiers = LoyaltyWorld.ThreeTiers, Expiry = new(ExpiryPolicy.Never) });
        await _world.BuyAsync(_ana, 120_00, "A-1");
        await _world.SpendAsync(_ana, 120, "all");
        Assert.Equal("silver", (await _world.BalanceAsync(_ana)).Level.Current!.Key);
        // The silver multiplier counts from the next purchase on.
        Assert.Equal(125, Assert.IsType<PurchaseOutcome.Recorded>(await _world.BuyAsync(_ana, 100_00, "A-2")).Points);
        _world.Clock.Advance(TimeSpan.FromDays(370));
        var balance = await _world.BalanceAsync(_ana);
        Assert.Equal((125L, "bronze", 100L), (balance.AvailablePoints, balance.Level.Current!.Key, balance.Level.MissingPoints));
    }

    [Fact]
    public async Task A_purchase_is_judged_by_the_rules_of_its_own_time()
    {
        _world.Clock.Advance(TimeSpan.FromDays(1));
        await _world.WriteAsync(scope => Programmes.Publish(scope, _world.Business, LoyaltyWorld.Rules with { Earn = new(100, 10) }, _world.Now));
        _world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(100, Assert.IsType<PurchaseOutcome.Recorded>(await _world.BuyAsync(_ana, 10_00, "new")).Points);
        Assert.Equal(10, Assert.IsType<PurchaseOutcome.Recorded>(await _world.BuyAsync(_ana, 10_00, "old", _world.Now.AddDays(-1))).Points);
    }

    [Fact]
    public async Task Joining_gives_the_welcome_once()
    {
        await OpenAsync(LoyaltyWorld.Rules with { WelcomePoints = 20 });
        Assert.Equal(20, (await _world.BalanceAsync(_ana)).AvailablePoints);
        Assert.IsType<JoinOutcome.AlreadyMember>(await _world.WriteAsync(scope => JoinProgramme.Join(scope, _world.Business, _ana, _world.Now)));
        Assert.Equal(20, (await _world.BalanceAsync(_ana)).AvailablePoints);
    }
}
