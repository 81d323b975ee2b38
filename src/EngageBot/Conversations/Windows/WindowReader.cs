using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations.Windows;

/// <summary>When customers were last heard on a channel that takes free words only for a while after that.</summary>
internal static class WindowReader
{
    /// <summary>When they last wrote there; <see langword="null"/>: never.</summary>
    public static DateTimeOffset? HeardAt(RowSource source, long accountId, string chatKey) => source.Query(
        "SELECT heard_at FROM whatsapp_users WHERE account_id = @account AND chat_key = @chat",
        command => command.Set("@account", accountId).Set("@chat", chatKey),
        row => row.Read() ? row.InstantOrNullAt(0) : null);

    /// <summary>Until when free words may be sent to a chat; <see langword="null"/> where its channel has no such end.</summary>
    public static DateTimeOffset? OpenUntil(RowSource source, WindowSettings settings, long chat) => source.Query(
        """
        SELECT u.heard_at FROM chats h JOIN channel_accounts a ON a.id = h.account_id AND a.channel = 'whatsapp'
        LEFT JOIN whatsapp_users u ON u.account_id = h.account_id AND u.chat_key = h.external_id WHERE h.id = @chat
        """,
        command => command.Set("@chat", chat), row => row.Read() ? settings.EndOf(row.InstantOrNullAt(0) ?? DateTimeOffset.UnixEpoch) : (DateTimeOffset?)null);

    /// <summary>The same of a chat by its channel's key.</summary>
    public static DateTimeOffset? OpenUntil(RowSource source, WindowSettings settings, ChannelAccount account, string chatKey) =>
        account.HasWindow ? settings.EndOf(HeardAt(source, account.Id, chatKey) ?? DateTimeOffset.UnixEpoch) : null;
}
