using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Makes sure that a chat's rows are handled by one process at a time, where several work on the same database.</summary>
internal sealed class InboxClaim(IStore store, TimeProvider clock)
{
    /// <summary>Locks the rows' chats until the end of the transaction and leaves out what others have or had.</summary>
    public async ValueTask<List<WaitingRow>> KeepAsync(WriteScope scope, List<WaitingRow> rows)
    {
        if (store.Sql is not { LockInboxChats: { } lockChats, StillWaiting: { } stillWaiting }) return rows;
        var ids = rows.ConvertAll(row => row.Id).ToArray();
        var chats = new HashSet<(long, string)>();
        await using (var locked = await scope.Command(lockChats).Set("@ids", ids).ExecuteReaderAsync())
            while (await locked.ReadAsync()) chats.Add((locked.GetInt64(0), locked.GetString(1)));
        if (chats.Count == 0) return [];
        var waiting = new HashSet<long>();
        await using (var left = await scope.Command(stillWaiting).Set("@ids", ids).Set("@now", clock.GetUtcNow()).ExecuteReaderAsync())
            while (await left.ReadAsync()) waiting.Add(left.GetInt64(0));
        return rows.FindAll(row => waiting.Contains(row.Id) && chats.Contains((row.AccountId, row.ChatKey)));
    }
}
