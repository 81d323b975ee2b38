using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Plays;
using EngageBot.Messaging;
using EngageBot.Segments;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Takes somebody into a play on an occasion, once: the audience is asked here and never again.</summary>
internal static class PlayTakeIn
{
    /// <param name="audience">The play's audience; absent for everybody.</param>
    /// <returns><see langword="false"/> if the play is not for them or they have had the occasion.</returns>
    public static bool Take(WriteScope scope, PlayInForce play, PlayOccasion occasion, SegmentQuery? audience, DateTimeOffset now)
    {
        if (PlayRunRows.Has(scope, play.Business, play.Name, occasion.Contact, occasion.Key) || !IsFor(scope, play, occasion.Contact, occasion.Key, occasion.DueAt, audience)) return false;
        var (state, reason) = Judge(play, occasion, now);
        if (PlayRunRows.Add(scope, play.Business, play.Name, occasion, state, reason, now) is null) return false;
        if (state is PlayRunState.LeftOut or PlayRunState.HeldOut) Explain(scope, play, occasion.Contact, occasion.Key, reason!, now);
        return true;
    }

    /// <summary>Looks at a run that an event brought about.</summary>
    public static void Look(WriteScope scope, PlayInForce play, DueRun run, SegmentQuery? audience, DateTimeOffset now)
    {
        if (!IsFor(scope, play, run.Contact, run.Occasion, run.FirstDueAt, audience)) PlayRunRows.Forget(scope, run.Id);
        else if (play.IsHeldOut(run.Contact))
        {
            PlayRunRows.End(scope, run.Id, PlayRunState.HeldOut, nameof(NoSend.Holdout), now);
            Explain(scope, play, run.Contact, run.Occasion, nameof(NoSend.Holdout), now);
        }
        else PlayRunRows.TakeIn(scope, run.Id);
    }

    /// <summary>It does not begin, for a reason that is not the gate's: written down twice, in the play's words and in those of what was not sent.</summary>
    public static void LeaveOut(WriteScope scope, PlayInForce play, DueRun run, NoSend reason, string why, DateTimeOffset now)
    {
        PlayRunRows.End(scope, run.Id, PlayRunState.LeftOut, reason.ToString(), now);
        NotSent.Record(scope, play.Business, run.Contact, play.About(run.Occasion), new SendPermit.No(reason, why), now);
    }

    private static bool IsFor(WriteScope scope, PlayInForce play, ContactId contact, string occasion, DateTimeOffset dueAt, SegmentQuery? audience) =>
        (play.Play.OncePer is not { Span: OncePerSpan.Days, Days: var days } || !PlayRunRows.HadWithin(scope, play.Business, play.Name, contact, occasion, dueAt.AddDays(-days)))
        && (audience is null || audience.Holds(scope, contact));

    private static (PlayRunState State, string? Reason) Judge(PlayInForce play, PlayOccasion occasion, DateTimeOffset now) =>
        occasion.Refused is { } refused ? (PlayRunState.LeftOut, refused)
        : play.IsHeldOut(occasion.Contact) ? (PlayRunState.HeldOut, nameof(NoSend.Holdout))
        : now - occasion.DueAt >= play.Play.SkipAfter ? (PlayRunState.LeftOut, nameof(NoSend.TooLate))
        : (PlayRunState.Waiting, null);

    private static void Explain(WriteScope scope, PlayInForce play, ContactId contact, string occasion, string reason, DateTimeOffset now)
    {
        var no = reason switch
        {
            nameof(NoSend.Holdout) => new SendPermit.No(NoSend.Holdout, "The contact is one of those left out so that the effect can be seen."),
            nameof(NoSend.TooLate) => new SendPermit.No(NoSend.TooLate, $"It was due more than {play.Play.SkipAfter.TotalHours:0} hours ago, when the server was down."),
            _ => new SendPermit.No(NoSend.CalledOff, "The birthday was entered or changed shortly before."),
        };
        NotSent.Record(scope, play.Business, contact, play.About(occasion), no, now);
    }
}
