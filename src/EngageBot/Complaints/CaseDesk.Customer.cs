using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>What a customer does with a case of their own. The caller has seen that it is theirs.</summary>
internal sealed partial class CaseDesk
{
    /// <summary>What it is about, as the customer sees it.</summary>
    public bool Categorised(WriteScope scope, Case of, string category, DateTimeOffset now)
    {
        CaseRows.Lock(scope, of.BusinessId);
        of = Fresh(scope, of);
        if (of.Category == category) return true;
        CaseEntries.Add(scope, of, EntryKind.Change, CaseHand.Customer, $"category: {category}", now);
        Settle(scope, of with { Category = category }, now);
        return true;
    }

    /// <summary>How often the customer wants to hear of it; from now on that is what is promised.</summary>
    public Case ChooseRhythm(WriteScope scope, Case of, CaseRhythm rhythm, DateTimeOffset now)
    {
        CaseRows.Lock(scope, of.BusinessId);
        of = Fresh(scope, of) with { Rhythm = rhythm };
        CaseEntries.Add(scope, of, EntryKind.Change, CaseHand.Customer, $"rhythm: {SnakeCase.Of(rhythm.ToString())}", now);
        CasePromises.Withdraw(scope, of, now, PromiseKind.Update);
        if (of.IsLive && of.State is not CaseState.WithCustomer) TellUpdate(scope, of, now);
        return Settle(scope, of, now);
    }

    /// <summary>The customer had to ask for news: our defect, counted, and the owner of the case is told.</summary>
    /// <returns>The newest case that is not over; <see langword="null"/> if there is none.</returns>
    public async ValueTask<Case?> ChasedAsync(WriteScope scope, BusinessId business, ContactId contact, long row, DateTimeOffset now)
    {
        CaseRows.Lock(scope, business);
        if (CaseRows.OfContact(scope, contact).FirstOrDefault(c => c.IsLive) is not { } of) return null;
        if (CaseEntries.Add(scope, of, EntryKind.Change, CaseHand.Customer, "asked for news", now, FormattableString.Invariant($"chase:{row}")) is null) return of;
        of = Settle(scope, of with { Chasers = of.Chasers + 1, LastWordAt = now }, now);
        await NoteAsync(scope, of, "staff.case_chaser", FormattableString.Invariant($"chase:{row}"), of.Title, CaseHand.StaffOf(of.Owner));
        return of;
    }
}
