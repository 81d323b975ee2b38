using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;
using EngageBot.Turns;

namespace EngageBot;

/// <summary>Where nobody works yet, whoever started the program may become the owner: by a link that only the terminal shows.</summary>
internal sealed class FirstOwner(IStore store, BusinessDirectory directory, InvitationWords words, TimeProvider clock)
{
    /// <summary>The lines to show; none once there is anybody, invited or not.</summary>
    public async Task<IReadOnlyList<string>> InviteAsync(CancellationToken cancellation)
    {
        var business = directory.Business;
        var outcome = await store.WriteAsync(scope =>
        {
            scope.Lock($"first owner:{business.Id}");    // nodes that start together show one link
            return ValueTask.FromResult(StaffRows.All(scope, business.Id).Count > 0
                ? null
                : StaffInvitations.Invite(
                    scope, new Actor.System("first start"), business.Id, new("owner", Role.Owner, [], business.Language), StaffInvitations.DefaultLife, clock.GetUtcNow()));
        }, cancellation);
        return outcome is InviteOutcome.Invited invited
            ? [$"Nobody works at {business.Name} yet. Whoever opens this link becomes its owner:", .. await words.OfAsync(invited, cancellation), "A new link: engagebot staff invite --role owner"]
            : [];
    }
}
