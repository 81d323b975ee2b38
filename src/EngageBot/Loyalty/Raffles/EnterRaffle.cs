using System.Diagnostics;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Deeds;

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

/// <summary>Reads a draw for somebody who may still take a ticket of it.</summary>
[DialogAction("raffle.look", Repeatable = true, Errors = ["not_open"])]
internal sealed class LookAtRaffle : IDialogAction<LookAtRaffle.Input, LookAtRaffle.Output>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Raffle);

    public sealed record Output(string Name, string Terms, DateTimeOffset Draws);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) =>
        new(RaffleRows.Find(context.Scope, context.BusinessId, input.Raffle) is { } raffle && raffle.IsOpen(context.Now)
            && RaffleBook.WhyNot(context.Scope, raffle, context.ContactId, context.Now) is null && !RaffleRows.HasTap(context.Scope, raffle.Id, context.ContactId)
                ? new ActionResult<Output>.Done(new(InLanguage.Of(raffle.Rules.Name, context.Language), InLanguage.Of(raffle.Rules.Terms, context.Language), raffle.DrawsAt))
                : new ActionResult<Output>.Failed("not_open"));
}
