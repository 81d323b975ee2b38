using EngageBot.Conversations;
using EngageBot.Storage;

namespace EngageBot.Complaints;

/// <summary>Where the customer of a case is, and how they are called and spoken to.</summary>
internal static class CaseChats
{
    /// <summary>The contact's chat that rings, and of those the newest.</summary>
    public static long? Newest(RowSource source, ContactId contact) =>
        source.Query(
            """
            SELECT c.id FROM chats c JOIN channel_accounts a ON a.id = c.account_id
            WHERE c.contact_id = @contact AND c.kind = 'Customer' ORDER BY c.unreachable_at IS NOT NULL, a.channel = 'web', c.id DESC LIMIT 1
            """,
            command => command.Set("@contact", contact.ToString()), row => row.Read() ? row.GetInt64(0) : (long?)null);

    /// <summary>As the inbox names a chat.</summary>
    public static (long Account, string ChatKey)? Address(RowSource source, long chat) =>
        source.Query<(long, string)?>("SELECT account_id, external_id FROM chats WHERE id = @chat", command => command.Set("@chat", chat),
            row => row.Read() ? (row.GetInt64(0), row.GetString(1)) : null);

    /// <summary>Whether a person has the word in the chat, and whether it can be reached.</summary>
    public static (bool Held, bool Reachable) Standing(RowSource source, Case of) =>
        of.ChatId is not { } chat ? (false, false)
        : source.Query("SELECT held_at, unreachable_at FROM chats WHERE id = @chat", command => command.Set("@chat", chat),
            row => row.Read() ? (!row.IsDBNull(0), row.IsDBNull(1)) : (false, false));

    /// <summary>What the customer wants to be called.</summary>
    public static string? NameOf(RowSource source, Case of) =>
        source.Query("SELECT name FROM contacts WHERE id = @id", command => command.Set("@id", of.ContactId.ToString()), row => row.Read() ? row.TextAt(0) : null);

    /// <summary>The customer's language, or the business's.</summary>
    public static string LanguageOf(RowSource source, Case of) => Loyalty.Deeds.Speech.LanguageOf(source, of.ContactId);

    /// <summary>Which channel the case is on, as people call it.</summary>
    public static string ChannelOf(RowSource source, Case of) =>
        of.ChatId is not { } chat ? "–"
        : source.Query("SELECT a.channel FROM chats c JOIN channel_accounts a ON a.id = c.account_id WHERE c.id = @chat", command => command.Set("@chat", chat),
            row => row.Read() ? ChannelNames.Of(row.GetString(0)) : "–");
}
