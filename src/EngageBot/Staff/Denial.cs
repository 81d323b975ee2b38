using EngageBot.Storage;

namespace EngageBot.Staff;

/// <summary>Why somebody may not do a deed; rows and answers hold it in snake case.</summary>
internal enum Denial
{
    /// <summary>The role does not have the permission.</summary>
    NotPermitted,
    /// <summary>The deed is in a shop they do not work in, or in another business.</summary>
    OtherShop,
    /// <summary>Nobody credits or debits their own membership.</summary>
    OwnMembership,
    /// <summary>They are suspended, or no longer on the staff.</summary>
    Suspended,
}

/// <summary>What somebody is about to do, as far as permission depends on it.</summary>
/// <param name="Shop">Where; absent for what happens in no shop.</param>
/// <param name="Member">To whose membership; absent for what touches none.</param>
internal sealed record Deed(Permission What, BusinessId Business, ShopId? Shop = null, ContactId? Member = null);
