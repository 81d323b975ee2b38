using System.Diagnostics;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;

namespace EngageBot.Loyalty.Clubs;

/// <summary>Takes the customer into a club.</summary>
[DialogAction("club.join", Repeatable = true, Errors = ["not_open"])]
internal sealed class JoinClub : IDialogAction<JoinClub.Input, Nothing>
{
    public sealed record Input(string Club);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context) =>
        new(ClubBook.Join(context.Scope, context.BusinessId, context.ContactId, input.Club, context.Now) is ClubOutcome.NotOpen
            ? new ActionResult<Nothing>.Failed("not_open")
            : Nothing.Done);
}

/// <summary>Lets the customer out of a club.</summary>
[DialogAction("club.leave", Repeatable = true)]
internal sealed class LeaveClub : IDialogAction<LeaveClub.Input, Nothing>
{
    public sealed record Input(string Club);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        ClubBook.Leave(context.Scope, context.ContactId, input.Club, context.Now);
        return new(Nothing.Done);
    }
}

/// <summary>Takes the customer's answer to an invitation.</summary>
[DialogAction("event.reply", Repeatable = true, Errors = ["full", "not_open"])]
internal sealed class ReplyToEvent : IDialogAction<ReplyToEvent.Input, Nothing>
{
    /// <param name="Answer"><c>yes</c>, <c>plus_one</c> or <c>no</c>.</param>
    public sealed record Input(string Event, string Answer);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        var answer = input.Answer switch { "plus_one" => EventAnswer.PlusOne, "no" => EventAnswer.No, _ => EventAnswer.Yes };
        return new(EventBook.Reply(context.Scope, context.BusinessId, context.ContactId, input.Event, answer, context.Now) switch
        {
            ReplyOutcome.Taken => Nothing.Done,
            ReplyOutcome.Full => new ActionResult<Nothing>.Failed("full"),
            ReplyOutcome.NotOpen => new ActionResult<Nothing>.Failed("not_open"),
            _ => throw new UnreachableException(),
        });
    }
}
