using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Looks again at receipts that came before anybody knew their message, and forgets those that stay nobody's.</summary>
internal sealed partial class ParkedReceipts(
    IStore store, WhatsAppReceipts receipts, WhatsAppNumbers numbers, Inbox inbox, TimeProvider clock, ILogger<ParkedReceipts> logger)
    : RecurringWork(TimeSpan.FromSeconds(30), clock, logger, pauseFirst: true)
{
    /// <summary>As long as Meta may bring a receipt again (its documentation says seven days, read 2026-11).</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Looked at in one transaction.</summary>
    private const long Slice = 256;

    /// <summary>Whose messages they are we do not know; beyond so many the oldest go.</summary>
    private const long Most = 100_000;

    protected override async Task PassAsync(CancellationToken cancellation)
    {
        while (await store.WriteAsync(SliceAsync, cancellation) == Slice) { }
        await store.WriteAsync(async scope =>
        {
            await scope.Command("DELETE FROM whatsapp_receipts WHERE received_at < @before OR id <= (SELECT MAX(id) FROM whatsapp_receipts) - @most")
                .Set("@before", Clock.GetUtcNow() - Kept).Set("@most", Most).ExecuteNonQueryAsync(CancellationToken.None);
            // Of messages that expired or were called off half way.
            await scope.Command("""
                DELETE FROM whatsapp_pieces WHERE NOT EXISTS (
                  SELECT 1 FROM outbox o WHERE o.id = whatsapp_pieces.outbox_id AND (o.state = 'Queued' OR o.state = 'Sending' OR o.state = 'Uncertain'))
                """).ExecuteNonQueryAsync(CancellationToken.None);
        }, cancellation);
    }

    private async ValueTask<int> SliceAsync(WriteScope scope)
    {
        var found = ((RowSource)scope).Rows("""
            SELECT r.id, r.account_id, r.external_id, r.status, r.code, r.at FROM whatsapp_receipts r
            WHERE EXISTS (SELECT 1 FROM outbox o WHERE o.account_id = r.account_id AND o.external_id = r.external_id) ORDER BY r.id LIMIT @slice
            """, command => command.Set("@slice", Slice),
            row => (Id: row.GetInt64(0), Account: row.GetInt64(1), External: row.GetString(2), Status: row.GetString(3), Code: row.NumberAt(4), At: row.InstantAt(5)));
        foreach (var one in found)
        {
            if (numbers.Of(one.Account) is { } number && Receipts.Find(scope, one.Account, null, one.External) is { } row)
            {
                OutboxState? reached = one.Status == "Failed" ? null : Enum.Parse<OutboxState>(one.Status);
                var failure = reached is null ? new GraphFailure.Refused((int)(one.Code ?? 131000), "failed") : null;
                await receipts.ApplyAsync(scope, arrival => inbox.AddAsync(scope, arrival), number, row, new HeardStatus(one.External, reached, one.At, new(null, null, null, null), null, failure));
            }
            scope.Command("DELETE FROM whatsapp_receipts WHERE id = @id").Set("@id", one.Id).ExecuteNonQuery();
        }
        return found.Count;
    }
}
