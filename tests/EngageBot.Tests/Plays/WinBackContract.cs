using System.Collections.Immutable;
using EngageBot.Loyalty.Rewards;
using EngageBot.Plays;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Plays;

/// <summary>The win-back as a lapsed customer and a manager live through it: the talk, the gift once, the promised call, the break, and silence once they have come back.</summary>
public abstract class WinBackContract
{
    /// <summary>A Monday, seven in the morning in Tirana.</summary>
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    private protected abstract Task<ITestStore> OpenStore(TestClock clock);

    private async Task<(PlayWorld World, ContactId Who)> LapsedAsync()
    {
        var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await world.RulesAsync(RewardRules.Kind, "half",
            """{"name": {"en": "Half price on the next visit"}, "gives": {"kind": "percent_off", "percent": 50}, "valid": {"days": 30}, "limit": {"times": 1, "per": "year"}, "visible": false, "personal": true}""");
        var who = await world.PersonAsync(joined: Start.AddDays(-400));
        for (var n = 1; n <= 4; n++) await world.BuyAsync(who, $"old-{n}", at: Start.AddDays(-350 + 20 * n));
        await world.OnAsync("winback", rules => rules with
        {
            HoldoutPercent = 0, TakesIn = PlayTakesIn.Everybody, Parameters = ImmutableSortedDictionary<string, string>.Empty.Add("reward", "half"),
        });
        await world.PassAsync(TimeSpan.FromHours(6), TimeSpan.FromMinutes(30));
        Assert.Contains("miss you", Assert.Single(world.Sent).Words, StringComparison.Ordinal);
        return (world, who);
    }

    [Fact]
    [Trait("Row", "S105")]
    [Trait("Row", "S173")]
    public async Task A_yes_brings_half_price_once_and_the_till_takes_it_once()
    {
        var (world, who) = await LapsedAsync();
        await using var _ = world;
        // The true past is named before anybody is asked for anything.
        Assert.Contains("thank you for that", await world.SayAsync(who, "yes"), StringComparison.Ordinal);
        Assert.Contains("Half price on the next visit", await world.SayAsync(who, "yes"), StringComparison.Ordinal);
        Assert.Equal(["1:Ended"], await world.RunsAsync("winback"));
        var code = Assert.Single(await world.Store.ReadRowsAsync("SELECT code FROM vouchers", _ => { }, row => row.GetString(0), PlayWorld.Cancellation));
        var till = new Actor.System("till");
        var shown = new VoucherShown(world.Business, world.Get<EngageBot.Businesses.BusinessDirectory>().Shops[0].Id, code) { ReceiptMinor = 1_000, Currency = "EUR", Member = who };
        Task<RedeemOutcome> Use(string receipt) =>
            world.Store.WriteAsync(scope => ValueTask.FromResult(Vouchers.Redeem(scope, till, shown, receipt, world.Now)), PlayWorld.Cancellation);
        Assert.Equal(500, Assert.IsType<RedeemOutcome.Redeemed>(await Use("till-1")).DiscountMinor);
        Assert.IsType<RedeemOutcome.Refused>(await Use("till-2"));
    }

    [Fact]
    [Trait("Pitfall", "P11")]
    [Trait("Row", "S174")]
    [Trait("Row", "S108")]
    [Trait("Row", "S109")]
    public async Task A_call_at_the_customers_time_stands_in_the_staff_chat_is_reminded_of_and_apologised_for_if_nobody_calls()
    {
        var (world, who) = await LapsedAsync();
        await using var _ = world;
        await CallTomorrowAsync(world, who);
        await world.CallsAsync(Start.AddHours(34.2) - world.Now, TimeSpan.FromMinutes(5));
        Assert.Equal(2, world.Heard.Count(m => m.Chat == PlayWorld.StaffChat));
        // Five in the afternoon in Tirana, ten minutes before.
        Assert.Equal(new(2026, 3, 3, 15, 50, 0, TimeSpan.Zero), world.Heard.Last(m => m.Chat == PlayWorld.StaffChat).At, TimeSpan.FromMinutes(5));
        Assert.DoesNotContain(world.Heard, m => m.Words.Contains("sorry", StringComparison.Ordinal));
        await world.CallsAsync(TimeSpan.FromHours(3), TimeSpan.FromMinutes(5));
        Assert.Equal(world.ChatOf(who), Assert.Single(world.Heard, m => m.Words.Contains("sorry", StringComparison.Ordinal)).Chat);
        Assert.Equal(1, await world.CountAsync("SELECT COUNT(*) FROM callbacks WHERE state = 'Missed'"));
        Assert.Equal(["service"], await world.Store.ReadRowsAsync("SELECT reason FROM leaving_reasons", _ => { }, row => row.GetString(0), PlayWorld.Cancellation));
    }

    [Theory]
    [InlineData("/done")]
    [InlineData("It was good to hear you")]
    [Trait("Row", "S174")]
    public async Task A_managers_answer_after_the_reminder_says_that_the_call_was_made_also_in_a_talk_they_led_before(string words)
    {
        var (world, who) = await LapsedAsync();
        await using var _ = world;
        await CallTomorrowAsync(world, who);
        await world.AnswerAsync(who, "We will call you tomorrow");
        Assert.Equal(1, await world.CountAsync("SELECT COUNT(*) FROM callbacks WHERE state = 'Open'"));
        await world.CallsAsync(Start.AddHours(34.2) - world.Now, TimeSpan.FromMinutes(5));
        await world.AnswerAsync(who, words);
        Assert.Equal(1, await world.CountAsync("SELECT COUNT(*) FROM callbacks WHERE state = 'Done'"));
        await world.CallsAsync(TimeSpan.FromHours(3), TimeSpan.FromMinutes(10));
        Assert.DoesNotContain(world.Heard, m => m.Words.Contains("sorry", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_comes_by_themselves_in_the_middle_of_the_talk_is_not_talked_into_it_any_more()
    {
        var (world, who) = await LapsedAsync();
        await using var _ = world;
        await world.SayAsync(who, "yes");
        await world.BuyAsync(who, "new");
        await world.SettleAsync();
        Assert.Equal(["bought"], await world.Store.ReadRowsAsync("SELECT outcome FROM play_runs", _ => { }, row => row.GetString(0), PlayWorld.Cancellation));
        Assert.DoesNotContain("Half price", await world.SayAsync(who, "yes"), StringComparison.Ordinal);
        Assert.Equal(0, await world.CountAsync("SELECT COUNT(*) FROM vouchers"));
    }

    [Fact]
    [Trait("Row", "S107")]
    [Trait("Row", "S116")]
    public async Task Who_moved_away_is_asked_nothing_more_and_the_door_stays_open()
    {
        var (world, who) = await LapsedAsync();
        await using var _ = world;
        Assert.Contains("everything is as you left it", await world.SayAsync(who, "yes", "not now", "9"), StringComparison.Ordinal);
        Assert.Equal(["moved"], await world.Store.ReadRowsAsync("SELECT outcome FROM play_runs", _ => { }, row => row.GetString(0), PlayWorld.Cancellation));
    }

    [Fact]
    [Trait("Row", "S106")]
    public async Task A_break_of_two_months_is_kept()
    {
        var (world, who) = await LapsedAsync();
        await using var _ = world;
        Assert.Contains("two months", await world.SayAsync(who, "yes", "not now", "8", "It was cold", "two months"), StringComparison.Ordinal);
        var until = Assert.Single(await world.Store.ReadRowsAsync("SELECT paused_until FROM contact_preferences", _ => { }, row => row.InstantAt(0), PlayWorld.Cancellation));
        Assert.Equal(60, (until - Start).TotalDays, 1.0);
    }

    private static async Task CallTomorrowAsync(PlayWorld world, ContactId who)
    {
        Assert.Contains("17:00", await world.SayAsync(who, "yes", "not now", "8", "It was cold", "call", "tomorrow at 5"), StringComparison.Ordinal);
        await world.SayAsync(who, "yes");
        Assert.Contains("2026-03-03 17:00", Assert.Single(world.Heard, m => m.Chat == PlayWorld.StaffChat).Words, StringComparison.Ordinal);
    }
}

/// <summary>On the embedded database.</summary>
public sealed class WinBackOnSqlite : WinBackContract
{
    private protected override Task<ITestStore> OpenStore(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

/// <summary>On a server.</summary>
public sealed class WinBackOnPostgres : WinBackContract
{
    private protected override async Task<ITestStore> OpenStore(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
