using System.Data.Common;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Where somebody is written to.</summary>
internal sealed record WhatsAppAddress(string? WaId, string? UserId);

/// <summary>Two chats turned out to be one person's.</summary>
/// <param name="Gone">The chat that is used no more.</param>
/// <param name="Kept">The chat in which it goes on.</param>
internal sealed record OnePerson(string Gone, string Kept);

/// <summary>Who is who: one row a person and account, whether the platform names them by number, by the business's own id, or by both.</summary>
internal sealed class WhatsAppUsers(FreshRows fresh)
{
    private const string Columns = "SELECT chat_key, wa_id, user_id FROM whatsapp_users WHERE account_id = @account";

    private sealed record Known(string ChatKey, string? WaId, string? UserId);

    /// <summary>The chat of somebody who was seen; made at first sight. Seen by both names they are one, whoever they were before.</summary>
    /// <param name="heardAt">When they wrote, if what was seen opens their window.</param>
    public (string ChatKey, OnePerson? Merged) Seen(WriteScope scope, long accountId, WhatsAppPerson who, DateTimeOffset? heardAt)
    {
        var (byPhone, byId) = Find(scope, accountId, who);
        OnePerson? merged = null;
        if (byPhone is not null && byId is not null && byPhone.ChatKey != byId.ChatKey) (byPhone, merged) = Join(scope, accountId, byPhone, byId);
        if ((byPhone ?? byId) is { } known)
        {
            Fill(scope, accountId, known.ChatKey, who, heardAt);
            return (known.ChatKey, merged);
        }
        var key = who.WaId ?? who.UserId ?? throw new ArgumentException("Nobody has no chat.", nameof(who));
        if (scope.Command("SELECT 1 FROM whatsapp_users WHERE account_id = @account AND chat_key = @key").Set("@account", accountId).Set("@key", key).ExecuteScalar() is not null)
        {
            // The number went on to another person, and the chat it once gave its name to stays with the one before.
            key = who.UserId is { } id && id != key ? id : FreeKey(scope, accountId, key);
        }
        scope.Command("""
            INSERT INTO whatsapp_users (account_id, chat_key, wa_id, user_id, parent_user_id, name, heard_at) VALUES (@account, @key, @wa, @user, @parent, @name, @heard)
            """)
            .Set("@account", accountId).Set("@key", key).Set("@wa", who.WaId).Set("@user", who.UserId).Set("@parent", who.ParentUserId).Set("@name", who.Name)
            .Set("@heard", heardAt).ExecuteNonQuery();
        return (key, null);
    }

    /// <summary>A receipt names somebody by both names: what was unknown is filled in. Nobody is made of a receipt.</summary>
    public OnePerson? Met(WriteScope scope, long accountId, WhatsAppPerson who)
    {
        if (who.WaId is null || who.UserId is null) return null;
        var (byPhone, byId) = Find(scope, accountId, who);
        if (byPhone is null && byId is null || byPhone == byId) return null;
        return Seen(scope, accountId, who, null).Merged;
    }

    /// <summary>The platform says that somebody has another number or another id now.</summary>
    /// <returns>Their chat, if they are known, and the chat that turned out to be theirs as well.</returns>
    public (string ChatKey, OnePerson? Merged)? Renamed(WriteScope scope, long accountId, WhatsAppPerson before, WhatsAppPerson now)
    {
        var (byPhone, byId) = Find(scope, accountId, before);
        if ((byPhone ?? byId) is not { } known) return null;
        OnePerson? merged = null;
        var (newPhone, newId) = Find(scope, accountId, now);
        foreach (var other in new[] { newPhone, newId })
        {
            if (other is null || other.ChatKey == known.ChatKey || merged?.Gone == other.ChatKey) continue;
            (known, merged) = Join(scope, accountId, known, other);
        }
        scope.Command("""
            UPDATE whatsapp_users SET wa_id = COALESCE(CAST(@wa AS TEXT), wa_id), user_id = COALESCE(CAST(@user AS TEXT), user_id), parent_user_id = COALESCE(CAST(@parent AS TEXT), parent_user_id)
            WHERE account_id = @account AND chat_key = @key
            """)
            .Set("@wa", now.WaId).Set("@user", now.UserId).Set("@parent", now.ParentUserId).Set("@account", accountId).Set("@key", known.ChatKey).ExecuteNonQuery();
        return (known.ChatKey, merged);
    }

    /// <summary>Where a chat is written to; <see langword="null"/> if nobody was ever seen there.</summary>
    public static WhatsAppAddress? AddressOf(RowSource source, long accountId, string chatKey) => source.Query(
        "SELECT wa_id, user_id FROM whatsapp_users WHERE account_id = @account AND chat_key = @key",
        command => command.Set("@account", accountId).Set("@key", chatKey),
        row => row.Read() ? new WhatsAppAddress(row.TextAt(0), row.TextAt(1)) : null);

    /// <summary>The number of a chat's customer, unless it is withheld.</summary>
    public static string? WaIdOf(RowSource source, long chatId) => source.Query(
        "SELECT u.wa_id FROM chats c JOIN whatsapp_users u ON u.account_id = c.account_id AND u.chat_key = c.external_id WHERE c.id = @chat",
        command => command.Set("@chat", chatId), row => row.Read() ? row.TextAt(0) : null);

    /// <summary>The platform says that their window is closed, whatever we believed.</summary>
    public static void Close(WriteScope scope, long accountId, string chatKey, DateTimeOffset now) =>
        scope.Command("UPDATE whatsapp_users SET heard_at = @before WHERE account_id = @account AND chat_key = @key AND heard_at > @before")
            .Set("@before", now.AddHours(-24)).Set("@account", accountId).Set("@key", chatKey).ExecuteNonQuery();

    private static (Known? ByPhone, Known? ById) Find(RowSource source, long accountId, WhatsAppPerson who) => (
        who.WaId is null ? null : source.Query($"{Columns} AND wa_id = @name", command => command.Set("@account", accountId).Set("@name", who.WaId), Read),
        who.UserId is null ? null : source.Query($"{Columns} AND user_id = @name", command => command.Set("@account", accountId).Set("@name", who.UserId), Read));

    private static Known? Read(DbDataReader row) => row.Read() ? new Known(row.GetString(0), row.TextAt(1), row.TextAt(2)) : null;

    private static void Fill(WriteScope scope, long accountId, string chatKey, WhatsAppPerson who, DateTimeOffset? heardAt) => scope.Command("""
        UPDATE whatsapp_users SET wa_id = COALESCE(CAST(@wa AS TEXT), wa_id), user_id = COALESCE(CAST(@user AS TEXT), user_id),
          parent_user_id = COALESCE(CAST(@parent AS TEXT), parent_user_id), name = COALESCE(CAST(@name AS TEXT), name),
          heard_at = CASE WHEN heard_at IS NULL OR heard_at < @heard THEN COALESCE(CAST(@heard AS BIGINT), heard_at) ELSE heard_at END
        WHERE account_id = @account AND chat_key = @key
        """)
        .Set("@wa", who.WaId).Set("@user", who.UserId).Set("@parent", who.ParentUserId).Set("@name", who.Name).Set("@heard", heardAt)
        .Set("@account", accountId).Set("@key", chatKey).ExecuteNonQuery();

    /// <summary>One row of two; the chat of a member is kept, else the one that was there first. What waits for the other chat follows.</summary>
    private (Known Kept, OnePerson Merged) Join(WriteScope scope, long accountId, Known one, Known other)
    {
        var (kept, gone) = Rank(scope, accountId, other.ChatKey).CompareTo(Rank(scope, accountId, one.ChatKey)) < 0 ? (other, one) : (one, other);
        var heard = scope.Command("SELECT MAX(heard_at) FROM whatsapp_users WHERE account_id = @account AND (chat_key = @kept OR chat_key = @gone)")
            .Set("@account", accountId).Set("@kept", kept.ChatKey).Set("@gone", gone.ChatKey).ExecuteScalar() as long?;
        scope.Command("DELETE FROM whatsapp_users WHERE account_id = @account AND chat_key = @gone").Set("@account", accountId).Set("@gone", gone.ChatKey).ExecuteNonQuery();
        scope.Command("UPDATE whatsapp_users SET heard_at = @heard, wa_id = COALESCE(wa_id, CAST(@wa AS TEXT)), user_id = COALESCE(user_id, CAST(@user AS TEXT)) WHERE account_id = @account AND chat_key = @kept")
            .Set("@heard", heard).Set("@wa", gone.WaId).Set("@user", gone.UserId).Set("@account", accountId).Set("@kept", kept.ChatKey).ExecuteNonQuery();
        scope.AfterCommit(fresh.Close);
        scope.Command("UPDATE inbox SET chat_key = @kept WHERE account_id = @account AND chat_key = @gone AND state = 'Received'")
            .Set("@kept", kept.ChatKey).Set("@account", accountId).Set("@gone", gone.ChatKey).ExecuteNonQuery();
        scope.Command("""
            UPDATE outbox SET chat_key = @kept WHERE account_id = @account AND chat_key = @gone AND state = 'Queued' AND NOT EXISTS (
              SELECT 1 FROM outbox o WHERE o.account_id = @account AND o.chat_key = @kept AND o.key = outbox.key)
            """).Set("@kept", kept.ChatKey).Set("@account", accountId).Set("@gone", gone.ChatKey).ExecuteNonQuery();
        return (kept, new OnePerson(gone.ChatKey, kept.ChatKey));
    }

    private static (int, long) Rank(RowSource source, long accountId, string chatKey) => source.Query(
        "SELECT k.joined_at, c.id FROM chats c JOIN contacts k ON k.id = c.contact_id WHERE c.account_id = @account AND c.external_id = @key",
        command => command.Set("@account", accountId).Set("@key", chatKey),
        row => row.Read() ? (row.IsDBNull(0) ? 1 : 0, row.GetInt64(1)) : (2, 0L));

    private static string FreeKey(RowSource source, long accountId, string key)
    {
        for (var n = 2; ; n++)
        {
            var free = FormattableString.Invariant($"{key}#{n}");
            if (source.Query("SELECT 1 FROM whatsapp_users WHERE account_id = @account AND chat_key = @key", command => command.Set("@account", accountId).Set("@key", free), row => !row.Read())) return free;
        }
    }
}
