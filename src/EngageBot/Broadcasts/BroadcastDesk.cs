using System.Globalization;
using EngageBot.Businesses.Rules;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>The verbs of broadcasts: written, counted, scheduled, approved, stopped, and let go on.</summary>
internal sealed class BroadcastDesk(BroadcastCheck check, BroadcastNews news, BroadcastSignal signal)
{
    /// <summary>A broadcast begins within a year.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(366);

    /// <summary>The earliest of the world's days begins so long before that of UTC.</summary>
    private static readonly TimeSpan FirstZone = TimeSpan.FromHours(14);

    /// <summary>The last of them ends so long after it.</summary>
    public static readonly TimeSpan LastZone = TimeSpan.FromHours(12);

    private const string Rewritten = "broadcast.rewritten";
    private const string ApprovalAsked = "broadcast.approval_asked";

    public const string LocalForm = "yyyy-MM-dd'T'HH:mm";

    public BroadcastOutcome Create(WriteScope scope, Actor actor, BusinessId business, BroadcastDraft draft, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.SendBroadcasts, business), now) is { } denial) return new BroadcastOutcome.Denied(denial);
        if (check.ErrorsIn(scope, business, draft, now) is { IsEmpty: false } errors) return new BroadcastOutcome.Invalid(errors);
        var id = BroadcastRows.Insert(scope, RowOf(draft, business, actor.Name, now));
        Audit.Write(scope, business, actor, "broadcast.written", Broadcast.SourceOf(id), null, null, now);
        return new BroadcastOutcome.Done(BroadcastRows.Find(scope, id)!);
    }

    public BroadcastOutcome Rewrite(WriteScope scope, Actor actor, BusinessId business, long id, BroadcastDraft draft, DateTimeOffset now) =>
        With(scope, actor, Permission.SendBroadcasts, business, id, now, broadcast =>
        {
            if (broadcast.State is not BroadcastState.Draft) return new BroadcastOutcome.NotNow(broadcast.State);
            if (check.ErrorsIn(scope, business, draft, now) is { IsEmpty: false } errors) return new BroadcastOutcome.Invalid(errors);
            BroadcastRows.Rewrite(scope, RowOf(draft, business, broadcast.CreatedBy, broadcast.CreatedAt) with { Id = id });
            return Changed(scope, actor, broadcast, Rewritten, null, now);
        });

    /// <summary>Lets it begin at a time, on the shop's clock or on each customer's own; at once where none is given.</summary>
    /// <param name="local"><see cref="LocalForm"/>: on each customer's own clock.</param>
    public ValueTask<BroadcastOutcome> ScheduleAsync(WriteScope scope, Actor actor, BusinessId business, long id, DateTimeOffset? at, string? local, DateTimeOffset now) =>
        WithAsync(scope, actor, Permission.SendBroadcasts, business, id, now, async broadcast =>
        {
            if (broadcast.State is not BroadcastState.Draft) return new BroadcastOutcome.NotNow(broadcast.State);
            if (broadcast.AudienceCount is not { } people) return new BroadcastOutcome.NotCounted();
            if (BroadcastContentJson.Read(broadcast.Content).Value is null)
                return new BroadcastOutcome.Invalid([new("value", $"says what the message gives whoever reads it: {string.Join(", ", BroadcastValues.Words)}. Write it into the draft, and count anew.")]);
            if (TimeError(at, local, now, out var start) is { } wrong) return new BroadcastOutcome.Invalid([wrong]);
            var rules = BroadcastRules.Of(scope, business, now);
            if (people <= rules.ApprovalAbove) return Begin(scope, actor, broadcast, start, local, now);
            BroadcastRows.AskApproval(scope, id, start, local, people, now);
            Audit.Write(scope, business, actor, ApprovalAsked, broadcast.Source, string.Create(CultureInfo.InvariantCulture, $"{people} people"), null, now);
            var waiting = BroadcastRows.Find(scope, id)!;
            await news.AskForApprovalAsync(scope, waiting, actor, now);
            return new BroadcastOutcome.NeedsApproval(waiting, rules.ApprovalAbove);
        });

    /// <summary>A second person agrees: it begins when the first wanted it, or now if that has passed.</summary>
    public ValueTask<BroadcastOutcome> ApproveAsync(WriteScope scope, Actor actor, BusinessId business, long id, DateTimeOffset now) =>
        WithAsync(scope, actor, Permission.ApproveBroadcasts, business, id, now, async broadcast =>
        {
            if (broadcast is not { State: BroadcastState.Draft, ApprovalAskedAt: not null, StartAt: { } start }) return new BroadcastOutcome.NotNow(broadcast.State);
            if (broadcast.CreatedBy == actor.Name || LastBy(scope, broadcast, Rewritten) == actor.Name || LastBy(scope, broadcast, ApprovalAsked) == actor.Name) return new BroadcastOutcome.OwnBroadcast();
            BroadcastRows.Approve(scope, id, actor.Name, now);
            Audit.Write(scope, business, actor, "broadcast.approved", broadcast.Source, null, null, now);
            var done = Begin(scope, actor, broadcast, start, broadcast.StartLocal, now);
            await news.TellAsync(scope, broadcast, BroadcastNews.Approved, now);
            return done;
        });

    /// <summary>A second person does not agree: it is a draft again, and its author is told.</summary>
    /// <param name="reason">For the author.</param>
    public ValueTask<BroadcastOutcome> RefuseAsync(WriteScope scope, Actor actor, BusinessId business, long id, string? reason, DateTimeOffset now) =>
        WithAsync(scope, actor, Permission.ApproveBroadcasts, business, id, now, async broadcast =>
        {
            if (broadcast is not { State: BroadcastState.Draft, ApprovalAskedAt: not null }) return new BroadcastOutcome.NotNow(broadcast.State);
            BroadcastRows.ForgetApproval(scope, id);
            var why = reason?.Trim() is { Length: > 0 } said ? WholeText.Shorten(said, BroadcastNews.ReasonMax) : null;
            await news.TellAsync(scope, broadcast, BroadcastNews.Refused, now, why);
            return Changed(scope, actor, broadcast, "broadcast.refused", why, now);
        });

    /// <summary>No message leaves any more from this commit on, but for those that are on their way.</summary>
    public BroadcastOutcome Pause(WriteScope scope, Actor actor, BusinessId business, long id, DateTimeOffset now) =>
        With(scope, actor, Permission.SendBroadcasts, business, id, now, broadcast =>
        {
            if (broadcast.State is not BroadcastState.Running) return new BroadcastOutcome.NotNow(broadcast.State);
            BroadcastRows.Pause(scope, id, "staff", now);
            return Changed(scope, actor, broadcast, "broadcast.paused", null, now);
        });

    public BroadcastOutcome Resume(WriteScope scope, Actor actor, BusinessId business, long id, DateTimeOffset now) =>
        With(scope, actor, Permission.SendBroadcasts, business, id, now, broadcast =>
        {
            if (broadcast.State is not BroadcastState.Paused) return new BroadcastOutcome.NotNow(broadcast.State);
            // What goes out now would be taken away again.
            if (BroadcastChangeRows.UnderWay(scope, id)) return new BroadcastOutcome.ChangeUnderWay();
            BroadcastRows.Resume(scope, id);
            return Changed(scope, actor, broadcast, "broadcast.resumed", null, now);
        });

    /// <summary>Ends it for good: whoever has not got it will not.</summary>
    public BroadcastOutcome Cancel(WriteScope scope, Actor actor, BusinessId business, long id, DateTimeOffset now) =>
        With(scope, actor, Permission.SendBroadcasts, business, id, now, broadcast =>
        {
            if (broadcast.State is BroadcastState.Cancelled or BroadcastState.Finished) return new BroadcastOutcome.NotNow(broadcast.State);
            BroadcastRows.End(scope, id, BroadcastState.Cancelled, now);
            return Changed(scope, actor, broadcast, "broadcast.cancelled", null, now);
        });

    private BroadcastOutcome.Done Begin(WriteScope scope, Actor actor, Broadcast broadcast, DateTimeOffset start, string? local, DateTimeOffset now)
    {
        BroadcastRows.Schedule(scope, broadcast.Id, start > now ? start : now, local);
        return Changed(scope, actor, broadcast, "broadcast.scheduled", null, now);
    }

    /// <summary>Takes the broadcast in hand for somebody who may, so that nobody else moves it meanwhile.</summary>
    private static BroadcastOutcome With(
        WriteScope scope, Actor actor, Permission what, BusinessId business, long id, DateTimeOffset now, Func<Broadcast, BroadcastOutcome> work)
    {
        if (Refusals.Check(scope, actor, new(what, business), now) is { } denial) return new BroadcastOutcome.Denied(denial);
        BroadcastRows.Lock(scope, id);
        return BroadcastRows.Find(scope, business, id) is { } broadcast ? work(broadcast) : new BroadcastOutcome.Unknown();
    }

    /// <summary>As <see cref="With"/>, for work that tells others.</summary>
    private static async ValueTask<BroadcastOutcome> WithAsync(
        WriteScope scope, Actor actor, Permission what, BusinessId business, long id, DateTimeOffset now, Func<Broadcast, ValueTask<BroadcastOutcome>> work)
    {
        if (Refusals.Check(scope, actor, new(what, business), now) is { } denial) return new BroadcastOutcome.Denied(denial);
        BroadcastRows.Lock(scope, id);
        return BroadcastRows.Find(scope, business, id) is { } broadcast ? await work(broadcast) : new BroadcastOutcome.Unknown();
    }

    private BroadcastOutcome.Done Changed(WriteScope scope, Actor actor, Broadcast broadcast, string verb, string? reason, DateTimeOffset now)
    {
        Audit.Write(scope, broadcast.BusinessId, actor, verb, broadcast.Source, null, reason, now);
        scope.AfterCommit(signal.Changed);
        return new(BroadcastRows.Find(scope, broadcast.Id)!);
    }

    /// <summary>Who did that to it last: whoever changed the words, or wanted a second person's, is the first person.</summary>
    private static string? LastBy(RowSource source, Broadcast broadcast, string verb) =>
        source.Query("SELECT actor FROM audit WHERE subject = @subject AND verb = @verb ORDER BY id DESC LIMIT 1",
            command => command.Set("@subject", broadcast.Source).Set("@verb", verb), row => row.Read() ? row.GetString(0) : null);

    private static RuleError? TimeError(DateTimeOffset? at, string? local, DateTimeOffset now, out DateTimeOffset start)
    {
        start = (at ?? now).ToUniversalTime();
        if (at is not null && local is not null) return new("startAt", "and startLocal: one of them.");
        if (local is not null)
        {
            if (!DateTime.TryParseExact(local, LocalForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall)) return new("startLocal", "looks like 2026-12-24T10:00.");
            // Compared before anything is counted from it: the first and the last of all days have no hours beside them.
            if (wall - now.UtcDateTime < -LastZone) return new("startLocal", "has passed for everybody.");
            if (wall - now.UtcDateTime > Ahead) return new("startLocal", "is within a year.");
            start = new DateTimeOffset(wall, TimeSpan.Zero) - FirstZone;
            if (start < now) start = now;
        }
        return start > now + Ahead ? new("startAt", "is within a year.") : null;
    }

    private static Broadcast RowOf(BroadcastDraft draft, BusinessId business, string by, DateTimeOffset at) => new()
    {
        BusinessId = business, Name = draft.Name.Trim(), Purpose = draft.Purpose, State = BroadcastState.Draft, Content = BroadcastContentJson.Write(draft.Content),
        Audience = draft.Audience.Trim(), HoldoutPercent = draft.HoldoutPercent, Reward = draft.Reward, LastsHours = draft.LastsHours, CreatedBy = by, CreatedAt = at,
    };
}
