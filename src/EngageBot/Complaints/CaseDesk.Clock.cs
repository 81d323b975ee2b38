using EngageBot.Businesses;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>What time does to a case. Each step reads the case anew before it acts: whoever has answered meanwhile is not nagged.</summary>
internal sealed partial class CaseDesk
{
    /// <summary>Does what is due in a case, and says when to look again.</summary>
    public async ValueTask LookAsync(WriteScope scope, BusinessId business, CaseId id, DateTimeOffset now)
    {
        CaseRows.Lock(scope, business);
        if (CaseRows.Find(scope, business, id) is not { } of || of.NextLookAt is not { } due || due > now) return;
        var times = Times(scope, business, now);
        if (of.State is CaseState.Closed)
        {
            await TellCustomerAsync(scope, of, new("rate_again", FormattableString.Invariant($"rate:{of.Reopens}")) { Event = ResolvedEvent }, now);
            Settle(scope, of with { ResurveyAt = null }, now);
            return;
        }
        if (of.State is CaseState.Resolved)
        {
            await AskAgainAsync(scope, of, times, now);
            return;
        }
        foreach (var promise in CasePromises.Unsettled(scope, id))
        {
            of = await PromiseAsync(scope, of, promise, times, now);
            if (!of.IsLive) return;
        }
        if (of.OfferedAt is { } offered && times.Hours.AfterWork(offered, TimeSpan.FromMinutes(times.Rules.AcceptMinutes)) <= now)
            of = await BouncedAsync(scope, of, CaseHand.Clock, "not accepted in time", now);
        of = await ClimbAsync(scope, of, times, now);
        if (CaseLooks.SilentAt(of, CasePromises.Unsettled(scope, id)) <= now) of = await UpAsync(scope, of, "staff.case_silent", FormattableString.Invariant($"silent:{(of.LastAnswerAt ?? of.OpenedAt).ToUnixTimeMilliseconds()}"), now);
        if (CaseLooks.QuietAt(of) <= now && !CaseChats.Standing(scope, of).Held)
        {
            await ResolvedAsync(scope, of, CaseHand.Clock, now);
            return;
        }
        // What is due and could not be done now is looked at again soon, not at once.
        of = Settle(scope, of, now);
        if (of.NextLookAt <= now) CaseRows.Save(scope, of with { NextLookAt = now + LookAgain });
    }

    /// <summary>A look that could not do what was due comes again after so long.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    private async ValueTask AskAgainAsync(WriteScope scope, Case of, ServiceTimes times, DateTimeOffset now)
    {
        if (of.AskedAt is not { } asked || asked.AddHours(times.Rules.AskAgainHours) > now) return;
        if (of.Asks >= AsksMost || !CaseChats.Standing(scope, of).Reachable)
        {
            of = Closed(scope, of, CaseHand.Clock, "no word after two questions", now);
            await NoteAsync(scope, of, "staff.case_ended", FormattableString.Invariant($"ended:{of.Reopens}"), of.Title);
            return;
        }
        await TellCustomerAsync(scope, of, new("resolved", FormattableString.Invariant($"ask:{of.Reopens}:{of.Asks + 1}:{now.ToUnixTimeMilliseconds()}")) { Event = ResolvedEvent, Unsigned = true }, now);
        Settle(scope, of with { Asks = of.Asks + 1, AskedAt = now, LastWordAt = now }, now);
    }

    private async ValueTask<Case> PromiseAsync(WriteScope scope, Case of, CasePromise promise, ServiceTimes times, DateTimeOffset now)
    {
        if (promise.State is not PromiseState.Open || promise.LookAt(times.Rules) > now) return of;
        // While a person has the word in the chat the bot says nothing: the person is reminded instead.
        var (held, reachable) = CaseChats.Standing(scope, of);
        var speaks = !held && reachable;
        if (promise.DueAt <= now) return await BrokenAsync(scope, of, promise, speaks, times, now);
        CasePromises.Remind(scope, promise, now);
        var key = FormattableString.Invariant($"promise:{promise.Id}");
        switch (promise.Kind)
        {
            case PromiseKind.FirstReply when speaks && times.Answer(now) is { } answer:
                CasePromises.Keep(scope, of, now, PromiseKind.FirstReply);
                CasePromises.Tell(scope, of, PromiseKind.Answer, answer, CaseHand.Clock, now);
                await TellCustomerAsync(scope, of, new("holding", key, answer), now);
                of = of with { FirstWordAt = of.FirstWordAt ?? now, LastWordAt = now };
                if (of.Kind is CaseKind.Complaint) TellUpdate(scope, of, now);
                break;
            // A person answered and nobody has said anything since: the customer is not told of work that nobody does.
            case PromiseKind.Update when speaks && of.State is CaseState.Answered && of.LastAnswerAt + AskedAfter <= now:
                return await ResolvedAsync(scope, of, CaseHand.Clock, now);
            case PromiseKind.Update when speaks:
                CasePromises.Keep(scope, of, now, PromiseKind.Update);
                TellUpdate(scope, of, now);
                await TellCustomerAsync(scope, of, new(of.State is CaseState.Answered ? "answered" : "update", key, NextWord(scope, of)), now);
                if (of.State is CaseState.Answered) await AskToResolveAsync(scope, of, times, now);
                of = of with { LastWordAt = now };
                break;
        }
        if (promise.Kind is not PromiseKind.Update || !speaks) await NoteAsync(scope, of, "staff.case_due", $"{key}:due", StaffTime.Minute(promise.DueAt, times.Hours.Zone, businesses.Of(of.BusinessId).Business.Language), CaseHand.StaffOf(of.Owner));
        return of;
    }

    /// <summary>An answer after which nobody said anything for so long is taken for the end: the customer is asked.</summary>
    private static readonly TimeSpan AskedAfter = TimeSpan.FromHours(36);

    /// <summary>Whoever answered is asked, once for each answer, whether it is solved.</summary>
    private async ValueTask AskToResolveAsync(WriteScope scope, Case of, ServiceTimes times, DateTimeOffset now)
    {
        var answered = of.LastAnswerAt ?? now;
        await NoteAsync(scope, of, "staff.case_resolve", FormattableString.Invariant($"resolve:{answered.ToUnixTimeMilliseconds()}"), StaffTime.Minute(answered, times.Hours.Zone, businesses.Of(of.BusinessId).Business.Language), CaseHand.StaffOf(of.Owner));
    }

    private async ValueTask<Case> BrokenAsync(WriteScope scope, Case of, CasePromise promise, bool speaks, ServiceTimes times, DateTimeOffset now)
    {
        if (!CasePromises.Break(scope, of, promise)) return of;
        var key = FormattableString.Invariant($"broken:{promise.Id}");
        CaseEntries.Add(scope, of, EntryKind.Promise, CaseHand.Clock, FormattableString.Invariant($"broken: {promise.Kind} by {promise.DueAt:yyyy-MM-dd HH:mm}Z"), now, key);
        of = of with { Priority = of.Priority is CasePriority.Normal ? CasePriority.High : of.Priority, WaitingSince = of.WaitingSince ?? promise.DueAt };
        // A second apology two hours later would be worth no more than the first: from then on the time told is one in which an answer is likely.
        var again = CasePromises.Of(scope, of.Id).Any(p => p.State is PromiseState.Broken && p.Id != promise.Id);
        if (speaks && (again ? times.Answer(now) : times.FirstReply(now)) is { } next)
        {
            CasePromises.Tell(scope, of, promise.Kind is PromiseKind.Update ? PromiseKind.Update : PromiseKind.Answer, next, CaseHand.Clock, now);
            await TellCustomerAsync(scope, of, new("late", key, next), now);
            of = of with { LastWordAt = now };
        }
        return await UpAsync(scope, of, "staff.case_broken", key, now);
    }

    /// <summary>Steps of the ladder that are due, one after another; who answered meanwhile has ended the wait.</summary>
    private async ValueTask<Case> ClimbAsync(WriteScope scope, Case of, ServiceTimes times, DateTimeOffset now)
    {
        while (CaseLooks.NextStep(of, times) is { } at && at <= now)
        {
            var step = times.Rules.Ladder[of.FirstStep + of.StepsDone];
            var key = FormattableString.Invariant($"ladder:{of.WaitingSince!.Value.ToUnixTimeMilliseconds()}:{of.FirstStep + of.StepsDone}");
            of = of with { StepsDone = of.StepsDone + 1, State = step.To is LadderTo.Manager || of.State is not (CaseState.Open or CaseState.Reopened) ? of.State : CaseState.Escalated };
            var people = Ladder.People(scope, of, step.To, times.Rules, now);
            CaseEntries.Add(scope, of, EntryKind.Change, CaseHand.Clock, $"reminded: {SnakeCase.Of(step.To.ToString())}", now, key);
            var since = StaffTime.Minute(of.WaitingSince!.Value, times.Hours.Zone, businesses.Of(of.BusinessId).Business.Language);
            if (people.IsEmpty) await NoteAsync(scope, of, "staff.case_waits", key, since);
            foreach (var person in people) await NoteAsync(scope, of, "staff.case_waits", $"{key}:{person}", since, person);
        }
        return of;
    }

    /// <summary>It goes up: the owners are told, once for each reason.</summary>
    private async ValueTask<Case> UpAsync(WriteScope scope, Case of, string text, string key, DateTimeOffset now)
    {
        CaseEntries.Add(scope, of, EntryKind.Change, CaseHand.Clock, "escalated", now, $"up:{key}");
        await NoteAsync(scope, of, text, $"up:{key}", of.Title, Ladder.Owners(scope, of.BusinessId, now) is [var owner, ..] ? owner : null);
        return of with { State = of.State is CaseState.WithCustomer ? of.State : CaseState.Escalated };
    }

    /// <summary>The next time the customer was told.</summary>
    public static DateTimeOffset? NextWord(RowSource source, Case of) =>
        CasePromises.Unsettled(source, of.Id).Where(p => p.State is PromiseState.Open).Select(p => (DateTimeOffset?)p.DueAt).Min();
}
