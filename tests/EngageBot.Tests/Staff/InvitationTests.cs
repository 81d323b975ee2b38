using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;
using EngageBot.Tests.Support;

namespace EngageBot.Tests.Staff;

/// <summary>One-time links: who may make them, what makes them good, and that one tap wins.</summary>
public sealed class InvitationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_makes_one_person_one_of_the_staff_once()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var invited = await world.InviteAsync(Role.Cashier, "Ben", [world.Shop]);
        Assert.Equal(StaffState.Invited, await world.StateAsync(invited.Id));
        var (chat, contact) = await world.ChatAsync("ben");
        Assert.Equal("Ben", Assert.IsType<AcceptOutcome.Accepted>(await world.AcceptAsync(invited.Token, chat)).Member.Name);
        var ben = await world.ActorAsync(invited.Id);
        Assert.Equal((true, true, world.Shop, contact), (ben.Active, ben.May(Permission.RecordPurchase), ben.Shops.Single(), ben.Own.Single()));
        Assert.True(await world.Store.ReadAsync(connection => ValueTask.FromResult(StaffRows.IsStaff(connection, contact)), Cancellation));
        var (other, _) = await world.ChatAsync("eve");
        Assert.IsType<AcceptOutcome.Gone>(await world.AcceptAsync(invited.Token, other));
        Assert.Equal(1, await world.CountAsync("staff_chats"));
    }

    [Fact]
    public async Task A_token_that_is_too_old_taken_back_forged_or_replaced_opens_nothing()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var old = await world.InviteAsync(Role.Owner);
        world.Clock.Advance(TimeSpan.FromDays(7));
        Assert.IsType<AcceptOutcome.Gone>(await world.AcceptAsync(old.Token));

        var revoked = await world.InviteAsync(Role.Owner);
        Assert.IsType<StaffOutcome.Changed>(await world.WriteAsync(scope => StaffChanges.Remove(scope, StaffWorld.Operator, world.Business, revoked.Id, null, world.Now)));
        Assert.IsType<AcceptOutcome.Gone>(await world.AcceptAsync(revoked.Token));
        Assert.Equal(StaffState.Removed, await world.StateAsync(revoked.Id));

        var replaced = await world.InviteAsync(Role.Cashier);
        var fresh = Assert.IsType<InviteOutcome.Invited>(await world.WriteAsync(scope =>
            StaffInvitations.InviteAgain(scope, StaffWorld.Operator, world.Business, replaced.Id, TimeSpan.FromDays(1), world.Now)));
        Assert.IsType<AcceptOutcome.Gone>(await world.AcceptAsync(replaced.Token));
        Assert.IsType<AcceptOutcome.Gone>(await world.AcceptAsync(LinkToken.New()));
        Assert.IsType<AcceptOutcome.Accepted>(await world.AcceptAsync(fresh.Token));
        Assert.Equal(1, await world.Store.ReadAsync(connection => ValueTask.FromResult(StaffRows.All(connection, world.Business).Count(m => m.State is StaffState.Active)), Cancellation));
    }

    [Fact]
    public async Task The_database_holds_no_token()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var invited = await world.InviteAsync(Role.Owner);
        var hashes = await world.Store.ReadRowsAsync("SELECT hash FROM staff_links", _ => { }, row => row.GetFieldValue<byte[]>(0), Cancellation);
        Assert.Equal(LinkToken.HashOf(invited.Token), hashes.Single());
    }

    [Theory]
    [InlineData("inv_0123456789abcdefABCDEF-_01234567", true)]
    [InlineData("/start inv_0123456789abcdefABCDEF-_01234567", true)]
    [InlineData("inv_0123456789abcdefABCDEF-_0123456", false)]
    [InlineData("inv_0123456789abcdefABCDEF-_012345678", false)]
    [InlineData("inv_0123456789abcdefABCDEF-_0123456é", false)]
    [InlineData("INV_0123456789abcdefABCDEF-_01234567", false)]
    [InlineData("hello inv_0123456789abcdefABCDEF-_01234567", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_payload_is_a_link_of_ours_or_is_not(string? payload, bool isOurs) => Assert.Equal(isOurs, LinkToken.TryRead(payload, out _));

    [Fact]
    public async Task A_link_opened_in_a_chat_of_the_staff_stays_good_for_whom_it_is_meant()
    {
        await using var world = await LoyaltyWorld.OpenAsync();
        var (chat, _) = await world.ChatAsync("drita");
        await world.HireAsync(Role.Owner, "Drita", chat: chat);
        var invited = await world.InviteAsync(Role.Cashier);
        Assert.IsType<AcceptOutcome.AlreadyStaff>(await world.AcceptAsync(invited.Token, chat));
        Assert.IsType<AcceptOutcome.Accepted>(await world.AcceptAsync(invited.Token, (await world.ChatAsync("ben")).Chat));
    }

    [Fact]
    public async Task Of_many_taps_at_once_on_postgresql_one_wins()
    {
        await using var world = await LoyaltyWorld.OpenAsync(database: async clock => await TempPostgres.OpenAsync(clock, o => o with { Writers = 16 }));
        var invited = await world.InviteAsync(Role.Cashier);
        var chats = new List<long>();
        for (var n = 0; n < 20; n++) chats.Add((await world.ChatAsync($"tap-{n}")).Chat);
        var outcomes = await Task.WhenAll(chats.Select(chat => world.AcceptAsync(invited.Token, chat)));
        Assert.Equal((1, 19), (outcomes.Count(o => o is AcceptOutcome.Accepted), outcomes.Count(o => o is AcceptOutcome.Gone)));
        Assert.Equal(1, await world.CountAsync("staff_chats"));
    }

    [Fact]
    public async Task Two_owners_who_remove_each_other_at_once_leave_one()
    {
        await using var world = await LoyaltyWorld.OpenAsync(database: async clock => await TempPostgres.OpenAsync(clock));
        for (var round = 0; round < 5; round++)
        {
            var (a, b) = (await world.HireAsync(Role.Owner, "A"), await world.HireAsync(Role.Owner, "B"));
            var outcomes = await Task.WhenAll(
                world.WriteAsync(scope => StaffChanges.Remove(scope, a, world.Business, b.Id, null, world.Now)),
                world.WriteAsync(scope => StaffChanges.Remove(scope, b, world.Business, a.Id, null, world.Now)));
            Assert.Single(outcomes, o => o is StaffOutcome.Changed);
            Assert.Single(outcomes, o => o is StaffOutcome.LastOwner);
            var left = await world.StateAsync(a.Id) is StaffState.Active ? a : b;
            await world.HireAsync(Role.Owner, "C");
            await world.WriteAsync(scope => StaffChanges.Remove(scope, StaffWorld.Operator, world.Business, left.Id, null, world.Now));
            var others = await world.Store.ReadRowsAsync("SELECT id FROM staff_members WHERE state = 'Active'", _ => { }, row => row.GetString(0), Cancellation);
            await world.WriteAsync(scope =>
            {
                scope.Command("UPDATE staff_members SET state = 'Removed'").ExecuteNonQuery();
                return ValueTask.CompletedTask;
            });
            Assert.Single(others);
        }
    }
}
