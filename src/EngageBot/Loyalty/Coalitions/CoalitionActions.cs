using System.Diagnostics;
using EngageBot.Conversations;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;

namespace EngageBot.Loyalty.Coalitions;

/// <summary>Makes the customer's card known to a coalition's partners; the dialog has asked before, and what it asked is kept.</summary>
[DialogAction("coalition.join", Repeatable = true, Errors = ["not_open"])]
internal sealed class JoinCoalition(ConsentWording wording) : IDialogAction<JoinCoalition.Input, Nothing>
{
    /// <param name="Wording">The question, as <c>dialog/text</c>.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string Coalition, string Wording);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        // The question's frame is the house's; who would know the card is the document's, and belongs to what was agreed to.
        var partners = Coalitions.Of(context.Scope, context.BusinessId, context.Now).FirstOrDefault(c => c.Key == input.Coalition)?.Rules.Partners.Select(p => p.Name) ?? [];
        var asked = $"{wording.Of(input.Wording, context.Manner)}\n{string.Join(", ", partners)}";
        return new(Coalitions.Join(context.Scope, new Actor.System("chat"), context.ContactId, input.Coalition, asked, context.Language, context.Now) switch
        {
            CoalitionJoin.Joined => Nothing.Done,
            CoalitionJoin.Unknown or CoalitionJoin.Denied => new ActionResult<Nothing>.Failed("not_open"),
            _ => throw new UnreachableException(),
        });
    }
}

/// <summary>Ends it at once: the partners know the card no longer.</summary>
[DialogAction("coalition.leave", Repeatable = true)]
internal sealed class LeaveCoalition : IDialogAction<LeaveCoalition.Input, Nothing>
{
    /// <param name="Coalition">Absent for the only one there is.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string? Coalition);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        var key = input.Coalition ?? CoalitionCards.Of(context.Scope, context.BusinessId, context.ContactId, context.Now).Mine.FirstOrDefault()?.Coalition.Key;
        if (key is not null) Coalitions.Leave(context.Scope, context.ContactId, key, context.Now);
        return new(Nothing.Done);
    }
}
