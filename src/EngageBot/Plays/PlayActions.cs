using System.Globalization;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Rewards;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Gives what a play promises: once for its occasion, however often the dialog gets there, and on the play's account.</summary>
[DialogAction("play.gift", Repeatable = true, Errors = ["unavailable"])]
internal sealed class GiveOfPlay(Vouchers vouchers) : IDialogAction<GiveOfPlay.Input, GiveOfPlay.Output>
{
    /// <param name="Run">The play's: <c>with: {run: play.run}</c>.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string Run, [DialogType(TypeKind.Ref)] string Reward);

    /// <param name="Code">As it is shown at the till.</param>
    /// <param name="Until">The last day on which it is good.</param>
    public sealed record Output(string Title, string Code, DateOnly Until);

    public async ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        if (!long.TryParse(input.Run, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            || PlayRunRows.Of(context.Scope, context.BusinessId, context.ContactId, id) is not var (play, occasion)) return new ActionResult<Output>.Failed("unavailable");
        var order = new VoucherOrder(context.BusinessId, context.ContactId, input.Reward, $"play:{play}:{occasion}", PlayInForce.SourceOf(play)) { Announced = false };
        switch (await vouchers.IssueAsync(context.Scope, new Actor.System(PlayInForce.SourceOf(play)), order, context.Now))
        {
            case IssueOutcome.Issued issued:
                PlayRunRows.Cost(context.Scope, id, issued.Offer.Rules.Price?.Points ?? 0);
                return Done(issued.Voucher, issued.Offer, context);
            case IssueOutcome.AlreadyIssued known:
                return Done(known.Voucher, RewardOffer.Of(context.Scope, known.Voucher), context);
            default:
                return new ActionResult<Output>.Failed("unavailable");
        }
    }

    private static ActionResult<Output> Done(Voucher voucher, RewardOffer offer, ActionContext context) => new ActionResult<Output>.Done(
        new(offer.Rules.NameIn(context.Language), VoucherCode.Show(voucher.Code), Vouchers.SpanOf(voucher).LastDay(offer.Zone)));
}

/// <summary>Keeps why somebody stays away: one main reason a talk, in their own choice and words.</summary>
[DialogAction("leaving.record", Repeatable = true)]
internal sealed class RecordLeaving : IDialogAction<RecordLeaving.Input, Nothing>
{
    private const int WordsMax = 500;

    /// <param name="Reason">The word of the dialog's choice.</param>
    /// <param name="Words">The customer's own, if they added any.</param>
    /// <param name="Run">The play's run, where one began the talk.</param>
    public sealed record Input(string Reason, string? Words, [DialogType(TypeKind.Ref)] string? Run);

    public ValueTask<ActionResult<Nothing>> RunAsync(Input input, ActionContext context)
    {
        var words = input.Words is null ? null : WholeText.Cut(input.Words, WordsMax);
        context.Scope.Command("""
            INSERT INTO leaving_reasons (business_id, contact_id, source, reason, words, said_at) VALUES (@business, @contact, @source, @reason, @words, @now)
            ON CONFLICT (contact_id, source) DO UPDATE SET reason = excluded.reason, words = COALESCE(excluded.words, leaving_reasons.words), said_at = excluded.said_at
            """)
            .Set("@business", context.BusinessId.ToString()).Set("@contact", context.ContactId.ToString()).Set("@source", input.Run is null ? $"chat:{context.ChatId}" : $"play:{input.Run}")
            .Set("@reason", input.Reason).Set("@words", words).Set("@now", context.Now).ExecuteNonQuery();
        return new(Nothing.Done);
    }
}
