using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Receipts of a number's messages: what became of them, and what a failure says about the person, the template or the number.</summary>
/// <remarks>A message of several calls is as far as its last one; an earlier piece that is known to have gone is not sent again.</remarks>
internal sealed class WhatsAppReceipts(Receipts receipts, Conclusions conclusions, ReceiptTag tags, WhatsAppState state, TimeProvider clock)
{
    /// <summary>Carried by what is no row of the outbox: nobody waits for its receipts.</summary>
    public const string NoRow = "notice";

    /// <returns><see langword="false"/> if nobody knows the message: the receipt is kept for a while.</returns>
    public async ValueTask<bool> TakeAsync(WriteScope scope, Func<Arrival, ValueTask<bool>> add, WhatsAppNumber number, HeardStatus status)
    {
        if (status.Callback == NoRow) return true;
        var tag = tags.Read(status.Callback);
        if (Receipts.Find(scope, number.Account.Id, tag?.OutboxId, status.Id) is not { } row)
        {
            Park(scope, number.Account.Id, status);
            return false;
        }
        await ApplyAsync(scope, add, number, row, status, tag is { } known ? (known.Piece, known.Pieces) : (0, 1));
        return true;
    }

    /// <summary>A receipt whose message is known by now.</summary>
    public ValueTask ApplyAsync(WriteScope scope, Func<Arrival, ValueTask<bool>> add, WhatsAppNumber number, ReceiptRow row, HeardStatus status) =>
        ApplyAsync(scope, add, number, row, status, (0, 1));

    private async ValueTask ApplyAsync(
        WriteScope scope, Func<Arrival, ValueTask<bool>> add, WhatsAppNumber number, ReceiptRow row, HeardStatus status, (int Piece, int Pieces) part)
    {
        if (status.Reached is { } reached)
        {
            if (part.Piece == part.Pieces - 1) await receipts.ReachedAsync(scope, row, status.Id, reached, Earliest(status.At));
            else Pieces.Gone(scope, row, part.Piece, status.Id);
            return;
        }
        var failure = status.Failure!;
        var result = Conclusions.IsForTheGate(row.Message, failure) ? new SendResult.Unavailable(failure.ToString()) : WhatsAppErrors.ToSendResult(failure, row.Message.Attempts, repeats: 1);
        if (await receipts.FailedAsync(scope, row, result)) Pieces.Forget(scope, row.Message.Id);
        await conclusions.DrawAsync(scope, add, number, row.Message, failure);
        state.Hear(number, failure);
    }

    // A clock that runs ahead must not send something tomorrow.
    private DateTimeOffset Earliest(DateTimeOffset at) => at == default || at > clock.GetUtcNow() ? clock.GetUtcNow() : at;

    private void Park(WriteScope scope, long account, HeardStatus status) => scope.Command("""
        INSERT INTO whatsapp_receipts (account_id, external_id, status, code, at, received_at) VALUES (@account, @external, @status, @code, @at, @now) ON CONFLICT DO NOTHING
        """)
        .Set("@account", account).Set("@external", status.Id).Set("@status", status.Reached?.ToString() ?? "Failed").Set("@code", (long?)status.Failure?.Code)
        .Set("@at", Earliest(status.At)).Set("@now", clock.GetUtcNow()).ExecuteNonQuery();
}
