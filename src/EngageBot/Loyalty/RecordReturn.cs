using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>Goods of a purchase that came back.</summary>
/// <param name="Receipt">Of the purchase.</param>
/// <param name="ReturnReceipt">Of the return itself; a shop has each one once.</param>
internal sealed record NewReturn(BusinessId Business, ShopId Shop, string Receipt, string ReturnReceipt, long AmountMinor, string Currency, DateTimeOffset ReturnedAt);

/// <summary>How recording ended.</summary>
internal abstract record ReturnOutcome
{
    private ReturnOutcome() { }

    /// <param name="Taken">What each wallet lost; a wallet that lost nothing is not in it.</param>
    public sealed record Recorded(ContactId? Contact, ImmutableSortedDictionary<string, long> Taken) : ReturnOutcome
    {
        /// <summary>Of the wallet every business has.</summary>
        public long TakenPoints => Taken.GetValueOrDefault(Wallets.Default);
    }

    /// <summary>The shop has that return receipt; nothing was written.</summary>
    public sealed record AlreadyRecorded(ContactId? Contact, ImmutableSortedDictionary<string, long> Taken, bool Same) : ReturnOutcome
    {
        /// <inheritdoc cref="Recorded.TakenPoints"/>
        public long TakenPoints => Taken.GetValueOrDefault(Wallets.Default);
    }

    public sealed record UnknownPurchase : ReturnOutcome;

    /// <param name="LeftMinor">What of the purchase has not come back yet.</param>
    public sealed record TooLarge(long LeftMinor) : ReturnOutcome;

    public sealed record WrongCurrency(string Expected) : ReturnOutcome;

    /// <summary>The shop was shut down before the goods came back.</summary>
    public sealed record ShopClosed : ReturnOutcome;

    /// <summary>Whoever asked may not; nothing but the refusal was written.</summary>
    public sealed record Denied(Denial Why) : ReturnOutcome;
}

/// <summary>Takes back what a purchase earned, in proportion to the money: buying and returning earns nothing.</summary>
/// <remarks>Points that expired meanwhile are not taken a second time. Points that were spent are owed: the balance goes below zero.</remarks>
internal sealed class RecordReturn(IEnumerable<IPurchaseConsequence> consequences)
{
    public async ValueTask<ReturnOutcome> RecordAsync(WriteScope scope, Actor actor, NewReturn returned, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, returned.Business);    // two returns of one purchase together must not exceed it
        if (PurchaseOf(scope, returned) is not { } purchase) return new ReturnOutcome.UnknownPurchase();
        if (Refusals.Check(scope, actor, new(Permission.RecordReturn, returned.Business, returned.Shop, purchase.Contact), now) is { } denial) return new ReturnOutcome.Denied(denial);
        if (Known(scope, returned, purchase) is { } known) return known;
        if (ShopDoor.IsClosed(scope, returned.Shop, returned.ReturnedAt)) return new ReturnOutcome.ShopClosed();
        if (returned.Currency != purchase.Currency) return new ReturnOutcome.WrongCurrency(purchase.Currency);
        var left = purchase.AmountMinor - purchase.ReturnedMinor;
        if (returned.AmountMinor > left) return new ReturnOutcome.TooLarge(left);
        var id = Insert(scope, returned, purchase, now);
        var taken = TakeBack(scope, id, returned, purchase);
        if (purchase.Contact is not { } contact) return new ReturnOutcome.Recorded(null, taken);
        foreach (var consequence in consequences)
            await consequence.ReturnedAsync(scope, new(returned, purchase.Id, contact, purchase.AmountMinor, purchase.ReturnedMinor + returned.AmountMinor, actor, now));
        return new ReturnOutcome.Recorded(contact, taken);
    }

    /// <summary>Everything the purchase gave its member goes back in the same proportion, each gift out of its own wallet.</summary>
    private static ImmutableSortedDictionary<string, long> TakeBack(WriteScope scope, long id, NewReturn returned, Bought purchase)
    {
        var taken = ImmutableSortedDictionary<string, long>.Empty;
        if (purchase.Contact is not { } contact) return taken;
        var ledger = new PointsLedger(scope);
        ledger.Settle(returned.Business, contact, returned.ReturnedAt);
        foreach (var gift in GiftsOf(scope, purchase.Id, contact))
        {
            var original = LedgerOriginals.Read(scope, returned.Business, gift)!;
            var due = EarnRules.TakenBack(original.AmountPoints, purchase.AmountMinor, purchase.ReturnedMinor + returned.AmountMinor) - original.TakenPoints;
            var points = Math.Min(due, original.OpenPoints);
            if (points <= 0) continue;
            ledger.TakeBack(new(returned.Business, contact, gift, points, TransferReason.Return, $"return:{id}:{gift}", returned.ReturnedAt)
            {
                PurchaseId = purchase.Id, Shop = returned.Shop,
            });
            taken = taken.SetItem(original.Wallet, taken.GetValueOrDefault(original.Wallet) + points);
        }
        return taken;
    }

    private static List<long> GiftsOf(RowSource source, PurchaseId purchase, ContactId contact) =>
        source.Rows(
            """
            SELECT t.id FROM transfers t JOIN point_accounts c ON c.id = t.credit_account_id
            WHERE t.purchase_id = @purchase AND t.reason IN ('Purchase', 'Bonus') AND c.contact_id = @contact ORDER BY t.id
            """,
            command => command.Set("@purchase", purchase.ToString()).Set("@contact", contact.ToString()), row => row.GetInt64(0));

    private static long Insert(WriteScope scope, NewReturn returned, Bought purchase, DateTimeOffset now) =>
        scope.InsertedId(scope.InsertCommand("""
            INSERT INTO purchase_returns (business_id, shop_id, receipt, purchase_id, amount_minor, returned_at, recorded_at)
            VALUES (@business, @shop, @receipt, @purchase, @amount, @returned, @now)
            """)
            .Set("@business", returned.Business.ToString()).Set("@shop", returned.Shop.ToString()).Set("@receipt", returned.ReturnReceipt)
            .Set("@purchase", purchase.Id.ToString()).Set("@amount", returned.AmountMinor).Set("@returned", returned.ReturnedAt).Set("@now", now))!.Value;

    private static Bought? PurchaseOf(RowSource source, NewReturn returned) =>
        source.Query(
            """
            SELECT p.id, p.contact_id, p.amount_minor, p.currency, COALESCE((SELECT SUM(r.amount_minor) FROM purchase_returns r WHERE r.purchase_id = p.id), 0)
            FROM purchases p WHERE p.shop_id = @shop AND p.receipt = @receipt
            """,
            command => command.Set("@shop", returned.Shop.ToString()).Set("@receipt", returned.Receipt),
            row => row.Read()
                ? new Bought(new(Guid.Parse(row.GetString(0))), row.TextAt(1) is { } contact ? new ContactId(Guid.Parse(contact)) : null, row.GetInt64(2),
                    row.GetString(3), row.GetInt64(4))
                : null);

    private static ReturnOutcome.AlreadyRecorded? Known(RowSource source, NewReturn returned, Bought purchase)
    {
        var known = source.Query<(long Id, string Purchase, long AmountMinor)?>(
            "SELECT id, purchase_id, amount_minor FROM purchase_returns WHERE shop_id = @shop AND receipt = @receipt",
            command => command.Set("@shop", returned.Shop.ToString()).Set("@receipt", returned.ReturnReceipt),
            row => row.Read() ? (row.GetInt64(0), row.GetString(1), row.GetInt64(2)) : null);
        if (known is not var (id, of, amount)) return null;
        var taken = source.Rows(
            """
            SELECT d.wallet, t.amount_points FROM transfers t JOIN point_accounts d ON d.id = t.debit_account_id
            WHERE t.purchase_id = @purchase AND t.reason = 'Return' AND (t.reference = @reference OR t.reference LIKE @reference || ':%')
            """,
            command => command.Set("@purchase", of).Set("@reference", string.Create(CultureInfo.InvariantCulture, $"return:{id}")),
            row => (Wallet: row.GetString(0), Points: row.GetInt64(1)));
        return new(purchase.Contact, taken.GroupBy(t => t.Wallet).ToImmutableSortedDictionary(w => w.Key, w => w.Sum(t => t.Points)),
            of == purchase.Id.ToString() && amount == returned.AmountMinor);
    }

    private sealed record Bought(PurchaseId Id, ContactId? Contact, long AmountMinor, string Currency, long ReturnedMinor);
}
