using EngageBot.Conversations;
using EngageBot.Businesses;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Model;
using EngageBot.Messaging;
using EngageBot.Segments;
using EngageBot.Storage;

namespace EngageBot.Plays;

/// <summary>Begins what is due: the budget, the gate for everybody of a slice at once, and one inbox row for each who may be written to.</summary>
internal sealed class PlayStarts(IStore store, Inbox inbox, TellStaff tellStaff, TimeProvider clock, AskingGuard? mayAsk = null)
{
    /// <summary>Runs of one commit; a few milliseconds, so that no turn waits long behind one.</summary>
    private const int Slice = 100;

    /// <summary>Most dialogs that give something do so within a few moments.</summary>
    private static readonly TimeSpan GiftsKnown = TimeSpan.FromMinutes(15);

    /// <returns>How many dialogs were begun.</returns>
    public async Task<int> StartAsync(PlayInForce play, SegmentQuery? audience, CancellationToken cancellation)
    {
        var started = 0;
        while (true)
        {
            var (again, begun) = await store.WriteAsync(scope => SliceAsync(scope, play, audience), cancellation);
            started += begun;
            if (!again) return started;
        }
    }

    /// <returns>Whether there may be more: of those only looked at, some may be due at once.</returns>
    private async ValueTask<(bool Again, int Started)> SliceAsync(WriteScope scope, PlayInForce play, SegmentQuery? audience)
    {
        // One node at a time: what is read here is decided here.
        scope.Lock($"plays:{play.Business}");
        var now = clock.GetUtcNow();
        var runs = PlayRunRows.Due(scope, play.Business, play.Name, now, Slice);
        foreach (var run in runs.Where(r => r.State == PlayRunState.New)) PlayTakeIn.Look(scope, play, run, audience, now);
        var waiting = runs.Where(r => r.State == PlayRunState.Waiting).ToLookup(r => now - r.FirstDueAt >= play.Play.SkipAfter);
        foreach (var late in waiting[true])
            PlayTakeIn.LeaveOut(scope, play, late, NoSend.TooLate, $"It was due more than {play.Play.SkipAfter.TotalHours:0} hours ago.", now);
        return (runs.Count == Slice || runs.Any(r => r.State == PlayRunState.New), await StartAsync(scope, play, [.. waiting[false]], now));
    }

    private async ValueTask<int> StartAsync(WriteScope scope, PlayInForce play, List<DueRun> runs, DateTimeOffset now)
    {
        if (runs.Count == 0) return 0;
        var (left, gifts, spent) = PlayBudgets.Left(scope, play, now);
        var home = DateOccasions.HomeOf(scope, play.Business);
        var started = 0;
        // Each run has its own end; the gate is asked once for all, and what it puts off is measured here.
        var answers = ContactPolicy.Ask(scope, new(play.Business, play.Play.Purpose, play.About("")), [.. runs.Select(r => r.Contact)], now);
        for (var i = 0; i < runs.Count; i++)
        {
            var (run, answer) = (runs[i], answers[i]);
            var permit = answer.Permit is SendPermit.Yes && spent is null && left > 0 && gifts <= 0 ? OthersFirst(run, now) : answer.Permit;
            switch (permit)
            {
                case SendPermit.Yes when play.Play.Purpose == Purpose.Survey && mayAsk?.Invoke(scope, play, run.Contact, now) is { } no:
                    PlayTakeIn.LeaveOut(scope, play, run, no.Reason, no.Why, now);
                    break;
                case SendPermit.Yes when spent is not null || left <= 0:
                    PlayTakeIn.LeaveOut(scope, play, run, NoSend.Budget, $"The play's budget of {spent ?? "messages"} is spent.", now);
                    await HaltAsync(scope, play, spent ?? "messages", now);
                    break;
                case SendPermit.Yes:
                    if (!await BeginAsync(scope, play, run, answer.Chat!, home, now)) break;
                    left--;
                    gifts--;
                    started++;
                    break;
                case SendPermit.Later later when later.Until - run.FirstDueAt < play.Play.SkipAfter:
                    PlayRunRows.PutOff(scope, run.Id, later.Until);
                    NotSent.Record(scope, play.Business, run.Contact, play.About(run.Occasion), later, now, run.FirstDueAt + play.Play.SkipAfter);
                    break;
                case SendPermit.Later later:
                    PlayRunRows.End(scope, run.Id, PlayRunState.LeftOut, nameof(NoSend.TooLate), now);
                    NotSent.Record(scope, play.Business, run.Contact, play.About(run.Occasion), later, now, later.Until);
                    break;
                case SendPermit.No never:
                    PlayTakeIn.LeaveOut(scope, play, run, never.Reason, never.Why, now);
                    break;
            }
        }
        return started;
    }

    /// <summary>Whoever was begun with may still be given all that is left of the budget: looked at again when it is known.</summary>
    private static SendPermit.Later OthersFirst(DueRun run, DateTimeOffset now) =>
        new(now + GiftsKnown, NoSend.Budget, "Others may still be given what is left of the play's budget.", run.DueAt);

    /// <returns><see langword="false"/> if the run was stopped meanwhile.</returns>
    private async ValueTask<bool> BeginAsync(WriteScope scope, PlayInForce play, DueRun run, ChatAddress chat, TimeZoneInfo home, DateTimeOffset now)
    {
        var with = PlayValues.With(play, run, now, home);
        var content = new InboundContent.PlayStarted(
            run.Id, play.Name, play.Play.Dialog, RecordJson.Write(with), run.Occasion, run.FirstDueAt + play.Play.SkipAfter, play.Rules.Topic);
        if (!PlayRunRows.Start(scope, run.Id, chat.ChatId, now)) return false;
        await inbox.AddAsync(scope, new(chat.AccountId, FormattableString.Invariant($"play:{run.Id}"), chat.ChatKey, content));
        return true;
    }

    /// <summary>Where a quarter has brought customers nothing new, managers hear of it once in that quarter.</summary>
    public Task AskForNewsAsync(PlayInForce play, CancellationToken cancellation) => store.WriteAsync(async scope =>
    {
        var now = clock.GetUtcNow();
        if (play.Since > now - NewsBook.Quarter || NewsBook.HasChangeSince(scope, play.Business, now - NewsBook.Quarter, now)) return;
        var today = LocalDays.DayOf(now, DateOccasions.HomeOf(scope, play.Business));
        var span = FormattableString.Invariant($"quarter:{today.Year}-{(today.Month + 2) / 3}");
        if (PlayBudgets.Note(scope, play, span, "no_news", now))
            await tellStaff(scope, new(play.Business, $"news:{play.Name}:{span}", "staff.news_wanted", []));
    }, cancellation);

    /// <summary>The owner hears of it once in a span, where managers sit.</summary>
    private async ValueTask HaltAsync(WriteScope scope, PlayInForce play, string what, DateTimeOffset now)
    {
        if (!PlayBudgets.Halt(scope, play, what, now)) return;
        var span = play.Play.Budget!.Per.ToString().ToLowerInvariant();
        await tellStaff(scope, new(play.Business, FormattableString.Invariant($"halt:{play.Name}:{what}:{now.ToUnixTimeMilliseconds()}"), $"staff.play_halted.{span}", [("relay.words", play.Name)]));
    }
}
