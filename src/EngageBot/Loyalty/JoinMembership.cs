using EngageBot.Conversations.Actions;
using EngageBot.Loyalty.Referrals;

namespace EngageBot.Loyalty;

/// <summary>Makes the contact a member; the dialog has asked for the consent before.</summary>
[DialogAction("membership.join", Errors = ["already_member"])]
internal sealed class JoinMembership(ReferralBook referrals) : IDialogAction<JoinMembership.Input, JoinMembership.Output>
{
    public sealed record Input;

    /// <param name="Points">The welcome the programme gives.</param>
    public sealed record Output(long Points);

    public async ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        var outcome = JoinProgramme.Join(context.Scope, context.BusinessId, context.ContactId, context.Now);
        if (outcome is not JoinOutcome.Joined joined) return new ActionResult<Output>.Failed("already_member");
        await referrals.JoinedAsync(context.Scope, context.BusinessId, context.ContactId, context.Now);
        return new ActionResult<Output>.Done(new(joined.WelcomePoints));
    }
}
