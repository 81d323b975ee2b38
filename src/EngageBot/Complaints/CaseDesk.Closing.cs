using System.Globalization;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Hears of a case that is closed, in the commit that closes it.</summary>
internal delegate void CaseEnded(WriteScope scope, Case of, DateTimeOffset now);

/// <summary>How a case ends: a person says it is solved, the customer is asked twice, and what is not solved goes on where it was.</summary>
internal sealed partial class CaseDesk
{
    /// <summary>What gives a chat back to the bot, as a person writes it.</summary>
    public const string HandBack = "/done";

    /// <summary>So often the customer is asked whether it is solved.</summary>
    private const int AsksMost = 2;

    /// <summary>A person says that it is solved: the chat is the bot's again, and the customer is asked.</summary>
    public async ValueTask<CaseOutcome> ResolveAsync(WriteScope scope, CaseHand by, BusinessId business, CaseId id, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (!of.IsLive) return new CaseOutcome.NotNow(of);
        if (of.ClaimedAt is not null && of.Owner != by.Who.Name) return Taken(scope, of);
        return new CaseOutcome.Done(await ResolvedAsync(scope, Own(of, by, now), by, now));
    }

    /// <summary>The customer says that it is solved.</summary>
    public async ValueTask<Case?> ConfirmedAsync(WriteScope scope, BusinessId business, CaseId id, DateTimeOffset now)
    {
        if (ByCustomer(scope, business, id) is not { } of || of.State is CaseState.Closed) return ByCustomer(scope, business, id);
        of = Closed(scope, of, CaseHand.Customer, "solved, the customer says", now);
        // Where the case has a talk of its own in the staff chat, this closes it.
        await NoteAsync(scope, of, "staff.case_confirmed", FormattableString.Invariant($"confirmed:{of.Reopens}"), of.Title);
        return of;
    }

    /// <summary>The customer says that it is not solved: the same case, the same person.</summary>
    /// <param name="words">What is still missing, if they said it.</param>
    public async ValueTask<Case?> NotSolvedAsync(WriteScope scope, BusinessId business, CaseId id, string? words, long? row, DateTimeOffset now)
    {
        if (ByCustomer(scope, business, id) is not { } of) return null;
        if (!of.IsLive) of = Reopen(scope, of, CaseHand.Customer, now);
        if (words is not null) of = CustomerWrote(scope, of, words, null, row, now);
        of = Settle(scope, of, now);
        await NoteAsync(scope, of, "staff.case_reopened", FormattableString.Invariant($"reopened:{of.Reopens}:{row}"), words ?? "–", CaseHand.StaffOf(of.Owner));
        return of;
    }

    /// <summary>How content the customer was, 1 to 5. Of a low one the owner of the case hears, and the customer is asked once more when it has had time to mend.</summary>
    public async ValueTask<Case?> RatedAsync(WriteScope scope, BusinessId business, CaseId id, int rating, DateTimeOffset now)
    {
        if (ByCustomer(scope, business, id) is not { } of || rating is < 1 or > 5) return null;
        var again = of.Rating is not null;
        CaseEntries.Add(scope, of, EntryKind.Change, CaseHand.Customer, FormattableString.Invariant($"rated {rating} of 5"), now);
        of = Settle(scope, of with { Rating = rating, ResurveyAt = rating <= LowRating && !again ? now + ResurveyAfter : null }, now);
        if (rating <= LowRating) await NoteAsync(scope, of, "staff.case_low", FormattableString.Invariant($"low:{now.ToUnixTimeMilliseconds()}"), rating.ToString(CultureInfo.InvariantCulture), CaseHand.StaffOf(of.Owner));
        return of;
    }

    /// <summary>A rating up to this says that something is still wrong.</summary>
    private const int LowRating = 2;

    private static readonly TimeSpan ResurveyAfter = TimeSpan.FromDays(7);

    /// <summary>A person opens it again.</summary>
    public CaseOutcome Reopen(WriteScope scope, CaseHand by, BusinessId business, CaseId id, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        return of.IsLive ? new CaseOutcome.NotNow(of) : new CaseOutcome.Done(Settle(scope, Reopen(scope, of, by, now), now));
    }

    /// <summary>A person ends it without the customer: only where nobody can be asked, or was asked often enough.</summary>
    public CaseOutcome Close(WriteScope scope, CaseHand by, BusinessId business, CaseId id, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        var asked = of.State is CaseState.Resolved && of.Asks >= AsksMost;
        return of.State is CaseState.Closed || !asked && CaseChats.Standing(scope, of).Reachable ? new CaseOutcome.NotNow(of) : new CaseOutcome.Done(Closed(scope, of, by, "closed", now));
    }

    /// <summary>The customer has no more to do with it, or asks how it stands: nobody but the contact of the case.</summary>
    private static Case? ByCustomer(WriteScope scope, BusinessId business, CaseId id)
    {
        CaseRows.Lock(scope, business);
        return CaseRows.Find(scope, business, id);
    }

    private async ValueTask<Case> ResolvedAsync(WriteScope scope, Case of, CaseHand by, DateTimeOffset now)
    {
        CasePromises.Keep(scope, of, now, PromiseKind.FirstReply, PromiseKind.Answer, PromiseKind.Update, PromiseKind.Word);
        CaseEntries.Add(scope, of, EntryKind.Change, by, "resolved", now);
        of = of with
        {
            State = CaseState.Resolved, ResolvedAt = now, WaitingSince = null, StepsDone = 0, SnoozedUntil = null, Asks = 1, AskedAt = now, FirstWordAt = of.FirstWordAt ?? now, LastWordAt = now,
        };
        var key = FormattableString.Invariant($"resolved:{of.Reopens}:{now.ToUnixTimeMilliseconds()}");
        if (of.ChatId is { } chat && CaseChats.Address(scope, chat) is { } address)
            await inbox.AddAsync(scope, new(address.Account, $"case:{of.Id}:{key}:back", address.ChatKey, new InboundContent.StaffReplied(by.Name ?? "", HandBack, "", "")));
        await TellCustomerAsync(scope, of, new("resolved", key) { Event = ResolvedEvent, Unsigned = by == CaseHand.Clock }, now);
        return Settle(scope, of, now);
    }

    private Case Reopen(WriteScope scope, Case of, CaseHand by, DateTimeOffset now)
    {
        CaseEntries.Add(scope, of, EntryKind.Change, by, "reopened", now);
        of = of with
        {
            State = CaseState.Reopened, ClosedAt = null, ResolvedAt = null, Asks = 0, AskedAt = null, Rating = null, Reopens = of.Reopens + 1,
            WaitingSince = now, StepsDone = 0, LastCustomerAt = by == CaseHand.Customer ? now : of.LastCustomerAt,
        };
        if (Times(scope, of.BusinessId, now).FirstReply(now) is { } due) CasePromises.Tell(scope, of, PromiseKind.Answer, due, CaseHand.Clock, now);
        return of;
    }

    private Case Closed(WriteScope scope, Case of, CaseHand by, string why, DateTimeOffset now)
    {
        CasePromises.Withdraw(scope, of, now);
        CaseEntries.Add(scope, of, EntryKind.Change, by, why, now);
        ended?.Invoke(scope, of, now);
        return Settle(scope, of with { State = CaseState.Closed, ClosedAt = now, ResolvedAt = of.ResolvedAt ?? now, WaitingSince = null, StepsDone = 0, SnoozedUntil = null, OfferedTo = null, OfferedName = null, OfferedBy = null, OfferedAt = null }, now);
    }
}
