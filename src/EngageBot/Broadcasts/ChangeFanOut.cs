using EngageBot.Businesses;
using EngageBot.Conversations;
using EngageBot.Dialogs.Engine;
using EngageBot.Loyalty;
using EngageBot.Loyalty.Rewards;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Broadcasts;

/// <summary>Carries changes of what was sent forward, as the fan-out carries broadcasts: a little ahead of the sender, paced like it, and on from where a crash left it.</summary>
internal sealed partial class ChangeFanOut(
    IStore store, Outbox outbox, BroadcastLeases leases, BroadcastTroubles troubles, BusinessDirectory businesses, DialogCatalog dialogs, MasterKey masterKey, TimeProvider clock, ILogger<ChangeFanOut> logger)
{
    private const int AheadMost = 1_000;
    private const int Slice = 100;

    /// <summary>After so many attempts of which nobody knows the outcome it is given up.</summary>
    private const int AttemptsMost = 5;

    /// <summary>A change that could not be made within so long is of no use.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>One look at all changes that are not done.</summary>
    /// <returns>Whether anything was done, and whether something is under way.</returns>
    public async Task<(bool Done, bool Soon)> PassAsync(CancellationToken cancellation)
    {
        var open = await store.ReadAsync(connection => ValueTask.FromResult(BroadcastChangeRows.Open(connection)), cancellation);
        var (done, soon) = (false, false);
        foreach (var change in open)
        {
            if (!await leases.TryHoldAsync(change.BroadcastId, cancellation)) continue;
            if (await troubles.TryAsync(change.BroadcastId, async () => await SettleAsync(change, cancellation) | (!change.AllWritten && await WriteAsync(change, cancellation))) is not { } moved) continue;
            soon = true;
            done |= moved;
        }
        return (done, soon);
    }

    private async Task<bool> WriteAsync(BroadcastChange looked, CancellationToken cancellation)
    {
        var (broadcast, targets, drafts) = await store.ReadAsync(connection => ValueTask.FromResult(Read(connection, looked, clock.GetUtcNow())), cancellation);
        if (broadcast is null) return false;
        return await store.WriteAsync(async scope =>
        {
            BroadcastRows.Lock(scope, broadcast.Id);
            if (BroadcastChangeRows.Find(scope, looked.Id) is not { EndedAt: null } change || change.Cursor != looked.Cursor) return false;
            if (targets.Count == 0)
            {
                BroadcastChangeRows.MoveCursor(scope, change.Id, change.Cursor, allWritten: true);
                return true;
            }
            var known = targets.Where(target => target.Chat is not null).ToList();
            var ids = await outbox.AddManyAsync(scope, drafts);
            var rows = known.Select((target, n) => Row(change, target, ids[n]))
                .Concat(targets.Where(target => target.Chat is null).Select(target => Row(change, target, null))).ToList();
            await BroadcastChangeRows.AddAsync(scope, rows);
            BroadcastChangeRows.MoveCursor(scope, change.Id, targets[^1].Contact.ToString(), allWritten: false);
            return true;
        }, cancellation);
    }

    /// <summary>The next recipients, and a message for each of which is known where it is; everything that is said is read here, and not by the writer.</summary>
    private (Broadcast?, List<ChangeTarget>, List<Draft>) Read(RowSource source, BroadcastChange change, DateTimeOffset now)
    {
        var room = AheadMost - BroadcastChangeRows.Waiting(source, change.Id);
        if (room <= 0 || BroadcastRows.Find(source, change.BroadcastId) is not { } broadcast || BroadcastChangeRows.IsStillLeaving(source, broadcast.Id)) return (null, [], []);
        var targets = BroadcastChangeRows.Next(source, change, (int)Math.Min(Slice, room));
        var known = targets.Where(target => target.Chat is not null).ToList();
        if (change.Content is not { } content) return (broadcast, targets, known.ConvertAll(target => Draft(broadcast, change, target, _nothing, now)));
        var page = businesses.Of(broadcast.BusinessId);
        var words = BroadcastWords.Of(broadcast with { Content = content }, page, dialogs.Current, masterKey);
        var points = words.NamesPoints ? BalanceQuery.AvailableOf(source, known.ConvertAll(target => target.Contact), now) : null;
        return (broadcast, targets, known.ConvertAll(target =>
        {
            var filled = new RecipientWords(target.Name, points?.GetValueOrDefault(target.Contact), page.Business.Name, null, null);
            var said = words.For(target.Variant[0] - 'a', target.Language, WithVoucher(source, broadcast, target, filled), target.Chat!.ChatId);
            return Draft(broadcast, change, target, said with { Change = MessageChange.Edit }, now);
        }));
    }

    private static readonly OutgoingMessage _nothing = new() { Text = FormattedText.FromPlain(""), Language = "en", Change = MessageChange.Delete };

    private static BroadcastChanged Row(BroadcastChange change, ChangeTarget target, long? outboxId) => new()
    {
        ChangeId = change.Id, RecipientId = target.RecipientId, OutboxId = outboxId, Outcome = outboxId is null ? ChangedOutcome.Impossible : ChangedOutcome.Queued,
        Reason = outboxId is null ? "Nobody knows which message it was." : null,
    };

    private static Draft Draft(Broadcast broadcast, BroadcastChange change, ChangeTarget target, OutgoingMessage content, DateTimeOffset now) => new(
        broadcast.BusinessId, target.Chat!.AccountId, target.Chat.ChatKey, target.Chat.ChatId, change.Key, OutboundKind.Promotion, content with { Replaces = broadcast.Source }, now + Lasts)
    {
        About = new Proactive(broadcast.Source, Proactive.Change),
    };

    private static RecipientWords WithVoucher(RowSource source, Broadcast broadcast, ChangeTarget target, RecipientWords filled) =>
        target.Voucher is not { } id || VoucherRows.ById(source, broadcast.BusinessId, id) is not { } voucher ? filled
        : filled with { Voucher = VoucherCode.Show(voucher.Code), VoucherUntil = Vouchers.SpanOf(voucher).LastDay(RewardOffer.Of(source, voucher).Zone) };

    private async Task<bool> SettleAsync(BroadcastChange change, CancellationToken cancellation)
    {
        var (finished, over) = await store.ReadAsync(connection => ValueTask.FromResult((
            BroadcastChangeRows.Finished(connection, change.Id, AheadMost), change.AllWritten && BroadcastChangeRows.Waiting(connection, change.Id) == 0)), cancellation);
        if (finished.Count == 0 && !over) return false;
        return await store.WriteAsync(async scope =>
        {
            BroadcastRows.Lock(scope, change.BroadcastId);
            var now = clock.GetUtcNow();
            var again = finished.Where(row => row.State == "Uncertain" && row.Attempts < AttemptsMost).ToList();
            await BroadcastChangeRows.AgainAsync(scope, again.ConvertAll(row => row.Outbox), now);
            await BroadcastChangeRows.SettleAsync(scope, [.. finished.Except(again).Select(row => (row.Id, OutcomeOf(OutboxStates.Read(row.State)), row.Error))]);
            if (over)
            {
                BroadcastChangeRows.End(scope, change.Id, now);
                scope.AfterCommit(() => LogEnded(change.BroadcastId, change.Kind));
            }
            return true;
        }, cancellation);
    }

    private static ChangedOutcome OutcomeOf(OutboxState state) => state switch
    {
        { HasArrived: true } => ChangedOutcome.Done,
        OutboxState.Dead or OutboxState.Cancelled => ChangedOutcome.Impossible,
        _ => ChangedOutcome.Failed,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Broadcast {BroadcastId}: {Kind} of what was sent is done")]
    private partial void LogEnded(long broadcastId, BroadcastChangeKind kind);
}
