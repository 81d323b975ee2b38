using EngageBot.Conversations;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Referrals;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Makes the contact a member; the dialog has asked for the consent before.</summary>
[DialogAction("membership.join", Errors = ["already_member"])]
internal sealed class JoinMembership(ReferralBook referrals, OccasionHappened? happened = null) : IDialogAction<JoinMembership.Input, JoinMembership.Output>
{
    /// <summary>What plays hear when somebody has joined.</summary>
    public const string Event = "membership.joined";

    public sealed record Input;

    /// <param name="Points">The welcome the programme gives.</param>
    public sealed record Output(long Points);

    public async ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        var outcome = JoinProgramme.Join(context.Scope, context.BusinessId, context.ContactId, context.Now);
        if (outcome is not JoinOutcome.Joined joined) return new ActionResult<Output>.Failed("already_member");
        await referrals.JoinedAsync(context.Scope, context.BusinessId, context.ContactId, context.Now);
        if (happened is not null) await happened(context.Scope, context.ContactId, Event, Event, Occasions.Data(("invited", new Value.Bool(IsInvited(context)))));
        return new ActionResult<Output>.Done(new(joined.WelcomePoints));
    }

    /// <summary>Whether it is known who told them: they came by a friend's link.</summary>
    private static bool IsInvited(ActionContext context) => ((RowSource)context.Scope).Query(
        "SELECT 1 FROM referrals WHERE invited_id = @contact", command => command.Set("@contact", context.ContactId.ToString()), row => row.Read());
}
