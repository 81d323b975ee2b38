using System.Collections.Immutable;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Deeds;

/// <summary>A bonus for something else than money.</summary>
/// <param name="Cause">What it is for: <c>referral</c>, <c>achievement:five_visits</c>.</param>
/// <param name="Reference">Unique in the business: the same one again gives nothing.</param>
/// <param name="RuleVersion">Of the rules that promise it.</param>
internal sealed record BonusOrder(
    BusinessId Business, ContactId Contact, BonusRule Bonus, string Cause, string Reference, int RuleVersion, DateTimeOffset Now)
{
    /// <summary>What the customer is told it is for, by language: an achievement's name, a raffle's.</summary>
    public ImmutableSortedDictionary<string, string>? Name { get; init; }
}

/// <summary>The one way in which deeds are paid: points and voucher now, and a word to the customer in the same commit.</summary>
internal sealed class Bonuses(Occasions occasions, Vouchers vouchers)
{
    /// <summary>What dialogs hear of it; the occasion is the bonus's reference.</summary>
    public const string Event = "bonus.given";

    /// <summary>What a bonus can be for, as dialogs call it.</summary>
    public static ImmutableArray<string> Causes { get; } = ["achievement", "event", "hand_in", "raffle", "referral", "referred", "review", "surprise"];

    /// <summary>Gives a bonus and tells its owner; once only for a reference.</summary>
    /// <returns>The points; 0 if they were given before, or there are none.</returns>
    public async ValueTask<long> GiveAsync(WriteScope scope, BonusOrder order)
    {
        PointsLedger.Lock(scope, order.Business);
        // Its own words go with it. A reward that is used up is nobody's fault here: the points come all the same.
        if (order.Bonus.Voucher is { } reward)
            await vouchers.IssueAsync(scope, order.Business, order.Contact, reward, order.Reference, order.Cause, order.Now);
        if (order.Bonus.Points == 0) return 0;
        var rules = Programmes.At(scope, order.Business, order.Now).Rules;
        var (_, zone) = RecordPurchase.Home(scope, order.Business);
        var outcome = new PointsLedger(scope).Post(new(order.Business, order.Contact, order.Bonus.Points, TransferReason.Bonus, order.Reference, order.Now)
        {
            ExpiresAt = EarnRules.ExpiresAt(rules.Expiry, order.Now, zone), Cause = order.Cause, RuleVersion = order.RuleVersion,
        });
        if (outcome is not PostOutcome.Posted) return 0;
        await occasions.TellAsync(scope, order.Contact, Event, $"bonus:{order.Reference}", Occasions.Data(
            ("cause", new Value.Text(order.Cause.Split(':')[0])), ("id", new Value.Text(order.Reference)),
            ("name", new Value.Text(order.Name is { } name ? InLanguage.Of(name, Speech.LanguageOf(scope, order.Contact)) : "")), ("points", new Value.Int(order.Bonus.Points))));
        return order.Bonus.Points;
    }

    /// <summary>Takes a bonus back: points that are spent are owed, what has run out is gone, a voucher that was used stays used. Once only.</summary>
    /// <returns>The points taken.</returns>
    public static long TakeBack(WriteScope scope, BonusOrder order, string why)
    {
        PointsLedger.Lock(scope, order.Business);
        if (order.Bonus.Voucher is { } reward && VoucherRows.ByOccasion(scope, order.Contact, reward, order.Reference) is { } voucher)
            Vouchers.Cancel(scope, new Actor.System("bonus"), order.Business, voucher.Id, why, order.Now);
        if (new LedgerRows(scope).Find(order.Business, order.Reference) is not var (transfer, _)) return 0;
        var ledger = new PointsLedger(scope);
        ledger.Settle(order.Business, order.Contact, order.Now);
        var given = LedgerOriginals.Read(scope, order.Business, transfer)!;
        if (given.OpenPoints == 0) return 0;
        var outcome = ledger.TakeBack(new(order.Business, order.Contact, transfer, given.OpenPoints, TransferReason.Reversal, $"{order.Reference}:back", order.Now)
        {
            Cause = order.Cause, Note = why,
        });
        return outcome is PostOutcome.Posted ? given.OpenPoints : 0;
    }
}
