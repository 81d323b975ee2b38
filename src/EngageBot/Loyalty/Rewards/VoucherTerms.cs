using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>The terms of a voucher against a receipt.</summary>
internal static class VoucherTerms
{
    /// <summary>Why a voucher cannot be taken on this receipt.</summary>
    /// <param name="reference">The till's word, if it has reserved the voucher itself.</param>
    /// <returns><see langword="null"/> if it can.</returns>
    public static RefusalReason? Refusal(RowSource source, Voucher voucher, RewardOffer offer, VoucherShown shown, string? reference, DateTimeOffset now) =>
        OfState(voucher, reference, now) ?? OfPlace(source, voucher, offer, shown) ?? OfReceipt(source, voucher, offer.Rules, shown);

    /// <summary>What a voucher that can be taken takes off; shares of a sum are rounded down to the minor unit.</summary>
    public static VoucherQuote.Usable Quote(Voucher voucher, RewardOffer offer, VoucherShown shown)
    {
        var on = shown.OnMinor ?? shown.ReceiptMinor;
        switch (offer.Rules.Gives.Kind)
        {
            case GiftKind.PercentOff:
                return new(voucher, offer, on is { } whole ? (long)((Int128)whole * offer.Rules.Gives.Percent / 100) : null, null);
            case GiftKind.MoneyOff:
                var off = Math.Min(voucher.LeftMinor!.Value, on!.Value);
                return new(voucher, offer, off, offer.Rules.Partial ? voucher.LeftMinor.Value - off : 0);
            default:
                return new(voucher, offer, shown.OnMinor, null);    // a thing that is on the receipt costs nothing
        }
    }

    private static RefusalReason? OfState(Voucher voucher, string? reference, DateTimeOffset now) => voucher.State switch
    {
        VoucherState.Redeemed => RefusalReason.Used,
        VoucherState.Expired => RefusalReason.Expired,
        VoucherState.Cancelled => RefusalReason.Cancelled,
        VoucherState.Reserved when voucher.ReservedFor != reference => RefusalReason.Reserved,
        _ => now < voucher.ValidFrom ? RefusalReason.NotYet : null,
    };

    private static RefusalReason? OfPlace(RowSource source, Voucher voucher, RewardOffer offer, VoucherShown shown)
    {
        var elsewhere = voucher.ShopId is { } only ? only != shown.Shop : !offer.Rules.Shops.IsEmpty && !offer.Rules.Shops.Contains(ShopCodes.Of(source, shown.Shop));
        if (elsewhere) return RefusalReason.OtherShop;
        return offer.Rules.Personal && shown.Member != voucher.ContactId ? RefusalReason.OtherPerson : null;
    }

    private static RefusalReason? OfReceipt(RowSource source, Voucher voucher, RewardRules rules, VoucherShown shown)
    {
        if (voucher.PurchaseId is { } bringer && shown.Receipt is { } receipt && IsReceiptOf(source, bringer, shown.Shop, receipt)) return RefusalReason.SameReceipt;
        if (shown.WithOthers && rules.Alone) return RefusalReason.WithOthers;
        if (shown.Item is { } item && !rules.Gives.Items.IsEmpty && !rules.Gives.Items.Contains(item, StringComparer.OrdinalIgnoreCase)) return RefusalReason.OtherItem;
        var ofMoney = rules.Minimum is not null || rules.Gives.Kind is GiftKind.MoneyOff;
        if (ofMoney && shown.ReceiptMinor is null) return RefusalReason.AmountNeeded;
        if (ofMoney && shown.Currency != rules.Currency) return RefusalReason.OtherCurrency;
        if (rules.Minimum is { } minimum && shown.ReceiptMinor < RewardChecks.Minor(rules, minimum)) return RefusalReason.BelowMinimum;
        return null;
    }

    private static bool IsReceiptOf(RowSource source, PurchaseId purchase, ShopId shop, string receipt) =>
        source.Query("SELECT 1 FROM purchases WHERE id = @id AND shop_id = @shop AND receipt = @receipt",
            command => command.Set("@id", purchase.ToString()).Set("@shop", shop.ToString()).Set("@receipt", receipt), row => row.Read());
}
