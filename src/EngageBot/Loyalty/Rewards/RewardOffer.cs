using System.Collections.Immutable;
using System.Diagnostics;
using EngageBot.Businesses.Rules;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Rewards;

/// <summary>A reward of a business in one of its versions.</summary>
/// <param name="Zone">Where the business's days begin and end.</param>
internal sealed record RewardOffer(BusinessId Business, string Key, int Version, RewardRules Rules, TimeZoneInfo Zone)
{
    /// <summary>As it is offered now.</summary>
    /// <returns><see langword="null"/> if there is no such reward, or it was withdrawn.</returns>
    public static RewardOffer? At(RowSource source, BusinessId business, string key, DateTimeOffset now) =>
        RuleBook.At(source, business, RewardRules.Kind, key, now) is { } rule ? new(business, key, rule.Version, rule.Rules, RecordPurchase.Home(source, business).Zone) : null;

    /// <summary>Everything offered now, by key.</summary>
    public static ImmutableArray<RewardOffer> All(RowSource source, BusinessId business, DateTimeOffset now)
    {
        var rules = RuleBook.All(source, business, RewardRules.Kind, now);
        if (rules.IsEmpty) return [];
        var (_, zone) = RecordPurchase.Home(source, business);
        return [.. rules.Select(rule => new RewardOffer(business, rule.Key, rule.Version, rule.Rules, zone))];
    }

    /// <summary>As it was promised by a voucher, whatever is offered now.</summary>
    public static RewardOffer Of(RowSource source, Voucher voucher) =>
        RuleBook.Of(source, voucher.BusinessId, RewardRules.Kind, voucher.Reward, voucher.RewardVersion) is { } rule
            ? new(voucher.BusinessId, rule.Key, rule.Version, rule.Rules, RecordPurchase.Home(source, voucher.BusinessId).Zone)
            : throw new UnreachableException($"Voucher {voucher.Id} was issued under a version that is not there.");
}
