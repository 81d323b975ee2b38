using System.Data.Common;
using EngageBot.Dialogs.Engine;
using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Chooses what an account sends next and marks it, in the writer's transaction.</summary>
internal sealed class OutboxClaim(MaySend maySend, OutboxMarks marks, TimeProvider clock)
{
    /// <summary>Rows claimed in one transaction, so that the writer is not kept.</summary>
    private const int Batch = 64;

    /// <summary>Promotions looked at for one that may leave.</summary>
    private const int BulkBatch = 16;

    /// <summary>Marks what may leave now as <see cref="OutboxState.Sending"/>, and what never will with the reason.</summary>
    /// <returns>What to send, and whether anything changed.</returns>
    public async ValueTask<(List<ClaimedRow> Claimed, bool Changed)> ClaimAsync(WriteScope scope, SendLane lane)
    {
        lane.Look();
        var claimed = new List<ClaimedRow>();
        var changed = false;
        // Asked again: turns claim too, and whoever is turned away here must be called when a send ends.
        if (!lane.HasRoom()) return (claimed, false);
        var room = Math.Min(lane.Room(), Batch);
        foreach (var row in await ReadAsync(scope, lane, low: 0, high: Outbox.BulkPriority - 1, room))
            changed |= await ConsiderAsync(scope, row, claimed);
        if (claimed.Count >= room || !lane.BulkReady) return (claimed, changed);
        foreach (var row in await ReadAsync(scope, lane, Outbox.BulkPriority, Outbox.BulkPriority, BulkBatch))
        {
            if (claimed.Count >= room || !lane.BulkReadyFor(row.ChatKey)) continue;
            var before = claimed.Count;
            changed |= await ConsiderAsync(scope, row, claimed);
            if (claimed.Count > before) lane.TakeBulk(row.ChatKey);
        }
        return (claimed, changed);
    }

    /// <summary>What the chat waits for: <see cref="OutboxState.Sending"/> if a send is under way, else <see cref="OutboxState.Queued"/>, or nothing.</summary>
    public static async ValueTask<OutboxState?> WaitsForAsync(WriteScope scope, long accountId, string chatKey)
    {
        var state = await scope
            .Command("SELECT MAX(state) FROM outbox WHERE account_id = @account AND chat_key = @chat AND state IN ('Queued', 'Sending')")
            .Set("@account", accountId).Set("@chat", chatKey).ExecuteScalarAsync();
        return state is string waiting ? Enum.Parse<OutboxState>(waiting) : null;
    }

    /// <summary>Claims the head of a chat for which nothing is being sent any more.</summary>
    /// <returns>It, if it may leave now; and whether the chat needs no further look.</returns>
    public async ValueTask<(ClaimedRow? Next, bool Done)> BehindAsync(WriteScope scope, SendLane lane, string chatKey)
    {
        Candidate? head;
        var select = scope.Command("""
            SELECT id, business_id, chat_key, chat_id, key, kind, content, attempts, expires_at, give_up_at, error, due_at, priority
            FROM outbox
            WHERE account_id = @account AND chat_key = @chat AND state IN ('Queued', 'Sending') AND state = 'Queued'
            ORDER BY priority, id LIMIT 1
            """).Set("@account", lane.AccountId).Set("@chat", chatKey);
        await using (var row = await select.ExecuteReaderAsync())
        {
            if (!await row.ReadAsync()) return (null, true);
            if (row.InstantAt(11) > clock.GetUtcNow() || row.GetInt32(12) >= Outbox.BulkPriority || !lane.IsFree(chatKey)) return (null, false);
            head = Candidate.Read(row, lane.AccountId);
        }
        var claimed = new List<ClaimedRow>();
        await ConsiderAsync(scope, head, claimed);
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
            .Set("@account", lane.AccountId).Set("@low", low).Set("@high", high).Set("@now", clock.GetUtcNow());
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
    private async ValueTask<bool> ConsiderAsync(WriteScope scope, Candidate row, List<ClaimedRow> claimed)
    {
        if (row.ExpiresAt <= clock.GetUtcNow())
        {
            await marks.EndAsync(scope, row.Id, OutboxState.Expired, "Expired before it could be sent");
            return true;
        }
        ClaimedRow? ready = null;
        var error = await scope.TryAsync(async () => ready = await PrepareAsync(scope, row));
        if (error is not null) await marks.PutOffAsync(scope, row.Id, row.Attempts + 1, row.GiveUpAt, error);
        else if (ready is not null) claimed.Add(ready);
        return true;
    }

    private async ValueTask<ClaimedRow?> PrepareAsync(WriteScope scope, Candidate row)
    {
        var content = MessagingJson.ReadOutgoing(row.Content);
        var message = new OutboundMessage(
            row.Id, row.BusinessId, row.AccountId, row.ChatKey, row.ChatId, row.Key, row.Kind, content, row.Attempts + 1, row.ExpiresAt,
            await ReplacedAsync(scope, row.AccountId, row.ChatKey, content));
        if (row.Kind is OutboundKind.Notice or OutboundKind.Promotion && (await UnreachableAsync(scope, row) ?? await maySend(scope, message)) is { } reason)
        {
            await marks.EndAsync(scope, row.Id, OutboxState.Cancelled, reason);
            return null;
        }
        await OutboxMarks.SendingAsync(scope, row.Id);
        return new ClaimedRow(message, row.GiveUpAt, row.Error, Looks: null);
    }

    private static async ValueTask<string?> UnreachableAsync(WriteScope scope, Candidate row)
    {
        var found = await scope
            .Command("SELECT COALESCE(unreachable_reason, '') FROM chats WHERE account_id = @account AND external_id = @chat AND unreachable_at IS NOT NULL")
            .Set("@account", row.AccountId).Set("@chat", row.ChatKey).ExecuteScalarAsync();
        return found is string reason ? $"Unreachable: {reason}" : null;
    }

    private sealed record Candidate(
        long Id, BusinessId BusinessId, long AccountId, string ChatKey, long? ChatId, string Key, OutboundKind Kind, string Content, int Attempts,
        DateTimeOffset? ExpiresAt, DateTimeOffset GiveUpAt, string? Error)
    {
        /// <summary>Reads the columns of <see cref="SpineSql.NextOutboxRows"/>.</summary>
        public static Candidate Read(DbDataReader row, long accountId) => new(
            row.GetInt64(0), new BusinessId(Guid.Parse(row.GetString(1))), accountId, row.GetString(2), row.NumberAt(3), row.GetString(4),
            Enum.Parse<OutboundKind>(row.GetString(5)), row.GetString(6), row.GetInt32(7), row.InstantOrNullAt(8), row.InstantAt(9), row.TextAt(10));
    }
}
