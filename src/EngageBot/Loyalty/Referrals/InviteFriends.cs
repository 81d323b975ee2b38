using EngageBot.Conversations;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Referrals;

/// <summary>The address that opens a chat of ours with a payload; <see langword="null"/> while the channel has not told its own.</summary>
internal delegate string? ChatAddress(string channel, string payload);

/// <summary>Gives a member their link, and what it has brought so far.</summary>
[DialogAction("referral.invite", Repeatable = true, Errors = ["not_member", "not_offered"])]
internal sealed class InviteFriends(ChatAddress address) : IDialogAction<InviteFriends.Input, InviteFriends.Output>
{
    public sealed record Input;

    /// <param name="Link">Absent where the channel's address is not known: the code alone works everywhere.</param>
    /// <param name="OwnPoints">What a friend brings the member; 0 for nothing.</param>
    /// <param name="FriendPoints">What the friend gets; 0 for nothing.</param>
    /// <param name="On">What of the friend's doing pays: <c>register</c>, <c>first_purchase</c> or <c>every_purchase</c>.</param>
    public sealed record Output(
        string Code, string? Link, long Came, long Joined, long Paid, long BroughtPoints, long OwnPoints, long FriendPoints,
        [DialogType(TypeKind.Choice, Members = ["register", "first_purchase", "every_purchase"])] string On);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) => new(Run(context));

    private ActionResult<Output> Run(ActionContext context)
    {
        if (!People.IsMember(context.Scope, context.ContactId)) return new ActionResult<Output>.Failed("not_member");
        if (ReferralRules.At(context.Scope, context.BusinessId, context.Now) is not { Rules: var rules }) return new ActionResult<Output>.Failed("not_offered");
        var code = ReferralCodes.Of(context.Scope, context.BusinessId, context.ContactId, context.Now);
        var mine = ReferralRows.Of(context.Scope, context.ContactId, code);
        return new ActionResult<Output>.Done(new(
            code, address(context.Account.Channel, ReferralCodes.Prefix + code), mine.Came, mine.Joined, mine.Paid, mine.BroughtPoints,
            rules.Referrer?.Points ?? 0, rules.Referred?.Points ?? 0, SnakeCase.Of(rules.PaysOn.ToString())));
    }
}
