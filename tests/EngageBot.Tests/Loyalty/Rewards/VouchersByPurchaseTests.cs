using EngageBot.Loyalty.Rewards;
using EngageBot.Storage;

namespace EngageBot.Tests.Loyalty.Rewards;

/// <summary>Vouchers that receipts bring by rule.</summary>
public sealed class VouchersByPurchaseTests : IAsyncLifetime
{
    private RewardWorld _world = null!;
    private ContactId _contact;

    public async ValueTask InitializeAsync()
    {
        _world = await RewardWorld.OpenAsync();
        _contact = await _world.World.MemberAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory, Trait("Row", "S18")]
    [InlineData(49_99, 0)]
    [InlineData(50_00, 1)]
    public async Task A_large_basket_brings_any_item_of_a_list_from_fifty_on(long minor, int vouchers)
    {
        await _world.PublishAsync("dish", "{'name': {'en': 'Any dish'}, 'currency': 'EUR', 'gives': {'kind': 'item', 'items': ['soup', 'burger']}, 'issue': {'on': 'purchase', 'receipt_at_least': '50.00'}}");
        await _world.BuyAsync(_contact, minor);
        var given = await _world.OfAsync(_contact, "dish");
        Assert.Equal(vouchers, given.Count);
        foreach (var voucher in given)
        {
            Assert.IsType<VoucherQuote.Refused>(await _world.QuoteAsync(_world.Shown(voucher) with { Item = "champagne" }));
            Assert.IsType<RedeemOutcome.Redeemed>(await _world.RedeemAsync(_world.Shown(voucher) with { Item = "burger" }));
        }
    }

    [Fact, Trait("Row", "S18")]
    public async Task An_amount_in_another_currency_than_the_shops_brings_nothing()
    {
        await _world.PublishAsync("dish", "{'name': {'en': 'Any dish'}, 'currency': 'USD', 'gives': {'kind': 'gift'}, 'issue': {'on': 'purchase', 'receipt_at_least': '50.00'}}");
        await _world.BuyAsync(_contact, 80_00);
        Assert.Empty(await _world.OfAsync(_contact, "dish"));
    }

    [Fact, Trait("Row", "S20")]
    public async Task A_receipt_brings_a_coupon_for_a_later_one_and_not_for_itself()
    {
        await CouponAsync();
        await _world.BuyAsync(_contact, 12_00, "A-1");
        var coupon = Assert.Single(await _world.OfAsync(_contact, "next"));
        var same = Assert.IsType<VoucherQuote.Refused>(await _world.QuoteAsync(_world.Shown(coupon) with { Receipt = "A-1" }));
        Assert.Equal(RefusalReason.SameReceipt, same.Why);
        Assert.Equal(1_00, Assert.IsType<RedeemOutcome.Redeemed>(await _world.RedeemAsync(_world.Shown(coupon, 10_00) with { Receipt = "A-2" })).DiscountMinor);
    }

    [Fact, Trait("Row", "S20")]
    public async Task The_same_receipt_told_twice_brings_one_coupon()
    {
        await CouponAsync();
        await _world.BuyAsync(_contact, 12_00, "A-1");
        await _world.BuyAsync(_contact, 12_00, "A-1");
        Assert.Single(await _world.OfAsync(_contact, "next"));
    }

    [Fact, Trait("Row", "S20")]
    public async Task A_coupon_goes_back_with_its_purchase_if_nobody_used_it_and_stays_used_if_somebody_did()
    {
        await CouponAsync();
        await _world.BuyAsync(_contact, 12_00, "A-1");
        await _world.BuyAsync(_contact, 12_00, "A-2");
        var coupons = await _world.OfAsync(_contact, "next");
        var (unused, used) = (coupons[0], coupons[1]);
        await _world.RedeemAsync(_world.Shown(used) with { Receipt = "B-1" });
        var (unusedReceipt, usedReceipt) = await ReceiptOfAsync(unused) == "A-1" ? ("A-1", "A-2") : ("A-2", "A-1");
        await _world.ReturnAsync(unusedReceipt, 12_00);
        await _world.ReturnAsync(usedReceipt, 12_00);
        Assert.Equal(VoucherState.Cancelled, (await _world.RowAsync(unused)).State);
        var left = await _world.RowAsync(used);
        Assert.Equal((VoucherState.Redeemed, _world.Now), (left.State, left.PurchaseReturnedAt!.Value));
    }

    [Fact, Trait("Row", "S18")]
    public async Task A_return_that_leaves_the_basket_large_enough_leaves_its_gift()
    {
        await _world.PublishAsync("dish", "{'name': {'en': 'Any dish'}, 'currency': 'EUR', 'gives': {'kind': 'gift'}, 'issue': {'on': 'purchase', 'receipt_at_least': '50.00'}}");
        await _world.BuyAsync(_contact, 60_00, "A-1");
        var gift = Assert.Single(await _world.OfAsync(_contact, "dish"));
        await _world.ReturnAsync("A-1", 10_00);
        Assert.Equal(VoucherState.Issued, (await _world.RowAsync(gift)).State);
        await _world.ReturnAsync("A-1", 1);
        Assert.Equal(VoucherState.Cancelled, (await _world.RowAsync(gift)).State);
    }

    [Fact]
    public async Task A_voucher_used_on_a_purchase_that_comes_back_is_good_again()
    {
        await _world.PublishAsync("coffee", "{'name': {'en': 'A coffee'}, 'gives': {'kind': 'gift'}}");
        var voucher = await _world.GivenAsync(_contact, "coffee");
        await _world.RedeemAsync(_world.Shown(voucher) with { Receipt = "A-1" });
        await _world.BuyAsync(_contact, 10_00, "A-1");
        await _world.ReturnAsync("A-1", 4_00);
        Assert.Equal(VoucherState.Redeemed, (await _world.RowAsync(voucher)).State);
        await _world.ReturnAsync("A-1", 6_00);
        Assert.Equal(VoucherState.Issued, (await _world.RowAsync(voucher)).State);
    }

    [Fact, Trait("Row", "S17")]
    public async Task Spending_enough_within_the_window_brings_a_certificate_for_less_and_counting_begins_again()
    {
        await _world.PublishAsync("certificate", "{'name': {'en': 'Certificate'}, 'currency': 'EUR', 'gives': {'kind': 'money_off', 'amount': '20.00'}, 'issue': {'on': 'spend', 'spend_at_least': '200.00', 'within_days': 30}}");
        foreach (var minor in (long[])[120_00, 79_99])
        {
            await _world.BuyAsync(_contact, minor);
            _world.World.Clock.Advance(TimeSpan.FromDays(1));
        }
        Assert.Empty(await _world.OfAsync(_contact, "certificate"));
        await _world.BuyAsync(_contact, 1);
        var certificate = Assert.Single(await _world.OfAsync(_contact, "certificate"));
        Assert.Equal(20_00, certificate.LeftMinor);
        _world.World.Clock.Advance(TimeSpan.FromDays(1));
        await _world.BuyAsync(_contact, 199_99);
        Assert.Single(await _world.OfAsync(_contact, "certificate"));
        _world.World.Clock.Advance(TimeSpan.FromDays(1));
        await _world.BuyAsync(_contact, 1);
        Assert.Equal(2, (await _world.OfAsync(_contact, "certificate")).Count);
        Assert.IsType<RedeemOutcome.Redeemed>(await _world.RedeemAsync(_world.Shown(certificate, 50_00)));
        Assert.IsType<RedeemOutcome.Refused>(await _world.RedeemAsync(_world.Shown(certificate, 50_00), "again"));
    }

    [Fact, Trait("Row", "S17")]
    public async Task What_was_spent_before_the_window_does_not_count()
    {
        await _world.PublishAsync("certificate", "{'name': {'en': 'Certificate'}, 'currency': 'EUR', 'gives': {'kind': 'money_off', 'amount': '20.00'}, 'issue': {'on': 'spend', 'spend_at_least': '200.00', 'within_days': 30}}");
        await _world.BuyAsync(_contact, 150_00);
        _world.World.Clock.Advance(TimeSpan.FromDays(30));
        await _world.BuyAsync(_contact, 100_00);
        Assert.Empty(await _world.OfAsync(_contact, "certificate"));
    }

    [Fact, Trait("Row", "S10")]
    public async Task A_standing_gift_comes_with_each_purchase_from_the_second_on()
    {
        await _world.PublishAsync("cookie", "{'name': {'en': 'A cookie'}, 'gives': {'kind': 'gift'}, 'issue': {'on': 'purchase', 'from_receipt': 2}}");
        for (var i = 0; i < 3; i++)
        {
            await _world.BuyAsync(_contact, 5_00);
            Assert.Equal(i, (await _world.OfAsync(_contact, "cookie")).Count);
        }
    }

    [Fact, Trait("Row", "S24")]
    public async Task A_target_that_is_reached_takes_the_points_and_brings_the_reward_by_itself()
    {
        await _world.PublishAsync("wash", "{'name': {'en': 'A wash'}, 'gives': {'kind': 'service', 'items': ['car wash']}, 'issue': {'on': 'target', 'points': 10}}");
        await _world.BuyAsync(_contact, 9_00);
        Assert.Empty(await _world.OfAsync(_contact, "wash"));
        await _world.BuyAsync(_contact, 14_00);
        Assert.Equal(2, (await _world.OfAsync(_contact, "wash")).Count);
        Assert.Equal(3, (await _world.World.BalanceAsync(_contact)).AvailablePoints);
        Assert.Empty((await _world.World.VerifyAsync()).Findings);
    }

    private Task CouponAsync() =>
        _world.PublishAsync("next", "{'name': {'en': '10 % off the next visit'}, 'gives': {'kind': 'percent_off', 'percent': 10}, 'valid': {'days': 14}, 'issue': {'on': 'purchase'}}");

    private Task<string> ReceiptOfAsync(Voucher voucher) => _world.World.WriteAsync(scope => ((RowSource)scope).Query(
        "SELECT receipt FROM purchases WHERE id = @id", command => command.Set("@id", voucher.PurchaseId!.Value.ToString()), row => row.Read() ? row.GetString(0) : ""));
}
