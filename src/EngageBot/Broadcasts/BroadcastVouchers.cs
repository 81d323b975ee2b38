using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>The vouchers of a broadcast: one for each recipient, and none for a message that nobody got.</summary>
internal static class BroadcastVouchers
{
    /// <summary>Why a message does not leave whose voucher was withdrawn.</summary>
    public const string Gone = "The voucher that the message names was withdrawn when it could not be sent.";

    /// <summary>Takes vouchers back that nobody was told of: stock, limits and price as if they had never been issued.</summary>
    public static void Withdraw(WriteScope scope, Broadcast broadcast, IEnumerable<VoucherId> vouchers, DateTimeOffset now)
    {
        foreach (var voucher in vouchers)
            Vouchers.Cancel(scope, new Actor.System(broadcast.Source), broadcast.BusinessId, voucher, broadcast.Source, now);
    }

    /// <summary>Which of these messages name a voucher that is not there any more: somebody wants to send them again.</summary>
    public static async ValueTask<HashSet<long>> GoneAsync(WriteScope scope, long broadcast, IReadOnlyList<OutboundMessage> messages)
    {
        var gone = new HashSet<long>();
        foreach (var message in messages)
        {
            var state = await scope.Command("""
                SELECT v.state FROM broadcast_recipients r JOIN vouchers v ON v.id = r.voucher_id
                WHERE r.broadcast_id = @broadcast AND r.outbox_id = @outbox AND r.contact_id = (SELECT contact_id FROM chats WHERE id = @chat)
                """).Set("@broadcast", broadcast).Set("@outbox", message.Id).Set("@chat", message.ChatId).ExecuteScalarAsync() as string;
            if (state is nameof(VoucherState.Cancelled)) gone.Add(message.Id);
        }
        return gone;
    }
}
