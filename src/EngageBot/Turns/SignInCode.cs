using EngageBot.Conversations.Actions;
using EngageBot.Staff;

namespace EngageBot.Turns;

/// <summary>Makes a code with which somebody of the staff, known in this chat, signs in to a browser.</summary>
[DialogAction("staff.code", Repeatable = true, Errors = ["gone"])]
internal sealed class SignInCode(InvitationWords words) : IDialogAction<SignInCode.Input, SignInCode.Output>
{
    public sealed record Input;

    /// <param name="Page">Where to type it.</param>
    /// <param name="Until">When it ends.</param>
    public sealed record Output(string Code, string Page, DateTimeOffset Until);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) =>
        new(StaffRows.ActorInChat(context.Scope, context.ChatId, context.Now) is { Active: true } actor
            && StaffInvitations.SignInCode(context.Scope, actor, context.Now) is var code
                ? new ActionResult<Output>.Done(new(code.Token, words.Page, code.ExpiresAt))
                : new ActionResult<Output>.Failed("gone"));
}
