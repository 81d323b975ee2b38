using EngageBot.Businesses;
using EngageBot.Businesses.Rules;
using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Loyalty.Deeds;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Clubs;

/// <summary>Reminds those who will come the day before, and asks those who came how it was.</summary>
internal sealed class EventClock(IStore store, Occasions occasions, TimeProvider clock, ILogger<EventClock> logger) : RecurringWork(TimeSpan.FromMinutes(5), clock, logger)
{
    /// <summary>It begins within a day.</summary>
    public const string SoonEvent = "event.soon";

    /// <summary>It is over, and the customer was there.</summary>
    public const string OverEvent = "event.over";

    /// <summary>The reminder is of any use from here to the start.</summary>
    private static readonly TimeSpan RemindBefore = TimeSpan.FromHours(24);

    /// <summary>Nobody is asked later than that, after the program was down: they would not know of what.</summary>
    private static readonly TimeSpan AskWithin = TimeSpan.FromDays(3);

    private const int Slice = 100;

    /// <summary>Tells everybody who is due.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var told = 0;
        foreach (var (business, occasion, rules, word) in await store.ReadAsync(connection => ValueTask.FromResult(Due(connection)), cancellation))
        {
            int slice;
            do
            {
                slice = await store.WriteAsync(scope => TellAsync(scope, business, occasion, rules, word), cancellation);
                told += slice;
            }
            while (slice == Slice);
        }
        return told;
    }

    protected override Task PassAsync(CancellationToken cancellation) => SweepAsync(cancellation);

    /// <summary>The events that begin within a day, or are over since a short time.</summary>
    private List<(BusinessId Business, string Key, EventRules Rules, string Word)> Due(RowSource source)
    {
        var (now, due) = (Clock.GetUtcNow(), new List<(BusinessId, string, EventRules, string)>());
        foreach (var business in RuleBook.BusinessesWith(source, EventRules.Kind))
        {
            var zone = RecordPurchase.Home(source, business).Zone;
            foreach (var rule in RuleBook.All(source, business, EventRules.Kind, now))
            {
                var (starts, ends) = (LocalDays.At(rule.Rules.Starts, zone), LocalDays.At(rule.Rules.Ends, zone));
                if (now >= starts - RemindBefore && now < starts) due.Add((business, rule.Key, rule.Rules, SoonEvent));
                if (now >= ends && now < ends + AskWithin) due.Add((business, rule.Key, rule.Rules, OverEvent));
            }
        }
        return due;
    }

    private async ValueTask<int> TellAsync(WriteScope scope, BusinessId business, string key, EventRules rules, string word)
    {
        scope.Lock("event notices");    // nodes that sweep together tell each guest once
        var (now, soon) = (Clock.GetUtcNow(), word == SoonEvent);
        var starts = LocalDays.At(rules.Starts, RecordPurchase.Home(scope, business).Zone);
        var (column, state) = soon ? ("reminded_at", "Valid") : ("asked_at", "Admitted");
        var passes = ((RowSource)scope).Rows(
            $"""
            SELECT e.id, e.contact_id, e.code, c.language FROM event_passes e JOIN contacts c ON c.id = e.contact_id
            WHERE e.business_id = @business AND e.event = @event AND e.state = @state AND e.guest = 0 AND e.{column} IS NULL ORDER BY e.id LIMIT @slice
            """,
            command => command.Set("@business", business.ToString()).Set("@event", key).Set("@state", state).Set("@slice", (long)Slice),
            row => (Id: row.GetInt64(0), Contact: new ContactId(Guid.Parse(row.GetString(1))), Code: row.GetString(2), Language: row.TextAt(3) ?? "en"));
        foreach (var pass in passes)
        {
            scope.Command($"UPDATE event_passes SET {column} = @now WHERE id = @id").Set("@now", now).Set("@id", pass.Id).ExecuteNonQuery();
            var name = new Value.Text(InLanguage.Of(rules.Name, pass.Language));
            await occasions.TellAsync(scope, pass.Contact, word, $"event:{pass.Id}:{word}", soon
                ? Occasions.Data(("id", new Value.Text(key)), ("name", name), ("starts", new Value.Instant(starts)), ("place", new Value.Text(rules.Place)), ("code", new Value.Text(pass.Code)))
                : Occasions.Data(("id", new Value.Text(key)), ("name", name)));
        }
        return passes.Count;
    }
}
