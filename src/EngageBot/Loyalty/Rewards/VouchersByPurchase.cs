using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>Vouchers that receipts bring, and what becomes of them when the goods come back.</summary>
internal sealed class VouchersByPurchase(Vouchers vouchers) : IPurchaseConsequence
{
    /// <summary>What stands behind a voucher that a rule issued.</summary>
    public const string Cause = "rule";

    /// <summary>Targets that one receipt may reach of one reward; more than that is a mistake in the rules.</summary>
    private const int TargetsMax = 10;

    public async ValueTask PurchasedAsync(WriteScope scope, RecordedPurchase recorded)
    {
        if (!recorded.Purchase.Announced) return;    // history that is read in brings nothing new
        foreach (var offer in RewardOffer.All(scope, recorded.Purchase.Business, recorded.Now))
            switch (offer.Rules.Issue)
            {
                case { On: IssueOn.Purchase } issue when IsLargeEnough(offer.Rules, issue, recorded.Purchase) && IsLateEnough(scope, issue, recorded.Purchase.Contact):
                    await IssueAsync(scope, offer, recorded, $"purchase:{recorded.Id}", paid: false);
                    break;
                case { On: IssueOn.Spend } issue when recorded.Purchase.Currency == offer.Rules.Currency && Reached(scope, offer, issue, recorded.Purchase.Contact, recorded.Purchase.BoughtAt, except: null):
                    await IssueAsync(scope, offer, recorded, $"purchase:{recorded.Id}", paid: false);
                    break;
                case { On: IssueOn.Target }:
                    for (var i = 1; i <= TargetsMax && await IssueAsync(scope, offer, recorded, $"purchase:{recorded.Id}:{i}", paid: true); i++) { }
                    break;
            }
    }

    public ValueTask ReturnedAsync(WriteScope scope, RecordedReturn returned)
    {
        var whole = returned.ReturnedMinor >= returned.PurchaseMinor;
        foreach (var found in VoucherRows.OfPurchase(scope, returned.PurchaseId))
        {
            var voucher = Vouchers.Settle(scope, found, returned.Now);
            if (VoucherUses.Any(scope, voucher.Id)) VoucherRows.MarkReturned(scope, voucher.Id, returned.Now);
            else if (voucher.EndedAt is null && voucher.State is VoucherState.Issued or VoucherState.Reserved && !StillEarned(scope, voucher, returned, whole))
                Vouchers.TakeBack(scope, voucher, "its purchase came back", returned.Now);
        }
        if (whole)
            foreach (var use in VoucherUses.OfReceipt(scope, returned.Return.Shop, returned.Return.Receipt))
                if (VoucherRows.ById(scope, returned.Return.Business, use.VoucherId) is { } used) Vouchers.Undo(scope, used, use, "return", returned.Now);
        return ValueTask.CompletedTask;
    }

    private async ValueTask<bool> IssueAsync(WriteScope scope, RewardOffer offer, RecordedPurchase recorded, string occasion, bool paid) =>
        await vouchers.IssueAsync(scope, new Actor.System(Cause), new(recorded.Purchase.Business, recorded.Purchase.Contact, offer.Key, occasion, Cause)
        {
            Purchase = recorded.Id, Paid = paid, Shop = offer.Rules.Stock?.Shops is null ? null : ShopCodes.Of(scope, recorded.Purchase.Shop),
        }, recorded.Now) is IssueOutcome.Issued;

    private static bool IsLargeEnough(RewardRules rules, RewardIssue issue, NewPurchase purchase) =>
        issue.ReceiptAtLeast is not { } least || purchase.Currency == rules.Currency && purchase.AmountMinor >= RewardChecks.Minor(rules, least);

    private static bool IsLateEnough(RowSource source, RewardIssue issue, ContactId contact) =>
        issue.FromReceipt == 1 || PurchaseSums.Of(source, contact).Count >= issue.FromReceipt;

    /// <summary>Whether enough was spent within the window and since the last certificate.</summary>
    private static bool Reached(RowSource source, RewardOffer offer, RewardIssue issue, ContactId contact, DateTimeOffset at, VoucherId? except)
    {
        var window = LocalDays.StartOf(LocalDays.DayOf(at, offer.Zone).AddDays(1 - issue.WithinDays), offer.Zone).AddMilliseconds(-1);
        var last = source.Query(
            """
            SELECT MAX(p.bought_at) FROM vouchers v JOIN purchases p ON p.id = v.purchase_id
            WHERE v.contact_id = @contact AND v.reward = @reward AND v.state <> 'Cancelled' AND v.id <> @except
            """,
            command => command.Set("@contact", contact.ToString()).Set("@reward", offer.Key).Set("@except", except?.ToString() ?? ""),
            row => row.Read() ? row.InstantOrNullAt(0) : null);
        return PurchaseSums.Of(source, contact, last > window ? last : window).Minor >= RewardChecks.Minor(offer.Rules, issue.SpendAtLeast!);
    }

    private static bool StillEarned(RowSource source, Voucher voucher, RecordedReturn returned, bool whole)
    {
        if (whole) return false;
        var offer = RewardOffer.Of(source, voucher);
        return offer.Rules.Issue switch
        {
            { On: IssueOn.Purchase, ReceiptAtLeast: { } least } => returned.PurchaseMinor - returned.ReturnedMinor >= RewardChecks.Minor(offer.Rules, least),
            { On: IssueOn.Spend } issue => Reached(source, offer, issue, voucher.ContactId, voucher.IssuedAt, voucher.Id),
            _ => true,
        };
    }
}
