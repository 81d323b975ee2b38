using System.Net;
using EngageBot.Businesses.Rules;
using EngageBot.Loyalty;
using EngageBot.Staff;
using EngageBot.Tests.Http;
using EngageBot.Tests.Loyalty;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Staff;

/// <summary>A business's own table of roles, and how often somebody may correct points by hand.</summary>
public class OwnRolesTests
{
    private const string Path = "/api/v1/rules/roles/staff";

    private protected virtual Func<TestClock, Task<ITestStore>>? Database => null;

    [Fact]
    public async Task A_document_narrows_and_widens_a_role_for_people_and_keys_at_once()
    {
        await using var till = await TillHost.OpenAsync(null, Database);
        var (owner, cashier) = (await till.AnotherKeyAsync("owner"), await till.AnotherKeyAsync("cashier"));
        await till.World.MemberAsync("+355691234567");
        var ben = await till.World.HireAsync(Role.Cashier);
        Assert.Equal((true, false), (ben.May(Permission.RecordReturn), ben.May(Permission.AdjustPoints)));
        Assert.Equal(HttpStatusCode.Created, (await BuyAsync(till, cashier, "A-1")).Status);

        await PublishAsync(till, owner, """{"cashier": {"more": ["adjust_points"], "less": ["record_purchase", "record_return"]}}""");
        ben = await till.World.ActorAsync(ben.Id);
        Assert.Equal((false, true, true), (ben.May(Permission.RecordReturn), ben.May(Permission.AdjustPoints), ben.May(Permission.LookUpMember)));
        var refused = await BuyAsync(till, cashier, "A-2");
        Assert.Equal((HttpStatusCode.Forbidden, "/problems/not-permitted"), (refused.Status, refused.ProblemType));
        Assert.Equal(HttpStatusCode.Created, (await BuyAsync(till, till.Key, "A-3")).Status);          // another role is as it was
        Assert.Equal(HttpStatusCode.Created, (await BuyAsync(till, owner, "A-4")).Status);
    }

    [Theory]
    [InlineData("""{"owner": {"less": ["record_purchase"]}}""", "owner")]
    [InlineData("""{"cashier": {"more": ["manage_staff"]}}""", "cashier.more[0]")]
    [InlineData("""{"viewer": {"more": ["see_audit", "manage_keys"]}}""", "viewer.more[1]")]
    [InlineData("""{"viewer": {"more": ["see_audit"], "less": ["see_audit"]}}""", "viewer.more[0]")]
    [InlineData("""{"viewer": {"more": ["fly"]}}""", "viewer.more[0]")]
    [InlineData("""{"corrections_per_day": -1}""", "corrections_per_day")]
    public async Task Nobody_gets_what_is_the_owners_and_the_owner_loses_nothing(string document, string path)
    {
        await using var till = await TillHost.OpenAsync(null, Database);
        var refused = await PutAsync(till, await till.AnotherKeyAsync("owner"), Path, document);
        Assert.Equal((422, "/problems/rules-invalid"), ((int)refused.Status, refused.ProblemType));
        Assert.Contains($"\"{path}\"", refused.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_edit_rules_may_not_edit_rights()
    {
        await using var till = await TillHost.OpenAsync(null, Database);
        var marketer = await till.AnotherKeyAsync("marketer");
        Assert.Equal("/problems/not-permitted", (await PutAsync(till, marketer, Path, """{"marketer": {"more": ["see_audit"]}}""")).ProblemType);
        Assert.Equal("/problems/rules-invalid", (await PutAsync(till, await till.AnotherKeyAsync("owner"), "/api/v1/rules/roles/other", "{}")).ProblemType);
        Assert.Equal(0, await till.World.CountAsync("rules WHERE kind = 'roles'"));
    }

    [Fact]
    public async Task One_person_corrects_points_so_many_times_a_day_and_again_tomorrow()
    {
        await using var world = await LoyaltyWorld.OpenAsync(database: Database);
        await world.WriteAsync(scope =>
        {
            RuleBook.Publish(scope, world.Business, RoleRules.Kind, RoleRules.Key, new RoleRules { CorrectionsPerDay = 2 }, world.Now, world.Now);
            return ValueTask.CompletedTask;
        });
        var (member, ben, ana) = (await world.MemberAsync(), await world.HireAsync(Role.Manager), await world.HireAsync(Role.Manager, "Ana"));
        Assert.IsType<AdjustOutcome.Adjusted>(await AdjustAsync(ben, "a"));
        Assert.IsType<AdjustOutcome.Adjusted>(await AdjustAsync(ben, "b"));
        Assert.Equal(new AdjustOutcome.TooMany(2), await AdjustAsync(ben, "c"));
        Assert.IsType<AdjustOutcome.AlreadyAdjusted>(await AdjustAsync(ben, "b"));
        Assert.IsType<AdjustOutcome.Adjusted>(await AdjustAsync(ana, "c"));
        Assert.IsType<AdjustOutcome.Adjusted>(await AdjustAsync(new Actor.System("cli"), "d"));
        world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.IsType<AdjustOutcome.Adjusted>(await AdjustAsync(ben, "e"));
        Assert.Equal((50, 1), ((await world.BalanceAsync(member)).AvailablePoints, await world.CountAsync("refusals WHERE code = 'too_many_corrections'")));

        Task<AdjustOutcome> AdjustAsync(Actor actor, string reference) =>
            world.WriteAsync(scope => AdjustPoints.Run(scope, actor, new(world.Business, member, 10, "a broken machine", reference, world.Now), world.Now));
    }

    private static Task<TillAnswer> BuyAsync(TillHost till, string key, string receipt) =>
        till.BuyAsync($"k-{receipt}", new { receipt, amount = "5.00", currency = "EUR", memberPhone = "+355691234567" }, key);

    private static async Task PublishAsync(TillHost till, string owner, string document) => Assert.Equal(HttpStatusCode.OK, (await PutAsync(till, owner, Path, document)).Status);

    private static Task<TillAnswer> PutAsync(TillHost till, string key, string path, string document) =>
        till.SendAsync(HttpMethod.Put, path, document, key, ("If-None-Match", "*"), ("Idempotency-Key", "roles"));
}

public sealed class OwnRolesTestsOnPostgres : OwnRolesTests
{
    private protected override Func<TestClock, Task<ITestStore>> Database => async clock => await TempPostgres.OpenAsync(clock);
}
