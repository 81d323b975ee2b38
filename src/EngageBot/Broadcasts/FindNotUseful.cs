using EngageBot.Conversations.Actions;

namespace EngageBot.Broadcasts;

/// <summary>A recipient says that what the shop sent was of no use; the report of the broadcast they got last shows it.</summary>
[DialogAction("broadcast.not_useful", Repeatable = true)]
internal sealed class FindNotUseful : IDialogAction<FindNotUseful.Input, Nothing>
{
    public sealed record Input;

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        BroadcastTrail.NotUseful(context.Scope, context.ContactId, context.Now);
        return new(Nothing.Done);
    }
}
