using System.Collections.Immutable;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Tests.Loyalty;

namespace EngageBot.Tests.Staff;

/// <summary>Short words for staff in a test's business.</summary>
internal static class StaffWorld
{
    public static Actor Operator { get; } = new Actor.System("cli");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<InviteOutcome.Invited> InviteAsync(this LoyaltyWorld world, Role role, string name = "Ben", ImmutableArray<ShopId> shops = default) =>
        Assert.IsType<InviteOutcome.Invited>(await world.TryInviteAsync(Operator, role, name, shops));

    public static Task<InviteOutcome> TryInviteAsync(this LoyaltyWorld world, Actor actor, Role role, string name = "Ben", ImmutableArray<ShopId> shops = default) =>
        world.WriteAsync(scope => StaffInvitations.Invite(
            scope, actor, world.Business, new(name, role, shops.IsDefault ? [] : shops, "en"), StaffInvitations.DefaultLife, world.Now));

    public static Task<AcceptOutcome> AcceptAsync(this LoyaltyWorld world, string token, long? chat = null) =>
        world.WriteAsync(scope => StaffInvitations.Accept(scope, LinkToken.HashOf(token), chat, world.Now));

    /// <summary>Somebody who has accepted.</summary>
    public static async Task<Actor.Staff> HireAsync(this LoyaltyWorld world, Role role, string name = "Ben", ImmutableArray<ShopId> shops = default, long? chat = null)
    {
        var invited = await world.InviteAsync(role, name, shops);
        Assert.IsType<AcceptOutcome.Accepted>(await world.AcceptAsync(invited.Token, chat));
        return await world.ActorAsync(invited.Id);
    }

    public static Task<Actor.Staff> ActorAsync(this LoyaltyWorld world, StaffId id) =>
        world.Store.ReadAsync(connection => ValueTask.FromResult(StaffRows.ActorOf(connection, id, world.Now)!), Cancellation);

    public static Task<StaffState> StateAsync(this LoyaltyWorld world, StaffId id) =>
        world.Store.ReadAsync(connection => ValueTask.FromResult(StaffRows.Find(connection, id)!.State), Cancellation);

    /// <summary>A customer's chat with its contact.</summary>
    public static async Task<(long Chat, ContactId Contact)> ChatAsync(this LoyaltyWorld world, string key, ContactId? contact = null)
    {
        contact ??= await world.MemberAsync();
        await world.WriteAsync(scope =>
        {
            scope.Command("""
                INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at)
                SELECT @business, id, @contact, @key, 'Customer', '', @now FROM channel_accounts WHERE channel = 'telegram'
                """).Set("@business", world.Business.ToString()).Set("@contact", contact.ToString()).Set("@key", key).Set("@now", world.Now).ExecuteNonQuery();
            return ValueTask.CompletedTask;
        });
        var chats = await world.Store.ReadRowsAsync("SELECT id FROM chats WHERE external_id = @key", c => c.Set("@key", key), row => row.GetInt64(0), Cancellation);
        return (chats.Single(), contact.Value);
    }
}
