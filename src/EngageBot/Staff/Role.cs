using System.Collections.Immutable;

namespace EngageBot.Staff;

/// <summary>What somebody is in a business; the words stand in rows, in small letters on the command line.</summary>
internal enum Role
{
    Owner,
    Marketer,
    Manager,
    Cashier,
    Viewer,
    /// <summary>A shop's till system: only keys have it.</summary>
    Till,
}

/// <summary>The roles as people write them.</summary>
internal static class Roles
{
    /// <summary>Those a person can have.</summary>
    public static ImmutableArray<Role> OfPeople { get; } = [Role.Owner, Role.Marketer, Role.Manager, Role.Cashier, Role.Viewer];

    /// <summary>Those a key can have.</summary>
    public static ImmutableArray<Role> OfKeys { get; } = [Role.Till, .. OfPeople];

    /// <summary>As people write it: <c>cashier</c>.</summary>
    public static string Word(this Role role) => role.ToString().ToLowerInvariant();

    /// <returns><see langword="null"/> if it is no role's word.</returns>
    public static Role? Parse(string? word)
    {
        foreach (var role in OfKeys)
            if (role.Word() == word) return role;
        return null;
    }
}
