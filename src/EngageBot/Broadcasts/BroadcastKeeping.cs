using EngageBot.Messaging;
using EngageBot.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EngageBot.Broadcasts;

/// <summary>Up to which recipient the outbox's last word is in the recipients' own rows; there is one such row.</summary>
internal sealed record BroadcastKept(long Id, long KeptTo);

internal sealed class BroadcastKeptConfiguration : IEntityTypeConfiguration<BroadcastKept>
{
    public void Configure(EntityTypeBuilder<BroadcastKept> builder)
    {
        builder.ToTable("broadcast_keeping", table => table.HasCheckConstraint("ck_broadcast_keeping_one", "id = 1"));
        builder.Property(kept => kept.Id).ValueGeneratedNever();
    }
}

/// <summary>Receipts come long after a message was settled: before the outbox forgets its rows, what they last said is written down.</summary>
internal sealed class BroadcastKeeping(IStore store)
{
    /// <summary>Recipients looked at in one transaction.</summary>
    private const int Slice = 500;

    /// <summary>Writes down what became of everybody who was written to before a moment, each once.</summary>
    public async Task KeepAsync(DateTimeOffset before, CancellationToken cancellation)
    {
        while (await store.WriteAsync(scope => KeepSliceAsync(scope, before), cancellation) == Slice) { }
    }

    private static async ValueTask<int> KeepSliceAsync(WriteScope scope, DateTimeOffset before)
    {
        scope.Lock("broadcast_keeping");
        var rows = ((RowSource)scope).Rows(
            """
            SELECT r.id, r.broadcast_id, r.outcome, o.state, r.voucher_id FROM broadcast_recipients r LEFT JOIN outbox o ON o.id = r.outbox_id
            WHERE r.id > (SELECT kept_to FROM broadcast_keeping WHERE id = 1) AND r.written_at < @before ORDER BY r.id LIMIT @limit
            """,
            command => command.Set("@before", before).Set("@limit", (long)Slice),
            row => (Id: row.GetInt64(0), Broadcast: row.GetInt64(1), Known: row.GetString(2), Last: row.TextAt(3), Voucher: row.TextAt(4)));
        if (rows.Count == 0) return 0;
        // What waits still is not over, and is settled in its own time.
        var changed = rows.Where(row => row.Last is not (null or "Queued" or "Sending") && row.Last != row.Known && row.Known != nameof(RecipientOutcome.Queued)).ToList();
        await scope.EachAsync("UPDATE broadcast_recipients SET outcome = @state WHERE id = @id", changed, static (command, row) => command.Set("@state", row.Last).Set("@id", row.Id));
        foreach (var late in changed.Where(row => row.Voucher is not null && OutboxStates.Read(row.Last!).NeverCame))
            if (BroadcastRows.Find(scope, late.Broadcast) is { } broadcast)
                BroadcastVouchers.Withdraw(scope, broadcast, [new VoucherId(Guid.Parse(late.Voucher!))], before);
        scope.Command("UPDATE broadcast_keeping SET kept_to = @to WHERE id = 1").Set("@to", rows[^1].Id).ExecuteNonQuery();
        return rows.Count;
    }
}
