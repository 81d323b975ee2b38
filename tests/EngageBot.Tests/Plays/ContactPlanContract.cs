using EngageBot.Plays;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Plays;

/// <summary>Regular contacts of the shop's own people: planned by segment, overdue by the day, closed by writing them down.</summary>
public abstract class ContactPlanContract
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private protected abstract Task<ITestStore> OpenStore(TestClock clock);

    [Fact]
    [Trait("Row", "S93")]
    public async Task Large_customers_are_met_others_are_called_and_a_contact_that_is_written_down_closes_it()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await world.RulesAsync(ContactPlanRules.Kind, "a_large", """{"for": "purchases.spent >= 500", "by": "meeting", "every_days": 30, "about": "The year"}""");
        await world.RulesAsync(ContactPlanRules.Kind, "b_others", """{"for": "customer.member", "by": "call", "every_days": 90}""");
        var (large, small, _) = (await world.PersonAsync(joined: Start.AddDays(-40)), await world.PersonAsync(joined: Start.AddDays(-100)), await world.PersonAsync(joined: Start.AddDays(-10)));
        await world.BuyAsync(large, "A-1", minor: 60_000);
        // Each is in one plan alone, although both segments hold the large one.
        Assert.Equal([("a_large", large, 10), ("b_others", small, 10)], await OverdueAsync(world));
        Assert.Equal(LogOutcome.Logged, await LogAsync(world, large, new Actor.System("test")));
        Assert.Equal([("b_others", small, 10)], await OverdueAsync(world));
        world.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal([("b_others", small, 40)], await OverdueAsync(world));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([("a_large", large, 1), ("b_others", small, 41)], await OverdueAsync(world));
        // A task for people: nothing is sent.
        await world.LookAsync();
        Assert.Empty(world.Sent);
    }

    [Fact]
    [Trait("Row", "S93")]
    public async Task A_short_list_is_not_filled_with_people_of_an_earlier_plan()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        await world.RulesAsync(ContactPlanRules.Kind, "a_large", """{"for": "purchases.spent >= 500", "by": "meeting", "every_days": 365}""");
        await world.RulesAsync(ContactPlanRules.Kind, "b_others", """{"for": "customer.member", "by": "call", "every_days": 90}""");
        for (var n = 0; n < 3; n++) await world.BuyAsync(await world.PersonAsync(joined: Start.AddDays(-200)), $"A-{n}", minor: 60_000);
        var small = await world.PersonAsync(joined: Start.AddDays(-100));
        var overdue = await world.Store.ReadAsync(connection => ValueTask.FromResult(ContactPlans.Overdue(connection, world.Business, world.Now, 2)), PlayWorld.Cancellation);
        Assert.Equal(("b_others", small), (Assert.Single(overdue).Plan, overdue[0].Contact));
    }

    [Fact]
    [Trait("Row", "S93")]
    public async Task Who_may_not_handle_cases_writes_nothing_down_and_a_segment_that_is_wrong_is_no_plan()
    {
        await using var world = await PlayWorld.OpenAsync(Start, OpenStore);
        var who = await world.PersonAsync(joined: Start.AddDays(-40));
        await world.RulesAsync(ContactPlanRules.Kind, "all", """{"for": "customer.member", "by": "letter", "every_days": 30}""");
        Assert.Equal(LogOutcome.Denied, await LogAsync(world, who, new Actor.TillKey(1, world.Business, world.Get<EngageBot.Businesses.BusinessDirectory>().Shops[0].Id, [])));
        Assert.Equal(LogOutcome.Unknown, await LogAsync(world, ContactId.New(Start), new Actor.System("test")));
        Assert.Single(await OverdueAsync(world));
        var wrong = await world.Store.WriteAsync(scope => ValueTask.FromResult(RuleDesk.Edit(scope, new Actor.System("test"),
            new(world.Business, ContactPlanRules.Kind, "wrong", """{"for": "purchases.spnt > 5", "by": "call", "every_days": 0}"""), world.Now)), PlayWorld.Cancellation);
        Assert.Contains(Assert.IsType<RuleOutcome.Invalid>(wrong).Errors, e => e.Path is "every_days" or "for");
    }

    private static Task<LogOutcome> LogAsync(PlayWorld world, ContactId who, Actor actor) =>
        world.Store.WriteAsync(scope => ValueTask.FromResult(ContactPlans.Log(scope, actor, world.Business, who, ContactKind.Call, "All is well", world.Now)), PlayWorld.Cancellation);

    private static async Task<List<(string Plan, ContactId Contact, int DaysOver)>> OverdueAsync(PlayWorld world) =>
        [.. (await world.Store.ReadAsync(connection => ValueTask.FromResult(ContactPlans.Overdue(connection, world.Business, world.Now, 10)), PlayWorld.Cancellation))
            .Select(o => (o.Plan, o.Contact, o.DaysOver))];
}

/// <summary>On the embedded database.</summary>
public sealed class ContactPlansOnSqlite : ContactPlanContract
{
    private protected override Task<ITestStore> OpenStore(TestClock clock) => Task.FromResult<ITestStore>(TempStore.Open(clock));
}

/// <summary>On a server.</summary>
public sealed class ContactPlansOnPostgres : ContactPlanContract
{
    private protected override async Task<ITestStore> OpenStore(TestClock clock) => await TempPostgres.OpenAsync(clock);
}
