using System.Collections.Immutable;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;

namespace EngageBot.Broadcasts;

/// <summary>What hangs on a broadcast besides its words, as a chat sets it.</summary>
internal static class BroadcastShape
{
    /// <summary>Without words, so that it reads the same in every language.</summary>
    private const string VoucherLine = "🎁 *{voucher}* → {until}";

    /// <summary>Words that name the voucher of a broadcast that gives one; where they do not, it stands on a line of its own.</summary>
    public static string WithVoucher(string text, string? reward) =>
        reward is null || BroadcastText.ErrorIn(text) is not null || BroadcastText.Of(text).Names("voucher") ? text : $"{text}\n{VoucherLine}";

    /// <summary>The same words without the lines about a voucher.</summary>
    public static string WithoutVoucher(string text) => string.Join('\n', text.Split('\n')
        .Where(line => !line.Contains("{voucher", StringComparison.Ordinal) && !line.Contains("{until", StringComparison.Ordinal)));
}

/// <summary>Gives every recipient a voucher, or holds some of them back to be compared with.</summary>
[DialogAction("broadcast.shape")]
internal sealed class ShapeBroadcast(BroadcastDesk desk) : IDialogAction<ShapeBroadcast.Input, ShapeBroadcast.Output>
{
    /// <param name="Reward">Of which each gets a voucher; absent for none.</param>
    /// <param name="Held">How many of a hundred get nothing.</param>
    public sealed record Input(
        [DialogType(TypeKind.Ref)] string Broadcast, [DialogType(TypeKind.Choice, Members = ["voucher", "held"])] string What,
        [DialogType(TypeKind.Ref)] string? Reward, [DialogType(TypeKind.Choice, Members = ["nobody", "five", "ten", "twenty"])] string? Held);

    public sealed record Output(bool Ok, string Problem);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) => new(new ActionResult<Output>.Done(Run(input, context)));

    private Output Run(Input input, ActionContext context)
    {
        if (StaffRows.ActorInChat(context.Scope, context.ChatId, context.Now) is not { } actor || BroadcastChat.Find(context, input.Broadcast) is not { } broadcast) return new(false, "");
        var draft = BroadcastChat.DraftOf(broadcast, BroadcastContentJson.Read(broadcast.Content));
        draft = input.What == "voucher" ? WithReward(draft, input.Reward)
            : draft with { HoldoutPercent = input.Held switch { "five" => 5, "ten" => 10, "twenty" => 20, _ => 0 } };
        return desk.Rewrite(context.Scope, actor, context.BusinessId, broadcast.Id, draft, context.Now) switch
        {
            BroadcastOutcome.Done => new(true, ""),
            BroadcastOutcome.Invalid invalid => new(false, string.Join('\n', invalid.Errors.Select(e => e.Message))),
            _ => new(false, ""),
        };
    }

    private static BroadcastDraft WithReward(BroadcastDraft draft, string? reward)
    {
        var variants = draft.Content.Variants.Select(variant => variant with
        {
            Text = variant.Text.ToImmutableSortedDictionary(
                text => text.Key, text => reward is null ? BroadcastShape.WithoutVoucher(text.Value) : BroadcastShape.WithVoucher(text.Value, reward), StringComparer.Ordinal),
        });
        return draft with { Reward = reward, Content = draft.Content with { Variants = [.. variants] } };
    }
}
