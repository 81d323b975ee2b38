using EngageBot.Loyalty;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Staff;

/// <summary>What each role may do: the documented table is the program's, and the verbs hold to it.</summary>
public sealed class RoleMatrixTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> RoleWords => [.. Roles.OfKeys.Select(role => role.Word())];

    [Fact]
    public void The_documented_table_is_the_programs()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "staff.md")).SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Select(Cells).ToList();
        var roles = rows[0][1..].Select(word => Roles.Parse(word)!.Value).ToList();
        Assert.Equal(Roles.OfKeys.Order(), roles.Order());
        var documented = rows[2..].SelectMany(row => roles.Index().Where(r => row[r.Index + 1] == "yes").Select(r => $"{r.Item.Word()} {row[0].Split('`')[1]}"));
        var held = roles.SelectMany(role => RoleBook.Default.Of(role).Select(permission => $"{role.Word()} {SnakeCase.Of(permission.ToString())}"));
        Assert.Equal(held.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
        Assert.Equal(Enum.GetNames<Permission>().Select(SnakeCase.Of).Order(StringComparer.Ordinal), rows[2..].Select(row => row[0].Split('`')[1]).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(RoleWords))]
    public async Task A_verb_at_the_till_asks_for_its_permission(string word)
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var role = Roles.Parse(word)!.Value;
        var member = await world.MemberAsync();
        Actor[] actors =
        [
            new Actor.TillKey(7, world.Business, world.Shop, RoleBook.Default.Of(role)),
            new Actor.Staff(StaffId.New(world.Now), world.Business, Active: true, RoleBook.Default.Of(role), [], []),
        ];
        foreach (var (n, actor) in actors.Index())
        {
            await world.BuyAsync(member, 500, $"T-{n}");
            var bought = await world.BuyAsync(actor, member, 1000, $"A-{n}");
            Assert.Equal(actor.May(Permission.RecordPurchase) ? null : Denial.NotPermitted, (bought as PurchaseOutcome.Denied)?.Why);
            var returned = await world.ReturnAsync(actor, $"T-{n}", 500, $"R-{n}");
            Assert.Equal(actor.May(Permission.RecordReturn) ? null : Denial.NotPermitted, (returned as ReturnOutcome.Denied)?.Why);
        }
        var refused = RoleBook.Default.Of(role).Contains(Permission.RecordPurchase) ? 0 : 4;
        Assert.Equal(refused, await world.CountAsync("refusals"));
        Assert.True((await world.VerifyAsync()).Sound);
    }

    [Fact]
    public async Task A_no_writes_its_reason_and_nothing_else()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var (member, elsewhere) = (await world.MemberAsync(), ShopId.New(world.Now));
        var may = RoleBook.Default.Of(Role.Cashier);
        Actor Cashier(bool active = true, ShopId? shop = null, ContactId? own = null, BusinessId? business = null) => new Actor.Staff(
            StaffId.New(world.Now), business ?? world.Business, active, may, shop is { } only ? [only] : [], own is { } self ? [self] : []);
        (Actor Actor, Denial Why)[] cases =
        [
            (Cashier(active: false), Denial.Suspended),
            (Cashier(shop: elsewhere), Denial.OtherShop),
            (Cashier(business: BusinessId.New(world.Now)), Denial.OtherShop),
            (Cashier(own: member), Denial.OwnMembership),
            (new Actor.TillKey(7, world.Business, elsewhere, may), Denial.OtherShop),
        ];
        foreach (var (n, (actor, why)) in cases.Index())
            Assert.Equal(why, ((PurchaseOutcome.Denied)await world.BuyAsync(actor, member, 1000, $"A-{n}")).Why);
        Assert.Equal((0, 0), (await world.CountAsync("purchases"), await world.CountAsync("transfers")));
        var rows = await world.Store.ReadRowsAsync(
            "SELECT actor, what, code, contact_id FROM refusals ORDER BY id", _ => { },
            row => (row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)), Cancellation);
        Assert.Equal(cases.Select(c => (c.Actor.Name, "record_purchase", SnakeCase.Of(c.Why.ToString()), member.ToString())), rows);
    }

    private static string[] Cells(string line) => [.. line.Split('|', StringSplitOptions.TrimEntries)[1..^1]];
}
