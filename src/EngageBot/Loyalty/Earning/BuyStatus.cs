using EngageBot.Conversations;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>A member pays the fee of a status.</summary>
/// <param name="Reference">The till's number of the sale; unique in the business.</param>
internal sealed record StatusSale(BusinessId Business, ShopId Shop, ContactId Contact, string Programme, string Status, string Reference, long FeeMinor, string Currency);

/// <summary>How the sale ended.</summary>
internal abstract record StatusOutcome
{
    private StatusOutcome() { }

    public sealed record Started(DateTimeOffset EndsAt) : StatusOutcome;

    /// <summary>The same sale was recorded before.</summary>
    public sealed record AlreadyStarted(DateTimeOffset EndsAt) : StatusOutcome;

    /// <summary>It is not for sale: no such status in force, or it only comes with a receipt.</summary>
    public sealed record NotForSale : StatusOutcome;

    public sealed record WrongFee(long ExpectedMinor, string Currency) : StatusOutcome;

    /// <summary>The member holds it; it may be bought again once it is over.</summary>
    public sealed record Held(DateOnly LastDay) : StatusOutcome;

    public sealed record Denied(Denial Why) : StatusOutcome;
}

/// <summary>Sells a status for its term.</summary>
internal sealed class BuyStatus(Occasions occasions)
{
    public async ValueTask<StatusOutcome> BuyAsync(WriteScope scope, Actor actor, StatusSale sale, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.RecordPurchase, sale.Business, sale.Shop, sale.Contact), now) is { } denial) return new StatusOutcome.Denied(denial);
        PointsLedger.Lock(scope, sale.Business);    // two tills must not both sell one term
        var reference = $"sale:{sale.Reference}";
        if (Known(scope, sale, reference) is { } ends) return new StatusOutcome.AlreadyStarted(ends);
        var rules = Programmes.Find(scope, sale.Business, sale.Programme, now)?.Rules;
        if (rules?.Statuses?.FirstOrDefault(s => s.Key == sale.Status) is not { FeeMinor: { } fee } rule) return new StatusOutcome.NotForSale();
        var (currency, zone) = RecordPurchase.Home(scope, sale.Business);
        if (sale.FeeMinor != fee || sale.Currency != currency) return new StatusOutcome.WrongFee(fee, currency);
        if (LevelQuery.Statuses(scope, sale.Contact, sale.Programme, rules, now, zone).FirstOrDefault(s => s.Rule.Key == rule.Key) is { } held) return new StatusOutcome.Held(held.LastDay);
        var until = await StandingChanges.StartAsync(scope, occasions, new(sale.Business, sale.Contact, sale.Programme, rule, reference, actor, now) { FeeMinor = fee }, zone, told: true);
        return new StatusOutcome.Started(until!.Value);
    }

    private static DateTimeOffset? Known(RowSource source, StatusSale sale, string reference) => source.Query(
        "SELECT ends_at FROM member_statuses WHERE business_id = @business AND reference = @reference",
        command => command.Set("@business", sale.Business.ToString()).Set("@reference", reference), row => row.Read() ? row.InstantAt(0) : (DateTimeOffset?)null);
}
