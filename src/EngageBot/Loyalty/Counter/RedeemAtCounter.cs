using System.Diagnostics;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Till;

namespace EngageBot.Loyalty.Counter;

/// <summary>Takes points, a voucher or both for a receipt, by the till's own verb: reserved and committed at once, since the receipt is paid already.</summary>
[DialogAction("till.redeem")]
internal sealed class RedeemAtCounter(Redemptions redemptions) : IDialogAction<RedeemAtCounter.Input, CounterAnswer>
{
    /// <param name="Total">What the receipt came to before anything was taken off.</param>
    /// <param name="Points">Zero for a voucher alone.</param>
    /// <param name="Voucher">Its code; empty for points alone.</param>
    /// <param name="Receipt">Its number; absent for one of our own.</param>
    public sealed record Input(
        [DialogType(TypeKind.Ref)] string? Shop, [DialogType(TypeKind.Ref)] string Member, Value.Money Total, long Points, string Voucher, string? Receipt);

    public async ValueTask<ActionResult<CounterAnswer>> RunAsync(Input input, ActionContext context)
    {
        var (scope, now) = (context.Scope, context.Now);
        ActionResult<CounterAnswer> No(string why) => new ActionResult<CounterAnswer>.Done(CounterAnswer.No(why, scope, input.Member, context.Language, now));
        var (visit, why) = CounterVisit.Of(context, input.Shop);
        if (visit is null) return No(why!);
        var payment = new CounterPayment(input.Shop, input.Member, input.Total, input.Points, input.Voucher);
        if (CounterAnswer.MemberOf(input.Member) is not { } member || input.Points < 1 && input.Voucher.Length == 0) return No(CounterWhy.UnknownMember);
        var outcome = Redemptions.Reserve(scope, visit.Actor, payment.Wanted(visit, member), now);
        if (outcome is not RedemptionOutcome.Reserved { Redemption: var reserved }) return No(WhyNot(outcome));
        var receipt = input.Receipt is { Length: > 0 } given ? given.Trim() : PurchaseAtCounter.NewReceipt('T');
        outcome = await redemptions.CommitAsync(scope, visit.Actor, visit.Shop, reserved.Id.Value, receipt, now);
        if (outcome is not RedemptionOutcome.Committed)
        {
            Redemptions.Cancel(scope, visit.Actor, visit.Shop, reserved.Id.Value, now);
            return No(WhyNot(outcome));
        }
        CounterDeeds.Add(scope, visit.Actor, visit, member, CounterDeedKind.Redemption, receipt, now, reserved.Id);
        return new ActionResult<CounterAnswer>.Done(CounterAnswer.Done(scope, input.Member, context.Language, now, [new(Wallets.Default, input.Points)], receipt));
    }

    private static string WhyNot(RedemptionOutcome outcome) => outcome switch
    {
        RedemptionOutcome.Refused refused => CounterWhy.Of(refused.Why),
        RedemptionOutcome.VoucherRefused refused => CounterWhy.Of(refused.Why),
        RedemptionOutcome.Denied denied => CounterWhy.Of(denied.Why),
        RedemptionOutcome.ReceiptDiffers => CounterWhy.ReceiptTaken,
        _ => throw new UnreachableException($"What was reserved a moment ago ended as {outcome.GetType().Name}."),
    };
}
