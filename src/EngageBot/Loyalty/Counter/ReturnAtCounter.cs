using System.Diagnostics;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;

namespace EngageBot.Loyalty.Counter;

/// <summary>Goods come back: the same verb as the till's, in the cashier's name.</summary>
[DialogAction("till.return")]
internal sealed class ReturnAtCounter(RecordReturn returns) : IDialogAction<ReturnAtCounter.Input, CounterAnswer>
{
    /// <param name="Receipt">Of the purchase.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string? Shop, [DialogType(TypeKind.Ref)] string Member, string Receipt, Value.Money Amount);

    public async ValueTask<ActionResult<CounterAnswer>> RunAsync(Input input, ActionContext context)
    {
        var (scope, now) = (context.Scope, context.Now);
        ActionResult<CounterAnswer> No(string why) => new ActionResult<CounterAnswer>.Done(CounterAnswer.No(why, scope, input.Member, context.Language, now));
        var (visit, why) = CounterVisit.Of(context, input.Shop);
        if (visit is null) return No(why!);
        var own = PurchaseAtCounter.NewReceipt('R');
        var outcome = await returns.RecordAsync(
            scope, visit.Actor, new(visit.Business, visit.Shop, input.Receipt.Trim(), own, input.Amount.Minor, input.Amount.Currency, now), now);
        switch (outcome)
        {
            case ReturnOutcome.Recorded recorded:
                CounterDeeds.Add(scope, visit.Actor, visit, recorded.Contact, CounterDeedKind.Return, own, now);
                return new ActionResult<CounterAnswer>.Done(CounterAnswer.Done(scope, input.Member, context.Language, now, [.. recorded.Taken.Select(taken => new WalletSum(taken.Key, taken.Value))], own));
            case ReturnOutcome.Denied denied:
                return No(CounterWhy.Of(denied.Why));
            case ReturnOutcome.UnknownPurchase:
                return Refuse(CounterWhy.UnknownReceipt);
            case ReturnOutcome.TooLarge:
                return Refuse(CounterWhy.TooMuch);
            case ReturnOutcome.ShopClosed:
                Refusals.Write(scope, visit.Actor, new(Permission.RecordReturn, visit.Business, visit.Shop), "shop_closed", input.Receipt, now);
                return No(CounterWhy.Of(Denial.OtherShop));
            case ReturnOutcome.WrongCurrency:
                return Refuse(CounterWhy.WrongCurrency);
            default:
                throw new UnreachableException();
        }

        ActionResult<CounterAnswer> Refuse(string code)
        {
            Refusals.Write(scope, visit.Actor, new(Permission.RecordReturn, visit.Business, visit.Shop, CounterAnswer.MemberOf(input.Member)), code, input.Receipt, now);
            return No(code);
        }
    }
}
