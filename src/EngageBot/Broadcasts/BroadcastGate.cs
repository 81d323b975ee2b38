using EngageBot.Conversations.Policy;
using EngageBot.Conversations.Windows;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Asked at send time before the contact policy: may this broadcast's messages leave at all?</summary>
internal static class BroadcastGate
{
    /// <summary>The few messages that came back from the platform during a pause are looked at again so often; all others are out of the queue.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    public static async ValueTask<IReadOnlyList<SendPermit>> MaySendAsync(WriteScope scope, IReadOnlyList<OutboundMessage> messages, DateTimeOffset now, WindowGate? window = null)
    {
        var states = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var key in messages.Select(message => message.Key).Distinct(StringComparer.Ordinal))
            if (Broadcast.IdOf(key) is { } id) states[key] = await scope.Command("SELECT state FROM broadcasts WHERE id = @id").Set("@id", id).ExecuteScalarAsync() as string;
        var stopped = messages.Select(message => StoppedBy(states.GetValueOrDefault(message.Key), message, now)).ToList();
        await StopGoneAsync(scope, messages, stopped);
        var asked = Enumerable.Range(0, messages.Count).Where(n => stopped[n] is null).ToList();
        var permits = await ContactPolicy.MaySendAsync(scope, asked.ConvertAll(n => messages[n]), now, window);
        for (var n = 0; n < asked.Count; n++) stopped[asked[n]] = permits[n];
        return stopped.ConvertAll(permit => permit!);
    }

    /// <summary>A message that could not be sent and is sent again by a person names a voucher that is nobody's any more.</summary>
    private static async ValueTask StopGoneAsync(WriteScope scope, IReadOnlyList<OutboundMessage> messages, List<SendPermit?> stopped)
    {
        var again = messages.Where(message => message.ExpiresAt is null && Broadcast.IdOf(message.Key) is not null).ToList();
        foreach (var broadcast in again.GroupBy(message => Broadcast.IdOf(message.Key)!.Value))
        {
            var gone = await BroadcastVouchers.GoneAsync(scope, broadcast.Key, [.. broadcast]);
            for (var n = 0; n < messages.Count; n++)
                if (gone.Contains(messages[n].Id)) stopped[n] = new SendPermit.No(NoSend.CalledOff, BroadcastVouchers.Gone);
        }
    }

    private static SendPermit? StoppedBy(string? state, OutboundMessage message, DateTimeOffset now) => state switch
    {
        nameof(BroadcastState.Cancelled) => new SendPermit.No(NoSend.CalledOff, RecipientRows.Stopped),
        nameof(BroadcastState.Paused) => new SendPermit.Later(now + LookAgain, NoSend.CalledOff, RecipientRows.Paused, message.ExpiresAt ?? now.AddDays(1)),
        _ => null,
    };
}
