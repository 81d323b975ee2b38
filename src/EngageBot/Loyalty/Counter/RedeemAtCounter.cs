using System.Diagnostics;
using System.Globalization;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Codes;
using EngageBot.Staff;

namespace EngageBot.Loyalty.Counter;

/// <summary>Takes points of a member who showed a code here within the last quarter of an hour.</summary>
[DialogAction("till.redeem")]
internal sealed class RedeemAtCounter : IDialogAction<RedeemAtCounter.Input, CounterAnswer>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string? Shop, [DialogType(TypeKind.Ref)] string Member, long Points);

    public ValueTask<ActionResult<CounterAnswer>> RunAsync(Input input, ActionContext context) => new(new ActionResult<CounterAnswer>.Done(Redeem(input, context)));

    private static CounterAnswer Redeem(Input input, ActionContext context)
    {
        var (scope, now) = (context.Scope, context.Now);
        CounterAnswer No(string why) => CounterAnswer.No(why, scope, input.Member, context.Language, now);
        var (visit, why) = CounterVisit.Of(context, input.Shop);
        if (visit is null) return No(why!);
        if (CounterAnswer.MemberOf(input.Member) is not { } member || input.Points < 1) return No(CounterWhy.UnknownMember);
        var deed = new Deed(Permission.Redeem, visit.Business, visit.Shop, member);
        if (Refusals.Check(scope, visit.Actor, deed, now) is { } denial) return No(CounterWhy.Of(denial));
        PointsLedger.Lock(scope, visit.Business);
        if (MemberCodes.ShownTo(scope, visit.Actor, member, now) is null) return Refuse(CounterWhy.CodeNeeded);
        var reference = string.Create(CultureInfo.InvariantCulture, $"counter:{context.ChatId}:{context.InboxId}:{context.IdempotencyKey}");
        switch (new PointsLedger(scope).Redeem(new(visit.Business, member, input.Points, reference, now) { Cause = visit.Actor.Name, Shop = visit.Shop }))
        {
            case PostOutcome.Posted posted:
                CounterDeeds.Add(scope, visit.Actor, visit, member, CounterDeedKind.Redemption, null, posted.TransferId, now);
                return CounterAnswer.Done(scope, input.Member, context.Language, now, input.Points);
            case PostOutcome.AlreadyPosted:
                return No(CounterWhy.AlreadyDone);
            case PostOutcome.InsufficientPoints:
                return Refuse(CounterWhy.TooFewPoints);
            default:
                throw new UnreachableException();
        }

        CounterAnswer Refuse(string code)
        {
            Refusals.Write(scope, visit.Actor, deed, code, null, now);
            return No(code);
        }
    }
}
