using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>What a customer's mood does to a case.</summary>
internal sealed partial class CaseDesk
{
    /// <summary>The customer is upset: nobody scolds them for it, and the case presses more.</summary>
    public Case Upset(WriteScope scope, Case of, DateTimeOffset now)
    {
        CaseRows.Lock(scope, of.BusinessId);
        of = Fresh(scope, of);
        if (of.Priority is not CasePriority.Normal) return of;
        CaseEntries.Add(scope, of, EntryKind.Change, CaseHand.Clock, "the customer is upset: priority high", now);
        return Settle(scope, of with { Priority = CasePriority.High }, now);
    }
}
