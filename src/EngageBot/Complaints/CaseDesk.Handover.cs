using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>What whoever hands a case over tells whoever gets it: the customer repeats nothing.</summary>
internal sealed record Dossier(string Done, string Planned, string Promises, string? Mood = null)
{
    private const int Longest = 2000;

    /// <summary>Every part says something.</summary>
    public bool IsWhole => IsSaid(Done) && IsSaid(Planned) && IsSaid(Promises) && Mood is not { Length: > Longest };

    public string ToText() => $"Done: {Done}\nPlanned: {Planned}\nPromised: {Promises}{(Mood is null ? "" : $"\nMood: {Mood}")}";

    private static bool IsSaid(string part) => !string.IsNullOrWhiteSpace(part) && part.Length <= Longest;
}

/// <summary>How a case goes from one person to another without loss.</summary>
internal sealed partial class CaseDesk
{
    /// <summary>Hands a case over: it stays the sender's until the other accepts.</summary>
    public async ValueTask<CaseOutcome> HandOverAsync(WriteScope scope, CaseHand by, BusinessId business, CaseId id, StaffId to, Dossier dossier, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (!of.IsLive) return new CaseOutcome.NotNow(of);
        if (of.ClaimedAt is not null && of.Owner != by.Who.Name && !by.Who.May(Permission.ManageCashiers)) return Taken(scope, of);
        if (!dossier.IsWhole)
            return new CaseOutcome.Mend(of, [new(true, "dossier", "", "Say what is done, what is planned and what was promised, each in 1 to 2,000 characters; \"nothing\" is an answer.")]);
        if (Rota.Able(scope, of, to, now) is not { } receiver || receiver.Who.Name == of.Owner) return new CaseOutcome.Unknown();
        if (of.Avoid == receiver.Who.Name || Rota.IsAway(scope, to, now)) return new CaseOutcome.NotNow(of);
        CaseEntries.Add(scope, of, EntryKind.Transfer, by, $"offered to {receiver.Name}\n{dossier.ToText()}", now);
        of = Settle(scope, of with { OfferedTo = receiver.Who.Name, OfferedName = receiver.Name, OfferedBy = by.Name ?? by.Who.Name, OfferedAt = now }, now);
        await NoteAsync(scope, of, "staff.case_offered", FormattableString.Invariant($"offered:{now.ToUnixTimeMilliseconds()}"), "", to, null,
            ("relay.done", dossier.Done), ("relay.planned", dossier.Planned), ("relay.promised", dossier.Promises), ("relay.mood", dossier.Mood ?? ""));
        return new CaseOutcome.Done(of);
    }

    /// <summary>The receiver takes it: the customer keeps number, title and tone, and is told by whom it goes on.</summary>
    public async ValueTask<CaseOutcome> AcceptAsync(WriteScope scope, CaseHand by, BusinessId business, CaseId id, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        if (of.OfferedTo != by.Who.Name) return new CaseOutcome.NotNow(of);
        var from = of.OwnerName;
        of = Settle(scope, Own(of, by, now), now);
        CaseEntries.Add(scope, of, EntryKind.Transfer, by, "accepted", now);
        await TellNewOwnerAsync(scope, of, from, now);
        return new CaseOutcome.Done(of);
    }

    /// <summary>The receiver cannot: it stays where it was, and whoever is above is told.</summary>
    public async ValueTask<CaseOutcome> BounceAsync(WriteScope scope, CaseHand by, BusinessId business, CaseId id, string why, DateTimeOffset now)
    {
        if (Find(scope, by, business, id, now, out var no) is not { } of) return no!;
        return of.OfferedTo != by.Who.Name ? new CaseOutcome.NotNow(of) : new CaseOutcome.Done(Settle(scope, await BouncedAsync(scope, of, by, why, now), now));
    }

    /// <summary>The customer wants somebody else, and need not say why; whoever had it has no more to do with it.</summary>
    public async ValueTask<Case?> OtherPersonAsync(WriteScope scope, BusinessId business, CaseId id, string language, DateTimeOffset now)
    {
        if (ByCustomer(scope, business, id) is not { IsLive: true } of) return null;
        CaseEntries.Add(scope, of, EntryKind.Transfer, CaseHand.Customer, "another person, please", now);
        of = Reassigned(scope, of with { Avoid = of.ClaimedAt is null ? of.Avoid : of.Owner }, language, now) with { WaitingSince = of.WaitingSince ?? now };
        of = Settle(scope, of, now);
        await NoteAsync(scope, of, "staff.case_other", FormattableString.Invariant($"other:{now.ToUnixTimeMilliseconds()}"), of.Title, CaseHand.StaffOf(of.Owner));
        return of;
    }

    /// <summary>Somebody is away: each of their cases goes to somebody who is here, or to all.</summary>
    /// <returns>How many went.</returns>
    public async ValueTask<int> ReassignAsync(WriteScope scope, BusinessId business, StaffId away, DateTimeOffset now)
    {
        CaseRows.Lock(scope, business);
        var cases = CaseRows.OwnedBy(scope, business, $"staff:{away}");
        foreach (var had in cases)
        {
            CaseEntries.Add(scope, had, EntryKind.Transfer, CaseHand.Clock, $"{had.OwnerName ?? "the owner"} is away", now);
            var of = Settle(scope, Reassigned(scope, had, CaseChats.LanguageOf(scope, had), now), now);
            await NoteAsync(scope, of, "staff.case_moved", FormattableString.Invariant($"moved:{now.ToUnixTimeMilliseconds()}"), had.OwnerName ?? "–", CaseHand.StaffOf(of.Owner));
            if (had.ClaimedAt is not null && of.Owner is not null) await TellNewOwnerAsync(scope, of, had.OwnerName, now);
        }
        return cases.Count;
    }

    private static Case Reassigned(WriteScope scope, Case of, string language, DateTimeOffset now)
    {
        var next = Rota.Choose(scope, of, language, now, of.Owner);
        return of with { Owner = next?.Who.Name, OwnerName = next?.Name, ClaimedAt = null, OfferedTo = null, OfferedName = null, OfferedBy = null, OfferedAt = null };
    }

    private async ValueTask<Case> BouncedAsync(WriteScope scope, Case of, CaseHand by, string why, DateTimeOffset now)
    {
        CaseEntries.Add(scope, of, EntryKind.Transfer, by, $"bounced: {why}", now);
        await NoteAsync(scope, of, "staff.case_bounced", FormattableString.Invariant($"bounced:{now.ToUnixTimeMilliseconds()}"), $"{of.OfferedName}: {why}", CaseHand.StaffOf(of.Owner));
        return of with { OfferedTo = null, OfferedName = null, OfferedBy = null, OfferedAt = null };
    }

    /// <summary>Who goes on is told to a customer who knew somebody else.</summary>
    private async ValueTask TellNewOwnerAsync(WriteScope scope, Case of, string? from, DateTimeOffset now)
    {
        if (from is null || of.OwnerName is null || from == of.OwnerName) return;
        await TellCustomerAsync(scope, of, new("handed_over", FormattableString.Invariant($"handed:{now.ToUnixTimeMilliseconds()}")) { OfPerson = true }, now);
    }
}
