using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Loyalty.Deeds;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Referrals;

/// <summary>Members bring friends: from the link to the bonus, and back when the purchase comes back.</summary>
/// <remarks>The rules of the day on which the friend came decide: what a link promised stays promised.</remarks>
internal sealed class ReferralBook(Bonuses bonuses) : IPurchaseConsequence
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Somebody followed a member's link.</summary>
    /// <param name="source">The link's tag, or the channel.</param>
    public static ArrivalOutcome Arrive(WriteScope scope, BusinessId business, ContactId invited, string code, string source, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        if (ReferralCodes.OwnerOf(scope, business, code) is not { } referrer) return new ArrivalOutcome.Refused("unknown_code");
        if (referrer == invited) return new ArrivalOutcome.Refused("own_code");
        if (ReferralRules.At(scope, business, now) is null) return new ArrivalOutcome.Refused("not_offered");
        if (ReferralRows.IsCustomer(scope, invited)) return new ArrivalOutcome.Refused("existing_customer");
        if (ReferralRows.LeadsTo(scope, referrer, invited)) return new ArrivalOutcome.Refused("loop");
        return ReferralRows.Insert(scope, business, referrer, invited, source, now)
            ? new ArrivalOutcome.Invited(referrer)
            : new ArrivalOutcome.Refused("invited_before");
    }

    /// <summary>Somebody became a member; call in the same commit.</summary>
    public async ValueTask JoinedAsync(WriteScope scope, BusinessId business, ContactId contact, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        if (ReferralRows.OfInvited(scope, contact) is not { State: ReferralState.Invited } referral) return;
        if (ReferralRules.At(scope, business, referral.CameAt) is not { Rules.PaysOn: ReferralPays.Register } rule) return;
        await SettleAsync(scope, business, referral, rule, null, now);
    }

    /// <inheritdoc/>
    public async ValueTask PurchasedAsync(WriteScope scope, RecordedPurchase purchase)
    {
        var bought = purchase.Purchase;
        if (ReferralRows.OfInvited(scope, bought.Contact) is not { } referral) return;
        if (ReferralRules.At(scope, bought.Business, referral.CameAt) is not { } rule) return;
        var counts = referral.State switch
        {
            ReferralState.Invited or ReferralState.Reversed => true,
            ReferralState.Paid => rule.Rules.PaysOn is ReferralPays.EveryPurchase && referral.PaidTimes < rule.Rules.PurchasesMax,
            _ => false,
        };
        if (!counts || rule.Rules.PaysOn is ReferralPays.Register) return;
        // A receipt from before the link: the friend was a customer already.
        if (bought.BoughtAt < referral.CameAt)
        {
            if (referral.State is ReferralState.Invited) ReferralRows.Move(scope, referral.Id, ReferralState.Refused, "existing_customer", null, null);
            return;
        }
        if (bought.AmountMinor < rule.Rules.MinPurchaseMinor) return;
        await SettleAsync(scope, bought.Business, referral, rule, purchase.Id, purchase.Now);
    }

    /// <inheritdoc/>
    public ValueTask ReturnedAsync(WriteScope scope, RecordedReturn returned)
    {
        if (ReferralRows.OfInvited(scope, returned.Contact) is not { State: ReferralState.Paid or ReferralState.Held } referral) return default;
        var business = returned.Return.Business;
        if (ReferralRules.At(scope, business, referral.CameAt) is not { } rule) return default;
        if (returned.PurchaseMinor - returned.ReturnedMinor >= rule.Rules.MinPurchaseMinor) return default;
        var taken = ToReferrer(business, referral, rule, returned.PurchaseId, returned.Now) is { } own ? Bonuses.TakeBack(scope, own, "the friend's purchase came back") : 0;
        if (ToFriend(business, referral, rule, returned.PurchaseId, returned.Now) is { } friends) Bonuses.TakeBack(scope, friends, "the purchase came back");
        if (referral.State is ReferralState.Paid) ReferralRows.Brought(scope, referral.Id, -taken, -1);
        if (referral.Purchase == returned.PurchaseId) ReferralRows.Move(scope, referral.Id, ReferralState.Reversed, null, null, referral.SettledAt);
        return default;
    }

    /// <summary>A person found a held referral in order: it is paid.</summary>
    /// <param name="because">Their reason.</param>
    public async ValueTask<DecisionOutcome> ReleaseAsync(WriteScope scope, Actor actor, BusinessId business, long id, string because, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        if (Deny(scope, actor, business, id, now, out var referral) is { } no) return no;
        if (ReferralRules.At(scope, business, referral.CameAt) is not { } rule) return new DecisionOutcome.Unknown();
        ReferralRows.Decided(scope, id, actor.Name, because);
        return new DecisionOutcome.Released(await PayAsync(scope, business, referral, rule, referral.Purchase, now));
    }

    /// <summary>A person found a held referral not in order: nothing is paid, now or later.</summary>
    /// <param name="because">Their reason.</param>
    public static DecisionOutcome Refuse(WriteScope scope, Actor actor, BusinessId business, long id, string because, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        if (Deny(scope, actor, business, id, now, out var referral) is { } no) return no;
        ReferralRows.Decided(scope, id, actor.Name, because);
        ReferralRows.Move(scope, id, ReferralState.Refused, referral.Why, referral.Purchase, referral.SettledAt);
        return new DecisionOutcome.Refused();
    }

    private static DecisionOutcome? Deny(WriteScope scope, Actor actor, BusinessId business, long id, DateTimeOffset now, out ReferralRow referral)
    {
        referral = ReferralRows.ById(scope, business, id)!;
        // Whoever is the referrer themselves does not decide.
        if (Refusals.Check(scope, actor, new(Permission.AdjustPoints, business, Member: referral?.Referrer), now) is { } denial) return new DecisionOutcome.Denied(denial);
        if (referral is null) return new DecisionOutcome.Unknown();
        return referral.State is ReferralState.Held ? null : new DecisionOutcome.NotHeld(referral.State);
    }

    private async ValueTask SettleAsync(WriteScope scope, BusinessId business, ReferralRow referral, RuleInForce<ReferralRules> rule, PurchaseId? purchase, DateTimeOffset now)
    {
        if (now > referral.CameAt.AddDays(rule.Rules.WithinDays)) return;
        // The second and later purchases of a friend were judged with the first one.
        var odd = referral.State is ReferralState.Paid ? null : Suspicion(scope, business, referral, rule.Rules, now);
        if (odd is null) await PayAsync(scope, business, referral, rule, purchase, now);
        else ReferralRows.Move(scope, referral.Id, ReferralState.Held, odd, purchase, now);
    }

    private static string? Suspicion(WriteScope scope, BusinessId business, ReferralRow referral, ReferralRules rules, DateTimeOffset now)
    {
        if (ReferralRows.LookLikeOne(scope, referral.Referrer, referral.Invited)) return "same_person";
        if (ReferralRows.SettledByReferrer(scope, referral.Referrer, now - Week) >= rules.PerReferrerPerWeek) return "velocity";
        if (rules.PerSourcePerWeek > 0 && ReferralRows.SettledBySource(scope, business, referral.Source, now - Week) >= rules.PerSourcePerWeek) return "source_velocity";
        return null;
    }

    private async ValueTask<long> PayAsync(WriteScope scope, BusinessId business, ReferralRow referral, RuleInForce<ReferralRules> rule, PurchaseId? purchase, DateTimeOffset now)
    {
        var (brought, welcome) = (0L, 0L);
        // Whoever left the programme gets nothing any more.
        if (ToReferrer(business, referral, rule, purchase, now) is { } own && People.IsMember(scope, referral.Referrer)) brought = await bonuses.GiveAsync(scope, own);
        if (referral.State is not ReferralState.Paid && ToFriend(business, referral, rule, purchase, now) is { } friends && People.IsMember(scope, referral.Invited))
            welcome = await bonuses.GiveAsync(scope, friends);
        ReferralRows.Move(scope, referral.Id, ReferralState.Paid, null, referral.State is ReferralState.Paid ? referral.Purchase : purchase, referral.State is ReferralState.Paid ? referral.SettledAt : now);
        ReferralRows.Brought(scope, referral.Id, brought, 1);
        return brought + welcome;
    }

    private static BonusOrder? ToReferrer(BusinessId business, ReferralRow referral, RuleInForce<ReferralRules> rule, PurchaseId? purchase, DateTimeOffset now) =>
        rule.Rules.Referrer is { } bonus
            ? new(business, referral.Referrer, bonus, "referral", $"referral:{referral.Id}:{On(purchase)}:referrer", rule.Version, now)
            : null;

    private static BonusOrder? ToFriend(BusinessId business, ReferralRow referral, RuleInForce<ReferralRules> rule, PurchaseId? purchase, DateTimeOffset now) =>
        rule.Rules.Referred is { } bonus
            ? new(business, referral.Invited, bonus, "referred", $"referral:{referral.Id}:{On(purchase)}:referred", rule.Version, now)
            : null;

    private static string On(PurchaseId? purchase) => purchase?.ToString() ?? "joined";
}
