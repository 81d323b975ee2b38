using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>What lies behind a case, and whom else it may have struck.</summary>
internal sealed partial class CaseDesk
{
    /// <summary>What lies behind it, as staff see it, and whether it is the shop's own fault. Whoever had the same and said nothing is looked for at once.</summary>
    public CaseOutcome TagCause(WriteScope scope, CaseHand by, BusinessId business, CaseId id, string cause, bool ourFault, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        cause = WholeText.Cut(cause.Trim(), LongestCause);
        if (cause.Length == 0) return new CaseOutcome.Mend(of, [new(true, "cause", "", "Say in a few words what lies behind it.")]);
        CaseEntries.Add(scope, of, EntryKind.Change, by, ourFault ? $"cause: {cause}, our fault" : $"cause: {cause}", now);
        of = Settle(scope, of with { Cause = cause, OurFault = ourFault }, now);
        // What somebody has said of the place stays; of another cause it is looked up anew.
        if (SilentOnes.Find(scope, of.Id)?.Cause != cause) Struck(scope, of, cause, Times(scope, business, now).Rules);
        return new CaseOutcome.Done(of) { Silent = SilentOnes.Count(scope, business, cause, now) };
    }

    /// <summary>Where and when its trouble may have struck others, as staff know better than the receipts do.</summary>
    /// <param name="shop">One of them; absent for every shop.</param>
    /// <param name="item">As receipts name it; absent for all goods.</param>
    public CaseOutcome Struck(WriteScope scope, CaseHand by, BusinessId business, CaseId id, ShopId? shop, string? item, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (of.Cause is not { } cause) return new CaseOutcome.Mend(of, [new(true, "cause", "", "Say first what lies behind the case.")]);
        if (to <= from || to - from > SilentOnes.LongestSpan || shop is null && string.IsNullOrWhiteSpace(item) || item is { Length: > LongestCause })
            return new CaseOutcome.Mend(of, [new(true, "where", "", FormattableString.Invariant($"Name a shop or goods, and a time of at most {SilentOnes.LongestSpan.TotalDays:0} days whose end is after its beginning."))]);
        if (shop is { } known && businesses.Of(business).Shops.All(s => s.Id != known)) return new CaseOutcome.Unknown();
        SilentOnes.Save(scope, new() { CaseId = of.Id, BusinessId = business, Cause = cause, ShopId = shop, Item = string.IsNullOrWhiteSpace(item) ? null : item.Trim(), FromAt = from, ToAt = to });
        CaseEntries.Add(scope, of, EntryKind.Change, by, FormattableString.Invariant($"may have struck others: {from:yyyy-MM-dd HH:mm}Z to {to:yyyy-MM-dd HH:mm}Z{(item is null ? "" : $", {item}")}"), now);
        return new CaseOutcome.Done(of) { Silent = SilentOnes.Count(scope, business, cause, now) };
    }

    private static void Struck(WriteScope scope, Case of, string cause, ServiceRules rules)
    {
        if (SilentOnes.Of(scope, of, cause, rules) is { } trouble) SilentOnes.Save(scope, trouble);
        else SilentOnes.Forget(scope, of.Id);
    }
}
