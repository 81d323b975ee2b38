using EngageBot.Conversations.Actions;
using EngageBot.Dialogs.Values;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Lets a broadcast begin, now or at a time of the shop's clock.</summary>
[DialogAction("broadcast.schedule")]
internal sealed class ScheduleBroadcast(BroadcastDesk desk) : IDialogAction<ScheduleBroadcast.Input, ScheduleBroadcast.Output>
{
    /// <param name="At">Absent for now.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string Broadcast, DateTimeOffset? At);

    public sealed record Output([DialogType(TypeKind.Choice, Members = ["begun", "waits", "refused"])] string How);

    public async ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        var outcome = StaffRows.ActorInChat(context.Scope, context.ChatId, context.Now) is { } actor && BroadcastChat.IdOf(input.Broadcast, out var id)
            ? await desk.ScheduleAsync(context.Scope, actor, context.BusinessId, id, input.At, null, context.Now) : new BroadcastOutcome.Unknown();
        return new ActionResult<Output>.Done(new(outcome switch { BroadcastOutcome.Done => "begun", BroadcastOutcome.NeedsApproval => "waits", _ => "refused" }));
    }
}

/// <summary>How a broadcast stands, as a chat shows it.</summary>
/// <param name="Minutes">Until everybody is reached; 0 where nothing can be said.</param>
/// <param name="Arrived">How many of its messages came, told once it has ended, as all that follows.</param>
/// <param name="Withdrawn">Vouchers of messages that did not arrive.</param>
internal sealed record BroadcastStanding(
    [DialogType(TypeKind.Choice, Members = ["draft", "scheduled", "running", "paused", "cancelled", "finished", "gone"])] string State,
    string Name, long People, long Done, long PerSecond, long Minutes, long Arrived, long Tapped, long NotUseful, long OptedOut, long Redeemed, long Withdrawn)
{
    private static BroadcastStanding Gone { get; } = new("gone", "", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static BroadcastStanding Of(ActionContext context, string id)
    {
        if (BroadcastChat.ActorOf(context, Permission.SendBroadcasts, Permission.ApproveBroadcasts) is null || BroadcastChat.Find(context, id) is not { } broadcast)
            return Gone;
        var progress = BroadcastProgress.Read(context.Scope, broadcast, context.Now);
        var came = broadcast.EndedAt is null ? [] : BroadcastReport.Read(context.Scope, broadcast).Variants;
        return new(
            SnakeCase.Of(broadcast.State.ToString()), broadcast.Name, progress.People, progress.Decided - progress.Waiting,
            (long)Math.Round(progress.PerSecond ?? 0), (long)Math.Ceiling((progress.LeftSeconds ?? 0) / 60.0),
            came.Sum(v => v.Arrived), came.Sum(v => v.Tapped), came.Sum(v => v.NotUseful), came.Sum(v => v.OptedOut), came.Sum(v => v.Redeemed), came.Sum(v => v.Withdrawn));
    }
}

/// <summary>Shows how far a broadcast has come.</summary>
[DialogAction("broadcast.look", Repeatable = true)]
internal sealed class LookAtBroadcast : IDialogAction<BroadcastChat.Which, BroadcastStanding>
{
    public ValueTask<ActionResult<BroadcastStanding>> RunAsync(BroadcastChat.Which input, ActionContext context) =>
        new(new ActionResult<BroadcastStanding>.Done(BroadcastStanding.Of(context, input.Broadcast)));
}

/// <summary>Stops a broadcast for a while, lets it go on, or ends it.</summary>
[DialogAction("broadcast.move")]
internal sealed class MoveBroadcast(BroadcastDesk desk) : IDialogAction<MoveBroadcast.Input, BroadcastStanding>
{
    public sealed record Input(
        [DialogType(TypeKind.Ref)] string Broadcast, [DialogType(TypeKind.Choice, Members = ["pause", "resume", "cancel"])] string Deed);

    public ValueTask<ActionResult<BroadcastStanding>> RunAsync(Input input, ActionContext context)
    {
        if (StaffRows.ActorInChat(context.Scope, context.ChatId, context.Now) is { } actor && BroadcastChat.IdOf(input.Broadcast, out var id))
        {
            _ = input.Deed switch
            {
                "pause" => desk.Pause(context.Scope, actor, context.BusinessId, id, context.Now),
                "resume" => desk.Resume(context.Scope, actor, context.BusinessId, id, context.Now),
                _ => desk.Cancel(context.Scope, actor, context.BusinessId, id, context.Now),
            };
        }
        return new(new ActionResult<BroadcastStanding>.Done(BroadcastStanding.Of(context, input.Broadcast)));
    }
}

/// <summary>Takes away what a broadcast has sent, where the platform allows it.</summary>
[DialogAction("broadcast.erase")]
internal sealed class EraseBroadcast(BroadcastChangeDesk changes) : IDialogAction<BroadcastChat.Which, EraseBroadcast.Output>
{
    public sealed record Output(bool Ok);

    public ValueTask<ActionResult<Output>> RunAsync(BroadcastChat.Which input, ActionContext context) => new(new ActionResult<Output>.Done(new(
        StaffRows.ActorInChat(context.Scope, context.ChatId, context.Now) is { } actor && BroadcastChat.IdOf(input.Broadcast, out var id)
        && changes.Delete(context.Scope, actor, context.BusinessId, id, context.Now).Change is not null)));
}

/// <summary>The second person's word.</summary>
[DialogAction("broadcast.decide")]
internal sealed class DecideBroadcast(BroadcastDesk desk) : IDialogAction<DecideBroadcast.Input, DecideBroadcast.Output>
{
    /// <param name="Reason">Why not, for whoever wrote it.</param>
    public sealed record Input([DialogType(TypeKind.Ref)] string Broadcast, bool Agreed, string? Reason);

    public sealed record Output([DialogType(TypeKind.Choice, Members = ["done", "own", "late", "not_permitted"])] string How);

    public async ValueTask<ActionResult<Output>> RunAsync(Input input, ActionContext context)
    {
        if (StaffRows.ActorInChat(context.Scope, context.ChatId, context.Now) is not { } actor || !BroadcastChat.IdOf(input.Broadcast, out var id)) return new ActionResult<Output>.Done(new("not_permitted"));
        var outcome = input.Agreed
            ? await desk.ApproveAsync(context.Scope, actor, context.BusinessId, id, context.Now)
            : await desk.RefuseAsync(context.Scope, actor, context.BusinessId, id, input.Reason, context.Now);
        return new ActionResult<Output>.Done(new(outcome switch
        {
            BroadcastOutcome.Done => "done", BroadcastOutcome.OwnBroadcast => "own", BroadcastOutcome.Denied => "not_permitted", _ => "late",
        }));
    }
}
