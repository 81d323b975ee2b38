using System.Diagnostics;
using EngageBot.Conversations.Actions;

namespace EngageBot.Loyalty.Raffles;

/// <summary>Takes a ticket for the customer, by their own tap.</summary>
[DialogAction("raffle.enter", Errors = ["not_open", "not_eligible"])]
internal sealed class EnterRaffle : IDialogAction<EnterRaffle.Input, EnterRaffle.Output>
{
    /// <param name="Raffle">The key of its rules.</param>
    public sealed record Input(string Raffle);

    /// <param name="Number">The ticket's; the one they have if they have one.</param>
    public sealed record Output(long Number);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) =>
        new(RaffleBook.Enter(context.Scope, context.BusinessId, context.ContactId, input.Raffle, context.Now) switch
        {
            TicketOutcome.Given given => new ActionResult<Output>.Done(new(given.Number)),
            TicketOutcome.AlreadyGiven known => new ActionResult<Output>.Done(new(known.Number)),
            TicketOutcome.NotOpen => new ActionResult<Output>.Failed("not_open"),
            TicketOutcome.NotEligible => new ActionResult<Output>.Failed("not_eligible"),
            _ => throw new UnreachableException(),
        });
}
