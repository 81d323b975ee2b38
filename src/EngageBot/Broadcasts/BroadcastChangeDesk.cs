using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>The verbs that change what a broadcast has sent.</summary>
internal sealed class BroadcastChangeDesk(BroadcastCheck check, BroadcastSignal signal)
{
    /// <summary>Other words in the same messages of a broadcast that has ended; what is a picture stays that picture.</summary>
    public (BroadcastChange? Change, BroadcastOutcome? Problem) Edit(
        WriteScope scope, Actor actor, BusinessId business, long id, BroadcastContent content, DateTimeOffset now) =>
        With(scope, actor, business, id, now, broadcast =>
        {
            // Whoever gets it later would get the old words.
            if (broadcast.EndedAt is null) return (null, new BroadcastOutcome.NotNow(broadcast.State));
            var rules = BroadcastRules.Of(scope, business, now);
            // New words for so many are decided by two, as the old ones were.
            if (broadcast.AudienceCount > rules.ApprovalAbove && (broadcast.CreatedBy == actor.Name || !actor.May(Permission.ApproveBroadcasts))) return (null, new BroadcastOutcome.OwnBroadcast());
            var sent = BroadcastContentJson.Read(broadcast.Content);
            var draft = BroadcastChat.DraftOf(broadcast, content with { Topic = sent.Topic });
            // Whom it went to, about what and with which reward is decided: none of them need be offered any more.
            if (check.ErrorsIn(scope, business, draft with { Audience = BroadcastCheck.Everybody }, now).RemoveAll(e => e.Path is "reward" or "topic") is { IsEmpty: false } errors) return (null, new BroadcastOutcome.Invalid(errors));
            if (content.Variants.Length != sent.Variants.Length) return (null, new BroadcastOutcome.Invalid([new("variants", $"are {sent.Variants.Length}, as they were sent.")]));
            for (var n = 0; n < sent.Variants.Length; n++)
                if (content.Variants[n].Media != sent.Variants[n].Media) return (null, new BroadcastOutcome.Invalid([new($"variants[{n}].media", "stays as it was sent.")]));
            return (Begin(scope, actor, broadcast, BroadcastChangeKind.Edit, BroadcastContentJson.Write(draft.Content), now), null);
        });

    /// <summary>Takes the messages away, of a broadcast that has ended or is paused.</summary>
    public (BroadcastChange? Change, BroadcastOutcome? Problem) Delete(WriteScope scope, Actor actor, BusinessId business, long id, DateTimeOffset now) =>
        With(scope, actor, business, id, now, broadcast => (Begin(scope, actor, broadcast, BroadcastChangeKind.Delete, null, now), null));

    private BroadcastChange Begin(WriteScope scope, Actor actor, Broadcast broadcast, BroadcastChangeKind kind, string? content, DateTimeOffset now)
    {
        var id = BroadcastChangeRows.Insert(scope, broadcast.Id, kind, content, actor.Name, now);
        Audit.Write(scope, broadcast.BusinessId, actor, kind is BroadcastChangeKind.Edit ? "broadcast.edited" : "broadcast.deleted", broadcast.Source, null, null, now);
        scope.AfterCommit(signal.Changed);
        return BroadcastChangeRows.Find(scope, id)!;
    }

    private static (BroadcastChange?, BroadcastOutcome?) With(
        WriteScope scope, Actor actor, BusinessId business, long id, DateTimeOffset now, Func<Broadcast, (BroadcastChange?, BroadcastOutcome?)> work)
    {
        if (Refusals.Check(scope, actor, new(Permission.SendBroadcasts, business), now) is { } denial) return (null, new BroadcastOutcome.Denied(denial));
        BroadcastRows.Lock(scope, id);
        if (BroadcastRows.Find(scope, business, id) is not { } broadcast) return (null, new BroadcastOutcome.Unknown());
        if (broadcast.StartedAt is null || broadcast.State is BroadcastState.Running) return (null, new BroadcastOutcome.NotNow(broadcast.State));
        return BroadcastChangeRows.UnderWay(scope, id) ? (null, new BroadcastOutcome.ChangeUnderWay()) : work(broadcast);
    }
}
