using System.Globalization;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Channels.WhatsApp;

/// <summary>Where a message had more choices than a list holds, its answer is typed: the number of a choice, or the number it is called.</summary>
internal static class TypedChoice
{
    /// <summary>What was said, or the button it stands for under the newest message of the chat.</summary>
    public static InboundContent Read(WriteScope scope, long accountId, string chatKey, Heard.Content said)
    {
        if (said.What is not InboundContent.Said { Words: { Length: <= 4 } words } whole) return said.What;
        if (!int.TryParse(words.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return said.What;
        var newest = scope.Command("""
            SELECT content FROM outbox WHERE account_id = @account AND chat_key = @chat AND (state = 'Sent' OR state = 'Delivered' OR state = 'Read') ORDER BY id DESC LIMIT 1
            """).Set("@account", accountId).Set("@chat", chatKey).ExecuteScalar() as string;
        if (newest is null || MessagingJson.ReadOutgoing(newest).Buttons.RemoveAll(button => button.Link is not null) is not { Length: > WhatsAppPlan.RowsAtMost } choices) return said.What;
        var called = choices.FirstOrDefault(choice => choice.Label.Trim() == words.Trim()) ?? (number >= 1 && number <= choices.Length ? choices[number - 1] : null);
        return called is null ? said.What : new InboundContent.Tapped(whole.From, called.Token, said.Id, null, said.At);
    }
}
