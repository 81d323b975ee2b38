using System.Globalization;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>The recipients as a file: read a page at a time while it is being sent, so that a million take no more memory than a thousand.</summary>
internal sealed class BroadcastCsv(IStore store)
{
    private const int Page = 1_000;
    private const string Head = "member,variant,outcome,reason,voucher,written_at,sent_at,tapped_at,answered_at,not_useful_at,opted_out_at\r\n";

    public Task<Broadcast?> FindAsync(BusinessId business, long id, CancellationToken cancellation) =>
        store.ReadAsync(connection => ValueTask.FromResult(BroadcastRows.Find(connection, business, id)), cancellation);

    public async Task WriteAsync(Broadcast broadcast, Stream stream, CancellationToken cancellation)
    {
        await using var writer = new StreamWriter(stream, leaveOpen: true);
        await writer.WriteAsync(Head);
        for (var after = 0L; ;)
        {
            var rows = await store.ReadRowsAsync(
                """
                SELECT r.id, r.contact_id, r.variant, COALESCE(CASE WHEN o.state = 'Sending' THEN 'Queued' ELSE o.state END, r.outcome), r.reason, r.voucher_id, r.written_at,
                  o.sent_at, r.tapped_at, r.answered_at, r.not_useful_at, r.opted_out_at
                FROM broadcast_recipients r LEFT JOIN outbox o ON o.id = r.outbox_id
                WHERE r.broadcast_id = @broadcast AND r.id > @after ORDER BY r.id LIMIT @limit
                """,
                command => command.Set("@broadcast", broadcast.Id).Set("@after", after).Set("@limit", (long)Page),
                row => (Id: row.GetInt64(0), Line: string.Join(',',
                    [row.GetString(1), row.GetString(2), SnakeCase.Of(row.GetString(3)), Quoted(row.TextAt(4)), row.TextAt(5) ?? "",
                     .. Enumerable.Range(6, 6).Select(column => row.InstantOrNullAt(column)?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "")])),
                cancellation);
            foreach (var (_, line) in rows)
            {
                await writer.WriteAsync(line);
                await writer.WriteAsync("\r\n");
            }
            await writer.FlushAsync(cancellation);
            if (rows.Count < Page) return;
            after = rows[^1].Id;
        }
    }

    // A platform's own words may hold anything, also what a spreadsheet takes for a formula.
    private static string Quoted(string? text) => text is null ? "" : $"\"{(text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" : "")}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
