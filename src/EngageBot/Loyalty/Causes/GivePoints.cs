using System.Diagnostics;
using System.Globalization;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Deeds;

namespace EngageBot.Loyalty.Causes;

/// <summary>Gives some of the customer's points to a cause.</summary>
[DialogAction("cause.donate", Errors = ["not_enough", "not_offered"])]
internal sealed class GivePoints : IDialogAction<GivePoints.Input, GivePoints.Output>
{
    /// <param name="Choice">As <c>causes.choices</c> offers it: the cause's key and an amount, <c>shelter:50</c>.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string Choice);

    /// <param name="Total">What everybody together has given to it.</param>
    public sealed record Output(string Name, long Points, long Total);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) => new(Run(input, context));

    private static ActionResult<Output> Run(Input input, ActionContext context)
    {
        if (input.Choice.Split(':') is not [var cause, var amount] || !long.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out var points))
            return new ActionResult<Output>.Failed("not_offered");
        var name = RuleBook.At(context.Scope, context.BusinessId, CauseRules.Kind, cause, context.Now)?.Rules.Name;
        return CauseBook.Donate(context.Scope, context.BusinessId, context.ContactId, cause, points, $"{context.ChatId}:{context.IdempotencyKey}", context.Now) switch
        {
            DonationOutcome.Given given => new ActionResult<Output>.Done(new(InLanguage.Of(name!, context.Language), given.Points, given.TotalPoints)),
            DonationOutcome.InsufficientPoints => new ActionResult<Output>.Failed("not_enough"),
            DonationOutcome.NotOffered => new ActionResult<Output>.Failed("not_offered"),
            _ => throw new UnreachableException(),
        };
    }
}
