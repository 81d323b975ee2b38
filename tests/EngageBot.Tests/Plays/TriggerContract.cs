using EngageBot.Loyalty;
using EngageBot.Segments;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Plays;

/// <summary>When each kind of trigger makes a play due, and for whom it does not.</summary>
public abstract class TriggerContract
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    private protected abstract Task<ITestStore> OpenStore(TestClock clock);

    private async Task<PlayWorld> OpenAsync(string trigger, string once = "trigger")
    {
        var play = $"play: one\nversion: 1\npurpose: service\ntrigger: {trigger}\nonce_per: {once}\ndialog: one\n";
        return await PlayWorld.OpenAsync(Start, OpenStore, ("one", play, PlayWorld.Says("one", "service")));
    }

    [Fact]
    [Trait("Row", "S39")]
    public async Task A_birthday_entered_shortly_before_counts_from_the_next_year_on()
    {
        await using var world = await OpenAsync("{date: customer.birthday, at: \"10:00\", settled: 30d}", "year");
        var (fresh, known) = (await world.PersonAsync("03-20"), await world.PersonAsync("03-20"));
        await SetAtAsync(world, fresh, Start.AddDays(-3));
        await SetAtAsync(world, known, Start.AddDays(-40));
        await world.OnAsync("one");
        await world.PassAsync(TimeSpan.FromDays(19), TimeSpan.FromHours(3));
        Assert.Equal([world.ChatOf(known)], world.Chats);
        Assert.Contains("1:LeftOut:FreshBirthday", await world.RunsAsync("one"));
    }

    [Fact]
    public async Task A_thing_bought_regularly_is_remembered_when_its_time_has_come()
    {
        await using var world = await OpenAsync("{cycle: product, at: \"10:00\"}");
        var (regular, twice) = (await world.PersonAsync(joined: Start.AddDays(-90)), await world.PersonAsync(joined: Start.AddDays(-90)));
        foreach (var days in (int[])[-50, -30, -10]) await world.BuyAsync(regular, $"a{days}", item: "beans", at: Start.AddDays(days));
        foreach (var days in (int[])[-30, -10]) await world.BuyAsync(twice, $"b{days}", item: "beans", at: Start.AddDays(days));
        await world.OnAsync("one");
        await world.PassAsync(TimeSpan.FromDays(30), TimeSpan.FromHours(6));
        var (at, chat, _, _) = Assert.Single(world.Sent);
        Assert.Equal((world.ChatOf(regular), 12, 3), (chat, at.Day, at.Month));
    }

    [Fact]
    public async Task Whoever_comes_into_a_saved_segment_after_it_was_switched_on_hears_of_it_once()
    {
        await using var world = await OpenAsync("{segment_entry: big}");
        await world.RulesAsync(SegmentRules.Kind, "big", """{"when": "purchases.count >= 2"}""");
        var (before, after) = (await world.PersonAsync(), await world.PersonAsync());
        await world.BuyAsync(before, "a1", at: Start.AddDays(-3));
        await world.BuyAsync(before, "a2", at: Start.AddDays(-2));
        await world.BuyAsync(after, "b1", at: Start.AddDays(-2));
        await world.OnAsync("one");
        await world.PassAsync(TimeSpan.FromDays(2), TimeSpan.FromHours(3));
        Assert.Empty(world.Sent);
        await world.BuyAsync(after, "b2");
        await world.PassAsync(TimeSpan.FromDays(3), TimeSpan.FromHours(3));
        Assert.Equal([world.ChatOf(after)], world.Chats);
    }

    [Fact]
    public async Task A_day_of_the_calendar_is_everybodys_in_their_own_zone()
    {
        await using var world = await OpenAsync("{date: \"2026-03-05\", at: \"10:00\"}");
        await world.PersonAsync();
        await world.PersonAsync(zone: "Asia/Tokyo");
        await world.OnAsync("one");
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(1));
        Assert.Equal([(2L, 5, 1), (1L, 5, 9)], world.Sent.Select(s => (long.Parse(s.Chat, System.Globalization.CultureInfo.InvariantCulture), s.At.Day, s.At.Hour)));
    }

    [Fact]
    [Trait("Row", "S20")]
    public async Task The_coupon_for_the_next_visit_comes_after_the_purchase_and_once_in_a_fortnight()
    {
        await using var world = await PlayWorld.OpenAsync(Start.AddHours(4), OpenStore);
        await world.RulesAsync(EngageBot.Loyalty.Rewards.RewardRules.Kind, "next",
            """{"name": {"en": "A cake"}, "gives": {"kind": "percent_off", "percent": 50}, "valid": {"days": 30}, "visible": false}""");
        var who = await world.PersonAsync();
        await world.OnAsync("next_visit", rules => rules with
        {
            HoldoutPercent = 0, Parameters = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("reward", "next"),
        });
        await world.BuyAsync(who, "r-1");
        await world.PassAsync(TimeSpan.FromHours(4), TimeSpan.FromMinutes(30));
        await world.BuyAsync(who, "r-2");
        await world.PassAsync(TimeSpan.FromHours(4), TimeSpan.FromMinutes(30));
        Assert.Contains("A cake", Assert.Single(world.Sent).Words, StringComparison.Ordinal);
        Assert.Equal(1, await world.CountAsync("SELECT COUNT(*) FROM vouchers"));
    }

    [Fact]
    [Trait("Row", "S50")]
    public async Task Points_that_run_out_are_announced_twice()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await world.RulesAsync(ProgrammeRules.Kind, "points",
            """{"mode": "points", "earn": {"per_minor": 100, "points": 10}, "expiry": {"policy": "after_days", "days": 40}}""");
        var who = await world.PersonAsync(joined: Start.AddDays(-1));
        await world.OnAsync("points_ending");
        await world.OnAsync("points_last_days");
        await world.BuyAsync(who, "r-1", 10_000);
        await world.PassAsync(TimeSpan.FromDays(45), TimeSpan.FromHours(4));
        Assert.Equal(2, world.Sent.Count);
        Assert.Equal(11, (world.Sent[1].At - world.Sent[0].At).TotalDays, 0.5);
    }

    private static Task SetAtAsync(PlayWorld world, ContactId who, DateTimeOffset at) => world.Store.WriteAsync(scope =>
    {
        scope.Command("UPDATE contacts SET birthday_set_at = @at, created_at = @created WHERE id = @id")
            .Set("@at", at).Set("@created", Start.AddDays(-100)).Set("@id", who.ToString()).ExecuteNonQuery();
        return ValueTask.CompletedTask;
    }, PlayWorld.Cancellation);
}

/// <summary>On the embedded database.</summary>
public sealed class TriggersOnSqlite : TriggerContract
{
    private protected override Task<ITestStore> OpenStore(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

/// <summary>On a server.</summary>
public sealed class TriggersOnPostgres : TriggerContract
{
    private protected override async Task<ITestStore> OpenStore(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
