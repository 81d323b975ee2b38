using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Tests.Loyalty.Rewards;

/// <summary>What a till is told about a voucher, and what becomes of it there.</summary>
public sealed class VouchersAtTillTests : IAsyncLifetime
{
    private const string Coffee = "'name': {'en': 'A coffee'}, 'gives': {'kind': 'item', 'items': ['espresso', 'filter']}";
    private RewardWorld _world = null!;
    private ContactId _contact;

    public async ValueTask InitializeAsync()
    {
        _world = await RewardWorld.OpenAsync();
        _contact = await _world.World.MemberAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_voucher_is_quoted_used_once_and_then_refused_with_a_reason_that_is_counted()
    {
        var voucher = await GivenAsync($"{{{Coffee}}}");
        Assert.Null(Assert.IsType<VoucherQuote.Usable>(await _world.QuoteAsync(_world.Shown(voucher))).DiscountMinor);
        Assert.IsType<RedeemOutcome.Redeemed>(await _world.RedeemAsync(_world.Shown(voucher) with { Item = "Espresso" }));
        Assert.IsType<RedeemOutcome.AlreadyRedeemed>(await _world.RedeemAsync(_world.Shown(voucher)));
        Assert.Equal(RefusalReason.Used, Refused(await _world.RedeemAsync(_world.Shown(voucher), "till-2")));
        Assert.Equal(1, await _world.RefusedAsync("used"));
    }

    [Theory]
    [InlineData(10_00, 50, 5_00)]
    [InlineData(9_99, 50, 4_99)]
    [InlineData(1, 50, 0)]
    [InlineData(12_345_67, 15, 1_851_85)]
    public async Task A_share_is_rounded_down_to_the_cent(long receipt, int percent, long off)
    {
        var voucher = await GivenAsync($$"""{'name': {'en': 'Off'}, 'gives': {'kind': 'percent_off', 'percent': {{percent}} } }""");
        Assert.Equal(off, Assert.IsType<VoucherQuote.Usable>(await _world.QuoteAsync(_world.Shown(voucher, receipt))).DiscountMinor);
    }

    [Fact]
    public async Task A_sum_is_used_in_parts_where_its_reward_says_so_and_else_at_once()
    {
        var card = await GivenAsync("{'name': {'en': 'Card'}, 'currency': 'EUR', 'gives': {'kind': 'money_off', 'amount': '20.00'}, 'partial': true}", "card");
        Assert.Equal((15_00L, 5_00L), Used(await _world.RedeemAsync(_world.Shown(card, 15_00), "a")));
        Assert.Equal(VoucherState.Issued, (await _world.RowAsync(card)).State);
        Assert.Equal((5_00L, 0L), Used(await _world.RedeemAsync(_world.Shown(card, 15_00), "b")));
        Assert.Equal(VoucherState.Redeemed, (await _world.RowAsync(card)).State);
        var once = await GivenAsync("{'name': {'en': 'Once'}, 'currency': 'EUR', 'gives': {'kind': 'money_off', 'amount': '20.00'}}", "once");
        Assert.Equal((15_00L, 0L), Used(await _world.RedeemAsync(_world.Shown(once, 15_00), "c")));
        Assert.Equal(VoucherState.Redeemed, (await _world.RowAsync(once)).State);
    }

    [Fact]
    public async Task Every_term_is_checked_and_says_which_one_failed()
    {
        var voucher = await GivenAsync($$"""{ {{Coffee}}, 'currency': 'EUR', 'minimum': '20.00', 'alone': true, 'personal': true}""");
        var good = _world.Shown(voucher, 20_00);
        Assert.IsType<VoucherQuote.Usable>(await _world.QuoteAsync(good));
        await RefusedAsync(good with { ReceiptMinor = 19_99 }, RefusalReason.BelowMinimum);
        await RefusedAsync(good with { ReceiptMinor = null }, RefusalReason.AmountNeeded);
        await RefusedAsync(good with { Currency = "USD" }, RefusalReason.OtherCurrency);
        await RefusedAsync(good with { WithOthers = true }, RefusalReason.WithOthers);
        await RefusedAsync(good with { Item = "champagne" }, RefusalReason.OtherItem);
        await RefusedAsync(good with { Code = "22222-22223" }, RefusalReason.UnknownCode);
        Assert.Equal(VoucherState.Issued, (await _world.RowAsync(voucher)).State);
    }

    [Fact, Trait("Row", "S37")]
    public async Task An_offer_for_one_person_has_its_reason_in_words_and_fails_when_it_is_passed_on()
    {
        await _world.PublishAsync("only", "{'name': {'en': 'For you'}, 'gives': {'kind': 'gift'}, 'personal': true}");
        var outcome = await _world.World.Store.WriteAsync(scope => _world.Vouchers.IssueAsync(scope, new Actor.System("plays"),
            new(_world.Business, _contact, "only", "thanks:1", "plays") { Why = "because you brought us your tenth friend" }, _world.Now), LoyaltyWorld.Cancellation);
        var voucher = Assert.IsType<IssueOutcome.Issued>(outcome).Voucher;
        Assert.Equal("because you brought us your tenth friend", (await _world.RowAsync(voucher)).Why);
        var friend = await _world.World.MemberAsync();
        await RefusedAsync(_world.Shown(voucher) with { Member = friend }, RefusalReason.OtherPerson);
        await RefusedAsync(_world.Shown(voucher) with { Member = null }, RefusalReason.OtherPerson);
        Assert.IsType<RedeemOutcome.Redeemed>(await _world.RedeemAsync(_world.Shown(voucher)));
    }

    [Fact, Trait("Row", "S20")]
    public async Task A_voucher_is_good_on_its_last_day_and_over_the_day_after()
    {
        var voucher = await GivenAsync($$"""{ {{Coffee}}, 'valid': {'days': 7} }""");
        _world.World.Clock.Advance(voucher.ValidUntil - _world.Now - TimeSpan.FromSeconds(1));
        Assert.IsType<VoucherQuote.Usable>(await _world.QuoteAsync(_world.Shown(voucher)));
        _world.World.Clock.Advance(TimeSpan.FromSeconds(1));
        await RefusedAsync(_world.Shown(voucher), RefusalReason.Expired);
        Assert.Equal(VoucherState.Expired, (await _world.RowAsync(voucher)).State);
    }

    [Fact]
    public async Task A_till_that_has_a_voucher_in_hand_keeps_others_out_until_it_lets_go_or_is_gone()
    {
        var voucher = await GivenAsync($"{{{Coffee}}}");
        Assert.IsType<RedeemOutcome.Reserved>(await ReserveAsync(voucher, "till-1"));
        Assert.Equal(RefusalReason.Reserved, Refused(await _world.RedeemAsync(_world.Shown(voucher), "till-2")));
        Assert.True(await _world.World.WriteAsync(scope => Vouchers.Release(scope, _world.World.Till, _world.Business, _world.World.Shop, voucher.Code, "till-1", _world.Now)));
        Assert.IsType<RedeemOutcome.Reserved>(await ReserveAsync(voucher, "till-2"));
        _world.World.Clock.Advance(Vouchers.LongestReservation);
        await _world.SweepAsync();
        Assert.Equal(VoucherState.Issued, (await _world.RowAsync(voucher)).State);
        Assert.IsType<RedeemOutcome.Reserved>(await ReserveAsync(voucher, "till-3"));
        Assert.IsType<RedeemOutcome.Redeemed>(await _world.RedeemAsync(_world.Shown(voucher), "till-3"));
    }

    [Fact]
    public async Task A_use_that_is_undone_makes_the_voucher_good_again_once()
    {
        var voucher = await GivenAsync("{'name': {'en': 'Card'}, 'currency': 'EUR', 'gives': {'kind': 'money_off', 'amount': '20.00'}, 'partial': true}");
        await _world.RedeemAsync(_world.Shown(voucher, 20_00));
        Assert.Equal(VoucherState.Issued, Assert.IsType<ReverseOutcome.Reversed>(await _world.ReverseAsync(voucher)).State);
        Assert.IsType<ReverseOutcome.AlreadyReversed>(await _world.ReverseAsync(voucher));
        Assert.Equal(20_00, (await _world.RowAsync(voucher)).LeftMinor);
        Assert.Equal((20_00L, 0L), Used(await _world.RedeemAsync(_world.Shown(voucher, 20_00), "again")));
    }

    [Fact, Trait("Row", "S27")]
    public async Task A_person_who_refuses_a_good_voucher_gives_a_reason_and_it_is_counted()
    {
        var voucher = await GivenAsync($"{{{Coffee}}}");
        Assert.Equal(new RefuseOutcome.Recorded(WasGood: true), await RefuseAsync());
        Assert.Equal(1, await _world.RefusedAsync("out_of_stock"));
        await _world.RedeemAsync(_world.Shown(voucher));
        Assert.Equal(new RefuseOutcome.Recorded(WasGood: false), await RefuseAsync());
        Assert.Equal((1L, 1L), (await _world.RefusedAsync("out_of_stock"), await _world.RefusedAsync("used")));

        Task<RefuseOutcome> RefuseAsync() => _world.World.WriteAsync(scope => Vouchers.Refuse(scope, _world.World.Till, _world.Shown(voucher), RefusalReason.OutOfStock, _world.Now));
    }

    [Fact]
    public async Task Whoever_guesses_codes_is_made_to_wait_and_then_may_go_on()
    {
        var voucher = await GivenAsync($"{{{Coffee}}}");
        for (var i = 0; i < WrongCodes.Most; i++) await RefusedAsync(_world.Shown(voucher) with { Code = VoucherCode.New() }, RefusalReason.UnknownCode);
        await RefusedAsync(_world.Shown(voucher), RefusalReason.TooManyWrongCodes);
        _world.World.Clock.Advance(WrongCodes.Within);
        Assert.IsType<VoucherQuote.Usable>(await _world.QuoteAsync(_world.Shown(voucher)));
    }

    [Fact]
    public async Task Whoever_may_not_redeem_is_refused_and_the_voucher_stays()
    {
        var voucher = await GivenAsync($"{{{Coffee}}}");
        var viewer = new Actor.TillKey(9, _world.Business, _world.World.Shop, RoleBook.Default.Of(Role.Viewer));
        Assert.IsType<RedeemOutcome.Denied>(await _world.World.WriteAsync(scope => Vouchers.Redeem(scope, viewer, _world.Shown(voucher), "x", _world.Now)));
        Assert.IsType<IssueOutcome.Denied>(await _world.IssueAsync(_contact, "r", "again", actor: viewer));
        Assert.Equal(VoucherState.Issued, (await _world.RowAsync(voucher)).State);
    }

    private async Task<Voucher> GivenAsync(string json, string key = "r")
    {
        await _world.PublishAsync(key, json);
        return await _world.GivenAsync(_contact, key);
    }

    private async Task RefusedAsync(VoucherShown shown, RefusalReason why) => Assert.Equal(why, Assert.IsType<VoucherQuote.Refused>(await _world.QuoteAsync(shown)).Why);

    private Task<RedeemOutcome> ReserveAsync(Voucher voucher, string reference) =>
        _world.World.WriteAsync(scope => Vouchers.Reserve(scope, _world.World.Till, _world.Shown(voucher), reference, _world.Now));

    private static RefusalReason Refused(RedeemOutcome outcome) => Assert.IsType<RedeemOutcome.Refused>(outcome).Why;

    private static (long?, long?) Used(RedeemOutcome outcome) => Assert.IsType<RedeemOutcome.Redeemed>(outcome) is var used ? (used.DiscountMinor, used.LeftMinor) : default;
}
