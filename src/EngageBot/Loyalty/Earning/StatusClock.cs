using EngageBot.Conversations;
using EngageBot.Dialogs.Values;
using EngageBot.Storage;

namespace EngageBot.Loyalty.Earning;

/// <summary>Tells holders of a status in time that it ends. Ending needs no clock: it is over when its last day is.</summary>
internal sealed class StatusClock(IStore store, Occasions occasions, TimeProvider clock, ILogger<StatusClock> logger)
    : RecurringWork(TimeSpan.FromMinutes(10), clock, logger)
{
    /// <summary>A status ends soon.</summary>
    public const string Event = "status.ending";

    private const int Slice = 100;

    /// <summary>Tells everybody who is due.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var told = 0;
        while (true)
        {
            var slice = await store.WriteAsync(TellAsync, cancellation);
            told += slice;
            if (slice < Slice) return told;
        }
    }

    protected override Task PassAsync(CancellationToken cancellation) => SweepAsync(cancellation);

    private async ValueTask<int> TellAsync(WriteScope scope)
    {
        scope.Lock("status notices");    // nodes that sweep together tell each holder once
        var now = Clock.GetUtcNow();
        var due = ((RowSource)scope).Rows(
            """
            SELECT s.id, s.contact_id, s.programme, s.status, s.ends_at, b.zone FROM member_statuses s JOIN businesses b ON b.id = s.business_id
            WHERE s.notice_at IS NOT NULL AND s.notice_at <= @now ORDER BY s.notice_at, s.id LIMIT @slice
            """,
            command => command.Set("@now", now).Set("@slice", (long)Slice),
            row => (Id: row.GetInt64(0), Contact: new ContactId(Guid.Parse(row.GetString(1))), Programme: row.GetString(2), Status: row.GetString(3), Ends: row.InstantAt(4),
                Zone: TimeZoneInfo.FindSystemTimeZoneById(row.GetString(5))));
        foreach (var status in due)
        {
            scope.Command("UPDATE member_statuses SET notice_at = NULL WHERE id = @id").Set("@id", status.Id).ExecuteNonQuery();
            if (status.Ends > now)    // what ended while the program was down needs no warning
                await occasions.TellAsync(scope, status.Contact, Event, $"status:{status.Id}:ending", Occasions.Data(
                    ("programme", new Value.Text(status.Programme)), ("status", new Value.Text(status.Status)), ("until", new Value.Date(EarnRules.LastDay(status.Ends, status.Zone)))));
        }
        return due.Count;
    }
}
