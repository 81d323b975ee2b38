using EngageBot.Plays;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Plays;

/// <summary>What plays do on every store: once for each person and occasion, on the right local day, never in a burst, never without a reason.</summary>
public abstract class PlayContract
{
    private const string Birthday = """
        play: wish
        version: 1
        purpose: marketing
        trigger: {date: customer.birthday, at: "10:00"}
        audience: "customer.member and not customer.staff"
        once_per: year
        late: {skip_after: 10h}
        dialog: wish
        """;

    private const string Coupon = """
        play: coupon
        version: 1
        purpose: service
        trigger: {event: purchase, delay: 2d}
        once_per: trigger
        dialog: coupon
        """;

    private protected abstract Task<ITestStore> OpenStore(TestClock clock);

    private Task<PlayWorld> OpenAsync(DateTimeOffset at, params (string Name, string Play, string Purpose)[] plays) =>
        PlayWorld.OpenAsync(at, OpenStore, [.. plays.Select(p => (p.Name, p.Play, (string?)PlayWorld.Says(p.Name, p.Purpose)))]);

    private static string Day(DateTimeOffset at) => at.ToString("MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(int year, int month, int day, int hour = 0, int minute = 0) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);

    [Fact]
    [Trait("Pitfall", "P14")]
    [Trait("Pitfall", "P17")]
    public async Task Everybody_is_greeted_at_ten_on_the_clock_of_their_own_zone_also_when_clocks_change()
    {
        // Between Saturday and Sunday Europe puts its clocks on; Tokyo and Los Angeles do not.
        await using var world = await OpenAsync(Utc(2027, 3, 26), ("wish", Birthday, "marketing"));
        await world.OnAsync("wish");
        var people = new List<(ContactId Who, string Zone)>();
        foreach (var zone in (string[])["Europe/Tirane", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Auckland"])
            people.Add((await world.PersonAsync("03-28", zone, joined: Utc(2026, 1, 1)), zone));
        await world.PassAsync(TimeSpan.FromDays(5), TimeSpan.FromMinutes(30));
        foreach (var (who, zone) in people)
        {
            var (at, _, _, _) = Assert.Single(world.Sent, s => s.Chat == world.ChatOf(who));
            var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone));
            Assert.Equal((28, 10, 0), (local.Day, local.Hour, local.Minute));
        }
    }

    [Fact]
    [Trait("Pitfall", "P13")]
    [Trait("Row", "S39")]
    public async Task Whoever_was_born_on_29_February_is_greeted_every_year_on_the_day_the_business_has_set()
    {
        await using var world = await OpenAsync(Utc(2026, 12, 1), ("wish", Birthday, "marketing"));
        await world.OnAsync("wish");
        var leap = await world.PersonAsync("02-29", joined: Utc(2026, 1, 1));
        await world.PersonAsync("02-28", joined: Utc(2026, 1, 1));
        foreach (var (day, hours) in new[] { (Utc(2027, 2, 27, 20), 24), (Utc(2028, 2, 27, 20), 72) })
        {
            world.Clock.Advance(day - world.Now);
            await world.PassAsync(TimeSpan.FromHours(hours), TimeSpan.FromHours(1));
        }
        Assert.Equal(["02-28", "02-29"], world.Sent.Where(s => s.Chat == world.ChatOf(leap)).Select(s => Day(s.At)));
        await world.OnAsync("wish", rules => rules with { LeapDay = "mar_1" });
        world.Clock.Advance(Utc(2029, 2, 27, 20) - world.Now);
        await world.PassAsync(TimeSpan.FromHours(48), TimeSpan.FromHours(1));
        Assert.Equal("03-01", Day(world.Sent.Last(s => s.Chat == world.ChatOf(leap)).At));
    }

    [Fact]
    [Trait("Pitfall", "P15")]
    public async Task Who_was_taken_in_stays_in_when_the_condition_has_passed()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 2, 10), ("coupon", Coupon.Replace("once_per: trigger", "audience: \"purchases.count == 1\"\nonce_per: trigger", StringComparison.Ordinal), "service"));
        await world.OnAsync("coupon");
        var arta = await world.PersonAsync();
        await world.BuyAsync(arta, "r-1");
        await world.LookAsync();
        // Two days later it is not the first purchase any more; the coupon for it was due all the same.
        await world.BuyAsync(arta, "r-2");
        await world.PassAsync(TimeSpan.FromDays(3), TimeSpan.FromHours(3));
        Assert.Equal([world.ChatOf(arta)], world.Chats);
        Assert.Equal(["1:Ended"], await world.RunsAsync("coupon"));
    }

    [Fact]
    [Trait("Pitfall", "P16")]
    public async Task Nobody_gets_what_was_due_before_the_play_was_on_or_before_they_joined()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 2, 15), ("wish", Birthday, "marketing"), ("anniversary", """
            play: anniversary
            version: 1
            purpose: service
            trigger: {date: membership.start, after: 1y, plus: 1d, at: "10:00"}
            once_per: trigger
            late: {skip_after: 2d}
            dialog: anniversary
            """, "service"), ("lost", """
            play: lost
            version: 1
            purpose: service
            trigger: {lapse: 30d}
            once_per: trigger
            dialog: lost
            """, "service"));
        var old = await world.PersonAsync("03-02", joined: Utc(2023, 1, 10));
        await world.BuyAsync(old, "old", at: Utc(2025, 12, 1));
        await world.OnAsync("wish");
        await world.OnAsync("anniversary");
        await world.OnAsync("lost");
        var late = await world.PersonAsync("03-02", joined: Utc(2024, 2, 1));
        await world.PassAsync(TimeSpan.FromHours(60), TimeSpan.FromHours(1));
        Assert.Empty(world.Sent);
        Assert.Empty(await world.RunsAsync("anniversary"));
        // From now on each anniversary comes once, and the day after it.
        world.Clock.Advance(Utc(2027, 1, 10) - world.Now);
        await world.PassAsync(TimeSpan.FromDays(2), TimeSpan.FromHours(1));
        Assert.Equal(world.ChatOf(old), Assert.Single(world.Sent).Chat);
        Assert.Equal("01-11", Day(world.Sent[0].At));
        Assert.DoesNotContain(world.ChatOf(late), world.Chats);
    }

    [Fact]
    public async Task After_a_stop_what_is_a_little_late_is_sent_and_what_is_too_late_is_left_out_with_the_reason()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 1), ("wish", Birthday, "marketing"));
        await world.OnAsync("wish");
        var (missed, late) = (await world.PersonAsync("03-04", joined: Utc(2026, 1, 1)), await world.PersonAsync("03-09", joined: Utc(2026, 1, 1)));
        await world.PassAsync(TimeSpan.FromHours(2), TimeSpan.FromHours(1));
        world.Clock.Advance(Utc(2026, 3, 9, 15) - world.Now);
        await world.RestartAsync();
        await world.PassAsync(TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
        Assert.Equal([world.ChatOf(late)], world.Chats);
        Assert.Equal(["1:LeftOut:TooLate", "2:Ended"], (await world.RunsAsync("wish")).Order());
        Assert.Equal(["TooLate"], await world.NotSentAsync("wish"));
        Assert.NotEqual(missed, late);
    }

    [Fact]
    public async Task A_paused_play_takes_nobody_in_and_what_waits_begins_when_it_goes_on()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 2, 10), ("coupon", Coupon.Replace("delay: 2d", "delay: 2h", StringComparison.Ordinal), "service"));
        await world.OnAsync("coupon");
        var (inside, outside) = (await world.PersonAsync(), await world.PersonAsync());
        await world.BuyAsync(inside, "r-1");
        await world.LookAsync();
        await world.OffAsync("coupon");
        await world.BuyAsync(outside, "r-2");
        await world.PassAsync(TimeSpan.FromHours(5), TimeSpan.FromHours(1));
        Assert.Empty(world.Sent);
        await world.OnAsync("coupon");
        await world.PassAsync(TimeSpan.FromHours(5), TimeSpan.FromHours(1));
        Assert.Equal([world.ChatOf(inside)], world.Chats);
    }

    [Fact]
    public async Task A_purchase_ends_what_has_not_begun()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 2, 10), ("lost", """
            play: lost
            version: 1
            purpose: marketing
            trigger: {lapse: 30d, at: "11:00"}
            once_per: trigger
            stop_when: purchase
            dialog: lost
            """, "marketing"));
        var (comes, stays) = (await world.PersonAsync(joined: Utc(2026, 1, 1)), await world.PersonAsync(joined: Utc(2026, 1, 1)));
        await world.BuyAsync(comes, "a-1", at: world.Now.AddDays(-28));
        await world.BuyAsync(stays, "a-2", at: world.Now.AddDays(-28));
        await world.OnAsync("lost");
        // Found in the evening, due at eleven.
        await world.PassAsync(TimeSpan.FromHours(42), TimeSpan.FromHours(2));
        Assert.Equal(["1:Waiting", "2:Waiting"], (await world.RunsAsync("lost")).Order());
        await world.BuyAsync(comes, "a-3");
        await world.PassAsync(TimeSpan.FromHours(12), TimeSpan.FromHours(1));
        Assert.Equal([world.ChatOf(stays)], world.Chats);
        Assert.Equal(["1:Stopped:Bought", "2:Ended"], (await world.RunsAsync("lost")).Order());
    }

    [Fact]
    public async Task Once_in_so_many_days_is_once()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 2, 10), ("coupon", Coupon.Replace("once_per: trigger", "once_per: {days: 30}", StringComparison.Ordinal).Replace("delay: 2d", "delay: 1h", StringComparison.Ordinal), "service"));
        await world.OnAsync("coupon");
        var arta = await world.PersonAsync();
        for (var n = 1; n <= 4; n++)
        {
            await world.BuyAsync(arta, $"r-{n}");
            await world.PassAsync(TimeSpan.FromDays(12), TimeSpan.FromHours(6));
        }
        Assert.Equal(2, world.Sent.Count);
        Assert.True(world.Sent[1].At - world.Sent[0].At >= TimeSpan.FromDays(30));
    }

    [Fact]
    public async Task The_held_out_are_always_the_same_and_each_has_a_row()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 1), ("wish", Birthday, "marketing"));
        await world.OnAsync("wish", rules => rules with { HoldoutPercent = 50 });
        for (var n = 0; n < 40; n++) await world.PersonAsync("03-04", joined: Utc(2026, 1, 1));
        await world.PassAsync(TimeSpan.FromDays(4), TimeSpan.FromHours(1));
        var runs = await world.RunsAsync("wish");
        Assert.Equal(40, runs.Count);
        Assert.InRange(runs.Count(r => r.EndsWith(":HeldOut:Holdout", StringComparison.Ordinal)), 8, 32);
        Assert.Equal(runs.Count(r => r.EndsWith(":Ended", StringComparison.Ordinal)), world.Sent.Count);
        Assert.Equal(40 - world.Sent.Count, (await world.NotSentAsync("wish")).Count(r => r == "Holdout"));
        var first = world.Chats.ToHashSet();
        world.Sent.Clear();
        world.Clock.Advance(Utc(2027, 3, 3) - world.Now);
        await world.PassAsync(TimeSpan.FromDays(2), TimeSpan.FromHours(1));
        Assert.Equal(first, world.Chats.ToHashSet());
    }

    [Fact]
    public async Task A_spent_budget_stops_the_play_until_the_next_span()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 2, 10), ("coupon", Coupon.Replace("delay: 2d", "delay: 1h", StringComparison.Ordinal) + "\nbudget: {messages: 2, per: week}\n", "service"));
        await world.OnAsync("coupon");
        for (var n = 1; n <= 4; n++) await world.BuyAsync(await world.PersonAsync(), $"r-{n}");
        await world.PassAsync(TimeSpan.FromHours(6), TimeSpan.FromHours(1));
        Assert.Equal(2, world.Sent.Count);
        Assert.Equal(["1:Ended", "2:Ended", "3:LeftOut:Budget", "4:LeftOut:Budget"], await world.RunsAsync("coupon"));
        Assert.Equal(1, await world.CountAsync("SELECT COUNT(*) FROM play_halts"));
        world.Clock.Advance(TimeSpan.FromDays(7));
        await world.BuyAsync(await world.PersonAsync(), "r-9");
        await world.PassAsync(TimeSpan.FromHours(6), TimeSpan.FromHours(1));
        Assert.Equal(3, world.Sent.Count);
    }

    [Fact]
    [Trait("Pitfall", "P5")]
    public async Task Goods_that_came_back_begin_nothing_also_where_a_play_is_once_in_a_life()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 2, 10), ("coupon", Coupon.Replace("once_per: trigger", "once_per: life", StringComparison.Ordinal), "service"));
        await world.OnAsync("coupon");
        var (kept, back) = (await world.PersonAsync(), await world.PersonAsync());
        await world.BuyAsync(kept, "r-1");
        await world.BuyAsync(back, "r-2");
        await world.LookAsync();
        await world.ReturnAsync("r-2", 1_000);
        await world.PassAsync(TimeSpan.FromDays(3), TimeSpan.FromHours(6));
        Assert.Equal([world.ChatOf(kept)], world.Chats);
        Assert.Equal(["1:Ended", "2:Stopped:Returned"], await world.RunsAsync("coupon"));
    }

    [Fact]
    public async Task A_run_that_was_stopped_since_it_was_looked_at_is_not_begun()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 2, 10), ("coupon", Coupon, "service"));
        await world.OnAsync("coupon");
        await world.BuyAsync(await world.PersonAsync(), "r-1");
        await world.LookAsync();
        await world.TogetherAsync(scope =>
        {
            var run = PlayRunRows.Due(scope, world.Business, "coupon", world.Now.AddDays(3), 1).Single();
            PlayRunRows.End(scope, run.Id, PlayRunState.Stopped, PlayReason.Bought, world.Now);
            Assert.False(PlayRunRows.Start(scope, run.Id, 1, world.Now));
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public async Task What_the_gate_forbids_is_left_out_with_its_reason_and_what_it_puts_off_comes_in_the_morning()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 2, 10), ("offer", Coupon.Replace("coupon", "offer", StringComparison.Ordinal).Replace("purpose: service", "purpose: marketing", StringComparison.Ordinal).Replace("delay: 2d", "delay: 10h", StringComparison.Ordinal), "marketing"));
        await world.OnAsync("offer");
        var (yes, no, stopped) = (await world.PersonAsync(), await world.PersonAsync(consent: false), await world.PersonAsync());
        foreach (var (who, n) in new[] { (yes, 1), (no, 2), (stopped, 3) }) await world.BuyAsync(who, $"r-{n}");
        await world.StopAsync(stopped);
        await world.PassAsync(TimeSpan.FromHours(12), TimeSpan.FromMinutes(30));
        // 20:00 UTC is 21:00 in Tirana: night.
        Assert.Empty(world.Sent);
        Assert.Equal(["1:Waiting", "2:LeftOut:NoConsent", "3:LeftOut:Suppressed"], await world.RunsAsync("offer"));
        Assert.Equal(["NoConsent", "QuietHours", "Suppressed"], (await world.NotSentAsync("offer")).Order());
        await world.PassAsync(TimeSpan.FromHours(12), TimeSpan.FromMinutes(30));
        Assert.Equal([world.ChatOf(yes)], world.Chats);
        Assert.Equal(9, TimeZoneInfo.ConvertTime(world.Sent[0].At, TimeZoneInfo.FindSystemTimeZoneById("Europe/Tirane")).Hour);
    }

    [Fact]
    public async Task Who_stops_between_the_question_and_the_sending_is_not_written_to()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 2, 10), ("offer", Coupon.Replace("coupon", "offer", StringComparison.Ordinal).Replace("purpose: service", "purpose: marketing", StringComparison.Ordinal).Replace("delay: 2d", "delay: 1h", StringComparison.Ordinal), "marketing"));
        await world.OnAsync("offer");
        var arta = await world.PersonAsync();
        await world.BuyAsync(arta, "r-1");
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.Get<PlayClock>().SweepAsync(PlayWorld.Cancellation);
        await world.Get<PlayClock>().SweepAsync(PlayWorld.Cancellation);
        Assert.Equal(["1:Started"], await world.RunsAsync("offer"));
        await world.StopAsync(arta);
        await world.SettleAsync();
        Assert.Empty(world.Sent);
        Assert.Equal(["Suppressed"], await world.NotSentAsync("offer"));
    }

    [Fact]
    public async Task Two_nodes_begin_with_everybody_once()
    {
        await using var world = await OpenAsync(Utc(2026, 3, 2, 10), ("coupon", Coupon.Replace("delay: 2d", "delay: 1h", StringComparison.Ordinal), "service"));
        await world.OnAsync("coupon");
        for (var n = 1; n <= 30; n++) await world.BuyAsync(await world.PersonAsync(), $"r-{n}");
        world.Clock.Advance(TimeSpan.FromHours(2));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.Get<PlayClock>().SweepAsync(PlayWorld.Cancellation)));
        await world.LookAsync();
        Assert.Equal(30, world.Sent.Count);
        Assert.Equal(30, world.Chats.Distinct().Count());
    }
}

/// <summary>On the embedded database.</summary>
public sealed class PlaysOnSqlite : PlayContract
{
    private protected override Task<ITestStore> OpenStore(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

/// <summary>On a server.</summary>
public sealed class PlaysOnPostgres : PlayContract
{
    private protected override async Task<ITestStore> OpenStore(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
