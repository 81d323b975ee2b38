using EngageBot.Dialogs.Model;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations;

/// <summary>The gate everything proactive passes at the moment of sending (law 8); a "no" is stored with its reason.</summary>
/// <remarks>Answers and service notices are never stopped. A promotion needs the customer's yes to offers on that channel, a survey that to questions.</remarks>
internal static class ContactPolicy
{
    public static async ValueTask<string?> MaySendAsync(WriteScope scope, OutboundMessage message)
    {
        var (purpose, what) = message switch
        {
            { Kind: OutboundKind.Promotion } => ("marketing", "offers"),
            { Kind: OutboundKind.Notice, Content.Purpose: Purpose.Survey } => ("surveys", "questions"),
            _ => ("", ""),
        };
        if (purpose.Length == 0) return null;
        if (message.ChatId is not { } chat) return $"nobody's chat: {what} need a contact who agreed to them";
        var command = scope.Command("""
            SELECT c.unreachable_at IS NOT NULL, COALESCE((
              SELECT s.granted FROM consents s JOIN channel_accounts a ON a.id = c.account_id
              WHERE s.contact_id = c.contact_id AND s.purpose = @purpose AND s.channel = a.channel ORDER BY s.id DESC LIMIT 1), 0)
            FROM chats c WHERE c.id = @chat
            """);
        await using var row = await command.Set("@chat", chat).Set("@purpose", purpose).ExecuteReaderAsync();
        if (!await row.ReadAsync()) return "the chat is gone";
        if (row.GetInt64(0) == 1) return "the contact cannot be reached on this channel";
        return row.GetInt64(1) == 1 ? null : $"no consent to {what} on this channel";
    }
}
