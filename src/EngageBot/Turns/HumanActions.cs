using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Turns;

/// <summary>Passes a customer's words to the staff chat; the bot goes on answering.</summary>
[DialogAction("human.message", Errors = ["nobody"])]
internal sealed class MessageToHuman(StaffDesk desk) : IDialogAction<MessageToHuman.Input, Nothing>
{
    public sealed record Input(string Text);

    public async ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context) =>
        await desk.RelayAsync(context, "human", input.Text) ? Nothing.Done : new ActionResult<Nothing>.Failed("nobody");
}

/// <summary>Calls a person into the chat: from now on the customer's words go to the staff chat (law 9).</summary>
[DialogAction(Name, Errors = ["nobody"])]
internal sealed class HandOver(StaffDesk desk) : IDialogAction<HandOver.Input, Nothing>
{
    public const string Name = "human.handover";

    /// <param name="Reason">Why, in the dialog's words; staff read it.</param>
    /// <param name="Ticket">What it is about, if there is a row for it.</param>
    public sealed record Input(string Reason, [DialogType(TypeKind.Ref)] string? Ticket);

    public async ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context) =>
        await desk.RelayAsync(context, "handover", input.Ticket is null ? input.Reason : $"{input.Reason} ({input.Ticket})")
            ? Nothing.Done
            : new ActionResult<Nothing>.Failed("nobody");
}
