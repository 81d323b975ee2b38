using EngageBot.Loyalty.Rewards;
using EngageBot.Storage;

namespace EngageBot.Tests.Loyalty.Rewards;

/// <summary>What rewards brought, and the offers to another club's members.</summary>
public sealed class RewardReportTests : IAsyncLifetime
{
    private RewardWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await RewardWorld.OpenAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact, Trait("Row", "S20"), Trait("Row", "S27")]
    public async Task The_repeat_rate_by_coupon_and_every_no_are_reported()
    {
        await _world.PublishAsync("next", "{'name': {'en': 'Next'}, 'gives': {'kind': 'percent_off', 'percent': 10}, 'valid': {'days': 14}, 'issue': {'on': 'purchase', 'receipt_at_least': '10.00'}, 'currency': 'EUR'}");
        var people = new List<Voucher>();
        for (var i = 0; i < 4; i++)
        {
            var contact = await _world.World.MemberAsync();
            await _world.BuyAsync(contact, 10_00);
            people.Add(Assert.Single(await _world.OfAsync(contact, "next")));
        }
        _world.World.Clock.Advance(TimeSpan.FromDays(5));
        await _world.RedeemAsync(_world.Shown(people[0], 20_00));
        await _world.BuyAsync(people[0].ContactId, 8_00);
        await _world.BuyAsync(people[1].ContactId, 8_00);
        await _world.RedeemAsync(_world.Shown(people[0]), "again");
        await _world.CancelAsync(people[2]);
        _world.World.Clock.Advance(TimeSpan.FromDays(30));
        var line = Assert.Single(await ReadAsync());
        Assert.Equal(new("next", Issued: 4, Redeemed: 1, Expired: 2, Cancelled: 1, Open: 0, Refused: 1, CameAgain: 2, RepeatRatePercent: 50, DiscountMinor: 2_00, 0, 0, 0), line);
    }

    [Fact, Trait("Row", "S31")]
    public async Task A_partners_code_unlocks_the_offer_once_for_whoever_has_it_and_new_and_known_are_told_apart()
    {
        await _world.PublishAsync("club", "{'name': {'en': 'For the other club'}, 'gives': {'kind': 'percent_off', 'percent': 20}, 'issue': {'on': 'code'}}");
        Assert.Equal(3, await AddAsync("AB-12", "ab 13", "AB14"));
        Assert.Equal(0, await AddAsync("AB12"));
        var (known, fresh) = (await _world.World.MemberAsync(), await _world.World.MemberAsync());
        await _world.BuyAsync(known, 10_00);
        Assert.True(Assert.IsType<PartnerOutcome.Unlocked>(await UnlockAsync(known, "ab12")).WasCustomer);
        Assert.False(Assert.IsType<PartnerOutcome.Unlocked>(await UnlockAsync(fresh, "AB-13")).WasCustomer);
        Assert.IsType<PartnerOutcome.UsedBefore>(await UnlockAsync(fresh, "AB12"));
        Assert.IsType<PartnerOutcome.UnknownCode>(await UnlockAsync(fresh, "AB99"));
        var line = Assert.Single(await ReadAsync());
        Assert.Equal((1L, 1L), (line.FromPartnerNew, line.FromPartnerKnown));
    }

    [Fact, Trait("Row", "S31")]
    public async Task A_partners_list_with_something_else_in_it_is_refused_whole()
    {
        var error = await Assert.ThrowsAsync<FormatException>(() => _world.World.WriteAsync(scope => PartnerCodes.Add(scope, _world.Business, "club", [PartnerCodes.HashOf("A"), "AB12"])));
        Assert.StartsWith("Line 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, await _world.World.CountAsync("partner_codes"));
    }

    private Task<int> AddAsync(params string[] codes) => _world.World.WriteAsync(scope => PartnerCodes.Add(scope, _world.Business, "club", [.. codes.Select(PartnerCodes.HashOf)]));

    private Task<PartnerOutcome> UnlockAsync(ContactId contact, string code) =>
        _world.World.Store.WriteAsync(scope => PartnerCodes.UnlockAsync(scope, _world.Vouchers, _world.Business, contact, code, _world.Now), LoyaltyWorld.Cancellation);

    private Task<List<RewardReportLine>> ReadAsync() => _world.World.WriteAsync(scope => RewardReport.Read(scope, _world.Business, _world.Now.AddDays(-60), _world.Now.AddDays(1), _world.Now).ToList());
}
