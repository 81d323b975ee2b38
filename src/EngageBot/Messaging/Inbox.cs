using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>The one way in: whatever can change a conversation becomes a row here, once.</summary>
internal sealed partial class Inbox(IStore store, FreshRows fresh, SpineSignals signals, TimeProvider clock, ILogger<Inbox> logger)
{
    /// <summary>Most of an unreadable payload that is kept, in UTF-16 units.</summary>
    private const int RawLimit = 64 * 1024;

    /// <summary>Accepts an event; it is committed when this returns, and only then may its entrance answer 200.</summary>
    /// <returns><see langword="false"/> if it was here before; the entrance answers 200 either way.</returns>
    public Task<bool> AcceptAsync(Arrival arrival, CancellationToken cancellation) =>
        store.WriteAsync(scope => AddAsync(scope, arrival), cancellation);

    /// <summary>Adds an event inside a turn or another transaction, such as a manager's answer on its way to the customer's chat.</summary>
    /// <returns><see langword="false"/> if it was here before.</returns>
    public ValueTask<bool> AddAsync(WriteScope scope, Arrival arrival) =>
        new(Insert(scope, arrival.AccountId, arrival.ExternalId, arrival.ChatKey, arrival.Content, InboxState.Received, error: null));

    /// <summary>Keeps a payload nobody could read, for a person to look at; the entrance answers 200.</summary>
    /// <param name="externalId">If at least that could be read; else the payload's hash stands for it.</param>
    /// <param name="reason">Why, without anything personal.</param>
    public Task<bool> QuarantineAsync(long accountId, string? externalId, string raw, string reason, CancellationToken cancellation)
    {
        externalId ??= "unreadable:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(raw)));
        var content = new InboundContent.Unparsed(raw.Length <= RawLimit ? raw : raw[..RawLimit]);
        return store.WriteAsync(
            scope => ValueTask.FromResult(Insert(scope, accountId, externalId, chatKey: "", content, InboxState.Quarantined, ErrorText.Of(reason))), cancellation);
    }

    /// <summary>Keeps an event that needs no turn.</summary>
    /// <param name="why">Without anything personal.</param>
    public Task<bool> KeepHandledAsync(Arrival arrival, string why, CancellationToken cancellation) => store.WriteAsync(
        scope => ValueTask.FromResult(
            Insert(scope, arrival.AccountId, arrival.ExternalId, arrival.ChatKey, arrival.Content, InboxState.Handled, why)), cancellation);

    /// <summary>Other words for an event that still waits, and has waited for so long that its turn will read it again.</summary>
    /// <returns><see langword="false"/> if its turn has begun or may begin at this moment with the words it had.</returns>
    public async ValueTask<bool> AmendAsync(WriteScope scope, long accountId, string externalId, InboundContent content) =>
        await scope.Command("UPDATE inbox SET content = @content WHERE account_id = @account AND external_id = @external AND state = 'Received' AND received_at <= @before")
            .Set("@content", MessagingJson.Write(content)).Set("@account", accountId).Set("@external", externalId)
            .Set("@before", clock.GetUtcNow() - InboundEvent.ReadAgainAfter).ExecuteNonQueryAsync() == 1;

    private bool Insert(
        WriteScope scope, long accountId, string externalId, string chatKey, InboundContent content, InboxState state, string? error)
    {
        // Not a caught violation: on PostgreSQL that has already aborted the surrounding transaction.
        DbCommand insert = scope.InsertCommand("""
            INSERT INTO inbox (account_id, external_id, chat_key, content, state, due_at, error, received_at, handled_at)
            VALUES (@account, @external, @chat, @content, @state, @now, @error, @now, @handled)
            ON CONFLICT DO NOTHING
            """);
        var now = clock.GetUtcNow();
        insert.Set("@account", accountId).Set("@external", externalId).Set("@chat", chatKey).Set("@content", MessagingJson.Write(content))
            .Set("@state", state.ToString()).Set("@error", error).Set("@now", now)
            .Set("@handled", state == InboxState.Handled ? now : null);
        if (scope.InsertedId(insert) is not { } id)
        {
            LogDuplicate(accountId, externalId);
            return false;
        }
        if (state == InboxState.Received) scope.AfterCommit(() => Announce(new InboundEvent(id, accountId, externalId, chatKey, content, 1, now)));
        else if (state == InboxState.Quarantined) LogQuarantined(accountId, externalId);
        return true;
    }

    private void Announce(InboundEvent row)
    {
        fresh.Offer(row);
        signals.Inbox.Set();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Account {AccountId} delivered {ExternalId} again")]
    private partial void LogDuplicate(long accountId, string externalId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Account {AccountId}: {ExternalId} could not be read and is quarantined")]
    private partial void LogQuarantined(long accountId, string externalId);
}
