using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Http;
using EngageBot.Storage;

namespace EngageBot.Staff;

/// <summary>Who does something: every verb that staff can call is told, and asks before it begins.</summary>
internal abstract record Actor
{
    private Actor() { }

    /// <summary>As it stands in rows and logs: <c>till:17</c>, <c>staff:</c> and an id, <c>system:import</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether they ever may; <see cref="Denies"/> says it of one deed.</summary>
    public abstract bool May(Permission permission);

    /// <summary>Why they may not do this; <see langword="null"/> if they may. <see cref="Refusals.Check"/> asks and keeps the no.</summary>
    public abstract Denial? Denies(Deed deed);

    /// <summary>A key of the API, in one shop: a till, or a program that works for somebody.</summary>
    public sealed record TillKey(long KeyId, BusinessId Business, ShopId Shop, ImmutableHashSet<Permission> Permissions) : Actor
    {
        public override string Name => string.Create(CultureInfo.InvariantCulture, $"till:{KeyId}");

        /// <summary>The role it was made for.</summary>
        public Role Role { get; init; } = Role.Till;

        public override bool May(Permission permission) => Permissions.Contains(permission);

        public override Denial? Denies(Deed deed) =>
            !May(deed.What) ? Denial.NotPermitted
            : deed.Business != Business || deed.Shop is { } shop && shop != Shop ? Denial.OtherShop
            : null;
    }

    /// <summary>A person of the staff, as the rows had them a moment ago.</summary>
    /// <param name="Shops">Where they work; empty for every shop of the business.</param>
    /// <param name="Own">The contacts that are this person themselves.</param>
    public sealed record Staff(
        StaffId Id, BusinessId Business, bool Active, ImmutableHashSet<Permission> Permissions, ImmutableArray<ShopId> Shops, ImmutableArray<ContactId> Own) : Actor
    {
        public override string Name => $"staff:{Id}";

        public override bool May(Permission permission) => Active && Permissions.Contains(permission);

        public override Denial? Denies(Deed deed) =>
            !Active ? Denial.Suspended
            : !May(deed.What) ? Denial.NotPermitted
            : deed.Business != Business || deed.Shop is { } shop && !WorksIn(shop) ? Denial.OtherShop
            : deed.What is not Permission.LookUpMember && deed.Member is { } member && Own.Contains(member) ? Denial.OwnMembership
            : null;

        public bool WorksIn(ShopId shop) => Shops.IsEmpty || Shops.Contains(shop);
    }

    /// <summary>The program itself, on behalf of nobody: rules, clocks, imports, the command line of whoever owns the machine.</summary>
    /// <param name="Part">Which part of it: <c>import</c>, <c>cli</c>.</param>
    public sealed record System(string Part) : Actor
    {
        public override string Name => $"system:{Part}";

        public override bool May(Permission permission) => true;

        public override Denial? Denies(Deed deed) => null;
    }

    /// <summary>The caller of the API.</summary>
    public static Actor Of(ApiCaller caller) => Roles.Parse(caller.Role) is { } role
        ? new TillKey(caller.KeyId, caller.Business, caller.Shop, RoleBook.Default.Of(role, caller.OwnRoles is { } own ? RoleRules.Kind.Stored(own) : null)) { Role = role }
        : new TillKey(caller.KeyId, caller.Business, caller.Shop, []);
}
