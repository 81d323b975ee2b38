using System.Data.Common;
using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>The one way out: messages are rows written by the turn, in its transaction; the sender does the calling.</summary>
internal sealed class Outbox(Sends sends, OutboxClaim claim, SpineSignals signals, MessagingSettings settings, TimeProvider clock)
{
    /// <summary>Writes a message.</summary>
    /// <returns>The row's id, or <see langword="null"/> if the chat already has a row of that key.</returns>
    public async ValueTask<long?> AddAsync(WriteScope scope, Draft draft)
    {
        var now = clock.GetUtcNow();
        var lane = draft.Kind is OutboundKind.Reply or OutboundKind.Case ? sends.LaneFor(draft.AccountId, draft.ChatKey) : null;
        var waitsFor = lane is null ? null : await OutboxClaim.WaitsForAsync(scope, draft.AccountId, draft.ChatKey);
        // Where a channel takes words only for a while, the gate has its say before anything leaves.
        var judged = lane is { Channel.Account.HasWindow: true } && waitsFor is null;
        var atOnce = lane is not null && waitsFor is null && !judged;
        if (scope.InsertedId(Bind(scope.InsertCommand(Insert), draft, atOnce, now)) is not { } id) return null;
        if (atOnce)
        {
            var message = new OutboundMessage(
                id, draft.BusinessId, draft.AccountId, draft.ChatKey, draft.ChatId, draft.Key, draft.Kind, draft.Content, 1, draft.ExpiresAt,
                await OutboxClaim.ReplacedAsync(scope, draft.AccountId, draft.ChatKey, draft.Content)) { About = draft.About };
            var claimed = new ClaimedRow(message, GiveUpAt(now), LastError: null, lane!.Looks);
            scope.AfterCommit(() => sends.Begin(lane, claimed));
        }
        else if (judged)
        {
            var (next, done) = await claim.BehindAsync(scope, lane!, draft.ChatKey);
            if (next is not null) scope.AfterCommit(() => sends.Begin(lane!, next));
            else if (!done) scope.AfterCommit(() => signals.OutboxWritten(draft.AccountId));
        }
        else if (waitsFor == OutboxState.Sending)
        {
            // The end of that send claims it. Said at once: its mark may share this commit.
            lane!.Await(draft.ChatKey);
        }
        else
        {
            scope.AfterCommit(() => signals.OutboxWritten(draft.AccountId));
        }
        return id;
    }

    /// <summary>Writes messages nobody waits for; they leave as the sender comes to them.</summary>
    /// <returns>Each row's id, or <see langword="null"/> where the chat already has a row of that key.</returns>
    public async ValueTask<long?[]> AddManyAsync(WriteScope scope, IReadOnlyList<Draft> drafts)
    {
        var now = clock.GetUtcNow();
        var ids = await scope.InsertEachAsync(Insert, drafts, (command, draft) => Bind(command, draft, atOnce: false, now));
        foreach (var account in drafts.Select(draft => draft.AccountId).Distinct()) scope.AfterCommit(() => signals.OutboxWritten(account));
        return ids;
    }

    private const string Insert = """
        INSERT INTO outbox (
          business_id, account_id, chat_key, chat_id, key, kind, priority, content, state, attempts, due_at, give_up_at, expires_at, created_at,
          source, occasion, topic)
        VALUES (@business, @account, @chat, @chat_id, @key, @kind, @priority, @content, @state, @attempts, @now, @give_up, @expires, @now, @source, @occasion, @topic)
        ON CONFLICT DO NOTHING
        """;

    private DateTimeOffset GiveUpAt(DateTimeOffset now) => now.AddHours(settings.GiveUpHours);

    private DbCommand Bind(DbCommand insert, Draft draft, bool atOnce, DateTimeOffset now) => insert
        .Set("@business", draft.BusinessId.ToString()).Set("@account", draft.AccountId).Set("@chat", draft.ChatKey).Set("@chat_id", draft.ChatId)
        .Set("@key", draft.Key).Set("@kind", draft.Kind.ToString()).Set("@priority", PriorityOf(draft.Kind))
        .Set("@content", draft.Written ?? MessagingJson.Write(draft.Content))
        .Set("@state", (atOnce ? OutboxState.Sending : OutboxState.Queued).ToString()).Set("@attempts", atOnce ? 1L : 0L).Set("@now", now)
        .Set("@give_up", GiveUpAt(now)).Set("@expires", draft.ExpiresAt)
        .Set("@source", draft.About?.Source).Set("@occasion", draft.About?.Occasion).Set("@topic", draft.About?.Topic);

    /// <summary>Classes of urgency, 0 first; within a chat a class keeps its order.</summary>
    internal static int PriorityOf(OutboundKind kind) => kind switch
    {
        OutboundKind.Reply or OutboundKind.Case => 0,
        OutboundKind.Notice => 5,
        OutboundKind.Promotion => BulkPriority,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>The class of promotions.</summary>
    internal const int BulkPriority = 9;
}
