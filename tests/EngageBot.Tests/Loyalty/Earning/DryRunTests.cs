using EngageBot.Loyalty;
using EngageBot.Loyalty.Earning;
using EngageBot.Staff;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty.Earning;

/// <summary>A draft over past receipts gives what publishing it at the time would have given.</summary>
public class DryRunTests : IAsyncLifetime
{
    private LoyaltyWorld _world = null!;

    /// <summary>Where it runs; the embedded database unless a subclass says otherwise.</summary>
    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    public async ValueTask InitializeAsync() => _world = await LoyaltyWorld.OpenAsync(database: Database);

    public ValueTask DisposeAsync() => _world?.DisposeAsync() ?? ValueTask.CompletedTask;

    private const string Draft = """
        {"earn": {"per_minor": 100, "points": 2}, "unit": {"names": {"en": {"one": "bean", "other": "beans"}}, "value_minor": 5}, "rules": [
          {"key": "regular", "bonus": 10, "when": {"from_receipt": 2}, "limits": [{"points": 15, "per": "month"}]},
          {"key": "first_come", "bonus": 100, "budget": {"points": 150, "per": "ever"}}],
         "tiers": [{"key": "bronze", "name": {"en": "Bronze"}, "threshold": 0}, {"key": "gold", "name": {"en": "Gold"}, "threshold": 200, "multiplier_percent": 150}]}
        """;

    [Fact]
    public async Task What_a_draft_would_have_cost_is_what_it_costs_once_it_is_published()
    {
        var draft = ProgrammeRules.Kind.Parse(Draft).Rules!;
        await ShopAsync("old");
        var day = DateOnly.FromDateTime(_world.Now.DateTime);
        var dry = await new DryRun(_world.Store).RunAsync(_world.Business, "points", draft, (day.AddDays(-10), day), 100, null, LoyaltyWorld.Cancellation);

        // The same receipts by other members, under the draft itself.
        await _world.WriteAsync(scope => RuleDesk.Edit(scope, new Actor.System("test"), new(_world.Business, ProgrammeRules.Kind, "points", Draft), _world.Now));
        _world.Clock.Advance(TimeSpan.FromDays(1));
        var given = await ShopAsync("new");
        Assert.Equal((8, 2, true), (dry.Receipts, dry.Members, dry.Complete));
        Assert.Equal(given, dry.Points);
        Assert.Equal((400 + 28) * 2, dry.Rules.Single(r => r.Rule == "base").Points);
        Assert.Equal(dry.Points * 5, dry.CostMinor);
        Assert.Equal(428, dry.GivenPoints);
        Assert.Equal(150, dry.Rules.Single(r => r.Rule == "first_come").Points);
    }

    [Fact]
    public async Task A_run_is_bounded_and_says_so_and_writes_nothing()
    {
        await ShopAsync("old");
        var before = await _world.CountAsync("transfers");
        var day = DateOnly.FromDateTime(_world.Now.DateTime);
        var dry = await new DryRun(_world.Store).RunAsync(_world.Business, "points", ProgrammeRules.Kind.Parse(Draft).Rules!, (day.AddDays(-10), day), 3, null, LoyaltyWorld.Cancellation);
        Assert.Equal((3, false), (dry.Receipts, dry.Complete));
        Assert.Equal(before, await _world.CountAsync("transfers"));
        var none = await new DryRun(_world.Store).RunAsync(_world.Business, "points", ProgrammeRules.Kind.Parse(Draft).Rules!, (day.AddDays(5), day.AddDays(9)), 3, null, LoyaltyWorld.Cancellation);
        Assert.Equal((0, 0L, true), (none.Receipts, none.Points, none.Complete));
    }

    [Fact]
    [Trait("Row", "S26")]
    public async Task The_owner_sees_who_is_active_what_happened_last_and_is_alarmed_when_nobody_spends()
    {
        var ana = await _world.MemberAsync();
        await _world.MemberAsync();
        Assert.False((await HealthAsync()).Alert);                       // nothing to spend yet
        await _world.BuyAsync(ana, 100_00, "A-1");
        Assert.Equal((2L, 1L, 50L, 100L, false), await HealthAsync() is var h ? (h.Members, h.ActiveMembers, h.ActivePercent!.Value, h.OutstandingPoints, h.Alert) : default);
        _world.Clock.Advance(TimeSpan.FromDays(29));
        Assert.False((await HealthAsync()).Alert);
        _world.Clock.Advance(TimeSpan.FromDays(2));
        Assert.True((await HealthAsync()).Alert);
        await _world.GiveAsync(ana, 5, "gift");
        await _world.SpendAsync(ana, 1, "coffee");
        Assert.Equal((_world.Now, false), ((await HealthAsync()).LastRedemption!.Value, (await HealthAsync()).Alert));
    }

    private Task<ProgrammeHealth> HealthAsync() =>
        _world.Store.ReadAsync(c => ValueTask.FromResult(ProgrammeHealth.Read(c, _world.Business, "points", _world.Now)), LoyaltyWorld.Cancellation);

    /// <summary>Two members buy eight times in four days.</summary>
    /// <returns>The points of all of it.</returns>
    private async Task<long> ShopAsync(string name)
    {
        var (ana, ben, sum) = (await _world.MemberAsync($"+35569{name.Length}{_world.Now.DayOfYear:000}01"), await _world.MemberAsync($"+35569{name.Length}{_world.Now.DayOfYear:000}02"), 0L);
        for (var i = 0; i < 4; i++)
        {
            foreach (var (member, minor) in new[] { (ana, 100_00L), (ben, 7_50L) })
                sum += Assert.IsType<PurchaseOutcome.Recorded>(await _world.BuyAsync(member, minor, $"{name}-{i}-{minor}")).Points;
            _world.Clock.Advance(TimeSpan.FromHours(20));
        }
        return sum;
    }
}

public sealed class DryRunTestsOnPostgres : DryRunTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
