using System.Diagnostics;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Rewards;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Counter;

/// <summary>A cashier does not take a voucher: they say why, and it is kept.</summary>
[DialogAction("till.refuse")]
internal sealed class RefuseAtCounter : IDialogAction<RefuseAtCounter.Input, CounterAnswer>
{
    /// <param name="Because">As people put it.</param>
    public sealed record Input(
        [DialogType(TypeKind.Ref)] string? Shop, [DialogType(TypeKind.Ref)] string Member, Value.Money Total, string Voucher,
        [DialogType(TypeKind.Choice, Members = ["out_of_stock", "not_served_now", "suspicious", "other"])] string Because);

    public ValueTask<ActionResult<CounterAnswer>> RunAsync(Input input, ActionContext context) => new(new ActionResult<CounterAnswer>.Done(Refuse(input, context)));

    private static CounterAnswer Refuse(Input input, ActionContext context)
    {
        var (scope, now) = (context.Scope, context.Now);
        CounterAnswer No(string why) => CounterAnswer.No(why, scope, input.Member, context.Language, now);
        var (visit, why) = CounterVisit.Of(context, input.Shop);
        if (visit is null) return No(why!);
        var shown = new VoucherShown(visit.Business, visit.Shop, input.Voucher)
        {
            Member = CounterAnswer.MemberOf(input.Member), ReceiptMinor = input.Total.Minor, Currency = input.Total.Currency,
        };
        var because = Enum.GetValues<RefusalReason>().Single(reason => SnakeCase.Of(reason.ToString()) == input.Because);
        return Vouchers.Refuse(scope, visit.Actor, shown, because, now) switch
        {
            RefuseOutcome.Recorded => CounterAnswer.Done(scope, input.Member, context.Language, now, changes: []),
            RefuseOutcome.Denied denied => No(CounterWhy.Of(denied.Why)),
            _ => throw new UnreachableException(),
        };
    }
}
