using EngageBot.Conversations.Policy;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Asked at send time before the contact policy: may this broadcast's messages leave at all?</summary>
internal static class BroadcastGate
{
    /// <summary>The few messages that came back from the platform during a pause are looked at again so often; all others are out of the queue.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    public static async ValueTask<SendPermit> MaySendAsync(WriteScope scope, OutboundMessage message, DateTimeOffset now)
    {
        if (Broadcast.IdOf(message.Key) is { } id)
        {
            var state = await scope.Command("SELECT state FROM broadcasts WHERE id = @id").Set("@id", id).ExecuteScalarAsync() as string;
            if (state is nameof(BroadcastState.Cancelled)) return new SendPermit.No(NoSend.CalledOff, RecipientRows.Stopped);
            if (state is nameof(BroadcastState.Paused))
                return new SendPermit.Later(now + LookAgain, NoSend.CalledOff, RecipientRows.Paused, message.ExpiresAt ?? now.AddDays(1));
        }
        return await ContactPolicy.MaySendAsync(scope, message, now);
    }
}
