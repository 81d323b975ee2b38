using System.Collections.Immutable;
using EngageBot.Loyalty;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;

namespace EngageBot.Tests.Staff;

/// <summary>Who may change whom, what it does at once, and that each change is a line of the audit.</summary>
public sealed class StaffChangeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_invites_anybody_a_manager_cashiers_of_their_own_shops_others_nobody()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        ImmutableArray<ShopId> here = [world.Shop];
        var owner = await world.HireAsync(Role.Owner);
        var everywhere = await world.HireAsync(Role.Manager);
        var local = await world.HireAsync(Role.Manager, shops: here);
        foreach (var role in Roles.OfPeople) Assert.IsType<InviteOutcome.Invited>(await world.TryInviteAsync(owner, role));
        foreach (var role in Roles.OfPeople.Remove(Role.Cashier))
            Assert.Equal(Denial.NotPermitted, Assert.IsType<InviteOutcome.Denied>(await world.TryInviteAsync(everywhere, role)).Why);
        Assert.IsType<InviteOutcome.Invited>(await world.TryInviteAsync(everywhere, Role.Cashier));
        Assert.IsType<InviteOutcome.Invited>(await world.TryInviteAsync(local, Role.Cashier, shops: here));
        Assert.Equal(Denial.OtherShop, Assert.IsType<InviteOutcome.Denied>(await world.TryInviteAsync(local, Role.Cashier)).Why);
        foreach (var role in (Role[])[Role.Marketer, Role.Cashier, Role.Viewer])
            Assert.Equal(Denial.NotPermitted, Assert.IsType<InviteOutcome.Denied>(await world.TryInviteAsync(await world.HireAsync(role), Role.Cashier, shops: here)).Why);
        Assert.Equal(Denial.NotPermitted, Assert.IsType<InviteOutcome.Denied>(await world.TryInviteAsync(world.Till, Role.Cashier, shops: here)).Why);
    }

    [Fact]
    public async Task A_manager_cannot_touch_an_owner_nor_make_a_cashier_one()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var (owner, manager, cashier) = (await world.HireAsync(Role.Owner), await world.HireAsync(Role.Manager), await world.HireAsync(Role.Cashier));
        await world.HireAsync(Role.Owner);
        Assert.IsType<StaffOutcome.Denied>(await world.WriteAsync(s => StaffChanges.Suspend(s, manager, world.Business, owner.Id, null, world.Now)));
        Assert.IsType<StaffOutcome.Denied>(await world.WriteAsync(s => StaffChanges.SetRole(s, manager, world.Business, cashier.Id, Role.Owner, null, world.Now)));
        Assert.IsType<StaffOutcome.Denied>(await world.WriteAsync(s => StaffChanges.SetRole(s, manager, world.Business, manager.Id, Role.Owner, null, world.Now)));
        Assert.IsType<StaffOutcome.Changed>(await world.WriteAsync(s => StaffChanges.Suspend(s, manager, world.Business, cashier.Id, null, world.Now)));
    }

    [Fact]
    public async Task A_suspended_person_may_nothing_from_that_moment_and_everything_again_when_resumed()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var (ben, member) = (await world.HireAsync(Role.Cashier), await world.MemberAsync());
        await world.WriteAsync(s => StaffChanges.Suspend(s, StaffWorld.Operator, world.Business, ben.Id, "till did not add up", world.Now));
        Assert.Equal(Denial.Suspended, Assert.IsType<PurchaseOutcome.Denied>(await world.BuyAsync(await world.ActorAsync(ben.Id), member, 1000, "A-1")).Why);
        await world.WriteAsync(s => StaffChanges.Resume(s, StaffWorld.Operator, world.Business, ben.Id, null, world.Now));
        Assert.IsType<PurchaseOutcome.Recorded>(await world.BuyAsync(await world.ActorAsync(ben.Id), member, 1000, "A-1"));
    }

    [Fact]
    public async Task The_last_owner_stays_whatever_is_tried()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var owner = await world.HireAsync(Role.Owner);
        await world.InviteAsync(Role.Owner);                                                       // not one yet
        Assert.IsType<StaffOutcome.LastOwner>(await world.WriteAsync(s => StaffChanges.Remove(s, StaffWorld.Operator, world.Business, owner.Id, null, world.Now)));
        Assert.IsType<StaffOutcome.LastOwner>(await world.WriteAsync(s => StaffChanges.Suspend(s, owner, world.Business, owner.Id, null, world.Now)));
        Assert.IsType<StaffOutcome.LastOwner>(await world.WriteAsync(s => StaffChanges.SetRole(s, owner, world.Business, owner.Id, Role.Viewer, null, world.Now)));
        var second = await world.HireAsync(Role.Owner);
        Assert.IsType<StaffOutcome.Changed>(await world.WriteAsync(s => StaffChanges.Remove(s, second, world.Business, owner.Id, null, world.Now)));
    }

    [Fact]
    public async Task Who_is_removed_loses_links_and_chats_and_cannot_come_back_by_another_change()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var (chat, contact) = await world.ChatAsync("ben");
        var ben = await world.HireAsync(Role.Cashier, chat: chat);
        await world.WriteAsync(s => StaffChanges.Remove(s, StaffWorld.Operator, world.Business, ben.Id, "moved away", world.Now));
        Assert.Equal(0, await world.CountAsync("staff_chats"));
        Assert.False(await world.Store.ReadAsync(connection => ValueTask.FromResult(StaffRows.IsStaff(connection, contact)), Cancellation));
        Assert.IsType<StaffOutcome.WrongState>(await world.WriteAsync(s => StaffChanges.Resume(s, StaffWorld.Operator, world.Business, ben.Id, null, world.Now)));
        Assert.IsType<StaffOutcome.WrongState>(await world.WriteAsync(s => StaffChanges.SetRole(s, StaffWorld.Operator, world.Business, ben.Id, Role.Owner, null, world.Now)));
    }

    [Fact]
    public async Task Every_change_is_a_line_of_the_audit_that_nobody_can_change()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var owner = await world.HireAsync(Role.Owner);
        var ben = await world.HireAsync(Role.Cashier);
        await world.WriteAsync(s => StaffChanges.SetRole(s, owner, world.Business, ben.Id, Role.Manager, "knows the shop", world.Now));
        await world.WriteAsync(s => StaffChanges.SetRole(s, owner, world.Business, ben.Id, Role.Manager, null, world.Now));    // it is so already
        await world.WriteAsync(s => StaffChanges.SetShops(s, owner, world.Business, ben.Id, [world.Shop], null, world.Now));
        await world.WriteAsync(s => StaffChanges.Suspend(s, owner, world.Business, ben.Id, "holiday", world.Now));
        var lines = await world.Store.ReadAsync(connection => ValueTask.FromResult(Audit.Read(connection, world.Business, $"staff:{ben.Id}", long.MaxValue, 50)), Cancellation);
        Assert.Equal(
            [
                (owner.Name, "staff.suspended", null, "holiday"), (owner.Name, "staff.shops", $"every shop → {world.Shop}", null),
                (owner.Name, "staff.role", "cashier → manager", "knows the shop"), (ben.Name, "staff.accepted", "web", null), ("system:cli", "staff.invited", "cashier", null),
            ],
            lines.Select(l => (l.Actor, l.Verb, l.Detail, l.Reason)));
        foreach (var sql in (string[])["UPDATE audit SET reason = 'another'", "DELETE FROM audit"])
        {
            var error = await Assert.ThrowsAnyAsync<Exception>(() => world.WriteAsync(scope => scope.Command(sql).ExecuteNonQuery()));
            Assert.Contains("append-only", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_business_sees_and_changes_none_of_it()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var ben = await world.HireAsync(Role.Cashier);
        var other = BusinessId.New(world.Now);
        Assert.IsType<StaffOutcome.Unknown>(await world.WriteAsync(s => StaffChanges.Suspend(s, StaffWorld.Operator, other, ben.Id, null, world.Now)));
        var stranger = new Actor.Staff(StaffId.New(world.Now), other, true, RoleBook.Default.Of(Role.Owner), [], []);
        Assert.Equal(Denial.OtherShop, Assert.IsType<InviteOutcome.Denied>(await world.TryInviteAsync(stranger, Role.Cashier)).Why);
    }
}
