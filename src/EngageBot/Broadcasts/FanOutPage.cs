using System.Collections.Immutable;
using System.Globalization;
using EngageBot.Businesses;
using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Engine;
using EngageBot.Loyalty;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>What was decided about one person of the audience.</summary>
/// <param name="Chat">Where to write; absent for those who get nothing.</param>
/// <param name="No">Why they get nothing; absent for the others and the held-out.</param>
/// <param name="Deadline">Until when the message is of use.</param>
internal sealed record PlannedRecipient(
    ContactId Contact, int Variant, string? Language, RecipientWords Words, ChatAddress? Chat, SendPermit.No? No, DateTimeOffset Deadline)
{
    /// <summary>Ready to go, where nothing has to be made for this recipient first.</summary>
    public OutgoingMessage? Message { get; init; }

    /// <summary>The same as a row has it.</summary>
    public string? Written { get; init; }

    public bool HeldOut => Chat is null && No is null;
}

/// <summary>The next people of a frozen audience after a cursor, judged and written for, on a connection that only reads.</summary>
/// <param name="After">The cursor at which it begins.</param>
/// <param name="Last">The cursor at which it ends; absent where the round is over.</param>
/// <param name="Put">Those who may be reached later, with why not now.</param>
/// <param name="Next">The first moment at which one of those may be reached.</param>
internal sealed record FanOutPage(
    string? After, string? Last, ImmutableArray<PlannedRecipient> Planned, ImmutableArray<(ContactId Contact, SendPermit.Later Why)> Put, DateTimeOffset? Next)
{
    /// <summary>Those put off come back in rounds, not each at a minute of their own.</summary>
    private static readonly TimeSpan RoundStep = TimeSpan.FromMinutes(15);

    public static FanOutPage Read(RowSource source, Broadcast broadcast, BroadcastWords words, BusinessPage page, int limit, DateTimeOffset now)
    {
        var people = People(source, broadcast, limit);
        if (people.Count == 0) return new(broadcast.Cursor, null, [], [], null);
        var rules = ContactPolicy.RulesOf(source, broadcast.BusinessId, now);
        var standings = PolicyFacts.OfMany(source, [.. people.Select(p => p.Contact)], ContactPolicy.PurposeName(broadcast.Purpose), now);
        // Read once for the page, and only where a text names them.
        var points = words.NamesPoints ? BalanceQuery.AvailableOf(source, [.. people.Select(p => p.Contact)], now) : null;
        var planned = ImmutableArray.CreateBuilder<PlannedRecipient>(people.Count);
        var put = ImmutableArray.CreateBuilder<(ContactId, SendPermit.Later)>();
        DateTimeOffset? next = null;
        foreach (var person in people)
        {
            var zone = standings.TryGetValue(person.Contact, out var standing) ? standing.Zone : page.Zone;
            var (due, deadline) = Span(broadcast, zone);
            if (due > now)
            {
                if (!(due >= next)) next = due;
                continue;
            }
            var (permit, chat) = standing is null
                ? (new SendPermit.No(NoSend.NoAddress, "The contact has no chat."), null)
                : now >= deadline ? (new SendPermit.No(NoSend.TooLate, "The broadcast's time was over before the contact could be reached."), null)
                : PolicyJudgement.Of(standing, rules, broadcast.Purpose, new Proactive(broadcast.Source, "", words.Topic), deadline, now);
            if (permit is SendPermit.Later later && later.Until < deadline)
            {
                put.Add((person.Contact, later));
                var round = Ceiling(later.Until);
                if (!(round >= next)) next = round;
                continue;
            }
            var no = permit switch
            {
                SendPermit.No never => never,
                SendPermit.Later late => new SendPermit.No(NoSend.TooLate, $"Too late by then: {late.Why}"),
                _ => null,
            };
            var filled = new RecipientWords(person.Name, points?.GetValueOrDefault(person.Contact), page.Business.Name, null, null);
            planned.Add(Plan(broadcast, words, person, filled, no, no is null ? chat : null, deadline));
        }
        return new(broadcast.Cursor, people[^1].Contact.ToString(), planned.ToImmutable(), put.ToImmutable(), next);
    }

    private static PlannedRecipient Plan(
        Broadcast broadcast, BroadcastWords words, Person person, RecipientWords filled, SendPermit.No? no, ChatAddress? chat, DateTimeOffset deadline)
    {
        var held = no is null && words.IsHeldOut(person.Contact);
        var variant = words.VariantOf(person.Contact);
        var planned = new PlannedRecipient(person.Contact, variant, person.Language, filled, held ? null : chat, no, deadline);
        if (planned.Chat is not { } to || broadcast.Reward is not null) return planned;
        var message = words.For(variant, person.Language, filled, to.ChatId);
        if (to.HasWindow) message = words.WithTemplate(message);
        return planned with { Message = message, Written = MessagingJson.Write(message) };
    }

    /// <summary>From when to when a contact who lives there is written to.</summary>
    private static (DateTimeOffset From, DateTimeOffset To) Span(Broadcast broadcast, TimeZoneInfo zone)
    {
        if (broadcast.StartLocal is not { } local) return (broadcast.StartedAt!.Value, broadcast.EndsAt!.Value);
        var from = LocalDays.At(DateTime.ParseExact(local, BroadcastDesk.LocalForm, CultureInfo.InvariantCulture), zone);
        return (from, from.AddHours(broadcast.LastsHours));
    }

    private static DateTimeOffset Ceiling(DateTimeOffset at)
    {
        var over = at.UtcTicks % RoundStep.Ticks;
        return over == 0 ? at : at.AddTicks(RoundStep.Ticks - over);
    }

    private static List<Person> People(RowSource source, Broadcast broadcast, int limit) => source.Rows(
        """
        SELECT c.id, c.name, c.language FROM audience_members m JOIN contacts c ON c.id = m.contact_id
        WHERE m.audience_id = @audience AND m.contact_id > @after AND NOT EXISTS (
          SELECT 1 FROM broadcast_recipients r WHERE r.broadcast_id = @broadcast AND r.contact_id = m.contact_id)
        ORDER BY m.contact_id LIMIT @limit
        """,
        command => command.Set("@audience", broadcast.AudienceId!.Value).Set("@after", broadcast.Cursor ?? "").Set("@broadcast", broadcast.Id).Set("@limit", (long)limit),
        row => new Person(new(Guid.Parse(row.GetString(0))), row.TextAt(1), row.TextAt(2)));

    private sealed record Person(ContactId Contact, string? Name, string? Language);
}
