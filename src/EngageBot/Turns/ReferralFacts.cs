using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Referrals;
using static EngageBot.Turns.FactValues;

namespace EngageBot.Turns;

/// <summary>What the dialogs of somebody who came by a member's link may say of it: <c>invited.*</c>.</summary>
internal static class ReferralFacts
{
    /// <summary>Who sent the link, by the name they gave us, and what comes of it; nothing for everybody else.</summary>
    public static Value.Record Read(FactSource source)
    {
        if (source.Chat.JoinedAt is not null || ReferralRows.OfInvited(source.Scope, source.Chat.ContactId) is not { State: ReferralState.Invited } referral)
            return Record(("friend", new Value.Bool(false)), ("points", new Value.Int(0)));
        var points = ReferralRules.At(source.Scope, source.Page.Business.Id, referral.CameAt)?.Rules.Referred?.Points ?? 0;
        var name = People.NameOf(source.Scope, referral.Referrer);
        return Record(("friend", new Value.Bool(true)), ("by", name is null ? null : new Value.Text(name)), ("points", new Value.Int(points)));
    }
}
