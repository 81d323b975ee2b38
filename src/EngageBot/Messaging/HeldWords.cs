using EngageBot.Storage;

namespace EngageBot.Messaging;

/// <summary>Words that wait outside the queue until the customer writes again, because the channel takes none before that.</summary>
internal static class HeldWords
{
    /// <summary>What a template announced follows it under the same key with this at its end.</summary>
    public const string Follows = "+";

    /// <summary>Keeps a message's own words until the customer writes; once, however often it is tried.</summary>
    public static void Add(WriteScope scope, OutboundMessage message, DateTimeOffset until, DateTimeOffset now) =>
        scope.Command("""
            INSERT INTO outbox (
              business_id, account_id, chat_key, chat_id, key, kind, priority, content, state, attempts, due_at, give_up_at, expires_at, created_at, deferred)
            VALUES (@business, @account, @chat, @chat_id, @key, 'Reply', 0, @content, 'Queued', 0, @until, @until, @until, @now, 1)
            ON CONFLICT DO NOTHING
            """)
            .Set("@business", message.BusinessId.ToString()).Set("@account", message.AccountId).Set("@chat", message.ChatKey).Set("@chat_id", message.ChatId)
            .Set("@key", message.Key + Follows)
            .Set("@content", MessagingJson.Write(message.Content with { Template = null, TemplateWords = null, WordsFollow = false }))
            .Set("@until", until).Set("@now", now).ExecuteNonQuery();

    /// <summary>That a customer has written may be known before their turn comes: what waited longer than a message goes before it even then.</summary>
    /// <returns>Whether something does; it stands in the queue again.</returns>
    public static bool GoBefore(WriteScope scope, OutboundMessage message, DateTimeOffset now)
    {
        var older = scope.Command("""
            SELECT 1 FROM outbox WHERE account_id = @account AND chat_key = @chat AND state IN ('Queued', 'Sending') AND state = 'Queued' AND priority = 0 AND id < @id LIMIT 1
            """).Set("@account", message.AccountId).Set("@chat", message.ChatKey).Set("@id", message.Id).ExecuteScalar();
        if (older is null) return false;
        Release(scope, message.AccountId, message.ChatKey, now);
        return true;
    }

    /// <summary>The customer has written: what waited for that stands in the queue again, before the answer to what they wrote.</summary>
    /// <returns>How many messages.</returns>
    public static int Release(WriteScope scope, long accountId, string chatKey, DateTimeOffset now) => scope.Command("""
        UPDATE outbox SET deferred = 0, due_at = @now
        WHERE account_id = @account AND chat_key = @chat AND state IN ('Queued', 'Sending') AND state = 'Queued' AND deferred = 1 AND priority = 0
        """).Set("@account", accountId).Set("@chat", chatKey).Set("@now", now).ExecuteNonQuery();
}
