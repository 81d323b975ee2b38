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
    /// <remarks>Where nothing waits its turn is in the same commit: one row instead of a row, a wait and a mark.</remarks>
    /// <returns><see langword="false"/> if it was here before; the entrance answers 200 either way.</returns>
    public async Task<bool> AcceptAsync(Arrival arrival, CancellationToken cancellation)
    {
        if (!fresh.IsClear) return await store.WriteAsync(scope => AddAsync(scope, arrival), cancellation);
        try
        {
            return await store.WriteAsync(scope => AcceptAndHandleAsync(scope, arrival), cancellation);
        }
        catch (Exception error) when (error is not (DatabaseUnavailableException or OperationCanceledException or ObjectDisposedException))
        {
            // Nothing of the try is kept. The row alone now, and then the worker, who counts.
            LogNotAtOnce(arrival.AccountId, arrival.ExternalId, error.GetType().Name);
            return await store.WriteAsync(scope => AddAsync(scope, arrival), cancellation);
        }
    }

    /// <summary>Accepts what one delivery brings, with whatever else belongs to it, in one commit.</summary>
    /// <param name="work">Hands over each event by its second argument, which says whether the event is new.</param>
    /// <param name="atOnce">As in <see cref="AcceptAsync(Arrival, CancellationToken)"/>; for deliveries of a few events.</param>
    public async Task<T> AcceptAsync<T>(Func<WriteScope, Func<Arrival, ValueTask<bool>>, ValueTask<T>> work, bool atOnce, CancellationToken cancellation)
    {
        if (atOnce && fresh.IsClear)
        {
            try
            {
                return await store.WriteAsync(scope => work(scope, arrival => AcceptAndHandleAsync(scope, arrival)), cancellation);
            }
            catch (Exception error) when (error is not (DatabaseUnavailableException or OperationCanceledException or ObjectDisposedException))
            {
                LogDeliveryNotAtOnce(error.GetType().Name);
            }
        }
        return await store.WriteAsync(scope => work(scope, arrival => AddAsync(scope, arrival)), cancellation);
    }

    /// <summary>Adds an event inside a turn or another transaction, such as a manager's answer on its way to the customer's chat.</summary>
    /// <returns><see langword="false"/> if it was here before.</returns>
    public ValueTask<bool> AddAsync(WriteScope scope, Arrival arrival) =>
        new(Insert(scope, arrival, InboxState.Received) is not null);

    private async ValueTask<bool> AcceptAndHandleAsync(WriteScope scope, Arrival arrival)
    {
        // Asked again inside the transaction: work before it may have left a row to the worker.
        if (!fresh.IsClear || fresh.Turn is not { } turn) return await AddAsync(scope, arrival);
        if (Insert(scope, arrival, InboxState.Handled, attempts: 1) is not { } row) return false;
        await turn(scope, row);
        return true;
    }

    /// <summary>Keeps a payload nobody could read, for a person to look at; the entrance answers 200.</summary>
    /// <param name="externalId">If at least that could be read; else the payload's hash stands for it.</param>
    /// <param name="reason">Why, without anything personal.</param>
    public Task<bool> QuarantineAsync(long accountId, string? externalId, string raw, string reason, CancellationToken cancellation) =>
        store.WriteAsync(scope => ValueTask.FromResult(Quarantine(scope, accountId, externalId, raw, reason)), cancellation);

    /// <summary>As <see cref="QuarantineAsync"/>, within the commit of a delivery whose other parts could be read.</summary>
    public bool Quarantine(WriteScope scope, long accountId, string? externalId, string raw, string reason)
    {
        externalId ??= "unreadable:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(raw)));
        var content = new InboundContent.Unparsed(WholeText.Cut(raw, RawLimit));
        return Insert(scope, new(accountId, externalId, ChatKey: "", content), InboxState.Quarantined, ErrorText.Of(reason)) is not null;
    }

    /// <summary>Keeps an event that needs no turn.</summary>
    /// <param name="why">Without anything personal.</param>
    public Task<bool> KeepHandledAsync(Arrival arrival, string why, CancellationToken cancellation) =>
        store.WriteAsync(scope => ValueTask.FromResult(KeepHandled(scope, arrival, why)), cancellation);

    /// <summary>As <see cref="KeepHandledAsync"/>, within the commit of a delivery.</summary>
    public bool KeepHandled(WriteScope scope, Arrival arrival, string why) => Insert(scope, arrival, InboxState.Handled, why) is not null;

    /// <summary>What a row has now; <see langword="null"/> if it is gone.</summary>
    public static InboundContent? ContentOf(RowSource source, long id) =>
        source.Query("SELECT content FROM inbox WHERE id = @id", command => command.Set("@id", id), row => row.Read() ? MessagingJson.ReadInbound(row.GetString(0)) : null);

    /// <summary>Other words for an event that still waits, and has waited for so long that its turn will read it again.</summary>
    /// <returns><see langword="false"/> if its turn has begun or may begin at this moment with the words it had.</returns>
    public async ValueTask<bool> AmendAsync(WriteScope scope, long accountId, string externalId, InboundContent content) =>
        await scope.Command("UPDATE inbox SET content = @content WHERE account_id = @account AND external_id = @external AND state = 'Received' AND received_at <= @before")
            .Set("@content", MessagingJson.Write(content)).Set("@account", accountId).Set("@external", externalId)
            .Set("@before", clock.GetUtcNow() - InboundEvent.ReadAgainAfter).ExecuteNonQueryAsync() == 1;

    /// <returns>The row, or <see langword="null"/> if it was here before.</returns>
    private InboundEvent? Insert(WriteScope scope, Arrival arrival, InboxState state, string? error = null, int attempts = 0)
    {
        // Not a caught violation: on PostgreSQL that has already aborted the surrounding transaction.
        DbCommand insert = scope.InsertCommand("""
            INSERT INTO inbox (account_id, external_id, chat_key, content, state, attempts, due_at, error, received_at, handled_at)
            VALUES (@account, @external, @chat, @content, @state, @attempts, @now, @error, @now, @handled)
            ON CONFLICT DO NOTHING
            """);
        var now = clock.GetUtcNow();
        insert.Set("@account", arrival.AccountId).Set("@external", arrival.ExternalId).Set("@chat", arrival.ChatKey)
            .Set("@content", MessagingJson.Write(arrival.Content)).Set("@state", NameOf(state)).Set("@attempts", attempts).Set("@error", error).Set("@now", now)
            .Set("@handled", state == InboxState.Handled ? now : null);
        if (scope.InsertedId(insert) is not { } id)
        {
            LogDuplicate(arrival.AccountId, arrival.ExternalId);
            return null;
        }
        var row = new InboundEvent(id, arrival.AccountId, arrival.ExternalId, arrival.ChatKey, arrival.Content, 1, now);
        if (state == InboxState.Received)
        {
            fresh.Written(id);
            scope.AfterCommit(() => Announce(row));
        }
        else if (state == InboxState.Quarantined) LogQuarantined(arrival.AccountId, arrival.ExternalId);
        return row;
    }

    // An enum looks its name up each time.
    private static string NameOf(InboxState state) => state switch
    {
        InboxState.Received => nameof(InboxState.Received),
        InboxState.Handled => nameof(InboxState.Handled),
        _ => state.ToString(),
    };

    private void Announce(InboundEvent row)
    {
        fresh.Offer(row);
        signals.Inbox.Set();
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Account {AccountId} delivered {ExternalId} again")]
    private partial void LogDuplicate(long accountId, string externalId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Account {AccountId}: the turn of {ExternalId} failed at once with {Error}; it is accepted and tried again")]
    private partial void LogNotAtOnce(long accountId, string externalId, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What a delivery brought failed at once with {Error}; it is accepted and tried again")]
    private partial void LogDeliveryNotAtOnce(string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Account {AccountId}: {ExternalId} could not be read and is quarantined")]
    private partial void LogQuarantined(long accountId, string externalId);
}
