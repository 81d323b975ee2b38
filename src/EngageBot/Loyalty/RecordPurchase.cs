using System.Diagnostics;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty;

/// <summary>A receipt of a member, paid.</summary>
/// <param name="AmountMinor">What was paid in money; what was paid with points is not in it and earns nothing.</param>
internal sealed record NewPurchase(BusinessId Business, ShopId Shop, string Receipt, ContactId Contact, long AmountMinor, string Currency, DateTimeOffset BoughtAt)
{
    /// <summary>What another system gave for it already; <see langword="null"/> for what the rules give.</summary>
    public long? GivenPoints { get; init; }

    /// <summary>Told to the member's chats; history that is imported is not.</summary>
    public bool Announced { get; init; } = true;
}

/// <summary>How recording ended.</summary>
internal abstract record PurchaseOutcome
{
    private PurchaseOutcome() { }

    /// <param name="UsableFrom"><see langword="null"/> for at once.</param>
    public sealed record Recorded(PurchaseId Id, long Points, DateTimeOffset? UsableFrom) : PurchaseOutcome;

    /// <summary>The shop has that receipt; nothing was written.</summary>
    /// <param name="Same">With the same member, amount and currency.</param>
    public sealed record AlreadyRecorded(PurchaseId Id, long Points, DateTimeOffset? UsableFrom, bool Same) : PurchaseOutcome;

    public sealed record WrongCurrency(string Expected) : PurchaseOutcome;

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
        var id = PurchaseId.New(now);
        if (!Insert(scope, id, purchase, now)) return Known(scope, purchase);
        var programme = Programmes.At(scope, purchase.Business, purchase.BoughtAt);
        var unlocksAt = EarnRules.UnlocksAt(programme.Rules, purchase.BoughtAt, zone) is { } at && at > now ? at : (DateTimeOffset?)null;
        var points = Earn(scope, id, purchase, programme, zone, unlocksAt);
        foreach (var consequence in consequences) await consequence.PurchasedAsync(scope, new(id, purchase, points, actor, now));
        if (purchase.Announced)
            // The id is the occasion: the same purchase starts nothing twice.
            await occasions.TellAsync(scope, purchase.Contact, Event, $"purchase:{id}", Occasions.Data(
                ("id", new Value.Text(id.ToString())), ("points", new Value.Int(points)), ("pending", new Value.Bool(unlocksAt is not null))));
        return new PurchaseOutcome.Recorded(id, points, points == 0 ? null : unlocksAt);
    }

    private static bool Insert(WriteScope scope, PurchaseId id, NewPurchase purchase, DateTimeOffset now) =>
        scope.Command("""
            INSERT INTO purchases (id, business_id, shop_id, receipt, contact_id, amount_minor, currency, bought_at, recorded_at)
            VALUES (@id, @business, @shop, @receipt, @contact, @amount, @currency, @bought, @now) ON CONFLICT DO NOTHING
            """)
            .Set("@id", id.ToString()).Set("@business", purchase.Business.ToString()).Set("@shop", purchase.Shop.ToString()).Set("@receipt", purchase.Receipt)
            .Set("@contact", purchase.Contact.ToString()).Set("@amount", purchase.AmountMinor).Set("@currency", purchase.Currency)
            .Set("@bought", purchase.BoughtAt).Set("@now", now).ExecuteNonQuery() == 1;

    private static long Earn(WriteScope scope, PurchaseId id, NewPurchase purchase, RuleInForce<ProgrammeRules> programme, TimeZoneInfo zone, DateTimeOffset? unlocksAt)
    {
        var (rules, percent) = (programme.Rules, 100);
        if (purchase.GivenPoints is null && !rules.Tiers.IsEmpty)
            percent = Level.Of(rules, BalanceQuery.EarnedPoints(scope, purchase.Contact, purchase.BoughtAt, zone)).MultiplierPercent;
        var points = purchase.GivenPoints ?? EarnRules.PointsFor(rules.Earn, purchase.AmountMinor, percent);
        if (points == 0) return 0;
        var usableFrom = unlocksAt ?? EarnRules.UnlocksAt(rules, purchase.BoughtAt, zone) ?? purchase.BoughtAt;
        var outcome = new PointsLedger(scope).Post(new(purchase.Business, purchase.Contact, points, TransferReason.Purchase, $"purchase:{id}", purchase.BoughtAt)
        {
            UnlocksAt = unlocksAt,
            ExpiresAt = EarnRules.ExpiresAt(rules.Expiry, usableFrom, zone),
            Rule = purchase.GivenPoints is null ? $"{rules.Earn.Points} per {rules.Earn.PerMinor} minor, x{percent}%" : "given",
            RuleVersion = programme.Version,
            PurchaseId = id,
        });
        return outcome is PostOutcome.Posted ? points : throw new UnreachableException("A new purchase had points already.");
    }

    private static PurchaseOutcome.AlreadyRecorded Known(RowSource source, NewPurchase purchase) =>
        source.Query(
            """
            SELECT p.id, p.contact_id, p.amount_minor, p.currency, t.amount_points, b.unlocks_at
            FROM purchases p LEFT JOIN transfers t ON t.purchase_id = p.id AND t.reason = 'Purchase' LEFT JOIN batches b ON b.transfer_id = t.id
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
