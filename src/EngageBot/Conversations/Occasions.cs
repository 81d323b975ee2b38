using EngageBot.Dialogs.Engine;
using EngageBot.Dialogs.Values;
using EngageBot.Messaging;
using EngageBot.Storage;

namespace EngageBot.Conversations;

/// <summary>Hears of everything that is told to contacts, in the commit in which it happened, also where there is no chat to tell it in.</summary>
internal delegate ValueTask OccasionHappened(WriteScope scope, ContactId contact, string name, string occasion, Value.Record data);

/// <summary>Tells a contact's dialogs what happened in the business; which words are said is written in dialog files.</summary>
internal sealed class Occasions(Inbox inbox, OccasionHappened? also = null)
{
    /// <summary>Tells one of the contact's chats, so that nobody hears the same thing twice: one that rings, and of those the newest.</summary>
    /// <param name="name">The event as dialogs call it: <c>purchase.recorded</c>.</param>
    /// <param name="occasion">What makes it once-only for a chat: <c>purchase:…</c>.</param>
    /// <returns><see langword="false"/> if the contact has no chat that can be reached, or was told of this occasion before.</returns>
    public async ValueTask<bool> TellAsync(WriteScope scope, ContactId contact, string name, string occasion, Value.Record data)
    {
        if (also is not null) await also(scope, contact, name, occasion, data);
        var chats = ((RowSource)scope).Rows(
            """
            SELECT c.id, c.account_id, c.external_id FROM chats c JOIN channel_accounts a ON a.id = c.account_id
            WHERE c.contact_id = @contact AND c.kind = 'Customer' AND c.unreachable_at IS NULL ORDER BY a.channel = 'web', c.id DESC LIMIT 1
            """,
            command => command.Set("@contact", contact.ToString()),
            row => (Id: row.GetInt64(0), Account: row.GetInt64(1), Key: row.GetString(2)));
        foreach (var chat in chats)
            return await inbox.AddAsync(scope, new(chat.Account, $"{occasion}:{chat.Id}", chat.Key, new InboundContent.Occurred(name, RecordJson.Write(data))));
        return false;
    }

    /// <summary>What is told, by name.</summary>
    public static Value.Record Data(params ReadOnlySpan<(string Name, Value? Value)> data) => Value.Record.Of(data);
}
