using System.Diagnostics;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Deeds;

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

/// <summary>Reads an event for somebody who is invited or has a pass.</summary>
[DialogAction("event.look", Repeatable = true, Errors = ["not_open"])]
internal sealed class LookAtEvent : IDialogAction<LookAtEvent.Input, LookAtEvent.Output>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Event);

    /// <param name="Guests">They may bring one more person.</param>
    /// <param name="Coming">They have a pass.</param>
    /// <param name="Pass">Its code; empty without one.</param>
    /// <param name="GuestPass">Their guest's; likewise.</param>
    /// <param name="Link">Where it is online; empty for who does not come, or where it is not.</param>
    public sealed record Output(string Name, string About, string Place, DateTimeOffset Starts, bool Guests, bool Coming, string Pass, string GuestPass, string Link);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        if (EventBook.For(context.Scope, context.BusinessId, context.ContactId, input.Event, context.Now) is not { Rules: var rules } view)
            return new(new ActionResult<Output>.Failed("not_open"));
        var coming = !view.Passes.IsEmpty;
        return new(new ActionResult<Output>.Done(new(
            InLanguage.Of(rules.Name, context.Language), InLanguage.Of(rules.About, context.Language), rules.Place, view.StartsAt, rules.Guests, coming,
            CodeOf(guest: false), CodeOf(guest: true), coming ? rules.Link ?? "" : "")));

        string CodeOf(bool guest) => view.Passes.FirstOrDefault(p => p.Guest == guest)?.Code ?? "";
    }
}
