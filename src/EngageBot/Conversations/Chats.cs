using System.Data.Common;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations;

/// <summary>A chat with its contact, as one turn sees them.</summary>
/// <param name="State">The engine's JSON; empty for a chat in which nothing has happened yet.</param>
internal sealed record ChatRow(
    long Id,
    ContactId ContactId,
    string State,
    DateTimeOffset? HeldAt,
    bool Unreachable,
    string? Name,
    string? Language,
    string? Phone,
    string? Birthday,
    DateTimeOffset? JoinedAt,
    string? Tone);

/// <summary>The statements of every turn: find or make the chat, write its state back.</summary>
internal static class Chats
{
    private const string Columns = """
        SELECT c.id, c.contact_id, c.state, c.held_at, c.unreachable_at, k.name, k.language, k.phone, k.birthday, k.joined_at, k.tone
        FROM chats c JOIN contacts k ON k.id = c.contact_id
        """;

    /// <summary>The chat of that key, made with its contact at the first message.</summary>
    /// <param name="known">The contact a signed web token stands for.</param>
    /// <param name="languageHint">The platform's hint, such as <c>pt-br</c>; only the languages spoken here are taken.</param>
    public static ChatRow FindOrCreate(
        WriteScope scope, ChannelAccount account, string chatKey, ContactId? known, string? languageHint, DateTimeOffset now) =>
        Find(scope, account.Id, chatKey) ?? Create(scope, account, chatKey, known, languageHint, now);

    /// <summary>The chat of that key, if there is one.</summary>
    public static ChatRow? Find(WriteScope scope, long accountId, string chatKey)
    {
        var command = scope.Command($"{Columns} WHERE c.account_id = @account AND c.external_id = @key");
        command.Set("@account", accountId).Set("@key", chatKey);
        return ReadOne(command);
    }

    /// <summary>Whose chat it is, if a customer's.</summary>
    public static ContactId? ContactOf(WriteScope scope, long chatId) => ((RowSource)scope).Query(
        "SELECT contact_id FROM chats WHERE id = @chat AND kind = 'Customer'", command => command.Set("@chat", chatId),
        row => row.Read() ? new ContactId(Guid.Parse(row.GetString(0))) : (ContactId?)null);

    /// <summary>The same chat after an action may have changed its contact.</summary>
    public static ChatRow Reload(WriteScope scope, long chatId)
    {
        var command = scope.Command($"{Columns} WHERE c.id = @chat");
        command.Set("@chat", chatId);
        return ReadOne(command) ?? throw new InvalidOperationException($"Chat {chatId} is gone in the middle of its turn.");
    }

    /// <summary>Writes what a turn has changed; the end of a hold is remembered, for offers keep away a while longer.</summary>
    public static void Save(WriteScope scope, long chatId, string state, DateTimeOffset? heldAt, DateTimeOffset now)
    {
        var command = scope.Command("""
            UPDATE chats SET state = @state, held_at = @held,
              released_at = CASE WHEN held_at IS NOT NULL AND CAST(@held AS BIGINT) IS NULL THEN @now ELSE released_at END
            WHERE id = @chat
            """);
        command.Set("@state", state).Set("@held", heldAt).Set("@now", now).Set("@chat", chatId);
        command.ExecuteNonQuery();
    }

    /// <summary>The customer came back, or blocked us: proactive messages stop until they come back.</summary>
    public static void SetReachable(WriteScope scope, long chatId, bool reachable, DateTimeOffset now)
    {
        var command = scope.Command("UPDATE chats SET unreachable_at = @at, unreachable_reason = @reason WHERE id = @chat");
        command.Set("@at", reachable ? (DateTimeOffset?)null : now).Set("@reason", reachable ? null : "blocked by the customer").Set("@chat", chatId);
        command.ExecuteNonQuery();
    }

    private static ChatRow Create(WriteScope scope, ChannelAccount account, string chatKey, ContactId? known, string? languageHint, DateTimeOffset now)
    {
        var contact = known ?? CreateContact(scope, account.BusinessId, languageHint, now);
        var command = scope.Command("""
            INSERT INTO chats (business_id, account_id, contact_id, external_id, kind, state, created_at)
            VALUES (@business, @account, @contact, @key, 'Customer', '', @now)
            """);
        command
            .Set("@business", account.BusinessId.ToString()).Set("@account", account.Id).Set("@contact", contact.ToString())
            .Set("@key", chatKey).Set("@now", now);
        command.ExecuteNonQuery();
        return Find(scope, account.Id, chatKey)!;
    }

    private static ContactId CreateContact(WriteScope scope, BusinessId business, string? languageHint, DateTimeOffset now)
    {
        var contact = ContactId.New(now);
        var command = scope.Command("INSERT INTO contacts (id, business_id, language, created_at) VALUES (@id, @business, @language, @now)");
        command
            .Set("@id", contact.ToString()).Set("@business", business.ToString())
            .Set("@language", Languages.FromHint(languageHint)).Set("@now", now);
        command.ExecuteNonQuery();
        return contact;
    }

    private static ChatRow? ReadOne(DbCommand command)
    {
        using var row = command.ExecuteReader();
        if (!row.Read()) return null;
        return new ChatRow(
            row.GetInt64(0), new ContactId(Guid.Parse(row.GetString(1))), row.GetString(2), row.InstantOrNullAt(3), !row.IsDBNull(4),
            row.TextAt(5), row.TextAt(6), row.TextAt(7), row.TextAt(8), row.InstantOrNullAt(9), row.TextAt(10));
    }
}
