using System.Data.Common;
using System.Diagnostics;
using EngageBot.Dialogs.Engine;
using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Chooses what an account sends next and marks it, in the writer's transaction.</summary>
internal sealed class OutboxClaim(MaySend maySend, OutboxMarks marks, TimeProvider clock)
{
    /// <summary>Rows claimed in one transaction, so that the writer is not kept.</summary>
    private const int Batch = 64;

    /// <summary>Promotions looked at beyond those that may leave: some of their chats may be paused.</summary>
    private const int BulkMore = 8;

    private const string Late = "Expired before it could be sent";

    /// <summary>Messages put off by the gate that come back in one transaction.</summary>
    private const long ReleasedAtOnce = 256;

    /// <summary>Marks what may leave now as <see cref="OutboxState.Sending"/>, and what never will with the reason.</summary>
    /// <returns>What to send, and whether anything changed.</returns>
    public async ValueTask<(List<ClaimedRow> Claimed, bool Changed)> ClaimAsync(WriteScope scope, SendLane lane)
    {
        lane.Look();
        var claimed = new List<ClaimedRow>();
        var changed = false;
        // Asked again: turns claim too, and whoever is turned away here must be called when a send ends.
        if (!lane.HasRoom()) return (claimed, false);
        if (lane.DeferredDue) await ReleaseAsync(scope, lane);
        var room = Math.Min(lane.Room(), Batch);
        foreach (var row in await ReadAsync(scope, lane, low: 0, high: Outbox.BulkPriority - 1, room))
            changed |= await ConsiderAsync(scope, lane, row, claimed);
        if (claimed.Count >= room || !lane.BulkReady) return (claimed, changed);
        room = claimed.Count + Math.Min(lane.BulkRoom() - claimed.Count, Batch);
        if (claimed.Count >= room) return (claimed, changed);
        var found = await ReadAsync(scope, lane, Outbox.BulkPriority, Outbox.BulkPriority, room - claimed.Count + BulkMore);
        found.RemoveAll(row => !lane.BulkReadyFor(row.ChatKey));
        // As many as may leave now: who is asked about is written down as being sent.
        var now = Math.Min(Math.Min(room - claimed.Count, lane.BulkAllowed), found.Count);
        if (now > 1 && await TogetherAsync(scope, lane, found.GetRange(0, now), claimed)) return (claimed, true);
        foreach (var row in found)
        {
            if (claimed.Count >= room || !lane.BulkReady) break;
            changed |= await OneAsync(scope, lane, row, claimed);
        }
        return (claimed, changed);
    }

    private async ValueTask<bool> OneAsync(WriteScope scope, SendLane lane, Candidate row, List<ClaimedRow> claimed)
    {
        var before = claimed.Count;
        var changed = await ConsiderAsync(scope, lane, row, claimed);
        if (claimed.Count > before) lane.TakeBulk(row.ChatKey);
        return changed;
    }

    /// <summary>Promotions of plays and broadcasts, the gate asked about all of them at once.</summary>
    /// <returns><see langword="false"/> if one of them is at fault: nothing was done, and each is to be looked at by itself.</returns>
    private async ValueTask<bool> TogetherAsync(WriteScope scope, SendLane lane, List<Candidate> rows, List<ClaimedRow> claimed)
    {
        if (rows.Exists(row => row is { About: null } or { ChatId: null } || row.ExpiresAt <= clock.GetUtcNow())) return false;
        var ready = new List<ClaimedRow>(rows.Count);
        var error = await scope.TryAsync(async () =>
        {
            var messages = new List<OutboundMessage>(rows.Count);
            foreach (var row in rows) messages.Add(await MessageAsync(scope, lane, row));
            var permits = await maySend(scope, messages);
            var may = new List<(Candidate Row, OutboundMessage Message)>(rows.Count);
            for (var n = 0; n < rows.Count; n++)
                if (await ObeyAsync(scope, lane, messages[n], permits[n]) is { } message) may.Add((rows[n], message));
            var marked = await OutboxMarks.SendingAsync(scope, may.ConvertAll(one => one.Message.Id));
            for (var n = 0; n < may.Count; n++)
                if (marked[n]) ready.Add(new ClaimedRow(may[n].Message, may[n].Row.GiveUpAt, may[n].Row.Error, Looks: null));
        });
        if (error is not null) return false;
        foreach (var row in ready) lane.TakeBulk(row.Message.ChatKey);
        claimed.AddRange(ready);
        return true;
    }

    /// <summary>What the chat waits for: <see cref="OutboxState.Sending"/> if a send is under way, else <see cref="OutboxState.Queued"/>, or nothing.</summary>
    public static async ValueTask<OutboxState?> WaitsForAsync(WriteScope scope, long accountId, string chatKey)
    {
        var state = await scope
            .Command("SELECT MAX(state) FROM outbox WHERE account_id = @account AND chat_key = @chat AND state IN ('Queued', 'Sending') AND deferred = 0")
            .Set("@account", accountId).Set("@chat", chatKey).ExecuteScalarAsync();
        return state is string waiting ? Enum.Parse<OutboxState>(waiting) : null;
    }

    /// <summary>Claims the head of a chat for which nothing is being sent any more.</summary>
    /// <returns>It, if it may leave now; and whether the chat needs no further look.</returns>
    public async ValueTask<(ClaimedRow? Next, bool Done)> BehindAsync(WriteScope scope, SendLane lane, string chatKey)
    {
        Candidate? head;
        var select = scope.Command("""
            SELECT id, business_id, chat_key, chat_id, key, kind, content, attempts, expires_at, give_up_at, error, source, occasion, topic, due_at, priority
            FROM outbox
            WHERE account_id = @account AND chat_key = @chat AND state IN ('Queued', 'Sending') AND state = 'Queued' AND deferred = 0
            ORDER BY priority, id LIMIT 1
            """).Set("@account", lane.AccountId).Set("@chat", chatKey);
        await using (var row = await select.ExecuteReaderAsync())
        {
            if (!await row.ReadAsync()) return (null, true);
            if (row.InstantAt(14) > clock.GetUtcNow() || row.GetInt32(15) >= Outbox.BulkPriority || !lane.IsFree(chatKey)) return (null, false);
            head = Candidate.Read(row, lane.AccountId);
        }
        var claimed = new List<ClaimedRow>();
        await ConsiderAsync(scope, lane, head, claimed);
        return claimed is [var next] ? (next, true) : (null, false);
    }

    /// <summary>What a reply replaces, as the platform calls it.</summary>
    public static async ValueTask<string?> ReplacedAsync(WriteScope scope, long accountId, string chatKey, OutgoingMessage content)
    {
        if (content.Replaces is null) return null;
        var found = await scope.Command("SELECT external_id FROM outbox WHERE account_id = @account AND chat_key = @chat AND key = @key")
            .Set("@account", accountId).Set("@chat", chatKey).Set("@key", content.Replaces).ExecuteScalarAsync();
        return found as string;
    }

    private async ValueTask<List<Candidate>> ReadAsync(WriteScope scope, SendLane lane, int low, int high, int limit)
    {
        var rows = new List<Candidate>();
        var select = scope.Command(SpineSql.NextOutboxRows)
            .Set("@account", lane.AccountId).Set("@low", low).Set("@high", high).Set("@now", clock.GetUtcNow())
            .Set("@most", (long)limit + lane.PausedChats);
        await using var row = await select.ExecuteReaderAsync();
        // Read until enough chats are free: pauses are known in memory only.
        while (rows.Count < limit && await row.ReadAsync())
        {
            var chatKey = row.GetString(2);
            if (!lane.IsFree(chatKey)) continue;
            rows.Add(Candidate.Read(row, lane.AccountId));
        }
        return rows;
    }

    /// <returns>Whether the row changed.</returns>
    private async ValueTask<bool> ConsiderAsync(WriteScope scope, SendLane lane, Candidate row, List<ClaimedRow> claimed)
    {
        // What a play or a broadcast sends is ended by the gate, which keeps the reason.
        var gated = row is { About: not null, Kind: OutboundKind.Notice or OutboundKind.Promotion };
        if (!gated && row.ExpiresAt <= clock.GetUtcNow())
        {
            await marks.EndAsync(scope, row.Id, OutboxState.Expired, Late);
            return true;
        }
        ClaimedRow? ready = null;
        var error = await scope.TryAsync(async () => ready = await PrepareAsync(scope, lane, row));
        if (error is not null) await marks.PutOffAsync(scope, row.Id, row.Attempts + 1, row.GiveUpAt, error);
        else if (ready is not null) claimed.Add(ready);
        return true;
    }

    private async ValueTask<ClaimedRow?> PrepareAsync(WriteScope scope, SendLane lane, Candidate row)
    {
        var message = await MessageAsync(scope, lane, row);
        var asked = row.Kind is OutboundKind.Notice or OutboundKind.Promotion ? await AskedAsync(scope, lane, message)
            : message.HasWindow ? await ObeyAsync(scope, lane, message, (await maySend(scope, [message]))[0]) : message;
        if (asked is null || !await OutboxMarks.SendingAsync(scope, row.Id)) return null;
        return new ClaimedRow(asked, row.GiveUpAt, row.Error, Looks: null);
    }

    private static async ValueTask<OutboundMessage> MessageAsync(WriteScope scope, SendLane lane, Candidate row)
    {
        var content = MessagingJson.ReadOutgoing(row.Content);
        return new OutboundMessage(
            row.Id, row.BusinessId, row.AccountId, row.ChatKey, row.ChatId, row.Key, row.Kind, content, row.Attempts + 1, row.ExpiresAt,
            await ReplacedAsync(scope, row.AccountId, row.ChatKey, content)) { About = row.About, HasWindow = lane.Channel.Account.HasWindow };
    }

    /// <summary>Asks the gate, and marks the row if it may not leave now.</summary>
    private async ValueTask<OutboundMessage?> AskedAsync(WriteScope scope, SendLane lane, OutboundMessage message)
    {
        if (await UnreachableAsync(scope, message) is { } reason)
        {
            await marks.EndAsync(scope, message.Id, OutboxState.Cancelled, reason);
            return null;
        }
        return await ObeyAsync(scope, lane, message, (await maySend(scope, [message]))[0]);
    }

    /// <returns>It, as it may leave; or nothing, and the row is marked.</returns>
    private async ValueTask<OutboundMessage?> ObeyAsync(WriteScope scope, SendLane lane, OutboundMessage message, SendPermit permit)
    {
        switch (permit)
        {
            case SendPermit.Yes when message.ExpiresAt <= clock.GetUtcNow():
                await marks.EndAsync(scope, message.Id, OutboxState.Expired, Late);
                return null;
            case SendPermit.Yes { ByTemplate: { } shaped }:
                return message with { Content = shaped, ByTemplate = true };
            case SendPermit.Yes:
                return message;
            case SendPermit.No no:
                await marks.EndAsync(scope, message.Id, no.Reason is NoSend.TooLate ? OutboxState.Expired : OutboxState.Cancelled, no.Why);
                return null;
            case SendPermit.Later later when later.Until >= (message.ExpiresAt ?? later.Deadline):
                await marks.EndAsync(scope, message.Id, OutboxState.Expired, $"Too late by then: {later.Why}");
                return null;
            case SendPermit.Later later:
                await marks.DeferAsync(scope, message.Id, later);
                lane.Deferred(later.Until);
                return null;
            case SendPermit.Behind:
                return null;
            default:
                throw new UnreachableException();
        }
    }

    /// <remarks>Whatever a play or a broadcast sends the gate is asked about anyway: it looks at more of the same chat.</remarks>
    private static async ValueTask<string?> UnreachableAsync(WriteScope scope, OutboundMessage message)
    {
        if (message is { About: not null, ChatId: not null }) return null;
        var found = await scope
            .Command("SELECT COALESCE(unreachable_reason, '') FROM chats WHERE account_id = @account AND external_id = @chat AND unreachable_at IS NOT NULL")
            .Set("@account", message.AccountId).Set("@chat", message.ChatKey).ExecuteScalarAsync();
        return found is string known ? $"Unreachable: {known}" : null;
    }

    /// <summary>What the gate had put off until now stands in the queue again, a slice at a time.</summary>
    private async ValueTask ReleaseAsync(WriteScope scope, SendLane lane)
    {
        var now = clock.GetUtcNow();
        var released = await scope.Command("""
            UPDATE outbox SET deferred = 0 WHERE id IN (
              SELECT id FROM outbox WHERE account_id = @account AND deferred = 1 AND due_at <= @now ORDER BY due_at LIMIT @slice)
            """)
            .Set("@account", lane.AccountId).Set("@now", now).Set("@slice", ReleasedAtOnce).ExecuteNonQueryAsync();
        scope.AfterCommit(() => lane.LookedForDeferred(now, more: released == ReleasedAtOnce));
    }

    private sealed record Candidate(
        long Id, BusinessId BusinessId, long AccountId, string ChatKey, long? ChatId, string Key, OutboundKind Kind, string Content, int Attempts,
        DateTimeOffset? ExpiresAt, DateTimeOffset GiveUpAt, string? Error, Proactive? About)
    {
        /// <summary>Reads the columns of <see cref="SpineSql.NextOutboxRows"/>.</summary>
        public static Candidate Read(DbDataReader row, long accountId) => new(
            row.GetInt64(0), new BusinessId(Guid.Parse(row.GetString(1))), accountId, row.GetString(2), row.NumberAt(3), row.GetString(4),
            Enum.Parse<OutboundKind>(row.GetString(5)), row.GetString(6), row.GetInt32(7), row.InstantOrNullAt(8), row.InstantAt(9), row.TextAt(10),
            row.TextAt(11) is { } source ? new Proactive(source, row.TextAt(12) ?? "", row.TextAt(13)) : null);
    }
}
