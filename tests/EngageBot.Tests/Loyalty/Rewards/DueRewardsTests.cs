using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Tests.Loyalty.Rewards;

/// <summary>Who is due what a day of the year brings.</summary>
public sealed class DueRewardsTests : IAsyncLifetime
{
    private RewardWorld _world = null!;
    private ContactId _contact;

    public async ValueTask InitializeAsync()
    {
        _world = await RewardWorld.OpenAsync();    // 2 March 2026
        _contact = await _world.World.MemberAsync();
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact, Trait("Row", "S19")]
    public async Task A_year_with_the_firm_is_rewarded_from_the_day_after_for_one_month_and_once_in_the_cycle()
    {
        await _world.BuyAsync(_contact, 10_00);
        await _world.PublishAsync("year", "{'name': {'en': 'Half price'}, 'gives': {'kind': 'percent_off', 'percent': 50}, 'use': 'while_valid', 'valid': {'months': 1}, 'issue': {'on': 'anniversary', 'active_days': 100}}");
        Advance(300);
        await _world.BuyAsync(_contact, 10_00);
        Advance(65);    // 2 March 2027
        Assert.Empty(await DueAsync());
        Advance(1);
        var voucher = await GiveDueAsync();
        Assert.Empty(await DueAsync());
        Assert.Equal(new DateOnly(2027, 4, 2), new VoucherSpan(voucher.ValidFrom, voucher.ValidUntil).LastDay(_world.World.Zone));
        Assert.Equal(5_00, Assert.IsType<RedeemOutcome.Redeemed>(await _world.RedeemAsync(_world.Shown(voucher), "a")).DiscountMinor);
        Assert.Equal(10_00, Assert.IsType<RedeemOutcome.Redeemed>(await _world.RedeemAsync(_world.Shown(voucher, 20_00), "b")).DiscountMinor);
        Advance(31);
        await _world.SweepAsync();
        Assert.Equal(VoucherState.Expired, (await _world.RowAsync(voucher)).State);
        await _world.BuyAsync(_contact, 10_00);
        Assert.Empty(await DueAsync());
        Advance(340);    // 9 March 2028
        Assert.Empty(await DueAsync());    // nobody bought for more than 100 days
        await _world.BuyAsync(_contact, 10_00);
        Assert.Equal("anniversary:1", Assert.Single(await DueAsync()).Occasion);
    }

    [Fact, Trait("Row", "S19")]
    public async Task The_day_after_an_anniversary_is_found_across_a_leap_day()
    {
        await _world.PublishAsync("year", "{'name': {'en': 'Half price'}, 'gives': {'kind': 'percent_off', 'percent': 50}, 'issue': {'on': 'anniversary', 'active_days': 1000}}");
        Advance(363);    // 28 February 2027
        await _world.BuyAsync(_contact, 10_00);
        Advance(365);    // 28 February 2028
        Assert.Empty(await DueAsync());
        Advance(1);      // 29 February
        Assert.Equal("anniversary:0", Assert.Single(await DueAsync()).Occasion);
    }

    [Fact, Trait("Row", "S19")]
    public async Task However_many_have_had_it_the_next_ones_are_found_by_one_question()
    {
        await _world.PublishAsync("year", "{'name': {'en': 'Half price'}, 'gives': {'kind': 'percent_off', 'percent': 50}, 'issue': {'on': 'anniversary', 'active_days': 1000, 'every_years': 2}}");
        var people = new List<ContactId>();
        for (var n = 0; n < 12; n++) people.Add(await _world.World.MemberAsync());
        foreach (var one in people) await _world.BuyAsync(one, 10_00);
        Advance(366);
        var first = await _world.World.WriteAsync(scope => DueRewards.List(scope, _world.Business, _world.Now, limit: 5));
        Assert.Equal(5, first.Length);
        foreach (var one in first) await _world.IssueAsync(one.Contact, one.Reward, one.Occasion, actor: new Actor.System("play"));
        var rest = await DueAsync();
        Assert.Equal(people.Except(first.Select(d => d.Contact)).OrderBy(c => c.Value), rest.Select(d => d.Contact).OrderBy(c => c.Value));
        Advance(731);    // two more years and a leap day: the next cycle, for everybody who still buys
        Assert.Empty(await DueAsync());
        foreach (var one in people) await _world.BuyAsync(one, 10_00);
        Assert.Equal(12, (await DueAsync()).Count(d => d.Occasion == "anniversary:1"));
    }

    [Fact, Trait("Row", "S41")]
    public async Task A_birthday_service_is_due_once_a_year_and_good_once()
    {
        await BornAsync(_contact, "03-10");
        await _world.PublishAsync("birthday", "{'name': {'en': 'A haircut'}, 'gives': {'kind': 'service', 'items': ['haircut']}, 'valid': {'birthday': 5}, 'personal': true, 'issue': {'on': 'birthday', 'lead_days': 5}}");
        Advance(2);
        Assert.Empty(await DueAsync());
        Advance(1);
        var voucher = await GiveDueAsync();
        Assert.Empty(await DueAsync());
        Assert.Equal(new DateOnly(2026, 3, 15), new VoucherSpan(voucher.ValidFrom, voucher.ValidUntil).LastDay(_world.World.Zone));
        Assert.IsType<RedeemOutcome.Redeemed>(await _world.RedeemAsync(_world.Shown(voucher)));
        Assert.IsType<RedeemOutcome.Refused>(await _world.RedeemAsync(_world.Shown(voucher), "again"));
        Advance(365);
        Assert.Equal("birthday:2027", Assert.Single(await DueAsync()).Occasion);
    }

    [Fact, Trait("Row", "S41")]
    public async Task Who_was_born_on_29_February_has_the_28th_in_other_years()
    {
        await BornAsync(_contact, "02-29");
        await _world.PublishAsync("birthday", "{'name': {'en': 'A haircut'}, 'gives': {'kind': 'service', 'items': ['haircut']}, 'issue': {'on': 'birthday'}}");
        Advance(363);    // 28 February 2027
        Assert.Equal("birthday:2027", Assert.Single(await DueAsync()).Occasion);
    }

    [Fact, Trait("Row", "S38")]
    public async Task A_holiday_gift_is_due_to_every_member_once_a_year()
    {
        var friend = await _world.World.MemberAsync();
        await _world.PublishAsync("xmas", "{'name': {'en': 'A cookie'}, 'gives': {'kind': 'gift'}, 'issue': {'on': 'holiday', 'day': '12-25', 'lead_days': 5}}");
        Assert.Empty(await DueAsync());
        Advance(293);    // 20 December
        var due = await DueAsync();
        Assert.Equal(new[] { _contact, friend }.ToHashSet(), [.. due.Select(d => d.Contact)]);
        foreach (var one in due) await _world.IssueAsync(one.Contact, one.Reward, one.Occasion);
        Assert.Empty(await DueAsync());
        Advance(365);
        Assert.All(await DueAsync(), d => Assert.Equal("holiday:2027", d.Occasion));
    }

    [Fact, Trait("Row", "S45")]
    public async Task A_promotion_begins_and_ends_by_itself()
    {
        await _world.PublishAsync("promo", "{'name': {'en': 'Yoghurt, half price'}, 'gives': {'kind': 'percent_off', 'percent': 50, 'items': ['yoghurt']}, 'purpose': 'near_expiry', 'from': '2026-03-04', 'to': '2026-03-06', 'price': {'points': 0}, 'limit': {'times': 1}}");
        Assert.Equal(RewardDenial.NotYet, await WhyNotAsync());
        Advance(2);
        var outcome = Assert.IsType<IssueOutcome.Issued>(await _world.IssueAsync(_contact, "promo", paid: true));
        Assert.Equal(new DateOnly(2026, 3, 6), new VoucherSpan(outcome.Voucher.ValidFrom, outcome.Voucher.ValidUntil).LastDay(_world.World.Zone));
        Advance(3);
        Assert.Equal(RewardDenial.Over, await WhyNotAsync());
    }

    private void Advance(int days) => _world.World.Clock.Advance(TimeSpan.FromDays(days));

    private async Task<RewardDenial> WhyNotAsync() => Assert.IsType<IssueOutcome.NotAvailable>(await _world.IssueAsync(_contact, "promo", "x", paid: true)).Why;

    private Task<List<DueReward>> DueAsync() => _world.World.WriteAsync(scope => DueRewards.List(scope, _world.Business, _world.Now).ToList());

    private async Task<Voucher> GiveDueAsync()
    {
        var due = Assert.Single(await DueAsync());
        return Assert.IsType<IssueOutcome.Issued>(await _world.IssueAsync(due.Contact, due.Reward, due.Occasion, actor: new Actor.System("play"))).Voucher;
    }

    private Task BornAsync(ContactId contact, string birthday) => _world.World.WriteAsync(scope =>
    {
        scope.Command("UPDATE contacts SET birthday = @day WHERE id = @id").Set("@day", birthday).Set("@id", contact.ToString()).ExecuteNonQuery();
        return ValueTask.CompletedTask;
    });
}
