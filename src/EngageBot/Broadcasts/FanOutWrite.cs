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
        var batch = new Batch(broadcast, new Proactive(broadcast.Source, "", words.Topic), now);
        foreach (var recipient in page.Planned) await PlanAsync(scope, batch, words, recipient);
        var ids = await outbox.AddManyAsync(scope, batch.Drafts.ConvertAll(draft => draft.Draft));
        var written = 0;
        for (var n = 0; n < ids.Length; n++)
        {
            var (_, recipient, voucher) = batch.Drafts[n];
            // The chat had it before, when it was somebody else's: two contacts have become one meanwhile.
            if (ids[n] is not { } id)
            {
                batch.LeaveOut(recipient, new(NoSend.CalledOff, "The chat has got this broadcast before."));
                if (voucher is { } unused && batch.New.Contains(unused)) BroadcastVouchers.Withdraw(scope, broadcast, [unused], now);
            }
            else
            {
                batch.Rows.Add(batch.Row(recipient, RecipientOutcome.Queued) with { Variant = BroadcastContent.LetterOf(recipient.Variant), OutboxId = id, VoucherId = voucher });
                written++;
            }
        }
        foreach (var (contact, why) in page.Put) batch.NotSent.Add((contact, why));
        await RecipientRows.AddAsync(scope, batch.Rows);
        await NotSent.RecordAsync(scope, broadcast.BusinessId, batch.About, batch.NotSent, now);
        BroadcastRows.MoveCursor(scope, broadcast.Id, last, written, page.Next);
        return true;
    }

    private async ValueTask PlanAsync(WriteScope scope, Batch batch, BroadcastWords words, PlannedRecipient recipient)
    {
        var broadcast = batch.Broadcast;
        if (recipient.No is { } no)
        {
            batch.LeaveOut(recipient, no);
            return;
        }
        if (recipient.Chat is not { } chat)
        {
            batch.Rows.Add(batch.Row(recipient, RecipientOutcome.Holdout));
            return;
        }
        var (message, voucher) = (recipient.Message, (VoucherId?)null);
        if (broadcast.Reward is { } reward)
        {
            if (await VoucherAsync(scope, batch, recipient.Contact, reward) is not { } given)
            {
                batch.LeaveOut(recipient, new(NoSend.Budget, $"The reward {reward} could not be given to this contact: its own limits say no."));
                return;
            }
            voucher = given.Id;
            message = words.For(recipient.Variant, recipient.Language,
                recipient.Words with { Voucher = VoucherCode.Show(given.Code), VoucherUntil = Vouchers.SpanOf(given).LastDay(RewardOffer.Of(scope, given).Zone) }, chat.ChatId);
            if (chat.HasWindow) message = words.WithTemplate(message);
        }
        var kind = broadcast.Purpose is Purpose.Marketing ? OutboundKind.Promotion : OutboundKind.Notice;
        batch.Drafts.Add((new Draft(broadcast.BusinessId, chat.AccountId, chat.ChatKey, chat.ChatId, broadcast.Source, kind, message!, recipient.Deadline)
        {
            About = batch.About, Written = recipient.Written,
        }, recipient, voucher));
    }

    private async ValueTask<Voucher?> VoucherAsync(WriteScope scope, Batch batch, ContactId contact, string reward)
    {
        var source = batch.Broadcast.Source;
        var order = new VoucherOrder(batch.Broadcast.BusinessId, contact, reward, source, source) { Announced = false };
        switch (await vouchers.IssueAsync(scope, new Actor.System(source), order, batch.Now))
        {
            case IssueOutcome.Issued issued:
                batch.New.Add(issued.Voucher.Id);
                return issued.Voucher;
            case IssueOutcome.AlreadyIssued issued:
                return issued.Voucher;
            default:
                return null;
        }
    }

    /// <summary>What one page becomes, gathered so that each table is written once.</summary>
    private sealed record Batch(Broadcast Broadcast, Proactive About, DateTimeOffset Now)
    {
        public List<(Draft Draft, PlannedRecipient Recipient, VoucherId? Voucher)> Drafts { get; } = [];
        /// <summary>Vouchers that this page has issued.</summary>
        public HashSet<VoucherId> New { get; } = [];

        public List<BroadcastRecipient> Rows { get; } = [];
        public List<(ContactId Contact, SendPermit Why)> NotSent { get; } = [];

        public BroadcastRecipient Row(PlannedRecipient recipient, RecipientOutcome outcome) =>
            new() { BroadcastId = Broadcast.Id, ContactId = recipient.Contact, Variant = "", Outcome = outcome, WrittenAt = Now };

        public void LeaveOut(PlannedRecipient recipient, SendPermit.No no)
        {
            NotSent.Add((recipient.Contact, no));
            Rows.Add(Row(recipient, RecipientOutcome.LeftOut) with { Reason = SnakeCase.Of(no.Reason.ToString()) });
        }
    }
}
