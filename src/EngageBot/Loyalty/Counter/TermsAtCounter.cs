using System.Diagnostics;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Till;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Counter;

/// <summary>What a receipt is to be paid with, as a cashier tells it.</summary>
/// <param name="Total">What it comes to before anything is taken off.</param>
/// <param name="Points">Zero for a voucher alone.</param>
/// <param name="Voucher">Its code; empty for points alone.</param>
internal sealed record CounterPayment([DialogType(TypeKind.Ref)] string? Shop, [DialogType(TypeKind.Ref)] string Member, Value.Money Total, long Points, string Voucher)
{
    public WantedRedemption Wanted(CounterVisit visit, ContactId member) => new(visit.Business, visit.Shop, Total.Minor, Total.Currency)
    {
        Purse = new(visit.Business, member), Points = Points, Voucher = Voucher.Length > 0 ? new(Voucher) : null,
    };
}

/// <summary>Who pays what of a receipt.</summary>
/// <param name="Ok">It can be paid so; <paramref name="Why"/> says why not.</param>
/// <param name="Most">Points that may be spent after the voucher.</param>
/// <param name="Least">Fewer are not taken.</param>
/// <param name="Step">They are taken in steps of so many.</param>
/// <param name="Worth">What the most points take off.</param>
/// <param name="Title">The voucher's; empty without one.</param>
/// <param name="VoucherOff">What it takes off; zero where it brings a thing that is not on the receipt.</param>
/// <param name="PointsOff">What the points that were asked for take off.</param>
/// <param name="ToPay">In money.</param>
internal sealed record CounterTerms(
    bool Ok,
    [DialogType(
        TypeKind.Choice,
        Members =
        [
            "none", CounterWhy.Suspended, CounterWhy.NotPermitted, CounterWhy.OtherShop, CounterWhy.OwnMembership, CounterWhy.UnknownMember, CounterWhy.TooManyTries,
            CounterWhy.CodeNeeded, CounterWhy.WrongCurrency, CounterWhy.TooFewPoints, CounterWhy.CodeSpent, CounterWhy.SpendingOff, CounterWhy.NotSpendable,
            CounterWhy.UnknownVoucher, CounterWhy.VoucherNotYet, CounterWhy.VoucherOver, CounterWhy.VoucherUsed, CounterWhy.VoucherElsewhere,
            CounterWhy.VoucherOfOther, CounterWhy.VoucherBelowMinimum, CounterWhy.VoucherOther,
        ])] string Why,
    long Most, long Least, long Step, Value.Money Worth, string Title, Value.Money VoucherOff, Value.Money PointsOff, Value.Money ToPay);

/// <summary>Says what a voucher takes off a receipt, how many points may pay of the rest, and what is left; decides nothing.</summary>
[DialogAction("till.terms", Repeatable = true)]
internal sealed class TermsAtCounter : IDialogAction<CounterPayment, CounterTerms>
{
    public ValueTask<ActionResult<CounterTerms>> RunAsync(CounterPayment input, ActionContext context) => new(new ActionResult<CounterTerms>.Done(Terms(input, context)));

    private static CounterTerms Terms(CounterPayment input, ActionContext context)
    {
        var (scope, now) = (context.Scope, context.Now);
        var (visit, why) = CounterVisit.Of(context, input.Shop);
        if (visit is null) return No(why!);
        if (CounterAnswer.MemberOf(input.Member) is not { } member) return No(CounterWhy.UnknownMember);
        return Redemptions.Quote(scope, visit.Actor, input.Wanted(visit, member), now) switch
        {
            QuoteOutcome.Quoted quoted => Of(quoted),
            QuoteOutcome.Refused refused => No(CounterWhy.Of(refused.Why)),
            QuoteOutcome.VoucherRefused refused => No(CounterWhy.Of(refused.Why)),
            QuoteOutcome.Denied denied => No(CounterWhy.Of(denied.Why)),
            _ => throw new UnreachableException(),
        };

        CounterTerms Of(QuoteOutcome.Quoted quoted)
        {
            var problem = quoted.Voucher is null && quoted.MostPoints == 0 ? quoted.AvailablePoints < (quoted.Rules?.MinPoints ?? 1) ? CounterWhy.TooFewPoints : CounterWhy.NotSpendable
                : input.Points > 0 && input.Points > quoted.AvailablePoints ? CounterWhy.TooFewPoints
                : input.Points > 0 && quoted.Rules?.Problem(input.Points, quoted.RestMinor) is not null ? CounterWhy.NotSpendable
                : null;
            if (problem is not null)
                Refusals.Write(scope, visit.Actor, new(Permission.Redeem, visit.Business, visit.Shop, member), problem, null, now);
            var points = problem is null && quoted.Rules is { } rules ? rules.ValueMinor(input.Points) : 0;
            return new(
                problem is null, problem ?? "none", quoted.MostPoints, quoted.Rules?.MinPoints ?? 1, quoted.Rules?.StepPoints ?? 1, Money(quoted.MostMinor),
                quoted.Voucher?.Offer.Rules.NameIn(context.Language) ?? "", Money(quoted.Voucher?.DiscountMinor ?? 0), Money(points), Money(quoted.RestMinor - points));
        }

        CounterTerms No(string code) => new(false, code, 0, 1, 1, Money(0), "", Money(0), Money(0), input.Total);

        Value.Money Money(long minor) => new(minor, input.Total.Currency);
    }
}
