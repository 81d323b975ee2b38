using System.Collections.Immutable;
using System.Text.RegularExpressions;
using EngageBot.Businesses;
using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Model;
using EngageBot.Dialogs.Values;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>A message somebody of the staff writes in chat becomes a broadcast's words in one language; what hangs on it and lines like
/// <c>[Label](https://…)</c> at its end become media and buttons.</summary>
[DialogAction("broadcast.write", Repeatable = true)]
internal sealed partial class WriteBroadcast(BroadcastDesk desk) : IDialogAction<WriteBroadcast.Input, WriteBroadcast.Output>
{
    private const int NameMax = 39;

    /// <param name="Broadcast">Absent for a new one.</param>
    /// <param name="Wording">Another way of saying it, to be tried against those there are.</param>
    public sealed record Input(string Words, [DialogType(TypeKind.Choice, Members = ["en", "ru", "sq"])] string Language, [DialogType(TypeKind.Ref)] string? Broadcast, bool? Wording);

    /// <param name="Problem">What is wrong with it, for whoever wrote it.</param>
    public sealed record Output(bool Ok, [DialogType(TypeKind.Ref)] string Broadcast, string Problem);

    public ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context) => new(new ActionResult<Output>.Done(Run(input, context)));

    private Output Run(Input input, ActionContext context)
    {
        if (StaffRows.ActorInChat(context.Scope, context.ChatId, context.Now) is not { } actor) return new(false, "", "");
        var (words, buttons) = Split(input.Words, input.Language);
        if (BroadcastChat.Find(context, input.Broadcast) is not { } known)
        {
            var variant = new BroadcastVariant(ImmutableSortedDictionary<string, string>.Empty.Add(input.Language, words), buttons, MediaOf(context));
            return Answer(desk.Create(context.Scope, actor, context.BusinessId, new(NameOf(words), Purpose.Marketing, new([variant]), BroadcastCheck.Everybody), context.Now), "");
        }
        var content = BroadcastContentJson.Read(known.Content);
        if (input.Wording is true)
        {
            var other = new BroadcastVariant(ImmutableSortedDictionary<string, string>.Empty.Add(input.Language, BroadcastShape.WithVoucher(words, known.Reward)), buttons, MediaOf(context));
            return Rewrite(known, content with { Variants = content.Variants.Add(other) });
        }
        // Languages are added to the wording that was written last.
        var last = content.Variants[^1];
        var labels = last.Buttons.Length == buttons.Length
            ? [.. last.Buttons.Zip(buttons, (old, added) => old with { Label = old.Label.SetItem(input.Language, added.Label[input.Language]) })]
            : last.Buttons.IsEmpty ? buttons : last.Buttons;
        var changed = last with { Text = last.Text.SetItem(input.Language, BroadcastShape.WithVoucher(words, known.Reward)), Buttons = labels, Media = MediaOf(context) ?? last.Media };
        return Rewrite(known, content with { Variants = content.Variants.SetItem(content.Variants.Length - 1, changed) });

        Output Rewrite(Broadcast broadcast, BroadcastContent anew) =>
            Answer(desk.Rewrite(context.Scope, actor, context.BusinessId, broadcast.Id, BroadcastChat.DraftOf(broadcast, anew), context.Now), input.Broadcast!);
    }

    private static Output Answer(BroadcastOutcome outcome, string broadcast) => outcome switch
    {
        BroadcastOutcome.Done done => new(true, BroadcastNews.Id(done.Broadcast), ""),
        BroadcastOutcome.Invalid invalid => new(false, broadcast, string.Join('\n', invalid.Errors.Select(e => e.Message))),
        _ => new(false, broadcast, ""),
    };

    private static string NameOf(string words)
    {
        var line = words.Split('\n')[0].Replace("*", "", StringComparison.Ordinal).Trim();
        return WholeText.Shorten(line, NameMax);
    }

    /// <summary>The picture or file of the message under which the words stood.</summary>
    private static BroadcastMedia? MediaOf(ActionContext context) =>
        Inbox.ContentOf(context.Scope, context.InboxId) switch
        {
            InboundContent.SharedPhoto photo => new("picture", photo.FileId),
            InboundContent.SharedFile file => new("document", file.FileId),
            _ => null,
        };

    private static (string Words, ImmutableArray<BroadcastButton> Buttons) Split(string text, string language)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd().Split('\n').ToList();
        var buttons = new List<BroadcastButton>();
        while (lines.Count > 1 && ButtonLine().Match(lines[^1].Trim()) is { Success: true } line)
        {
            var label = ImmutableSortedDictionary<string, string>.Empty.Add(language, line.Groups[1].Value.Trim());
            var target = line.Groups[2].Value;
            buttons.Insert(0, target.StartsWith('/') ? new(label, Dialog: target[1..]) : new(label, Link: target));
            lines.RemoveAt(lines.Count - 1);
        }
        return (string.Join('\n', lines).TrimEnd(), [.. buttons]);
    }

    [GeneratedRegex(@"^\[([^\]]{1,60})\]\((https?://\S{1,500}|/[a-z_]{1,60})\)$", RegexOptions.NonBacktracking)]
    private static partial Regex ButtonLine();
}

/// <summary>Shows a broadcast in the chat of whoever works on it, as its recipients will read it.</summary>
[DialogAction("broadcast.preview", Repeatable = true)]
internal sealed class PreviewBroadcast(BroadcastPreview preview, BusinessDirectory businesses) : IDialogAction<BroadcastChat.Which, PreviewBroadcast.Output>
{
    /// <param name="Messages">One for each language.</param>
    public sealed record Output(long Messages);

    public async ValueTask<ActionResult<Output>> RunAsync(BroadcastChat.Which input, ActionContext context)
    {
        if (BroadcastChat.ActorOf(context, Permission.SendBroadcasts, Permission.ApproveBroadcasts) is null || BroadcastChat.Find(context, input.Broadcast) is not { } broadcast)
            return new ActionResult<Output>.Done(new(0));
        var key = context.Scope.Command("SELECT external_id FROM chats WHERE id = @chat").Set("@chat", context.ChatId).ExecuteScalar() as string;
        var sent = await preview.SendAsync(context.Scope, broadcast, businesses.Of(context.BusinessId), context.ChatId, context.Account.Id, key!, context.Now);
        return new ActionResult<Output>.Done(new(sent));
    }
}

/// <summary>Chooses a broadcast's audience and counts it; outside the turn, for an audience may be everybody.</summary>
[DialogAction("broadcast.aim", Errors = [IOutboxAction<AimBroadcast.Input, AimBroadcast.Output>.Unavailable])]
internal sealed class AimBroadcast(IStore store, BroadcastDesk desk, BroadcastCount counts, TimeProvider clock) : IOutboxAction<AimBroadcast.Input, AimBroadcast.Output>
{
    /// <param name="Value">What it gives its readers.</param>
    public sealed record Input(
        [DialogType(TypeKind.Ref)] string Broadcast, [DialogType(TypeKind.Ref)] string Segment,
        [DialogType(TypeKind.Choice, Members = ["new_product", "promotion", "service", "seminar", "event", "advice", "notice"])] string Value);

    /// <param name="Reachable">May be written to now, of those who were looked at.</param>
    public sealed record Output(bool Ok, long People, long Reachable, long Later, long LeftOut);

    public async ValueTask<ActionResult<Output>> RunAsync(Input input, OutboxActionContext context, CancellationToken cancellation)
    {
        var aimed = await store.WriteAsync(scope => ValueTask.FromResult(Aim(scope, input, context)), cancellation);
        if (aimed is not var (actor, id)) return new ActionResult<Output>.Done(new(false, 0, 0, 0, 0));
        var (count, _) = await counts.RunAsync(actor, context.BusinessId, id, cancellation);
        return new ActionResult<Output>.Done(count is null ? new(false, 0, 0, 0, 0) : new(true, count.People, count.Reachable, count.Later.Values.Sum(), count.LeftOut.Values.Sum()));
    }

    private (Actor Actor, long Id)? Aim(WriteScope scope, Input input, OutboxActionContext context)
    {
        var staff = ((RowSource)scope).Query<StaffId?>(
            "SELECT c.staff_id FROM chats h JOIN staff_chats c ON c.chat_id = h.id WHERE h.contact_id = @contact ORDER BY h.id DESC LIMIT 1",
            command => command.Set("@contact", context.ContactId.ToString()), row => row.Read() ? new StaffId(Guid.Parse(row.GetString(0))) : null);
        if (staff is not { } person || StaffRows.ActorOf(scope, person, clock.GetUtcNow()) is not { } actor) return null;
        if (!BroadcastChat.IdOf(input.Broadcast, out var id) || BroadcastRows.Find(scope, context.BusinessId, id) is not { } broadcast) return null;
        var segment = input.Segment == BroadcastChat.EverybodyKey ? BroadcastCheck.Everybody : input.Segment;
        var content = BroadcastContentJson.Read(broadcast.Content) with { Value = BroadcastValues.Of(input.Value) };
        var draft = BroadcastChat.DraftOf(broadcast, content) with { Audience = segment };
        return desk.Rewrite(scope, actor, context.BusinessId, id, draft, clock.GetUtcNow()) is BroadcastOutcome.Done ? (actor, id) : null;
    }
}
