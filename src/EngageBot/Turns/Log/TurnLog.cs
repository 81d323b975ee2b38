using System.Security.Cryptography;
using EngageBot.Dialogs.Engine;
using EngageBot.Storage;
using Microsoft.Extensions.Options;

namespace EngageBot.Turns.Log;

/// <summary>Keeps what each turn was made of for some days, one row a turn, in the turn's own transaction.</summary>
/// <remarks>Bodies are encrypted with a key of the installation: whoever looks into a table or a dump reads no customer's words. A whole copy of
/// the database holds the key too, as it holds the inbox and the chats.</remarks>
internal sealed class TurnLog(IStore store, MasterKey masterKey, IOptions<TurnLogSettings> settings, TimeProvider clock) : IDisposable
{
    /// <summary>The purpose of the key.</summary>
    public const string KeyPurpose = "turn-log";

    /// <summary>A longer record is not kept: a chat's state has limits of its own far below.</summary>
    private const int BytesMax = 64 * 1024;

    private const int Slice = 500;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = NonceBytes + TagBytes;

    // One a thread: a cipher is dear to make and serves one caller at a time.
    private readonly ThreadLocal<AesGcm> _seal = new(() => new AesGcm(masterKey.For(KeyPurpose), TagBytes), trackAllValues: true);

    /// <summary>Begins a turn's record; nothing where none is kept.</summary>
    public TurnRecorder? Begin(string before) => settings.Value.LogDays == 0 ? null : new TurnRecorder(before);

    /// <summary>Writes a turn's record with the turn.</summary>
    public void Write(Turn turn, string after)
    {
        using var record = turn.Record;
        if (record is not { Any: true }) return;
        var body = record.Finish(after);
        if (body.Length > BytesMax) return;
        var insert = turn.Scope.Command("INSERT INTO turn_log (inbox_id, chat_id, at, release, body) VALUES (@inbox, @chat, @at, @release, @body) ON CONFLICT DO NOTHING");
        insert.Set("@inbox", turn.Happened.Id).Set("@chat", turn.Chat.Id).Set("@at", turn.Now).Set("@release", turn.Dialogs.Release).Set("@body", Seal(body.Span));
        insert.ExecuteNonQuery();
    }

    /// <summary>A chat's turns, oldest first.</summary>
    public Task<List<TurnLogRow>> ReadAsync(long chatId, long from, int most, CancellationToken cancellation) => store.ReadRowsAsync(
        "SELECT inbox_id, chat_id, at, release, body FROM turn_log WHERE chat_id = @chat AND inbox_id >= @from ORDER BY inbox_id LIMIT @most",
        command => command.Set("@chat", chatId).Set("@from", from).Set("@most", most),
        row => new TurnLogRow
        {
            InboxId = row.GetInt64(0), ChatId = row.GetInt64(1), At = row.InstantAt(2), Release = row.GetInt64(3), Body = row.GetFieldValue<byte[]>(4),
        }, cancellation);

    /// <exception cref="FormatException">The row was not written by this installation, or is damaged.</exception>
    public TurnRecord Open(TurnLogRow row)
    {
        if (row.Body.Length < HeadBytes) throw new FormatException($"The record of turn {row.InboxId} is damaged.");
        var body = new byte[row.Body.Length - HeadBytes];
        foreach (var key in masterKey.AcceptedFor(KeyPurpose))
        {
            using var aes = new AesGcm(key, TagBytes);
            try
            {
                aes.Decrypt(row.Body.AsSpan(0, NonceBytes), row.Body.AsSpan(HeadBytes), row.Body.AsSpan(NonceBytes, TagBytes), body);
                return TurnRecord.Read(body);
            }
            catch (AuthenticationTagMismatchException)
            {
                // Sealed before the last rotation: an older key may open it.
            }
        }
        throw new FormatException($"The record of turn {row.InboxId} cannot be opened with this installation's key.");
    }

    /// <summary>Deletes records that are old enough, a slice at a time.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> PruneAsync(CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().AddDays(-settings.Value.LogDays);
        for (var pruned = 0; ;)
        {
            var gone = await store.WriteAsync(scope => ValueTask.FromResult(scope.Command("""
                DELETE FROM turn_log WHERE at < @before AND inbox_id IN (SELECT inbox_id FROM turn_log ORDER BY inbox_id LIMIT @slice)
                """).Set("@before", before).Set("@slice", Slice).ExecuteNonQuery()), cancellation);
            pruned += gone;
            if (gone < Slice) return pruned;
        }
    }

    public void Dispose()
    {
        foreach (var cipher in _seal.Values) cipher.Dispose();
        _seal.Dispose();
    }

    private byte[] Seal(ReadOnlySpan<byte> body)
    {
        var row = new byte[HeadBytes + body.Length];
        RandomNumberGenerator.Fill(row.AsSpan(0, NonceBytes));
        _seal.Value!.Encrypt(row.AsSpan(0, NonceBytes), body, row.AsSpan(HeadBytes), row.AsSpan(NonceBytes, TagBytes));
        return row;
    }
}
