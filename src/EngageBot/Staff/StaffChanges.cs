using System.Collections.Immutable;
using EngageBot.Storage;

namespace EngageBot.Staff;

/// <summary>How a change ended.</summary>
internal abstract record StaffOutcome
{
    private StaffOutcome() { }

    public sealed record Changed : StaffOutcome;

    /// <summary>It was so already; nothing was written.</summary>
    public sealed record Unchanged : StaffOutcome;

    public sealed record Denied(Denial Why) : StaffOutcome;

    public sealed record Unknown : StaffOutcome;

    /// <summary>Without this person nobody could change anything any more.</summary>
    public sealed record LastOwner : StaffOutcome;

    /// <summary>Who left, or has not come yet, cannot be changed so.</summary>
    public sealed record WrongState(StaffState State) : StaffOutcome;
}

/// <summary>What can be done to somebody of the staff; each change is one line of the audit.</summary>
internal static class StaffChanges
{
    /// <summary>Changes of one business's staff come one after another: two owners cannot remove each other at once.</summary>
    internal static string LockOf(BusinessId business) => $"staff:{business}";

    public static StaffOutcome SetRole(WriteScope scope, Actor actor, BusinessId business, StaffId id, Role role, string? reason, DateTimeOffset now) =>
        Change(scope, actor, business, id, now, member =>
        {
            if (Check(scope, actor, business, role, StaffRows.ShopsOf(scope, id), now) is { } denial) return new StaffOutcome.Denied(denial);
            if (member.Role == role) return new StaffOutcome.Unchanged();
            if (IsLastOwner(scope, member)) return new StaffOutcome.LastOwner();
            scope.Command("UPDATE staff_members SET role = @role WHERE id = @id").Set("@role", role.ToString()).Set("@id", id.ToString()).ExecuteNonQuery();
            return Changed(scope, actor, member, "staff.role", $"{member.Role.Word()} → {role.Word()}", reason, now);
        });

    /// <param name="shops">Empty for every shop.</param>
    public static StaffOutcome SetShops(WriteScope scope, Actor actor, BusinessId business, StaffId id, ImmutableArray<ShopId> shops, string? reason, DateTimeOffset now) =>
        Change(scope, actor, business, id, now, member =>
        {
            if (Check(scope, actor, business, member.Role, shops, now) is { } denial) return new StaffOutcome.Denied(denial);
            var before = StaffRows.ShopsOf(scope, id);
            if (before.Order(ById).SequenceEqual(shops.Order(ById))) return new StaffOutcome.Unchanged();
            SetShops(scope, id, shops);
            return Changed(scope, actor, member, "staff.shops", $"{Names(before)} → {Names(shops)}", reason, now);
        });

    public static StaffOutcome Suspend(WriteScope scope, Actor actor, BusinessId business, StaffId id, string? reason, DateTimeOffset now) =>
        Change(scope, actor, business, id, now, member =>
        {
            if (member.State is StaffState.Suspended) return new StaffOutcome.Unchanged();
            if (member.State is not StaffState.Active) return new StaffOutcome.WrongState(member.State);
            if (IsLastOwner(scope, member)) return new StaffOutcome.LastOwner();
            Move(scope, id, StaffState.Suspended);
            return Changed(scope, actor, member, "staff.suspended", null, reason, now);
        });

    public static StaffOutcome Resume(WriteScope scope, Actor actor, BusinessId business, StaffId id, string? reason, DateTimeOffset now) =>
        Change(scope, actor, business, id, now, member =>
        {
            if (member.State is StaffState.Active) return new StaffOutcome.Unchanged();
            if (member.State is not StaffState.Suspended) return new StaffOutcome.WrongState(member.State);
            Move(scope, id, StaffState.Active);
            return Changed(scope, actor, member, "staff.resumed", null, reason, now);
        });

    /// <summary>Takes back an invitation, or lets somebody go for good: links, chats and sessions end at once.</summary>
    public static StaffOutcome Remove(WriteScope scope, Actor actor, BusinessId business, StaffId id, string? reason, DateTimeOffset now) =>
        Change(scope, actor, business, id, now, member =>
        {
            if (IsLastOwner(scope, member)) return new StaffOutcome.LastOwner();
            Move(scope, id, StaffState.Removed);
            StaffInvitations.RevokeLinks(scope, id, now);
            StaffSessions.EndAll(scope, id, now);
            scope.Command("DELETE FROM staff_chats WHERE staff_id = @id").Set("@id", id.ToString()).ExecuteNonQuery();
            return Changed(scope, actor, member, member.State is StaffState.Invited ? "staff.uninvited" : "staff.removed", null, reason, now);
        });

    /// <summary>Whether somebody may make, or change, a person of this role in these shops: an owner anybody, a manager cashiers of their own shops.</summary>
    internal static Denial? Check(WriteScope scope, Actor actor, BusinessId business, Role role, ImmutableArray<ShopId> shops, DateTimeOffset now)
    {
        if (role is not Role.Cashier || actor.May(Permission.ManageStaff)) return Refusals.Check(scope, actor, new(Permission.ManageStaff, business), now);
        if (shops.IsEmpty && actor is Actor.Staff { Shops.IsEmpty: false })
        {
            Refusals.Write(scope, actor, new(Permission.ManageCashiers, business), SnakeCase.Of(nameof(Denial.OtherShop)), null, now);
            return Denial.OtherShop;
        }
        if (shops.IsEmpty) return Refusals.Check(scope, actor, new(Permission.ManageCashiers, business), now);
        foreach (var shop in shops)
            if (Refusals.Check(scope, actor, new(Permission.ManageCashiers, business, shop), now) is { } denial) return denial;
        return null;
    }

    internal static void SetShops(WriteScope scope, StaffId id, ImmutableArray<ShopId> shops)
    {
        scope.Command("DELETE FROM staff_shops WHERE staff_id = @id").Set("@id", id.ToString()).ExecuteNonQuery();
        foreach (var shop in shops.Distinct())
            scope.Command("INSERT INTO staff_shops (staff_id, shop_id) VALUES (@id, @shop)").Set("@id", id.ToString()).Set("@shop", shop.ToString()).ExecuteNonQuery();
    }

    private static StaffOutcome Change(
        WriteScope scope, Actor actor, BusinessId business, StaffId id, DateTimeOffset now, Func<StaffMember, StaffOutcome> change)
    {
        scope.Lock(LockOf(business));
        if (StaffRows.Find(scope, id) is not { } member || member.BusinessId != business) return new StaffOutcome.Unknown();
        if (Check(scope, actor, business, member.Role, StaffRows.ShopsOf(scope, id), now) is { } denial) return new StaffOutcome.Denied(denial);
        return member.State is StaffState.Removed ? new StaffOutcome.WrongState(member.State) : change(member);
    }

    private static bool IsLastOwner(WriteScope scope, StaffMember member) =>
        member is { Role: Role.Owner, State: StaffState.Active } && !StaffRows.IsOtherOwner(scope, member.BusinessId, member.Id);

    private static void Move(WriteScope scope, StaffId id, StaffState to) =>
        scope.Command("UPDATE staff_members SET state = @state WHERE id = @id").Set("@state", to.ToString()).Set("@id", id.ToString()).ExecuteNonQuery();

    private static StaffOutcome.Changed Changed(WriteScope scope, Actor actor, StaffMember member, string verb, string? detail, string? reason, DateTimeOffset now)
    {
        Audit.Write(scope, member.BusinessId, actor, verb, $"staff:{member.Id}", detail, reason, now);
        return new();
    }

    private static Comparer<ShopId> ById { get; } = Comparer<ShopId>.Create((a, b) => a.Value.CompareTo(b.Value));

    private static string Names(ImmutableArray<ShopId> shops) => shops.IsEmpty ? "every shop" : string.Join(", ", shops.Order(ById));
}
