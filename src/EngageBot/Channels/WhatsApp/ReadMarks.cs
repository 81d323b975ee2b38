using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>What customers wrote is marked as read when the answer leaves; where that takes a while, they see that somebody writes.</summary>
/// <remarks>Best effort, kept in memory, never waited for. While a person has the word nobody pretends to write.</remarks>
internal sealed class ReadMarks(GraphApi api, IStore store, TimeProvider clock)
{
    /// <summary>An answer that takes longer is announced; the sign stays for 25 seconds at most.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Beyond so many chats at once nobody is watching ticks.</summary>
    private const int ChatsMax = 10_000;

    /// <summary>Calls under way at most: while the platform hangs, marks must not pile up.</summary>
    private const int CallsMax = 64;

    private readonly ConcurrentDictionary<(long Account, string ChatKey), Waiting> _waiting = new();
    private int _calls;

    /// <summary>A message is in the inbox.</summary>
    public void Arrived(WhatsAppNumber number, string chatKey, string messageId)
    {
        if (_waiting.Count >= ChatsMax) return;
        var key = (number.Account.Id, chatKey);
        var timer = clock.CreateTimer(_ => _ = AnnounceAsync(number, key, messageId), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        var now = new Waiting(messageId, timer);
        _waiting.AddOrUpdate(key, now, (_, before) =>
        {
            before.Timer.Dispose();
            return now;
        });
        timer.Change(Patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>An answer leaves: what was written before it has been read.</summary>
    public void Answering(WhatsAppNumber number, string chatKey)
    {
        if (!_waiting.TryRemove((number.Account.Id, chatKey), out var waiting)) return;
        waiting.Timer.Dispose();
        _ = CallAsync(number, waiting.MessageId, typing: false);
    }

    private async Task AnnounceAsync(WhatsAppNumber number, (long Account, string ChatKey) chat, string messageId)
    {
        if (!_waiting.TryGetValue(chat, out var waiting) || waiting.MessageId != messageId) return;
        try
        {
            var free = await store.ReadRowsAsync(
                "SELECT 1 FROM chats WHERE account_id = @account AND external_id = @key AND held_at IS NULL",
                command => command.Set("@account", chat.Account).Set("@key", chat.ChatKey), row => row.GetInt64(0), CancellationToken.None).ConfigureAwait(false);
            if (free.Count == 0) return;
        }
        catch (Exception e) when (e is DatabaseUnavailableException or ObjectDisposedException)
        {
            return;
        }
        await CallAsync(number, messageId, typing: true).ConfigureAwait(false);
    }

    private async Task CallAsync(WhatsAppNumber number, string messageId, bool typing)
    {
        if (Interlocked.Increment(ref _calls) > CallsMax)
        {
            Interlocked.Decrement(ref _calls);
            return;
        }
        try
        {
            var body = new JsonObject { ["messaging_product"] = "whatsapp", ["status"] = "read", ["message_id"] = messageId };
            if (typing) body["typing_indicator"] = new JsonObject { ["type"] = "text" };
            await api.PostAsync(number, $"{number.PhoneNumberId}/messages", body, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _calls);
        }
    }

    private sealed record Waiting(string MessageId, ITimer Timer);
}
