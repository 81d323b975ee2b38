using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;

namespace EngageBot.Loyalty.Rewards;

/// <summary>Says again what the member is about to take, before anything happens.</summary>
[DialogAction("reward.look", Repeatable = true, Errors = ["unavailable", "few_points"])]
internal sealed class LookAtReward : IDialogAction<LookAtReward.Input, LookAtReward.Output>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Reward);

    /// <param name="Until">The last day on which its voucher would be good.</param>
    /// <param name="Wallet">Whose units the price is in.</param>
    public sealed record Output(string Title, string About, long Price, string Wallet, DateOnly Until);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        PointsLedger.Lock(context.Scope, context.BusinessId);
        var seeker = new RewardSeeker(context.Scope, context.BusinessId, context.ContactId, context.Now);
        if (RewardCatalogue.Find(context.Scope, context.BusinessId, input.Reward, context.Now) is not var (offer, shop)
            || RewardAvailability.Check(seeker, offer, shop) is not null) return new(new ActionResult<Output>.Failed("unavailable"));
        var price = offer.Rules.Price!;
        if (seeker.Balance(price.Wallet) is not { } balance || balance.AvailablePoints < price.Points) return new(new ActionResult<Output>.Failed("few_points"));
        var span = VoucherSpan.Of(offer.Rules, seeker.Birthday, context.Now, offer.Zone)!.Value;
        var title = RewardCatalogue.TitleOf(context.Scope, context.BusinessId, offer.Rules.NameIn(context.Language), shop);
        return new(new ActionResult<Output>.Done(new(title, offer.Rules.DescriptionIn(context.Language) ?? "", price.Points, price.Wallet, span.LastDay(offer.Zone))));
    }
}

/// <summary>Takes a reward for the points that were named: points, stock and voucher in one commit.</summary>
[DialogAction("reward.take", Errors = ["unavailable", "few_points", "changed"])]
internal sealed class TakeReward(Vouchers vouchers) : IDialogAction<TakeReward.Input, TakeReward.Output>
{
    /// <param name="Price">As the member was told; if it is another one by now, nothing happens.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string Reward, long Price);

    /// <param name="Code">As it is shown at the till.</param>
    public sealed record Output(string Code, DateOnly Until);

    public async ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        PointsLedger.Lock(context.Scope, context.BusinessId);
        if (RewardCatalogue.Find(context.Scope, context.BusinessId, input.Reward, context.Now) is not var (offer, shop)) return new ActionResult<Output>.Failed("unavailable");
        if (offer.Rules.Price!.Points != input.Price) return new ActionResult<Output>.Failed("changed");
        var order = new VoucherOrder(context.BusinessId, context.ContactId, offer.Key, $"chat:{context.ChatId}:{context.IdempotencyKey}", "chat") { Paid = true, Shop = shop, Announced = false };
        return await vouchers.IssueAsync(context.Scope, new Actor.System("chat"), order, context.Now) switch
        {
            IssueOutcome.Issued issued => Done(issued.Voucher, offer),
            IssueOutcome.AlreadyIssued known => Done(known.Voucher, offer),
            IssueOutcome.InsufficientPoints => new ActionResult<Output>.Failed("few_points"),
            _ => new ActionResult<Output>.Failed("unavailable"),
        };
    }

    private static ActionResult<Output> Done(Voucher voucher, RewardOffer offer) =>
        new ActionResult<Output>.Done(new(VoucherCode.Show(voucher.Code), Vouchers.SpanOf(voucher).LastDay(offer.Zone)));
}

/// <summary>Shows one of the member's own vouchers.</summary>
[DialogAction("voucher.look", Repeatable = true, Errors = ["gone"])]
internal sealed class LookAtVoucher : IDialogAction<LookAtVoucher.Input, LookAtVoucher.Output>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Voucher);

    /// <param name="Back">The points that come back if it is given back unused; 0 if it cannot be.</param>
    /// <param name="Wallet">Whose units they are.</param>
    public sealed record Output(string Title, string About, string Why, string Code, DateOnly Until, long Back, string Wallet);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        PointsLedger.Lock(context.Scope, context.BusinessId);
        if (OwnVoucher.Of(input.Voucher, context) is not { } voucher) return new(new ActionResult<Output>.Failed("gone"));
        var offer = RewardOffer.Of(context.Scope, voucher);
        var unused = voucher.State is VoucherState.Issued && offer.Rules.Returnable && !VoucherUses.Any(context.Scope, voucher.Id);
        var back = unused && voucher.TransferId is { } paid ? LedgerOriginals.Read(context.Scope, voucher.BusinessId, paid)?.AmountPoints ?? 0 : 0;
        return new(new ActionResult<Output>.Done(new(
            offer.Rules.NameIn(context.Language), offer.Rules.DescriptionIn(context.Language) ?? "", voucher.Why ?? "", VoucherCode.Show(voucher.Code),
            Vouchers.SpanOf(voucher).LastDay(offer.Zone), back, Vouchers.PriceOf(offer)?.Wallet ?? Programmes.Points)));
    }
}

/// <summary>Gives an unused voucher back for the points it cost.</summary>
[DialogAction("voucher.give_back", Errors = ["gone"])]
internal sealed class GiveVoucherBack : IDialogAction<GiveVoucherBack.Input, GiveVoucherBack.Output>
{
    public sealed record Input([DialogType(TypeKind.Ref)] string Voucher);

    /// <param name="Points">What came back.</param>
    public sealed record Output(long Points);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        PointsLedger.Lock(context.Scope, context.BusinessId);
        return new(OwnVoucher.Of(input.Voucher, context) is { } voucher
            && Vouchers.Cancel(context.Scope, new Actor.System("chat"), context.BusinessId, voucher.Id, "given back in the chat", context.Now) is CancelOutcome.Cancelled cancelled
                ? new ActionResult<Output>.Done(new(cancelled.BackPoints))
                : new ActionResult<Output>.Failed("gone"));
    }
}

/// <summary>Takes a member's code of a partner's club.</summary>
[DialogAction("partner.unlock", Errors = ["unknown_code", "used", "unavailable"])]
internal sealed class UnlockByPartnerCode(Vouchers vouchers) : IDialogAction<UnlockByPartnerCode.Input, UnlockByPartnerCode.Output>
{
    public sealed record Input(string Code);

    public sealed record Output(string Title, string Code, DateOnly Until);

    public async ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) =>
        await PartnerCodes.UnlockAsync(context.Scope, vouchers, context.BusinessId, context.ContactId, input.Code, context.Now) switch
        {
            PartnerOutcome.Unlocked u => new ActionResult<Output>.Done(new(
                u.Offer.Rules.NameIn(context.Language), VoucherCode.Show(u.Voucher.Code), Vouchers.SpanOf(u.Voucher).LastDay(u.Offer.Zone))),
            PartnerOutcome.UnknownCode => new ActionResult<Output>.Failed("unknown_code"),
            PartnerOutcome.UsedBefore => new ActionResult<Output>.Failed("used"),
            _ => new ActionResult<Output>.Failed("unavailable"),
        };
}

/// <summary>A voucher by its id, if it is the member's own and still open.</summary>
internal static class OwnVoucher
{
    public static Voucher? Of(string id, ActionContext context) =>
        Guid.TryParse(id, out var guid) && VoucherRows.ById(context.Scope, context.BusinessId, new(guid)) is { } found && found.ContactId == context.ContactId
        && Vouchers.Settle(context.Scope, found, context.Now) is { EndedAt: null, State: VoucherState.Issued or VoucherState.Reserved } voucher
            ? voucher
            : null;
}
