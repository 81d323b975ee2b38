using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>The pieces of a message of several calls that have gone, kept for whoever goes on after a crash.</summary>
internal sealed class Pieces(IStore store) : ISendMemory
{
    public async Task<string?> ProgressAsync(long outboxId, CancellationToken cancellation)
    {
        var rows = await store.ReadRowsAsync("SELECT pieces FROM whatsapp_pieces WHERE outbox_id = @id", command => command.Set("@id", outboxId), row => row.GetString(0), cancellation);
        return rows is [var pieces, ..] ? pieces : null;
    }

    public Task RememberProgressAsync(long outboxId, string pieces, CancellationToken cancellation) => store.WriteAsync(scope =>
    {
        Keep(scope, outboxId, pieces);
        return ValueTask.CompletedTask;
    }, cancellation);

    public Task ForgetProgressAsync(long outboxId, CancellationToken cancellation) => store.WriteAsync(scope =>
    {
        Forget(scope, outboxId);
        return ValueTask.CompletedTask;
    }, cancellation);

    /// <summary>A receipt says that a piece has gone whose answer was lost.</summary>
    public static void Gone(WriteScope scope, ReceiptRow row, int piece, string externalId)
    {
        if (row.State is not (OutboxState.Queued or OutboxState.Sending or OutboxState.Uncertain)) return;
        var known = scope.Command("SELECT pieces FROM whatsapp_pieces WHERE outbox_id = @id").Set("@id", row.Message.Id).ExecuteScalar() as string;
        var count = known is null ? 0 : known.Split(',').Length;
        if (count == piece) Keep(scope, row.Message.Id, known is null ? externalId : $"{known},{externalId}");
    }

    public static void Forget(WriteScope scope, long outboxId) =>
        scope.Command("DELETE FROM whatsapp_pieces WHERE outbox_id = @id").Set("@id", outboxId).ExecuteNonQuery();

    private static void Keep(WriteScope scope, long outboxId, string pieces) => scope.Command("""
        INSERT INTO whatsapp_pieces (outbox_id, pieces) VALUES (@id, @pieces) ON CONFLICT (outbox_id) DO UPDATE SET pieces = excluded.pieces
        """).Set("@id", outboxId).Set("@pieces", pieces).ExecuteNonQuery();
}
