using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Turns;

/// <summary>Passes a customer's words to a person: they open a case, or belong to the one the chat has; the bot goes on answering.</summary>
[DialogAction("human.message", Errors = ["nobody"])]
internal sealed class MessageToHuman(CaseTalk talk) : IDialogAction<MessageToHuman.Input, Nothing>
{
    public sealed record Input(string Text);

    public async ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context) =>
        await talk.TellAsync(context, input.Text, null) ? Nothing.Done : new ActionResult<Nothing>.Failed("nobody");
}

/// <summary>Calls a person into the chat: from now on the customer's words go to the staff chat (law 9).</summary>
[DialogAction(Name, Errors = ["nobody"])]
internal sealed class HandOver(CaseTalk talk) : IDialogAction<HandOver.Input, Nothing>
{
    public const string Name = "human.handover";

    /// <param name="Reason">Why, in the dialog's words; staff read it.</param>
    /// <param name="Ticket">The case it is about, if there is one.</param>
    public sealed record Input(string Reason, [DialogType(TypeKind.Ref)] string? Ticket);

    public async ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context) =>
        await talk.TellAsync(context, input.Reason, input.Ticket)
            ? Nothing.Done
            : new ActionResult<Nothing>.Failed("nobody");
}
