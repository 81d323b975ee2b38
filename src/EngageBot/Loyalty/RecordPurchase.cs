using System.Collections.Immutable;
using System.Diagnostics;
using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Coalitions;
using EngageBot.Loyalty.Earning;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>A receipt of a member, paid.</summary>
/// <param name="AmountMinor">What was paid in money; what was paid with points is not in it and earns nothing. Zero only if points paid for everything.</param>
internal sealed record NewPurchase(BusinessId Business, ShopId Shop, string Receipt, ContactId Contact, long AmountMinor, string Currency, DateTimeOffset BoughtAt)
{
    /// <summary>What another system gave for it already; <see langword="null"/> for what the rules give.</summary>
    public long? GivenPoints { get; init; }

    /// <summary>Told to the member's chats; history that is imported is not.</summary>
    public bool Announced { get; init; } = true;

    /// <summary>The part that was paid with points, as money; it earns nothing.</summary>
    public long PointsPaidMinor { get; init; }

    /// <summary>Of both together, what delivery cost.</summary>
    public long DeliveryMinor { get; init; }

    /// <summary>What a discount took off before.</summary>
    public long DiscountMinor { get; init; }

    /// <summary>How far it went, in the programme's unit of distance.</summary>
    public long Distance { get; init; }

    /// <summary>The receipt's lines; with <see cref="DeliveryMinor"/> they make up what was paid in money and points. Empty where the till does not say.</summary>
    public ImmutableArray<ReceiptItem> Items { get; init; } = [];

    /// <summary>The number of the card that was shown; a partner's behind its issuer: <c>bank:5123</c>.</summary>
    public string? Card { get; init; }

    /// <summary>As rules see it.</summary>
    public Receipt ToReceipt(string shop) => new(AmountMinor, BoughtAt, shop)
    {
        PointsPaidMinor = PointsPaidMinor, DeliveryMinor = DeliveryMinor, Distance = Distance, Items = Items,
        Issuer = Card?.Split(':') is [var issuer, _] ? issuer : null,
    };
}

/// <summary>How recording ended.</summary>
internal abstract record PurchaseOutcome
{
    private PurchaseOutcome() { }

    /// <param name="UsableFrom"><see langword="null"/> for at once.</param>
    public sealed record Recorded(PurchaseId Id, long Points, DateTimeOffset? UsableFrom) : PurchaseOutcome
    {
        /// <summary>What every programme gave and why, the first programme before the others.</summary>
        public ImmutableArray<Earned> Earned { get; init; } = [];
    }

    /// <summary>The shop has that receipt; nothing was written.</summary>
    /// <param name="Same">With the same member, amount and currency.</param>
    public sealed record AlreadyRecorded(PurchaseId Id, long Points, DateTimeOffset? UsableFrom, bool Same) : PurchaseOutcome;

    public sealed record WrongCurrency(string Expected) : PurchaseOutcome;

    /// <summary>The shop was shut down before it was bought.</summary>
    public sealed record ShopClosed : PurchaseOutcome;

    /// <summary>Whoever asked may not; nothing but the refusal was written.</summary>
    public sealed record Denied(Denial Why) : PurchaseOutcome;
}

/// <summary>A purchase, its points, what it sets in motion and the word to the member's chats: one commit.</summary>
internal sealed class RecordPurchase(Occasions occasions, IEnumerable<IPurchaseConsequence> consequences)
{
    /// <summary>What dialogs hear of it.</summary>
    public const string Event = "purchase.recorded";

    public async ValueTask<PurchaseOutcome> RecordAsync(WriteScope scope, Actor actor, NewPurchase purchase, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.RecordPurchase, purchase.Business, purchase.Shop, purchase.Contact), now) is { } denial) return new PurchaseOutcome.Denied(denial);
        PointsLedger.Lock(scope, purchase.Business);
        var (currency, zone) = Home(scope, purchase.Business);
        if (purchase.Currency != currency) return new PurchaseOutcome.WrongCurrency(currency);
        if (ShopDoor.IsClosed(scope, purchase.Shop, purchase.BoughtAt)) return new PurchaseOutcome.ShopClosed();
        var id = PurchaseId.New(now);
        if (!Insert(scope, id, purchase, now)) return Known(scope, purchase);
        var earned = EarnPurchase.Post(scope, id, purchase, zone, now);
        var main = earned.FirstOrDefault(e => e.Programme.Key == Programmes.Points);
        var (points, unlocksAt) = (main?.Points ?? 0, main?.UsableFrom);
        foreach (var consequence in consequences) await consequence.PurchasedAsync(scope, new(id, purchase, points, actor, now));
        if (purchase.Announced)
            // The id is the occasion: the same purchase starts nothing twice.
            await occasions.TellAsync(scope, purchase.Contact, Event, $"purchase:{id}", Occasions.Data(
                ("id", new Value.Text(id.ToString())), ("points", new Value.Int(points)), ("pending", new Value.Bool(unlocksAt is not null)), ("gains", Gains(scope, id, earned))));
        await StandingChanges.AfterPurchaseAsync(scope, occasions, actor, id, purchase, earned, zone, now);
        return new PurchaseOutcome.Recorded(id, points, unlocksAt) { Earned = earned };
    }

    /// <summary>What each programme gave and what the coalition's wallet got, so that each is named in its own unit.</summary>
    private static Value.List Gains(RowSource source, PurchaseId id, ImmutableArray<Earned> earned)
    {
        var gains = earned.Select(e => (Wallet: e.Programme.Key, e.Points, Pending: e.UsableFrom is not null));
        if (CoalitionReceipts.Of(source, id) is { } shared) gains = gains.Append((shared.Coalition, shared.Points, Pending: false));
        return new([.. gains.Where(gain => gain.Points > 0).Select(gain => (Value)Value.Record.Of(
            ("wallet", new Value.Text(gain.Wallet)), ("points", new Value.Int(gain.Points)), ("pending", new Value.Bool(gain.Pending))))]);
    }

    private static bool Insert(WriteScope scope, PurchaseId id, NewPurchase purchase, DateTimeOffset now)
    {
        var added = scope.Command("""
            INSERT INTO purchases (id, business_id, shop_id, receipt, contact_id, amount_minor, points_paid_minor, delivery_minor, discount_minor, distance, card, currency, bought_at, recorded_at)
            VALUES (@id, @business, @shop, @receipt, @contact, @amount, @points, @delivery, @discount, @distance, @card, @currency, @bought, @now) ON CONFLICT DO NOTHING
            """)
            .Set("@id", id.ToString()).Set("@business", purchase.Business.ToString()).Set("@shop", purchase.Shop.ToString()).Set("@receipt", purchase.Receipt)
            .Set("@contact", purchase.Contact.ToString()).Set("@amount", purchase.AmountMinor).Set("@points", purchase.PointsPaidMinor)
            .Set("@delivery", purchase.DeliveryMinor).Set("@discount", purchase.DiscountMinor).Set("@distance", purchase.Distance).Set("@card", purchase.Card)
            .Set("@currency", purchase.Currency).Set("@bought", purchase.BoughtAt).Set("@now", now).ExecuteNonQuery() == 1;
        if (!added) return false;
        foreach (var (item, position) in purchase.Items.Select((item, position) => (item, position)))
            scope.Command("""
                INSERT INTO purchase_items (purchase_id, position, sku, category, amount_minor, quantity) VALUES (@purchase, @position, @sku, @category, @amount, @quantity)
                """)
                .Set("@purchase", id.ToString()).Set("@position", (long)position).Set("@sku", item.Sku).Set("@category", item.Category)
                .Set("@amount", item.AmountMinor).Set("@quantity", (long)item.Quantity).ExecuteNonQuery();
        return true;
    }

    private static PurchaseOutcome.AlreadyRecorded Known(RowSource source, NewPurchase purchase) =>
        source.Query(
            """
            SELECT p.id, p.contact_id, p.amount_minor, p.currency, t.amount_points, (SELECT MAX(b.unlocks_at) FROM batches b WHERE b.transfer_id = t.id)
            FROM purchases p LEFT JOIN transfers t ON t.business_id = p.business_id AND t.reference = 'purchase:' || p.id
            WHERE p.shop_id = @shop AND p.receipt = @receipt
            """,
            command => command.Set("@shop", purchase.Shop.ToString()).Set("@receipt", purchase.Receipt),
            row => row.Read()
                ? new PurchaseOutcome.AlreadyRecorded(new(Guid.Parse(row.GetString(0))), row.NumberAt(4) ?? 0, row.InstantOrNullAt(5),
                    row.TextAt(1) == purchase.Contact.ToString() && row.GetInt64(2) == purchase.AmountMinor && row.GetString(3) == purchase.Currency)
                : throw new UnreachableException("A receipt was there and is not."));

    internal static (string Currency, TimeZoneInfo Zone) Home(RowSource source, BusinessId business) =>
        source.Query(
            "SELECT currency, zone FROM businesses WHERE id = @business",
            command => command.Set("@business", business.ToString()),
            row => row.Read() ? (row.GetString(0), TimeZoneInfo.FindSystemTimeZoneById(row.GetString(1))) : throw new UnreachableException($"No business {business}."));
}
