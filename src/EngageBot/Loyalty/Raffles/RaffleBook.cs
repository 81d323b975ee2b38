using System.Collections.Immutable;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Deeds;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Raffles;

/// <summary>Tickets and the draw: numbers are given one after the other, the draw is held once and can be done again by anybody.</summary>
/// <remarks>Everything holds <see cref="PointsLedger.Lock"/>: two taps, two tills and two nodes are one after the other.</remarks>
internal sealed class RaffleBook(Bonuses bonuses, Occasions occasions) : IPurchaseConsequence
{
    /// <summary>What the dialogs of those who did not win hear.</summary>
    public const string LostEvent = "raffle.lost";

    /// <summary>Those who did not win are told in slices, so that others get to write in between.</summary>
    private const int Slice = 100;

    /// <summary>A member takes a ticket themselves: one, whatever receipts brought.</summary>
    public static TicketOutcome Enter(WriteScope scope, BusinessId business, ContactId contact, string key, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        if (RaffleRows.FindOrBegin(scope, business, key, now) is not { } raffle || !raffle.IsOpen(now)) return new TicketOutcome.NotOpen();
        if (WhyNot(scope, raffle, contact, now) is { } why) return new TicketOutcome.NotEligible(why);
        var own = RaffleRows.Of(scope, raffle.Id, contact);
        var taps = own.Where(t => t.Reference.StartsWith("tap:", StringComparison.Ordinal)).ToList();
        if (taps.Where(t => t.State is TicketState.Valid).Select(t => (long?)t.Number).FirstOrDefault() is { } number) return new TicketOutcome.AlreadyGiven(number);
        if (own.Count(t => t.State is TicketState.Valid) >= raffle.Rules.Entry.MaxEach) return new TicketOutcome.NotEligible("too_many");
        // Whoever gave theirs back may take another one.
        return new TicketOutcome.Given(RaffleRows.InsertTicket(scope, raffle, contact, $"tap:{contact}:{taps.Count + 1}", null, now));
    }

    /// <summary>A ticket for anybody, as a reason to come back.</summary>
    /// <param name="reference">What makes it once-only, in the giver's words: at most 60 characters.</param>
    public static TicketOutcome Give(WriteScope scope, Actor actor, BusinessId business, ContactId contact, string key, string reference, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.IssueVouchers, business, Member: contact), now) is { } denial) return new TicketOutcome.Denied(denial);
        PointsLedger.Lock(scope, business);
        if (RaffleRows.FindOrBegin(scope, business, key, now) is not { } raffle || !raffle.IsOpen(now)) return new TicketOutcome.NotOpen();
        if (RaffleRows.NumberOf(scope, raffle.Id, $"hand:{reference}") is { } number) return new TicketOutcome.AlreadyGiven(number);
        if (Room(scope, raffle, contact) == 0) return new TicketOutcome.NotEligible("too_many");
        return new TicketOutcome.Given(RaffleRows.InsertTicket(scope, raffle, contact, $"hand:{reference}", null, now));
    }

    /// <summary>Takes back a ticket that its holder does not want; its number is not used again.</summary>
    public static WithdrawOutcome Withdraw(WriteScope scope, Actor actor, BusinessId business, ContactId contact, string key, long number, DateTimeOffset now)
    {
        if (Refusals.Check(scope, actor, new(Permission.IssueVouchers, business, Member: contact), now) is { } denial) return new WithdrawOutcome.Denied(denial);
        PointsLedger.Lock(scope, business);
        return RaffleRows.Find(scope, business, key) is { } raffle && raffle.IsOpen(now)
            && RaffleRows.Of(scope, raffle.Id, contact).Exists(t => t.Number == number) && RaffleRows.Move(scope, raffle.Id, number, TicketState.Withdrawn)
            ? new WithdrawOutcome.Withdrawn()
            : new WithdrawOutcome.Nothing();
    }

    /// <summary>Why somebody may not take a ticket themselves; <see langword="null"/> if they may.</summary>
    public static string? WhyNot(RowSource source, RaffleRow raffle, ContactId contact, DateTimeOffset now)
    {
        if (!raffle.Rules.Entry.ByTap) return "not_by_tap";
        if (!People.IsMember(source, contact)) return "not_member";
        if (raffle.Rules.Entry.Levels is not { Count: > 0 } levels) return null;
        return BalanceQuery.Read(source, contact, now)?.Level.Current is { } level && levels.Contains(level.Key) ? null : "level";
    }

    /// <inheritdoc/>
    public ValueTask PurchasedAsync(WriteScope scope, RecordedPurchase purchase)
    {
        var bought = purchase.Purchase;
        RaffleRows.BeginAll(scope, bought.Business, purchase.Now);
        foreach (var raffle in RaffleRows.Open(scope, bought.Business))
        {
            if (raffle.Rules.Entry.PerPurchaseMinor == 0 || !raffle.IsOpen(purchase.Now) || bought.BoughtAt < raffle.OpensAt) continue;
            var count = Math.Min(bought.AmountMinor / raffle.Rules.Entry.PerPurchaseMinor, Room(scope, raffle, bought.Contact));
            for (var n = 1; n <= count; n++)
                RaffleRows.InsertTicket(scope, raffle, bought.Contact, $"purchase:{purchase.Id}:{n}", purchase.Id, purchase.Now);
        }
        return default;
    }

    /// <inheritdoc/>
    /// <remarks>After the draw a return changes nothing: a draw is not held twice.</remarks>
    public ValueTask ReturnedAsync(WriteScope scope, RecordedReturn returned)
    {
        var tickets = ((RowSource)scope).Rows(
            "SELECT raffle_id, number FROM raffle_tickets WHERE purchase_id = @purchase AND state = 'Valid' ORDER BY number DESC",
            command => command.Set("@purchase", returned.PurchaseId.ToString()), row => (Raffle: row.GetInt64(0), Number: row.GetInt64(1)));
        foreach (var group in tickets.GroupBy(t => t.Raffle))
        {
            if (RaffleRows.ById(scope, group.Key) is not { } raffle || !raffle.IsOpen(returned.Now)) continue;
            var kept = (returned.PurchaseMinor - returned.ReturnedMinor) / raffle.Rules.Entry.PerPurchaseMinor;
            foreach (var (_, number) in group.Take((int)Math.Max(0, group.Count() - kept))) RaffleRows.Move(scope, raffle.Id, number, TicketState.Void);
        }
        return default;
    }

    /// <summary>Holds a draw whose time has come: winners, what they get and the word to them in one commit.</summary>
    /// <returns><see langword="false"/> if it was held before, or its time has not come.</returns>
    public async ValueTask<bool> DrawAsync(WriteScope scope, BusinessId business, long id, DateTimeOffset now)
    {
        PointsLedger.Lock(scope, business);
        if (RaffleRows.ById(scope, id) is not { State: RaffleState.Open } raffle || now < raffle.DrawsAt) return false;
        var entries = Entries(scope, id, "state = 'Valid'");
        var won = DrawAlgorithm.Winners(Convert.FromHexString(raffle.Seed), entries, raffle.Rules.Winners);
        foreach (var ticket in won) RaffleRows.Move(scope, id, ticket.Number, TicketState.Won);
        scope.Command("UPDATE raffle_tickets SET state = 'Lost' WHERE raffle_id = @id AND state = 'Valid'").Set("@id", id).ExecuteNonQuery();
        scope.Command("UPDATE raffles SET state = 'Drawn', drawn_at = @now, entries_hash = @hash WHERE id = @id")
            .Set("@now", now).Set("@hash", DrawAlgorithm.HashOf(entries)).Set("@id", id).ExecuteNonQuery();
        foreach (var ticket in won)
        {
            var winner = ((RowSource)scope).Query("SELECT contact_id FROM raffle_tickets WHERE raffle_id = @id AND number = @number",
                command => command.Set("@id", id).Set("@number", ticket.Number), row => row.Read() ? new ContactId(Guid.Parse(row.GetString(0))) : default);
            await bonuses.GiveAsync(scope, new(business, winner, raffle.Rules.Gives, $"raffle:{raffle.Key}", $"raffle:{id}:{ticket.Number}", raffle.RuleVersion, now) { Name = raffle.Rules.Name });
        }
        return true;
    }

    /// <summary>Thanks the next of those who did not win: once for a draw, however many tickets.</summary>
    /// <returns>How many tickets were looked at; fewer than a slice when all are told.</returns>
    public async ValueTask<int> ThankAsync(WriteScope scope, DateTimeOffset now)
    {
        var tickets = ((RowSource)scope).Rows(
            "SELECT id, raffle_id, contact_id FROM raffle_tickets WHERE state = 'Lost' AND told_at IS NULL ORDER BY id LIMIT @slice",
            command => command.Set("@slice", Slice), row => (Id: row.GetInt64(0), Raffle: row.GetInt64(1), Contact: new ContactId(Guid.Parse(row.GetString(2)))));
        var raffles = tickets.Select(t => t.Raffle).Distinct().ToDictionary(id => id, id => RaffleRows.ById(scope, id));
        foreach (var (id, raffleId, contact) in tickets)
        {
            // Another node may be at the same slice: whoever marks the ticket tells.
            if (scope.Command("UPDATE raffle_tickets SET told_at = @now WHERE id = @id AND told_at IS NULL").Set("@now", now).Set("@id", id).ExecuteNonQuery() == 0) continue;
            if (raffles[raffleId] is not { } raffle || RaffleRows.Of(scope, raffleId, contact).Exists(t => t.State is TicketState.Won)) continue;
            await occasions.TellAsync(scope, contact, LostEvent, $"raffle:{raffleId}:over:{contact}", Occasions.Data(
                ("id", new Value.Text($"raffle:{raffleId}")), ("name", new Value.Text(InLanguage.Of(raffle.Rules.Name, Speech.LanguageOf(scope, contact))))));
        }
        return tickets.Count;
    }

    /// <summary>What is published of a draw now.</summary>
    public static DrawRecord? Published(RowSource source, BusinessId business, string key)
    {
        if (RaffleRows.Find(source, business, key) is not { } raffle) return null;
        var record = new DrawRecord(key, DrawAlgorithm.Name, raffle.Commitment, raffle.DrawsAt, raffle.Rules.Winners);
        if (raffle.State is RaffleState.Open) return record;
        var entries = Entries(source, raffle.Id, "state IN ('Won', 'Lost')");
        return record with
        {
            Seed = raffle.Seed, DrawnAt = raffle.DrawnAt, EntriesHash = raffle.EntriesHash,
            Entries = [.. entries.Select(e => ImmutableArray.Create(e.Number, e.Holder))],
            // As the tickets say, not as the seed would have it: the difference is what a check is for.
            Won = [.. Entries(source, raffle.Id, "state = 'Won'").Select(e => e.Number)],
        };
    }

    private static int Room(RowSource source, RaffleRow raffle, ContactId contact) =>
        Math.Max(0, raffle.Rules.Entry.MaxEach - RaffleRows.Of(source, raffle.Id, contact).Count(t => t.State is TicketState.Valid));

    /// <param name="state">A constant condition.</param>
    private static List<DrawEntry> Entries(RowSource source, long raffle, string state) =>
        source.Rows($"SELECT number, holder FROM raffle_tickets WHERE raffle_id = @id AND {state} ORDER BY number",
            command => command.Set("@id", raffle), row => new DrawEntry(row.GetInt64(0), row.GetInt64(1)));
}
