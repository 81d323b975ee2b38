using EngageBot.Conversations;
using EngageBot.Conversations.Actions;

namespace EngageBot.Loyalty.Codes;

/// <summary>Makes the code that the member shows at the till.</summary>
[DialogAction("card.new_code", Repeatable = true, Errors = ["not_member"])]
internal sealed class NewCode(MemberCodes codes) : IDialogAction<NewCode.Input, NewCode.Output>
{
    public sealed record Input;

    /// <param name="Digits">What the QR code holds: a till's scanner types it.</param>
    /// <param name="Spaced">The same for reading out.</param>
    /// <param name="Until">When it ends.</param>
    public sealed record Output(string Digits, string Spaced, DateTimeOffset Until);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        if (!People.IsMember(context.Scope, context.ContactId)) return new(new ActionResult<Output>.Failed("not_member"));
        var code = codes.Make(context.Scope, context.BusinessId, context.ContactId, context.Now);
        return new(new ActionResult<Output>.Done(new(code.Digits, code.Spaced, code.EndsAt)));
    }
}
