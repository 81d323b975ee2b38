using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations.Windows;

/// <summary>Whether somebody has agreed to be written to first on a channel that asks for it; the proof is the consent itself, with its wording, time and source.</summary>
internal static class OptIns
{
    /// <summary>Tells a customer that a person's answer waits; its words stand in the shared texts.</summary>
    public const string AnswerWaiting = "answer_waiting";

    /// <summary>Any consent that stands counts: each names the business and the channel. What belongs to a customer's own matter needs none.</summary>
    public static bool Has(WriteScope scope, OutboundMessage message)
    {
        if (message.Kind == OutboundKind.Case || message.Content.Template == AnswerWaiting) return true;
        return message.ChatId is { } chat && ((RowSource)scope).Query(
            """
            SELECT 1 FROM chats h JOIN channel_accounts a ON a.id = h.account_id JOIN consents c ON c.contact_id = h.contact_id AND c.channel = a.channel AND c.granted = 1
            WHERE h.id = @chat AND NOT EXISTS (
              SELECT 1 FROM consents n WHERE n.contact_id = c.contact_id AND n.purpose = c.purpose AND n.channel = c.channel AND n.id > c.id) LIMIT 1
            """,
            command => command.Set("@chat", chat), row => row.Read());
    }
}
