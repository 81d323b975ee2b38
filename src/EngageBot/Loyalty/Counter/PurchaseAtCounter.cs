using System.Diagnostics;
using System.Security.Cryptography;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;

namespace EngageBot.Loyalty.Counter;

/// <summary>A receipt as a cashier tells it.</summary>
/// <param name="Receipt">Its number; absent for one of our own.</param>
internal sealed record CounterPurchase(
    [DialogType(TypeKind.Ref)] string? Shop, [DialogType(TypeKind.Ref)] string Member, Value.Money Amount, string? Receipt);

/// <summary>Says what a purchase would give, by recording it and taking it all back: the same rules as the real one, whatever they are.</summary>
[DialogAction("till.quote", Repeatable = true)]
internal sealed class QuoteAtCounter(RecordPurchase purchases) : IDialogAction<CounterPurchase, CounterAnswer>
{
    public async ValueTask<ActionResult<CounterAnswer>> RunAsync(CounterPurchase input, ActionContext context) =>
        new ActionResult<CounterAnswer>.Done(await PurchaseAtCounter.PostAsync(purchases, input, context, onlyToSee: true));
}

/// <summary>Records a purchase: the same verb as the till's, in the cashier's name.</summary>
[DialogAction("till.purchase")]
internal sealed class PurchaseAtCounter(RecordPurchase purchases) : IDialogAction<CounterPurchase, CounterAnswer>
{
    private const string ReceiptLetters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    public async ValueTask<ActionResult<CounterAnswer>> RunAsync(CounterPurchase input, ActionContext context) =>
        new ActionResult<CounterAnswer>.Done(await PostAsync(purchases, input, context, onlyToSee: false));

    /// <summary>A number of our own for what has none: short enough to be copied from a screen.</summary>
    internal static string NewReceipt(char kind) => $"{kind}-{RandomNumberGenerator.GetString(ReceiptLetters, 8)}";

    internal static async ValueTask<CounterAnswer> PostAsync(RecordPurchase purchases, CounterPurchase input, ActionContext context, bool onlyToSee)
    {
        var (scope, now) = (context.Scope, context.Now);
        CounterAnswer No(string why) => CounterAnswer.No(why, scope, input.Member, context.Language, now);
        var (visit, why) = CounterVisit.Of(context, input.Shop);
        if (visit is null) return No(why!);
        if (CounterAnswer.MemberOf(input.Member) is not { } member) return No(CounterWhy.UnknownMember);
        var deed = new Deed(Permission.RecordPurchase, visit.Business, visit.Shop, member);
        if (onlyToSee && Refusals.Check(scope, visit.Actor, deed, now) is { } denial) return No(CounterWhy.Of(denial));
        var receipt = input.Receipt is { Length: > 0 } given ? given.Trim() : NewReceipt('T');
        var purchase = new NewPurchase(visit.Business, visit.Shop, receipt, member, input.Amount.Minor, input.Amount.Currency, now);
        PurchaseOutcome? outcome = null;
        if (onlyToSee)
        {
            var thrown = await scope.TryAsync(async () =>
            {
                outcome = await purchases.RecordAsync(scope, visit.Actor, purchase with { Announced = false }, now);
                throw new OnlyToSeeException();
            });
            if (thrown is not OnlyToSeeException) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown!);
        }
        else
        {
            outcome = await purchases.RecordAsync(scope, visit.Actor, purchase, now);
        }
        switch (outcome)
        {
            case PurchaseOutcome.Recorded recorded:
                if (!onlyToSee) CounterDeeds.Add(scope, visit.Actor, visit, member, CounterDeedKind.Purchase, receipt, now);
                return CounterAnswer.Done(scope, input.Member, context.Language, now, [.. recorded.Earned.Select(e => new WalletSum(e.Programme.Key, e.Points))], onlyToSee && input.Receipt is null ? "" : receipt);
            case PurchaseOutcome.Denied denied:
                return No(CounterWhy.Of(denied.Why));
            case PurchaseOutcome.AlreadyRecorded already:
                return Refuse(already.Same ? CounterWhy.AlreadyDone : CounterWhy.ReceiptTaken);
            case PurchaseOutcome.ShopClosed:
                Refusals.Write(scope, visit.Actor, deed, "shop_closed", receipt, now);
                return No(CounterWhy.Of(Denial.OtherShop));
            case PurchaseOutcome.WrongCurrency:
                return Refuse(CounterWhy.WrongCurrency);
            default:
                throw new UnreachableException();
        }

        CounterAnswer Refuse(string code)
        {
            Refusals.Write(scope, visit.Actor, deed, code, receipt, now);
            return No(code);
        }
    }

    /// <summary>Undoes what was only tried; never leaves this file.</summary>
    private sealed class OnlyToSeeException : Exception;
}
