using EngageBot.Loyalty.Rewards;
using EngageBot.Storage;

namespace EngageBot.Tests.Loyalty.Rewards;

/// <summary>Who can have a reward, and what taking and giving back does to points and stock.</summary>
public sealed class RewardConditionsTests : IAsyncLifetime
{
    private const string Gift = "'name': {'en': 'A'}, 'gives': {'kind': 'gift'}";
    private RewardWorld _world = null!;
    private ContactId _contact;

    public async ValueTask InitializeAsync()
    {
        _world = await RewardWorld.OpenAsync();
        _contact = await _world.World.MemberAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _world.World.VerifyAsync()).Findings);
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task A_reward_given_back_unused_brings_its_points_back_with_the_expiry_they_had()
    {
        await _world.World.GiveAsync(_contact, 30, "early", days: 5);
        await _world.World.GiveAsync(_contact, 70, "late", days: 50);
        var before = (await _world.World.BalanceAsync(_contact)).Batches;
        await _world.PublishAsync("r", $$"""{ {{Gift}}, 'price': {'points': 60}, 'stock': {'total': 1} }""");
        var voucher = Assert.IsType<IssueOutcome.Issued>(await _world.IssueAsync(_contact, "r", paid: true)).Voucher;
        Assert.Equal(40, (await _world.World.BalanceAsync(_contact)).AvailablePoints);
        Assert.Equal(60, Assert.IsType<CancelOutcome.Cancelled>(await _world.CancelAsync(voucher)).BackPoints);
        Assert.Equal(before, (await _world.World.BalanceAsync(_contact)).Batches);
        Assert.Equal(VoucherState.Cancelled, Assert.IsType<CancelOutcome.NotOpen>(await _world.CancelAsync(voucher)).State);
        Assert.IsType<IssueOutcome.Issued>(await _world.IssueAsync(_contact, "r", "again", paid: true));    // the piece is there again
    }

    [Fact]
    public async Task What_was_used_even_in_part_cannot_be_given_back()
    {
        await _world.World.GiveAsync(_contact, 100, "gift", days: 50);
        await _world.PublishAsync("r", "{'name': {'en': 'Card'}, 'currency': 'EUR', 'gives': {'kind': 'money_off', 'amount': '20.00'}, 'partial': true, 'price': {'points': 60}}");
        var voucher = Assert.IsType<IssueOutcome.Issued>(await _world.IssueAsync(_contact, "r", paid: true)).Voucher;
        await _world.RedeemAsync(_world.Shown(voucher, 5_00));
        Assert.IsType<CancelOutcome.NotOpen>(await _world.CancelAsync(voucher));
    }

    [Fact]
    public async Task A_reward_that_is_not_returnable_stays()
    {
        await _world.World.GiveAsync(_contact, 100, "gift", days: 50);
        await _world.PublishAsync("r", $$"""{ {{Gift}}, 'price': {'points': 60}, 'returnable': false }""");
        var voucher = Assert.IsType<IssueOutcome.Issued>(await _world.IssueAsync(_contact, "r", paid: true)).Voucher;
        Assert.IsType<CancelOutcome.NotReturnable>(await _world.CancelAsync(voucher));
        Assert.Equal(40, (await _world.World.BalanceAsync(_contact)).AvailablePoints);
    }

    [Fact]
    public async Task A_limit_counts_by_calendar_period_and_not_what_was_given_back()
    {
        await _world.PublishAsync("r", $$"""{ {{Gift}}, 'price': {'points': 0}, 'limit': {'times': 2, 'per': 'month'} }""");
        await _world.CancelAsync(await TakenAsync("1"));
        await TakenAsync("2");
        await TakenAsync("3");
        Assert.Equal(RewardDenial.LimitReached, await WhyNotAsync("4"));
        _world.World.Clock.Advance(TimeSpan.FromDays(30));    // 1 April
        await TakenAsync("5");
    }

    [Fact]
    public async Task The_first_two_people_have_it_and_may_come_again_nobody_else_does()
    {
        await _world.PublishAsync("r", $$"""{ {{Gift}}, 'first': 2, 'limit': {'times': 5}, 'price': {'points': 0} }""");
        var (second, third) = (await _world.World.MemberAsync(), await _world.World.MemberAsync());
        await TakenAsync("1");
        await TakenAsync("1", second);
        Assert.Equal(RewardDenial.NoneLeft, await WhyNotAsync("1", third));
        await TakenAsync("2", second);
    }

    [Fact]
    public async Task Stock_by_shop_is_taken_from_the_shop_and_the_voucher_is_good_there_only()
    {
        await _world.PublishAsync("r", $$"""{ {{Gift}}, 'stock': {'shops': {'main': 1, 'park': 3} } }""");
        Assert.Equal(RewardDenial.OtherShop, Assert.IsType<IssueOutcome.NotAvailable>(await _world.IssueAsync(_contact, "r", "0")).Why);
        var voucher = Assert.IsType<IssueOutcome.Issued>(await _world.IssueAsync(_contact, "r", "1", shop: "main")).Voucher;
        Assert.Equal(_world.World.Shop, voucher.ShopId);
        Assert.Equal(RewardDenial.NoneLeft, Assert.IsType<IssueOutcome.NotAvailable>(await _world.IssueAsync(_contact, "r", "2", shop: "main")).Why);
        Assert.IsType<RedeemOutcome.Redeemed>(await _world.RedeemAsync(_world.Shown(voucher)));
    }

    [Fact]
    public async Task A_reward_of_other_shops_is_refused_here()
    {
        await _world.PublishAsync("r", $$"""{ {{Gift}}, 'shops': ['park'] }""");
        var voucher = await _world.GivenAsync(_contact, "r");
        Assert.Equal(RefusalReason.OtherShop, Assert.IsType<VoucherQuote.Refused>(await _world.QuoteAsync(_world.Shown(voucher))).Why);
    }

    [Fact]
    public async Task Conditions_on_what_somebody_did_are_kept()
    {
        await _world.PublishAsync("r", $$"""{ {{Gift}}, 'currency': 'EUR', 'for': {'purchases_at_least': 2, 'spent_at_least': '30.00', 'bought_within_days': 10} }""");
        await _world.BuyAsync(_contact, 20_00, "A-1");
        Assert.Equal(RewardDenial.OtherAudience, await WhyNotAsync("1"));
        await _world.BuyAsync(_contact, 10_00, "A-2");
        await _world.GivenAsync(_contact, "r", "2");
        await _world.ReturnAsync("A-2", 1);
        Assert.Equal(RewardDenial.OtherAudience, await WhyNotAsync("3"));
        await _world.BuyAsync(_contact, 10_00);
        _world.World.Clock.Advance(TimeSpan.FromDays(11));
        Assert.Equal(RewardDenial.OtherAudience, await WhyNotAsync("4"));
    }

    [Fact]
    public async Task Who_never_joined_and_what_nobody_offers_get_nothing()
    {
        await _world.PublishAsync("r", $"{{{Gift}}}");
        Assert.Equal(RewardDenial.NotMember, await WhyNotAsync("1", ContactId.New(_world.Now)));
        Assert.Equal(RewardDenial.Unknown, Assert.IsType<IssueOutcome.NotAvailable>(await _world.IssueAsync(_contact, "nothing")).Why);
        Assert.Equal(RewardDenial.NotForSale, Assert.IsType<IssueOutcome.NotAvailable>(await _world.IssueAsync(_contact, "r", paid: true)).Why);
    }

    [Fact]
    public async Task The_same_occasion_gives_one_voucher()
    {
        await _world.PublishAsync("r", $"{{{Gift}}}");
        var first = await _world.GivenAsync(_contact, "r");
        Assert.Equal(first.Id, Assert.IsType<IssueOutcome.AlreadyIssued>(await _world.IssueAsync(_contact, "r")).Voucher.Id);
    }

    [Fact]
    public async Task What_was_promised_stays_promised_when_the_reward_changes()
    {
        await _world.PublishAsync("r", "{'name': {'en': 'Half'}, 'gives': {'kind': 'percent_off', 'percent': 50}}");
        var voucher = await _world.GivenAsync(_contact, "r");
        _world.World.Clock.Advance(TimeSpan.FromDays(1));
        await _world.PublishAsync("r", "{'name': {'en': 'A tenth'}, 'gives': {'kind': 'percent_off', 'percent': 10}}");
        Assert.Equal(5_00, Assert.IsType<RedeemOutcome.Redeemed>(await _world.RedeemAsync(_world.Shown(voucher))).DiscountMinor);
    }

    private async Task<Voucher> TakenAsync(string occasion, ContactId? contact = null) =>
        Assert.IsType<IssueOutcome.Issued>(await _world.IssueAsync(contact ?? _contact, "r", occasion, paid: true)).Voucher;

    private async Task<RewardDenial> WhyNotAsync(string occasion, ContactId? contact = null) =>
        Assert.IsType<IssueOutcome.NotAvailable>(await _world.IssueAsync(contact ?? _contact, "r", occasion)).Why;
}
