using System.Diagnostics;
using EngageBot.Conversations.Actions;

namespace EngageBot.Loyalty;

/// <summary>Makes the contact a member; the dialog has asked for the consent before.</summary>
[DialogAction("membership.join", Errors = ["already_member"])]
internal sealed class JoinMembership : IDialogAction<JoinMembership.Input, JoinMembership.Output>
{
    public sealed record Input;

    /// <param name="Points">The welcome the programme gives.</param>
    public sealed record Output(long Points);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) =>
        new(JoinProgramme.Join(context.Scope, context.BusinessId, context.ContactId, context.Now) switch
        {
            JoinOutcome.Joined joined => new ActionResult<Output>.Done(new(joined.WelcomePoints)),
            JoinOutcome.AlreadyMember => new ActionResult<Output>.Failed("already_member"),
            _ => throw new UnreachableException(),
        });
}
