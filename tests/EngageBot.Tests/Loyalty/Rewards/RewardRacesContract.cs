using EngageBot.Loyalty.Rewards;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Loyalty.Rewards;

/// <summary>What two people or two tills want at the same instant, one gets; on every store.</summary>
public abstract class RewardRacesContract : IAsyncLifetime
{
    private const string Prize = "{'name': {'en': 'A prize'}, 'gives': {'kind': 'gift'}, 'price': {'points': 60}, 'stock': {'total': 3}}";
    private RewardWorld _world = null!;

    private protected abstract Task<ITestStore> OpenAsync(TestClock clock);

    public async ValueTask InitializeAsync() => _world = await RewardWorld.OpenAsync(OpenAsync);

    public async ValueTask DisposeAsync()
    {
        if (_world is null) return;
        Assert.Empty((await _world.World.VerifyAsync()).Findings);
        await _world.DisposeAsync();
    }

    [Fact, Trait("Pitfall", "P1")]
    public async Task Of_fifty_who_want_the_last_three_pieces_three_get_them()
    {
        await _world.PublishAsync("prize", Prize);
        var people = new List<ContactId>();
        for (var i = 0; i < 50; i++) people.Add(await RichAsync(100));
        var outcomes = await Task.WhenAll(people.Select(contact => _world.IssueAsync(contact, "prize", paid: true)));
        Assert.Equal(3, outcomes.Count(o => o is IssueOutcome.Issued));
        Assert.All(outcomes.Where(o => o is not IssueOutcome.Issued), o => Assert.Equal(RewardDenial.NoneLeft, Assert.IsType<IssueOutcome.NotAvailable>(o).Why));
        Assert.Equal(3, (await Task.WhenAll(people.Select(contact => _world.World.BalanceAsync(contact)))).Count(b => b.AvailablePoints == 40));
        Assert.Equal(3, await _world.World.CountAsync("vouchers"));
    }

    [Fact, Trait("Pitfall", "P1")]
    public async Task The_last_points_buy_one_reward_however_often_they_are_offered_at_once()
    {
        await _world.PublishAsync("coffee", "{'name': {'en': 'A coffee'}, 'gives': {'kind': 'item', 'items': ['espresso']}, 'price': {'points': 60}}");
        var contact = await RichAsync(100);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => _world.IssueAsync(contact, "coffee", $"tap:{n}", paid: true)));
        Assert.Single(outcomes, o => o is IssueOutcome.Issued);
        Assert.Equal(49, outcomes.Count(o => o is IssueOutcome.InsufficientPoints { AvailablePoints: 40 }));
    }

    [Fact]
    public async Task One_wish_told_twenty_times_at_once_is_one_voucher()
    {
        await _world.PublishAsync("coffee", "{'name': {'en': 'A coffee'}, 'gives': {'kind': 'item', 'items': ['espresso']}, 'price': {'points': 10}}");
        var contact = await RichAsync(100);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _world.IssueAsync(contact, "coffee", "tap:1", paid: true)));
        Assert.Single(outcomes, o => o is IssueOutcome.Issued);
        Assert.Equal(90, (await _world.World.BalanceAsync(contact)).AvailablePoints);
    }

    [Fact, Trait("Row", "S20")]
    public async Task Of_two_tills_that_scan_a_voucher_at_once_one_uses_it()
    {
        await _world.PublishAsync("coffee", "{'name': {'en': 'A coffee'}, 'gives': {'kind': 'item', 'items': ['espresso']}}");
        var voucher = await _world.GivenAsync(await RichAsync(0), "coffee");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => _world.RedeemAsync(_world.Shown(voucher), $"till-{n}")));
        Assert.Single(outcomes, o => o is RedeemOutcome.Redeemed);
        Assert.Equal(19, outcomes.Count(o => o is RedeemOutcome.Refused { Why: RefusalReason.Used }));
    }

    [Fact]
    public async Task A_sum_used_in_parts_by_many_tills_at_once_never_gives_more_than_it_holds()
    {
        await _world.PublishAsync("card", "{'name': {'en': 'A gift card'}, 'currency': 'EUR', 'gives': {'kind': 'money_off', 'amount': '25.00'}, 'partial': true}");
        var voucher = await _world.GivenAsync(await RichAsync(0), "card");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => _world.RedeemAsync(_world.Shown(voucher, 400), $"till-{n}")));
        Assert.Equal(2500, outcomes.OfType<RedeemOutcome.Redeemed>().Sum(o => o.DiscountMinor));
        Assert.Equal((VoucherState.Redeemed, 0L), (await _world.RowAsync(voucher)) is var row ? (row.State, row.LeftMinor!.Value) : default);
    }

    [Fact]
    public async Task The_clock_of_two_nodes_ends_a_voucher_once()
    {
        await _world.PublishAsync("coffee", "{'name': {'en': 'A coffee'}, 'gives': {'kind': 'item', 'items': ['espresso']}, 'valid': {'days': 1}}");
        var voucher = await _world.GivenAsync(await RichAsync(0), "coffee");
        _world.World.Clock.Advance(TimeSpan.FromDays(3));
        await Task.WhenAll(_world.SweepAsync(), _world.SweepAsync(), _world.SweepAsync());
        var row = await _world.RowAsync(voucher);
        Assert.Equal((VoucherState.Expired, voucher.ValidUntil), (row.State, row.EndedAt!.Value));
    }

    private async Task<ContactId> RichAsync(long points)
    {
        var contact = await _world.World.MemberAsync();
        if (points > 0) await _world.World.GiveAsync(contact, points, $"gift:{contact}", days: 30);
        return contact;
    }
}

public sealed class RewardRacesOnSqlite : RewardRacesContract
{
    private protected override Task<ITestStore> OpenAsync(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

public sealed class RewardRacesOnPostgres : RewardRacesContract
{
    private protected override async Task<ITestStore> OpenAsync(TestClock clock) => await TempPostgres.OpenAsync(clock, o => o with { Writers = 16 });
}
