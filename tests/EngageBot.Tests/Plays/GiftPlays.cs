using System.Collections.Immutable;
using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Tests.Plays;

/// <summary>The shipped plays that bring a voucher of their own, from the occasion to the till, by the test's clock.</summary>
public sealed class GiftPlays
{
    [Fact]
    [Trait("Row", "S41")]
    public async Task A_free_service_comes_before_the_birthday_apart_from_the_greeting_and_is_good_once_around_the_day()
    {
        await using var world = await PlayWorld.OpenAsync(new(2026, 4, 28, 0, 0, 0, TimeSpan.Zero));
        await world.RulesAsync(RewardRules.Kind, "haircut",
            """{"name": {"en": "A haircut"}, "gives": {"kind": "service", "items": ["haircut"]}, "valid": {"birthday": 7}, "personal": true, "visible": false}""");
        var who = await world.PersonAsync("05-05", joined: new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await world.OnAsync("birthday", rules => rules with { HoldoutPercent = 0 });
        await OnAsync(world, "birthday_gift", "haircut");
        await world.PassAsync(TimeSpan.FromDays(9), TimeSpan.FromHours(1));
        Assert.Equal([(2, true), (5, false)], [.. world.Sent.Select(s => (s.At.Day, s.Words.Contains("A haircut", StringComparison.Ordinal)))]);
        var (code, from, until) = Assert.Single(await world.Store.ReadRowsAsync("SELECT code, valid_from, valid_until FROM vouchers", _ => { },
            row => (row.GetString(0), row.InstantAt(1), row.InstantAt(2)), PlayWorld.Cancellation));
        Assert.Equal(12, until.AddMilliseconds(-1).Day);    // seven days after
        Assert.True(from <= world.Sent[0].At);
        Assert.IsType<RedeemOutcome.Redeemed>(await UseAsync(world, who, code, "till-1"));
        Assert.IsType<RedeemOutcome.Refused>(await UseAsync(world, who, code, "till-2"));
        world.Clock.Advance(TimeSpan.FromDays(355));
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(6));
        Assert.Equal(2, await world.CountAsync("SELECT COUNT(*) FROM vouchers"));    // the next year's
    }

    [Fact]
    public async Task A_budget_of_points_is_not_overdrawn_by_many_who_are_due_at_once()
    {
        await using var world = await PlayWorld.OpenAsync(new(2026, 4, 28, 0, 0, 0, TimeSpan.Zero));
        await world.RulesAsync(RewardRules.Kind, "coffee", """{"name": {"en": "A coffee"}, "gives": {"kind": "gift"}, "price": {"points": 100}}""");
        for (var n = 0; n < 5; n++) await world.PersonAsync("05-05", joined: new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await world.OnAsync("birthday_gift", rules => rules with
        {
            HoldoutPercent = 0, Parameters = rules.Parameters.SetItem("reward", "coffee"), Budget = new(EngageBot.Dialogs.Plays.BudgetPeriod.Month, Points: 250),
        });
        await world.PassAsync(TimeSpan.FromDays(9), TimeSpan.FromHours(1));
        Assert.Equal((2, 200), (await world.CountAsync("SELECT COUNT(*) FROM vouchers"), await world.CountAsync("SELECT SUM(cost_points) FROM play_runs")));
        Assert.Equal(3, await world.CountAsync("SELECT COUNT(*) FROM play_runs WHERE state = 'LeftOut' AND reason = 'Budget'"));
        Assert.Equal(1, await world.CountAsync("SELECT COUNT(*) FROM play_halts"));
    }

    [Fact]
    [Trait("Row", "S19")]
    public async Task More_than_a_year_brings_half_price_for_a_month_not_on_the_anniversary_but_the_day_after_and_it_ends_by_itself()
    {
        await using var world = await PlayWorld.OpenAsync(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        await world.RulesAsync(RewardRules.Kind, "half",
            """{"name": {"en": "Half price on everything"}, "gives": {"kind": "percent_off", "percent": 50}, "use": "while_valid", "valid": {"months": 1}, "personal": true, "visible": false}""");
        var (faithful, gone) = (await world.PersonAsync(joined: new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero)), await world.PersonAsync(joined: new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        await world.BuyAsync(faithful, "A-1", at: new(2025, 3, 4, 9, 0, 0, TimeSpan.Zero));
        await world.BuyAsync(faithful, "A-2", at: new(2026, 2, 4, 9, 0, 0, TimeSpan.Zero));
        await world.BuyAsync(gone, "B-1", at: new(2024, 3, 4, 9, 0, 0, TimeSpan.Zero));    // not active: nothing for two years
        await OnAsync(world, "year_with_us", "half");
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(1));
        var (at, chat, words, _) = Assert.Single(world.Sent);
        Assert.Equal((5, world.ChatOf(faithful)), (at.Day, chat));
        Assert.Contains("Half price on everything", words, StringComparison.Ordinal);
        var code = Assert.Single(await world.Store.ReadRowsAsync("SELECT code FROM vouchers", _ => { }, row => row.GetString(0), PlayWorld.Cancellation));
        Assert.Equal(500, Assert.IsType<RedeemOutcome.Redeemed>(await UseAsync(world, faithful, code, "till-1")).DiscountMinor);
        Assert.Equal(500, Assert.IsType<RedeemOutcome.Redeemed>(await UseAsync(world, faithful, code, "till-2")).DiscountMinor);
        await world.PassAsync(TimeSpan.FromDays(31), TimeSpan.FromHours(12));
        Assert.IsType<RedeemOutcome.Refused>(await UseAsync(world, faithful, code, "till-3"));
        Assert.Single(world.Sent, s => s.Words.Contains("Half price on everything", StringComparison.Ordinal));    // once in the cycle
    }

    private static Task OnAsync(PlayWorld world, string play, string reward) => world.OnAsync(play, rules => rules with
    {
        HoldoutPercent = 0, Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("reward", reward),
    });

    private static Task<RedeemOutcome> UseAsync(PlayWorld world, ContactId who, string code, string receipt)
    {
        var shown = new VoucherShown(world.Business, world.Get<EngageBot.Businesses.BusinessDirectory>().Shops[0].Id, code) { ReceiptMinor = 1_000, Currency = "EUR", Member = who };
        return world.Store.WriteAsync(scope => ValueTask.FromResult(Vouchers.Redeem(scope, new Actor.System("till"), shown, receipt, world.Now)), PlayWorld.Cancellation);
    }
}
