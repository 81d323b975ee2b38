using EngageBot.Conversations.Policy;
using EngageBot.Dialogs.Model;
using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Staff;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Writes one page of a fan-out: messages, recipients and the cursor in one commit.</summary>
internal sealed class FanOutWrite(Outbox outbox, Vouchers vouchers)
{
    /// <returns><see langword="false"/> if the broadcast was stopped or moved on meanwhile: nothing was written.</returns>
    public async ValueTask<bool> WriteAsync(WriteScope scope, Broadcast looked, BroadcastWords words, FanOutPage page, DateTimeOffset now)
    {
        BroadcastRows.Lock(scope, looked.Id);
        var broadcast = BroadcastRows.Find(scope, looked.Id);
        if (broadcast is not { State: BroadcastState.Running } || broadcast.Cursor != page.After || broadcast.RoundAt != looked.RoundAt) return false;
        if (page.Last is not { } last)
        {
            BroadcastRows.EndRound(scope, broadcast.Id);
            return true;
        }
        var about = new Proactive(broadcast.Source, "", words.Topic);
        var written = 0;
        foreach (var recipient in page.Planned)
            if (await WriteAsync(scope, broadcast, words, about, recipient, now)) written++;
        foreach (var (contact, why) in page.Put) NotSent.Record(scope, broadcast.BusinessId, contact, about, why, now);
        BroadcastRows.MoveCursor(scope, broadcast.Id, last, written, page.Next);
        return true;
    }

    /// <returns>Whether a message was written.</returns>
    private async ValueTask<bool> WriteAsync(
        WriteScope scope, Broadcast broadcast, BroadcastWords words, Proactive about, PlannedRecipient recipient, DateTimeOffset now)
    {
        if (recipient.No is { } no) return LeaveOut(scope, broadcast, about, recipient, no, now);
        if (recipient.Chat is not { } chat)
        {
            RecipientRows.Add(scope, new BroadcastRecipient
            {
                BroadcastId = broadcast.Id, ContactId = recipient.Contact, Variant = "", Outcome = RecipientOutcome.Holdout, WrittenAt = now,
            });
            return false;
        }
        var (message, voucher) = (recipient.Message, (VoucherId?)null);
        if (broadcast.Reward is { } reward)
        {
            var order = new VoucherOrder(broadcast.BusinessId, recipient.Contact, reward, broadcast.Source, broadcast.Source) { Announced = false };
            var given = await vouchers.IssueAsync(scope, new Actor.System(broadcast.Source), order, now) switch
            {
                IssueOutcome.Issued issued => issued.Voucher,
                IssueOutcome.AlreadyIssued issued => issued.Voucher,
                _ => null,
            };
            if (given is null) return LeaveOut(scope, broadcast, about, recipient, new(NoSend.Budget, $"The reward {reward} could not be given to this contact: its own limits say no."), now);
            var page = RewardOffer.Of(scope, given);
            voucher = given.Id;
            message = words.For(recipient.Variant, recipient.Language,
                recipient.Words with { Voucher = VoucherCode.Show(given.Code), VoucherUntil = Vouchers.SpanOf(given).LastDay(page.Zone) }, chat.ChatId);
        }
        var kind = broadcast.Purpose is Purpose.Marketing ? OutboundKind.Promotion : OutboundKind.Notice;
        var id = await outbox.AddAsync(scope, new Draft(
            broadcast.BusinessId, chat.AccountId, chat.ChatKey, chat.ChatId, broadcast.Source, kind, message!, recipient.Deadline) { About = about });
        // The chat had it before, when it was somebody else's: two contacts have become one meanwhile.
        if (id is null) return LeaveOut(scope, broadcast, about, recipient, new(NoSend.CalledOff, "The chat has got this broadcast before."), now);
        RecipientRows.Add(scope, new BroadcastRecipient
        {
            BroadcastId = broadcast.Id, ContactId = recipient.Contact, Variant = BroadcastContent.LetterOf(recipient.Variant), Outcome = RecipientOutcome.Queued,
            OutboxId = id, VoucherId = voucher, WrittenAt = now,
        });
        return true;
    }

    private static bool LeaveOut(WriteScope scope, Broadcast broadcast, Proactive about, PlannedRecipient recipient, SendPermit.No no, DateTimeOffset now)
    {
        NotSent.Record(scope, broadcast.BusinessId, recipient.Contact, about, no, now);
        RecipientRows.Add(scope, new BroadcastRecipient
        {
            BroadcastId = broadcast.Id, ContactId = recipient.Contact, Variant = "", Outcome = RecipientOutcome.LeftOut, Reason = SnakeCase.Of(no.Reason.ToString()),
            WrittenAt = now,
        });
        return false;
    }
}
