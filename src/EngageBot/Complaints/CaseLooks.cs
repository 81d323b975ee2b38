namespace EngageBot.Complaints;

/// <summary>When the clock has to look at a case next. Pure: the same case, promises and times give the same moment.</summary>
internal static class CaseLooks
{
    /// <summary>A case in which nobody has said anything for so long is asked about, where no more is owed.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromHours(48);

    /// <summary>An open case without a person's word for so long goes up.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromHours(24);

    /// <returns><see langword="null"/> if there is nothing left to look at.</returns>
    public static DateTimeOffset? Next(Case of, IReadOnlyList<CasePromise> unsettled, ServiceTimes times)
    {
        if (of.State is CaseState.Closed) return of.ResurveyAt;
        if (of.State is CaseState.Resolved) return of.AskedAt?.AddHours(times.Rules.AskAgainHours);
        DateTimeOffset?[] all =
        [
            .. unsettled.Where(p => p.State is PromiseState.Open).Select(p => (DateTimeOffset?)p.LookAt(times.Rules)),
            NextStep(of, times), SilentAt(of, unsettled), QuietAt(of),
            of.OfferedAt is { } offered ? times.Hours.AfterWork(offered, TimeSpan.FromMinutes(times.Rules.AcceptMinutes)) : null,
        ];
        return all.Min();
    }

    /// <summary>When the next step of the ladder is due; a snooze puts it off.</summary>
    public static DateTimeOffset? NextStep(Case of, ServiceTimes times)
    {
        var step = of.FirstStep + of.StepsDone;
        if (of.WaitingSince is not { } since || step >= times.Rules.Ladder.Length) return null;
        var due = times.Step(step, since);
        return of.SnoozedUntil is { } until && until > due ? until : due;
    }

    /// <summary>When an open case has been without a person's word for too long; it goes up once. Who was honestly told a later time waits until then.</summary>
    public static DateTimeOffset? SilentAt(Case of, IEnumerable<CasePromise> unsettled)
    {
        // An answer was the last word: whoever gave it is asked whether it is solved, and then the customer.
        if (of.State is CaseState.WithCustomer or CaseState.Answered or CaseState.Escalated or CaseState.Resolved or CaseState.Closed || of.Kind is not CaseKind.Complaint && of.WaitingSince is null) return null;
        var told = unsettled.Where(p => p.State is PromiseState.Open && p.Kind is not PromiseKind.Update).Select(p => (DateTimeOffset?)p.DueAt).Max();
        return Later(told, (of.LastAnswerAt ?? of.OpenedAt) + Silence);
    }

    /// <summary>When a case that waits for nobody is asked about: the customer did not answer us, or has got an answer.</summary>
    public static DateTimeOffset? QuietAt(Case of) =>
        of.State is CaseState.WithCustomer || of.State is CaseState.Answered && of.Kind is not CaseKind.Complaint
            ? Later(of.LastWordAt, of.LastCustomerAt) + Quiet
            : null;

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
