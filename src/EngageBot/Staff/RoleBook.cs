using System.Collections.Frozen;
using System.Collections.Immutable;
using static EngageBot.Staff.Permission;

namespace EngageBot.Staff;

/// <summary>Which role may do what: data, so that a business can have a book of its own.</summary>
internal sealed class RoleBook(FrozenDictionary<Role, ImmutableHashSet<Permission>> permissions)
{
    private static readonly ImmutableHashSet<Permission> AtTheTill = [LookUpMember, RecordPurchase, RecordReturn, Redeem, UndoAtTill];

    /// <summary>What holds where nobody said otherwise; docs/staff.md shows it as a table.</summary>
    public static RoleBook Default { get; } = new(new Dictionary<Role, ImmutableHashSet<Permission>>
    {
        [Role.Owner] = [.. Enum.GetValues<Permission>()],
        [Role.Marketer] = [SeeCustomers, SeeReports, EditRules, IssueVouchers, SendBroadcasts, RunPlays],
        [Role.Manager] = AtTheTill.Union([AdjustPoints, IssueVouchers, SeeCustomers, SeePersonalData, SeeReports, HandleCases, SendBroadcasts, ApproveBroadcasts, ManageCashiers]),
        [Role.Cashier] = AtTheTill,
        [Role.Viewer] = [SeeReports],
        [Role.Till] = AtTheTill,
    }.ToFrozenDictionary());

    public ImmutableHashSet<Permission> Of(Role role) => permissions[role];

    /// <summary>What a role may in a business with a table of its own; the owner everything, and nobody what is the owner's alone.</summary>
    public ImmutableHashSet<Permission> Of(Role role, RoleRules? own) => own?.Of(role) is { } change
        ? permissions[role].Union(change.More.Where(permission => !RoleRules.OwnersAlone.Contains(permission))).Except(change.Less) : permissions[role];
}
