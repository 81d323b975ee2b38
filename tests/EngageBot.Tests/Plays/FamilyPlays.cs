using EngageBot.Conversations;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Plays;

/// <summary>A child's birthday: told with a yes of its own, greeted once on the local day, and gone when the customer says so.</summary>
public abstract class FamilyPlays
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    private protected abstract Task<ITestStore> OpenStore(TestClock clock);

    [Fact]
    [Trait("Row", "S40")]
    public async Task A_day_that_was_told_and_agreed_to_is_greeted_on_it_and_again_a_year_later()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        var (told, refused) = (await world.PersonAsync(), await world.PersonAsync(zone: "America/New_York"));
        await world.OnAsync("child_birthday", rules => rules with { HoldoutPercent = 0 });
        Assert.Contains("Kept: 5 May", await world.SayAsync(told, "/child", "5 May", "yes"), StringComparison.Ordinal);
        Assert.Contains("nothing was changed", await world.SayAsync(refused, "/child", "5 May", "no"), StringComparison.Ordinal);
        // The yes is kept with the very words it was said to.
        var (wording, channel) = Assert.Single(await world.Store.ReadRowsAsync("SELECT wording, channel FROM child_birthdays", _ => { }, row => (row.GetString(0), row.GetString(1)), PlayWorld.Cancellation));
        Assert.StartsWith("May this day be kept, for one greeting a year and for nothing else?", wording, StringComparison.Ordinal);
        Assert.Equal("telegram", channel);
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(1));
        var (at, chat, words, _) = Assert.Single(world.Sent);
        // Ten in the morning in Tirana.
        Assert.Equal((new DateTimeOffset(2026, 5, 5, 8, 0, 0, TimeSpan.Zero), world.ChatOf(told)), (at, chat));
        Assert.Contains("happy birthday to the child", words, StringComparison.Ordinal);
        world.Clock.Advance(TimeSpan.FromDays(360));
        await world.PassAsync(TimeSpan.FromDays(5), TimeSpan.FromHours(1));
        Assert.Equal(2, world.Sent.Count);
    }

    [Fact]
    [Trait("Row", "S40")]
    public async Task Whoever_has_it_deleted_is_not_greeted_and_nothing_of_it_is_kept()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        var who = await world.PersonAsync();
        await world.OnAsync("child_birthday", rules => rules with { HoldoutPercent = 0 });
        await world.SayAsync(who, "/child", "5 May", "yes");
        Assert.Contains("5 May", await world.SayAsync(who, "/child"), StringComparison.Ordinal);
        Assert.Contains("Deleted", await world.SayAsync(who, "delete"), StringComparison.Ordinal);
        Assert.Equal(0, await world.CountAsync("SELECT COUNT(*) FROM child_birthdays"));
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(1));
        Assert.Empty(world.Sent);
    }

    [Fact]
    [Trait("Row", "S40")]
    public async Task Twins_are_one_greeting_two_days_are_two_a_29_February_comes_each_year_and_a_sixth_day_finds_no_room()
    {
        await using var world = await PlayWorld.OpenAsync(new(2026, 2, 26, 0, 0, 0, TimeSpan.Zero), OpenStore);
        var who = await world.PersonAsync();
        await world.OnAsync("child_birthday", rules => rules with { HoldoutPercent = 0 });
        await world.SayAsync(who, "/child", "29 February", "yes");
        foreach (var day in (string[])["29 February", "2 March", "3 June", "4 June", "5 June"]) await world.SayAsync(who, "/child", "add", day, "yes");
        Assert.Contains("Five days", await world.SayAsync(who, "/child", "add", "6 June", "yes"), StringComparison.Ordinal);
        Assert.Equal(ChildBirthday.Most, await world.CountAsync("SELECT COUNT(*) FROM child_birthdays"));
        await world.PassAsync(TimeSpan.FromDays(6), TimeSpan.FromHours(1));
        Assert.Equal([(2, 28), (3, 2)], [.. world.Sent.Select(s => (s.At.Month, s.At.Day))]);
    }

    [Fact]
    public async Task One_person_met_twice_keeps_the_days_of_both()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        var (one, other) = (await world.PersonAsync(), await world.PersonAsync());
        foreach (var who in (ContactId[])[one, other]) await world.SayAsync(who, "/child", "5 May", "yes");
        await world.SayAsync(other, "/child", "add", "6 June", "yes");
        await world.Store.WriteAsync(scope =>
        {
            People.Merge(scope, other, one);
            return ValueTask.CompletedTask;
        }, PlayWorld.Cancellation);
        Assert.Equal(["05-05", "06-06"], await world.Store.ReadAsync(connection => ValueTask.FromResult(ChildBirthday.DaysOf(connection, one)), PlayWorld.Cancellation));
    }
}

/// <summary>On the embedded database.</summary>
public sealed class FamilyPlaysOnSqlite : FamilyPlays
{
    private protected override Task<ITestStore> OpenStore(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

/// <summary>On a server.</summary>
public sealed class FamilyPlaysOnPostgres : FamilyPlays
{
    private protected override async Task<ITestStore> OpenStore(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
