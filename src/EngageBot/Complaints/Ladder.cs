using System.Collections.Immutable;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Who is reminded at a step of the ladder.</summary>
internal static class Ladder
{
    /// <returns>Nobody by name if the step has nobody: then the staff chat as a whole is reminded.</returns>
    public static ImmutableArray<StaffId> People(RowSource source, Case of, LadderTo to, ServiceRules rules, DateTimeOffset now) => to switch
    {
        LadderTo.Manager => CaseHand.StaffOf(of.Owner) is { } own ? [own] : [],
        LadderTo.Next => [.. Rota.OnShift(source, of.BusinessId, now, of.ShopId).Where(id => $"staff:{id}" != of.Owner && $"staff:{id}" != of.Avoid && Rota.Able(source, of, id, now) is not null).Take(1)],
        LadderTo.Duty => rules.Duty is { } duty && StaffRows.Find(source, new(duty)) is { State: StaffState.Active } ? [new StaffId(duty)] : [],
        _ => Owners(source, of.BusinessId, now),
    };

    /// <summary>The owners who are here; if all are away, all of them.</summary>
    public static ImmutableArray<StaffId> Owners(RowSource source, BusinessId business, DateTimeOffset now)
    {
        var owners = StaffRows.All(source, business).Where(m => m is { Role: Role.Owner, State: StaffState.Active }).Select(m => m.Id).ToImmutableArray();
        var here = owners.Where(id => !Rota.IsAway(source, id, now)).ToImmutableArray();
        return here.IsEmpty ? owners : here;
    }
}
