using EngageBot.Loyalty;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty.Earning;

/// <summary>Receipts under several programmes, limits and levels, on a real database.</summary>
public class ProgrammesSideBySideTests : IAsyncLifetime
{
    private LoyaltyWorld _world = null!;
    private ContactId _ana;

    /// <summary>Where it runs; the embedded database unless a subclass says otherwise.</summary>
    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    public async ValueTask InitializeAsync()
    {
        _world = await LoyaltyWorld.OpenAsync(database: Database);
        _ana = await _world.MemberAsync();
    }

    public ValueTask DisposeAsync() => _world?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    [Trait("Row", "S25")]
    [Trait("Row", "S8")]
    public async Task A_receipt_brings_points_cashback_and_a_stamp_each_into_its_wallet_and_a_return_takes_back_of_each()
    {
        await PublishAsync("money", """{"mode": "cashback", "earn": {"percent": 5}}""");
        await PublishAsync("stamps", """{"mode": "stamps", "earn": {"by": "order", "points": 1}}""");
        var bought = await BuyAsync("A-1", 5_000_00);
        Assert.Equal([("points", 5_000L), ("money", 250_00L), ("stamps", 1L)], bought.Earned.Select(e => (e.Programme.Key, e.Points)));
        await _world.ReturnAsync("A-1", 2_000_00, "R-1");
        Assert.Equal((3_000L, 150_00L, 1L), (await WalletAsync("points"), await WalletAsync("money"), await WalletAsync("stamps")));    // a stamp goes with the whole receipt
        await _world.ReturnAsync("A-1", 3_000_00, "R-2");
        Assert.Equal((0L, 0L, 0L), (await WalletAsync("points"), await WalletAsync("money"), await WalletAsync("stamps")));
        Assert.True((await _world.VerifyAsync()).Sound);
    }

    [Fact]
    [Trait("Row", "S11")]
    public async Task A_cumulative_discount_counts_what_was_spent_before_and_returns_lower_it()
    {
        await PublishAsync("card", """
            {"mode": "discount", "qualify": {"by": "spend", "period": "lifetime"}, "tiers": [
              {"key": "plain", "name": {"en": "Plain"}, "threshold": 0, "discount_percent": 5}, {"key": "gold", "name": {"en": "Gold"}, "threshold": 100000, "discount_percent": 20}]}
            """);
        var crossing = (await BuyAsync("A-1", 1_000_00)).Earned.Single(e => e.Programme.Key == "card");
        Assert.Equal(("plain", "gold"), (crossing.Before.Current!.Key, crossing.After.Current!.Key));    // the receipt that crosses keeps the old discount
        Assert.Equal("gold", (await BuyAsync("A-2", 1_00)).Earned.Single(e => e.Programme.Key == "card").Before.Current!.Key);
        await _world.ReturnAsync("A-1", 5_00, "R-1");
        Assert.Equal("plain", (await BuyAsync("A-3", 1_00)).Earned.Single(e => e.Programme.Key == "card").Before.Current!.Key);
    }

    [Fact]
    public async Task A_members_day_and_everybodys_budget_are_kept_to_the_point_and_begin_anew()
    {
        await PublishAsync("points", """
            {"earn": {"per_minor": 100, "points": 1}, "rules": [
              {"key": "double", "multiply_percent": 200, "limits": [{"points": 15, "per": "day"}], "budget": {"points": 25, "per": "month"}}]}
            """);
        Assert.Equal(20, (await BuyAsync("A-1", 10_00)).Points);
        Assert.Equal(15, (await BuyAsync("A-2", 10_00)).Points);          // 5 of the day were left
        var ben = await _world.MemberAsync();
        Assert.Equal(20, (await BuyAsync("A-3", 10_00, ben)).Points);     // the other 10 of the budget
        Assert.Equal(10, (await BuyAsync("A-4", 10_00, ben)).Points);
        _world.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(20, (await BuyAsync("A-5", 10_00)).Points);
    }

    [Fact]
    public async Task Fifty_receipts_at_once_share_one_budget_without_a_point_too_many()
    {
        await PublishAsync("points", """{"rules": [{"key": "gift", "bonus": 10, "budget": {"points": 95, "per": "ever"}}]}""");
        var members = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _world.MemberAsync($"+3556911{i:0000}")));
        var bought = await Task.WhenAll(members.Select((m, i) => BuyAsync($"B-{i}", 1_00, m)));
        Assert.Equal(95, bought.Sum(b => b.Points));
    }

    [Fact]
    [Trait("Row", "S12")]
    public async Task A_level_is_reached_once_however_often_it_is_lost_and_won_again()
    {
        await PublishAsync("points", """
            {"earn": {"per_minor": 100, "points": 1}, "tiers": [{"key": "bronze", "name": {"en": "Bronze"}, "threshold": 0}, {"key": "silver", "name": {"en": "Silver"}, "threshold": 100}]}
            """);
        await BuyAsync("A-1", 100_00);
        await _world.ReturnAsync("A-1", 50_00, "R-1");
        await BuyAsync("A-2", 60_00);
        Assert.Equal(1, await _world.CountAsync("levels_reached"));
    }

    [Fact]
    [Trait("Row", "S13")]
    [Trait("Row", "S14")]
    public async Task A_large_receipt_brings_a_status_with_its_perks_for_a_term_and_it_ends_by_itself()
    {
        await PublishAsync("points", """
            {"earn": {"per_minor": 100, "points": 1}, "statuses": [
              {"key": "vip", "name": {"en": "VIP"}, "days": 30, "receipt_minor": 50000, "multiplier_percent": 200, "perks": [{"key": "first_in_queue", "name": {"en": "First in the queue"}}]}]}
            """);
        Assert.Equal(500, (await BuyAsync("A-1", 500_00)).Points);        // begins with the receipt and counts from the next
        Assert.Equal(20, (await BuyAsync("A-2", 10_00)).Points);
        Assert.Equal(["first_in_queue"], await PerksAsync());
        var status = Assert.Single((await _world.BalanceAsync(_ana)).Level.Statuses);
        Assert.Equal(new DateOnly(2026, 3, 31), status.LastDay);
        _world.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(10, (await BuyAsync("A-3", 10_00)).Points);          // ended, and nothing renewed it
        Assert.Empty(await PerksAsync());
    }

    [Fact]
    public async Task What_is_withdrawn_earns_nothing_and_what_is_in_the_wallet_stays()
    {
        await BuyAsync("A-1", 10_00);
        await _world.WriteAsync(scope => RuleDesk.Edit(scope, new Actor.System("test"), new(_world.Business, ProgrammeRules.Kind, "points", null), _world.Now));
        Assert.Equal(0, (await BuyAsync("A-2", 10_00)).Points);
        Assert.Equal(10, await WalletAsync("points"));
    }

    [Fact]
    [Trait("Row", "S7")]
    public async Task A_programme_that_has_members_stays_what_it_is()
    {
        await BuyAsync("A-1", 10_00);
        var outcome = await _world.WriteAsync(scope => RuleDesk.Edit(
            scope, new Actor.System("test"), new(_world.Business, ProgrammeRules.Kind, "points", """{"mode": "cashback", "earn": {"percent": 5}}"""), _world.Now));
        Assert.Equal("mode", Assert.Single(Assert.IsType<RuleOutcome.Invalid>(outcome).Errors).Path);
    }

    [Fact]
    public async Task Every_transfer_says_which_rules_gave_it_and_in_which_version()
    {
        await PublishAsync("points", """{"earn": {"per_minor": 100, "points": 1}, "rules": [{"key": "thanks", "bonus": 7}]}""");
        await BuyAsync("A-1", 10_00);
        var why = await _world.Store.ReadAsync(c => ValueTask.FromResult(((RowSource)c).Rows("SELECT rule, rule_version FROM transfers", _ => { }, row => (row.GetString(0), row.GetInt64(1)))), LoyaltyWorld.Cancellation);
        Assert.Equal([("base 10; thanks 7", 2L)], why);
        Assert.Equal(2, await _world.CountAsync("accruals"));
    }

    private async Task PublishAsync(string key, string json)
    {
        var outcome = await _world.WriteAsync(scope => RuleDesk.Edit(scope, new Actor.System("test"), new(_world.Business, ProgrammeRules.Kind, key, json), _world.Now));
        if (outcome is RuleOutcome.Invalid invalid) Assert.Fail(string.Join('\n', invalid.Errors));
    }

    private async Task<PurchaseOutcome.Recorded> BuyAsync(string receipt, long minor, ContactId? member = null) =>
        Assert.IsType<PurchaseOutcome.Recorded>(await _world.Store.WriteAsync(
            scope => _world.Purchases.RecordAsync(scope, _world.Till, new(_world.Business, _world.Shop, receipt, member ?? _ana, minor, "EUR", _world.Now), _world.Now), LoyaltyWorld.Cancellation));

    private async Task<long> WalletAsync(string wallet) =>
        await _world.Store.ReadAsync(c => ValueTask.FromResult(BalanceQuery.Read(c, _ana, _world.Now, wallet)!.AvailablePoints), LoyaltyWorld.Cancellation);

    /// <summary>As <c>/level</c> shows them.</summary>
    private async Task<IEnumerable<string>> PerksAsync() => (await _world.BalanceAsync(_ana)).Level.Perks.Select(perk => perk.Key);
}

public sealed class ProgrammesSideBySideTestsOnPostgres : ProgrammesSideBySideTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
