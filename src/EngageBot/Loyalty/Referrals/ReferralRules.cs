using EngageBot.Businesses.Rules;
using EngageBot.Loyalty.Deeds;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Referrals;

/// <summary>What of a friend's doing pays.</summary>
internal enum ReferralPays { Register, FirstPurchase, EveryPurchase }

/// <summary>What bringing a friend gives, and what protects it.</summary>
/// <param name="Referrer">What whoever sent the link gets; nothing if absent.</param>
/// <param name="Referred">What the friend gets, once; nothing if absent.</param>
/// <param name="MinPurchaseMinor">The smallest receipt that counts, in minor units; what is left of it after returns counts.</param>
/// <param name="WithinDays">From following the link to what pays.</param>
/// <param name="PurchasesMax">For <see cref="ReferralPays.EveryPurchase"/>: so many of a friend's purchases pay.</param>
/// <param name="PerReferrerPerWeek">More friends of one member than that in seven days wait for a person's look.</param>
/// <param name="PerSourcePerWeek">The same for all links with one tag, or of one channel; 0 for no such limit.</param>
internal sealed record ReferralRules(
    ReferralPays PaysOn,
    BonusRule? Referrer = null,
    BonusRule? Referred = null,
    long MinPurchaseMinor = 1,
    int WithinDays = 90,
    int PurchasesMax = 10,
    int PerReferrerPerWeek = 5,
    int PerSourcePerWeek = 0)
{
    public static RuleKind<ReferralRules> Kind { get; } = new(
        "referral", "What bringing a friend gives, to whom, and what protects it.", () => DeedsJson.Default.ReferralRules, rules => rules.Errors());

    /// <summary>The referral of an instant: a business has one; of several the first by key.</summary>
    public static RuleInForce<ReferralRules>? At(RowSource source, BusinessId business, DateTimeOffset at) =>
        RuleBook.All(source, business, Kind, at).FirstOrDefault();

    private IEnumerable<RuleError> Errors()
    {
        if (Referrer is null && Referred is null) yield return new("referrer", "or referred is there, or both: somebody gets something.");
        foreach (var error in Referrer?.Errors("referrer") ?? []) yield return error;
        foreach (var error in Referred?.Errors("referred") ?? []) yield return error;
        if (MinPurchaseMinor is < 1 or > 1_000_000_000) yield return new("min_purchase_minor", "is between 1 and 1,000,000,000.");
        if (WithinDays is < 1 or > 730) yield return new("within_days", "is between 1 and 730.");
        if (PurchasesMax is < 1 or > 1_000) yield return new("purchases_max", "is between 1 and 1,000.");
        if (PerReferrerPerWeek is < 1 or > 1_000) yield return new("per_referrer_per_week", "is between 1 and 1,000.");
        if (PerSourcePerWeek is < 0 or > 100_000) yield return new("per_source_per_week", "is between 0 (no limit) and 100,000.");
    }
}
